"""The graph as RDF, in a stable order, so that the same graph is the same file."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from pyoxigraph import Quad, RdfFormat, serialize

from kg.vocabulary.terms import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMATS = {"nquads": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG, "jsonld": RdfFormat.JSON_LD}


def write_quads(quads: Iterable[Quad], output: str, file: BinaryIO) -> None:
    """Write statements sorted by graph, subject, predicate and object, none twice."""
    ordered = sorted(set(quads), key=_place)
    serialize(ordered, file, format=FORMATS[output], prefixes=PREFIXES)


def _place(quad: Quad) -> tuple[str, str, str, str]:
    return str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object)
