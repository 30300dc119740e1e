"""The dataset as one graph, as SHACL wants it, without losing which graph says what.

Each named graph gets ``ent:statesAbout`` for every node that is a subject in it, and
``ent:usesProperty`` for every property; statements in no named graph hang on
``ent:unnamedGraph``, which nothing vouches for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import rdflib
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Triple

from kg.store.facts import ONTOLOGY_GRAPH
from kg.vocabulary.terms import ent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib.term import Identifier

    from kg.store.dataset import Dataset, Term

STATES_ABOUT = ent("statesAbout")
USES_PROPERTY = ent("usesProperty")
UNNAMED = ent("unnamedGraph")


def flatten(dataset: Dataset) -> Iterator[Triple]:
    """All statements in one graph, and who states them; some more than once."""
    told: set[tuple[NamedNode | BlankNode, object]] = set()
    for quad in dataset.quads():
        subject, predicate = quad.subject, quad.predicate
        yield Triple(subject, predicate, quad.object)
        if quad.graph_name == ONTOLOGY_GRAPH:
            continue
        graph = UNNAMED if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name
        if (graph, subject) not in told and not isinstance(subject, Triple):
            told.add((graph, subject))
            yield Triple(graph, STATES_ABOUT, subject)
        if (graph, predicate) not in told:
            told.add((graph, predicate))
            yield Triple(graph, USES_PROPERTY, predicate)


def to_rdflib(term: Term) -> Identifier:
    """The same term for rdflib; the lexical form of a literal is kept as it was written."""
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    value = getattr(term, "value", str(term))
    if language := getattr(term, "language", None):
        return rdflib.Literal(value, lang=language)
    datatype = rdflib.URIRef(term.datatype.value)  # type: ignore[union-attr]
    if datatype == rdflib.XSD.string:
        return rdflib.Literal(value)
    return rdflib.Literal(value, datatype=datatype, normalize=False)


def rdflib_graph(dataset: Dataset) -> rdflib.Graph:
    """The flattened statements for rdflib."""
    flat = rdflib.Graph()
    known: dict[Term, Identifier] = {}

    def convert(term: Term) -> Identifier:
        if term not in known:
            known[term] = to_rdflib(term)
        return known[term]

    for triple in flatten(dataset):
        subject, predicate, value = map(convert, triple)
        flat.add((subject, predicate, value))
    return flat
