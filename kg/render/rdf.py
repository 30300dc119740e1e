"""The graph as RDF in a stable order, so that the same graph gives the same file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, BinaryIO, cast

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from kg.model.terms import PREFIXES
from kg.model.text import xml_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.store.query import Statements

SYNTAXES = {
    "nquads": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
}
"""Syntaxes by the value of the option; the last three do not record who says what."""


def _write_quads(quads: Iterable[Quad], output: str, file: BinaryIO) -> None:
    """Write distinct statements, sorted by graph, subject, predicate and object."""
    by_text = {f"{quad.graph_name}\n{quad.triple}": quad for quad in quads}
    ordered = map(by_text.__getitem__, sorted(by_text))
    serialize(ordered, file, format=SYNTAXES[output], prefixes=PREFIXES)


def _write_triples(triples: Iterable[Triple], output: str, file: BinaryIO) -> None:
    """Write distinct statements without their graphs, sorted."""
    by_text = {str(triple): triple for triple in triples}
    ordered = map(by_text.__getitem__, sorted(by_text))
    form = SYNTAXES[output]
    if form == RdfFormat.RDF_XML:
        file.write(xml_bytes(serialize(ordered, format=form) or b""))
    else:
        serialize(ordered, file, format=form, prefixes=PREFIXES)


def _write(output: str, statements: Statements, file: BinaryIO) -> None:
    if not statements.named_graphs:
        _write_triples(cast("Iterable[Triple]", statements.found), output, file)
        return
    quads = cast("Iterable[Quad]", statements.found)
    if SYNTAXES[output].supports_datasets:
        _write_quads(quads, output, file)
    elif statements.unnamed is not None:
        _write_triples(statements.unnamed, output, file)
    else:
        _write_triples((quad.triple for quad in quads), output, file)


WRITERS = {name: partial(_write, name) for name in SYNTAXES}
