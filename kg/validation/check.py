"""Validation of a user's files, each in the context of all of them; findings give the line."""

from __future__ import annotations

import logging
import shutil
import subprocess
import threading
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, parse

from kg.errors import InputError, OptionError
from kg.model import terms
from kg.store.files import rdf_files, read_quads
from kg.store.intake import rdf_format
from kg.store.open import graph_paths, ontology_quads
from kg.store.times import date_of
from kg.validation.finding import NOTHING, SYNTAX, Finding, Findings, Severity, locate
from kg.validation.nameless import named_by_content, placed_nameless
from kg.validation.own_shapes import idle_shapes, read_own_shapes
from kg.validation.shacl import sorted_findings, validate
from kg.validation.unknown_terms import dropped_keys

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

DATATYPE = "datatype"


def check(
    paths: Sequence[Path],
    *,
    shipped: bool = True,
    others: Sequence[Quad] = (),
    shapes: Sequence[Path] = (),
    engine: str = "pyshacl",
    changed_since: str = "",
    allow_empty: bool = False,
    context: Sequence[Path] = (),
    plain: bool = False,
    source: str = "",
) -> Findings:
    """Read files and validate them together with the shipped graph.

    A file that is not RDF and a literal that is not valid for its datatype are findings with a
    line; the other files are still validated.

    Args:
        paths: the user's files and folders.
        shipped: False to leave out the shipped claims.
        others: statements from elsewhere that replace everything shipped.
        shapes: files with further shapes.
        engine: one of ``kg.validation.shacl.ENGINES``.
        changed_since: a git revision; only changes to the files since then are checked.
        allow_empty: False to report a path with nothing to check as a violation.
        context: files and folders that are also read but not checked; a finding about a thing in
            the paths is placed in one of these if the statement at fault is there.
        plain: True to validate the paths, in any vocabulary, against the further shapes only.
        source: the position to report for statements that are not in a file.

    Raises:
        InputError: a path does not exist, a shape is invalid, or git does not know the revision.
    """
    own = list(rdf_files(paths))
    own_shapes = read_own_shapes(shapes)
    files = own if others or plain else [*own, *graph_paths((), shipped)]
    unchanged = {p for p in own if changed_since and _at(p, changed_since) == p.read_bytes()}
    quads = [quad for quad in others if not _is_ill_typed(quad)]
    found = [_ill_typed(quad) for quad in dict.fromkeys(others) if _is_ill_typed(quad)]
    added: list[Quad] = []
    nameless: dict[str, tuple[Path, list[Quad]]] = {}
    readable, mine = True, set(own)
    if not allow_empty:
        found += [_nothing(path) for path in paths if path.is_dir() and not any(rdf_files([path]))]
        if plain and not shapes:
            raise OptionError("--plain checks against your own shapes: name them with --shapes")
    for path in files:
        try:
            read = named_by_content(read_quads(path), path.name)
        except InputError as error:
            readable = False
            message = f"{error.problem}; {error.advice or 'fix the file'}"
            unread = Finding(Severity.VIOLATION, SYNTAX, "", "", "", message)
            found.append(unread.at(str(path), error.line or 1, error.column or 1))
            continue
        if not read and path in mine and not allow_empty:
            found.append(_nothing(path))
        if path in mine and path.suffix.lower() == ".jsonld":
            found += dropped_keys(path)
        for quad in read:
            if isinstance(quad.subject, BlankNode):
                nameless.setdefault(quad.subject.value, (path, []))[1].append(quad)
        wrong = dict.fromkeys(quad for quad in read if _is_ill_typed(quad))
        if wrong:
            if path not in unchanged:
                here = placed_nameless(list(map(_ill_typed, wrong)), nameless)
                found += locate(here, [path])
            read = [quad for quad in read if quad not in wrong]  # pySHACL cannot compare them
        quads += read
        if path in mine:
            added += read
    looked = _changed(own, changed_since) if changed_since else added if context else None
    around = _context(context, mine)
    quads += [quad for read in around.values() for quad in read]
    everything = quads if plain else [*ontology_quads(), *quads]
    found += idle_shapes(own_shapes, everything, allow_empty=allow_empty)
    report = validate(everything, own_shapes.triples, looked, engine, plain=plain)
    told = {(finding.node, finding.path) for finding in found}
    more = [f for f in report.found if (f.node, f.path) not in told]
    placed = locate(placed_nameless(more, nameless), [*files, *around])
    somewhere = str(own[0] if own else source or files[0])
    everywhere = [f if f.file else f.at(somewhere, 1, 1) for f in (*found, *placed)]
    return Findings(tuple(sorted_findings(everywhere)), readable=readable, graph=report.graph)


