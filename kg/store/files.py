"""RDF files, which are read completely or rejected with the line of the error.

Dates in EDTF become days with a precision and a kind of bound.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple, parse

from kg.errors import InputError, unreadable
from kg.model import terms
from kg.model.dates import KNOWN, NO_EARLIER, NO_LATER, BadBound, parse_bound
from kg.model.text import sanitize_line
from kg.store.intake import ENDINGS, rdf_format, read_bounded
from kg.store.times import END, START, day_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

EDTF = NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")
"""Datatype IRI of EDTF, as defined by the Library of Congress."""
_MARK = b"datatypes/edtf"
_KINDS = {
    NO_LATER: terms.ent("noLaterThan"),
    NO_EARLIER: terms.ent("noEarlierThan"),
    "about": terms.ent("about"),
}
_UNSOUND = {START: NO_EARLIER, END: NO_LATER}
_ADVICE = "then no day is known on which it holds; leave the bound out"


def may_have_bounds(data: bytes) -> bool:
    """Return True if a file may contain EDTF literals."""
    return _MARK in data


def with_days(path: Path, quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield statements, replacing those that give a date in EDTF by ones that give a day.

    Raises:
        InputError: a date is not valid EDTF, or does not determine a day.
    """
    for quad in quads:
        value = quad.object
        is_bound = quad.predicate in (START, END)
        if not (is_bound and isinstance(value, Literal) and value.datatype == EDTF):
            yield quad
            continue
        side = "start" if quad.predicate == START else "end"
        try:
            bound = parse_bound(value.value)
        except BadBound as error:
            raise InputError(str(path), str(error), "see Time in the documentation") from error
        if bound.kind == _UNSOUND[quad.predicate]:
            raise InputError(str(path), f"the {side} {value.value!r} is {bound.kind}", _ADVICE)
        early = side == "start"
        day = bound.first if early else bound.last
        told = Literal(day.isoformat(), datatype=terms.DATE)
        yield Quad(quad.subject, quad.predicate, told, quad.graph_name)
        exactly = terms.ent(bound.precision)
        yield Quad(quad.subject, terms.ent(f"{side}Precision"), exactly, quad.graph_name)
        if bound.kind != KNOWN:
            kind = terms.ent(f"{side}Bound")
            yield Quad(quad.subject, kind, _KINDS[bound.kind], quad.graph_name)


_ONTOLOGY = NamedNode(terms.OWL + "Ontology")
_POSITION = re.compile(r"^Parser error (?:at|between) line [\w ]*: ")


def rdf_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the given files, and all RDF files below the given folders, in order.

    Raises:
        InputError: a path does not exist, or a file's extension is not that of an RDF syntax.
    """
    for path in paths:
        if path.is_dir():
            yield from (p for p in sorted(path.rglob("*")) if p.is_file() and rdf_format(p))
        elif not path.exists():
            raise InputError(str(path), "does not exist", "check the path")
        elif rdf_format(path) is None:
            raise InputError(
                str(path),
                "has no file extension of an RDF syntax",
                f"name it {', '.join(ENDINGS)}",
            )
        else:
            yield path


def read_quads(path: Path) -> list[Quad]:
    """Return all statements of one RDF file.

    If a file declares an ontology, its statements without a graph are put in a graph of that name.
    If it is an export with conclusions, its default graph is not read.

    Raises:
        InputError: the file cannot be read or has a syntax error; the error names line and column.
    """
    data, form = read_bounded(path)
    try:
        quads = list(parse(data, format=form, rename_blank_nodes=True))
    except SyntaxError as error:
        problem = sanitize_line(_POSITION.sub("", str(error.args[0] if error.args else error)))
        raise InputError(
            str(path), problem[:300], "fix the syntax", error.lineno or 1, error.offset or 1
        ) from error
    except (OSError, ValueError, MemoryError) as error:  # for example, a literal of 16 MB
        raise unreadable(path, error) from error
    if any(isinstance(term, Triple) for quad in quads for term in (quad.subject, quad.object)):
        advice = "make it a claim in a named graph"
        problem = "has statements about statements (RDF 1.2), which are not supported"
        raise InputError(str(path), problem, advice)
    if may_have_bounds(data):
        quads = list(with_days(path, quads))
    return _named_as_ontology(_vouched_for(quads))


def _vouched_for(quads: list[Quad]) -> list[Quad]:
    """Return the statements without the default graph of an export, which repeats the others."""
    if not any(quad.graph_name == terms.CONCLUSIONS_GRAPH for quad in quads):
        return quads
    return [quad for quad in quads if quad.graph_name != DefaultGraph()]


def _named_as_ontology(quads: list[Quad]) -> list[Quad]:
    """Return the statements, moving those in no graph to the graph of the ontology they declare."""
    unnamed = DefaultGraph()
    declared = [
        quad.subject
        for quad in quads
        if quad.object == _ONTOLOGY and quad.predicate == terms.TYPE and quad.graph_name == unnamed
    ]
    name = next((node for node in declared if isinstance(node, NamedNode)), None)
    if name is None:
        return quads
    return [
        Quad(q.subject, q.predicate, q.object, name) if q.graph_name == unnamed else q
        for q in quads
    ]


def check_dates(path: Path, quads: Iterable[Quad]) -> None:
    """Check that every literal of type ``xsd:date`` is a valid day.

    Raises:
        InputError: a literal is not a valid day; the error names its line.
    """
    for quad in quads:
        value = quad.object
        if isinstance(value, Literal) and value.datatype == terms.DATE and day_of(value) is None:
            line, column = _find(path, value.value)
            raise InputError(
                str(path),
                f"{value.value!r} is not a date",
                "write a calendar date as YYYY-MM-DD",
                line,
                column,
            )


def _find(path: Path, text: str) -> tuple[int, int]:
    """Return line and column of the first occurrence of a text, or 0, 0 if it is not found."""
    if text:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, 1):
                if (column := line.find(text)) >= 0:
                    return number, column + 1
    return 0, 0
