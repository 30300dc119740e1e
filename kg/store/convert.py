"""Conversion of claims to the current form, which separates denials and suppositions from facts.

Turtle, TriG, N-Triples and N-Quads are edited in place, so that comments and order are kept; other
syntaxes, and anything that cannot be edited, are written again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse, serialize

from kg.model import terms
from kg.store.files import rdf_files, read_quads
from kg.store.intake import rdf_format
from kg.store.positions import Scan
from kg.store.set_apart import STANDS_FOR, TYPES, plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from kg.store.positions import Term
    from kg.store.set_apart import Renaming

_EDITED = (RdfFormat.TRIG, RdfFormat.TURTLE)


@dataclass(frozen=True)
class Converted:
    """A file converted to the current form.

    Attributes:
        changed: False if it already has the current form.
    """

    path: Path
    content: bytes
    changed: bool


def convert(paths: Iterable[Path], context: Sequence[Quad] = ()) -> Iterator[Converted]:
    """Yield files, including those in folders, converted to the current form.

    Args:
        paths: files to read together, since one may describe the claims of another.
        context: statements from other files that describe claims and their modalities.

    Raises:
        InputError: a file cannot be read.
    """
    files = list(rdf_files(paths))
    quads = {path: read_quads(path) for path in files}
    store = Store()
    store.bulk_extend(context)
    for found in quads.values():
        store.extend(found)
    renaming = plan(store)
    for path in files:
        content = path.read_bytes()
        wanted = set(_renamed(quads[path], renaming))
        if wanted == set(quads[path]):
            yield Converted(path, content, changed=False)
        else:
            yield Converted(path, _written(path, content, wanted, renaming), changed=True)


def _renamed(quads: Sequence[Quad], renaming: Renaming) -> Iterator[Quad]:
    yield from map(renaming.quad, quads)
    subjects = {(quad.graph_name, quad.subject) for quad in quads}
    for link in renaming.links():
        if (link.graph_name, link.object) in subjects:
            yield link


def _written(path: Path, content: bytes, wanted: set[Quad], renaming: Renaming) -> bytes:
    form = rdf_format(path) or RdfFormat.TRIG
    if form in _EDITED:
        edited = _edited(content.decode(), renaming).encode()
        if _is(edited, form, wanted):
            return edited
    ordered = sorted(wanted, key=lambda quad: (str(quad.graph_name), str(quad)))
    prefixes = None if form == RdfFormat.RDF_XML else terms.PREFIXES
    return serialize(ordered, format=form, prefixes=prefixes) or b""


def _is(content: bytes, form: RdfFormat, wanted: set[Quad]) -> bool:
    try:
        return set(parse(content, format=form)) == wanted
    except SyntaxError:
        return False


def _edited(text: str, renaming: Renaming) -> str:
    """Return the text with each renamed term replaced in place."""
    scan = Scan(text)
    edits: dict[int, tuple[str, str]] = {}
    for statement in scan.statements():
        graph = NamedNode(scan.value(statement.graph)) if statement.graph else None
        typed = renaming.types.get(graph) if graph else None
        if typed is not None and graph is not None:
            _edit(edits, statement.subject, _own(scan, statement.subject, graph, renaming))
            if scan.value(statement.predicate.text) in _TYPES:
                _edit(edits, statement.predicate, _short(scan, typed))
        value = scan.value(statement.object.text)
        if statement.object.text[:1] not in ("", '"', "'") and terms.is_iri(value):
            name = renaming.node(node := NamedNode(value), graph or node)
            if name != node:
                _edit(edits, statement.object, _short(scan, name))
    for offset, (old, new) in sorted(edits.items(), reverse=True):
        text = f"{text[:offset]}{new}{text[offset + len(old) :]}"
    return text


_TYPES = {predicate.value for predicate in TYPES}


def _edit(edits: dict[int, tuple[str, str]], term: Term, new: str) -> None:
    if new and new != term.text:
        edits[term.offset] = (term.text, new)


def _own(scan: Scan, subject: Term, graph: NamedNode, renaming: Renaming) -> str:
    """Write the subject of a claim, with a link to the node it stands for, if any."""
    value = scan.value(subject.text)
    node = NamedNode(value) if terms.is_iri(value) else None
    name = renaming.own[graph].get(node) if node else None
    if name is None:
        return ""
    written = _short(scan, name)
    if node in renaming.moved:
        return written
    return f"{written} {_short(scan, STANDS_FOR)} {subject.text} ;\n     "


def _short(scan: Scan, node: object) -> str:
    """Return an IRI as the file abbreviates it."""
    assert isinstance(node, NamedNode)
    for prefix, namespace in scan.prefixes.items():
        rest = node.value.removeprefix(namespace)
        if rest != node.value and rest.replace("-", "").isalnum():
            return f"{prefix}:{rest}"
    if scan.base and node.value.startswith(scan.base):
        rest = node.value.removeprefix(scan.base)
        return f"<{rest}>" if ":" not in rest.partition("/")[0] else str(node)
    return str(node)