def _context(paths: Sequence[Path], known: Collection[Path]) -> dict[Path, list[Quad]]:
    """Return the statements of other files, by file, as far as they can be read."""
    names = {path.resolve() for path in known}
    found = {}
    for path in rdf_files(paths):
        if path.resolve() in names or any(
            part[:1] == "." and part.strip(".") for part in path.parts
        ):
            continue
        try:
            found[path] = [quad for quad in read_quads(path) if not _is_ill_typed(quad)]
        except InputError:
            continue  # reported when that file itself is checked
    return found


def _nothing(path: Path) -> Finding:
    """Return the finding for a path with nothing to check."""
    holds = "no file of RDF" if path.is_dir() else "no statement"
    message = f"It holds {holds}, so nothing was checked; fix it, or allow it with --allow-empty."
    return Finding(Severity.VIOLATION, NOTHING, "", "", "", message).at(str(path), 1, 1)


def _ill_typed(quad: Quad) -> Finding:
    """Return the finding for a literal that is not valid for its datatype."""
    assert isinstance(quad.object, Literal)
    return Finding(
        Severity.VIOLATION,
        DATATYPE,
        terms.shorten(getattr(quad.subject, "value", str(quad.subject))),
        terms.shorten(quad.predicate.value),
        quad.object.value,
        f"The value is not a valid {terms.shorten(quad.object.datatype.value)}; write one that is.",
    )


def _is_ill_typed(quad: Quad) -> bool:
    value = quad.object
    if not isinstance(value, Literal) or value.datatype == _STRING:
        return False
    return _is_wrong(value.value, value.datatype.value)


_STRING = NamedNode(terms.XSD + "string")


@lru_cache(maxsize=65536)
def _is_wrong(text: str, datatype: str) -> bool:
    if datatype == terms.DATE.value:
        return date_of(Literal(text)) is None  # as when loading
    with _unlogged("rdflib.term"):  # rdflib also logs what is reported here
        return bool(rdflib.Literal(text, datatype=rdflib.URIRef(datatype)).ill_typed)


@contextmanager
def _unlogged(name: str) -> Iterator[None]:
    """Suppress what this thread logs under a name, and nothing else."""
    own = threading.get_ident()

    def is_foreign(record: logging.LogRecord) -> bool:
        return record.thread != own

    logger = logging.getLogger(name)
    logger.addFilter(is_foreign)
    try:
        yield
    finally:
        logger.removeFilter(is_foreign)


def _changed(files: Sequence[Path], revision: str) -> list[Quad]:
    """Return the statements added to or removed from the files since a revision."""
    changed: set[Quad] = set()
    for path in files:
        before = _at(path, revision)
        after = path.read_bytes()
        if before != after:
            changed |= _quads(path, before) ^ _quads(path, after)
    return sorted(changed, key=str)


def _quads(path: Path, data: bytes) -> set[Quad]:
    try:
        return set(parse(data, format=rdf_format(path)))
    except (SyntaxError, ValueError):
        return set()


def _at(path: Path, revision: str) -> bytes:
    """Return the content of a file at a revision, empty if it did not exist."""
    folder = path.parent.resolve()
    if (
        _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^0")
        is None
    ):
        shallow = _git(folder, "rev-parse", "--is-shallow-repository") or b""
        fetch = "fetch it (actions/checkout: fetch-depth: 0)"
        advice = fetch if shallow.strip() == b"true" else "name an existing one"
        raise InputError(str(folder), f"has no revision {revision!r} in git", advice)
    return _git(folder, "show", "--end-of-options", f"{revision}:./{path.name}") or b""


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Return the output of git in a folder; None if it fails."""
    program = shutil.which("git")
    if program is None:
        raise InputError("git", "is not installed", "install it, or leave --changed-since out")
    done = subprocess.run(  # noqa: S603  (arguments go to git as they are, through no shell)
        [program, "-C", str(folder), *arguments], capture_output=True, check=False
    )
    return done.stdout if done.returncode == 0 else None
