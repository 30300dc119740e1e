"""The dataset as one rdflib graph, as SHACL wants it, without losing which graph says what.

Each named graph gets ``ent:statesAbout`` for every node that is a subject in it, and
``ent:usesProperty`` for every property; statements in no named graph hang on
``ent:unnamedGraph``, which nothing vouches for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import rdflib
from pyoxigraph import BlankNode, DefaultGraph, NamedNode

from kg.store.facts import ONTOLOGY_GRAPH
from kg.vocabulary import terms

if TYPE_CHECKING:
    from rdflib.term import Identifier

    from kg.store.dataset import Dataset, Term

STATES_ABOUT = rdflib.URIRef(terms.ENT + "statesAbout")
USES_PROPERTY = rdflib.URIRef(terms.ENT + "usesProperty")
UNNAMED = rdflib.URIRef(terms.ENT + "unnamedGraph")


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


def flatten(dataset: Dataset) -> rdflib.Graph:
    """All statements in one graph, and who states them."""
    flat = rdflib.Graph()
    known: dict[Term | DefaultGraph, Identifier] = {DefaultGraph(): UNNAMED}

    def convert(term: Term | DefaultGraph) -> Identifier:
        if term not in known:
            assert not isinstance(term, DefaultGraph)
            known[term] = to_rdflib(term)
        return known[term]

    for quad in dataset.quads():
        subject, predicate = convert(quad.subject), convert(quad.predicate)
        flat.add((subject, predicate, convert(quad.object)))
        if quad.graph_name != ONTOLOGY_GRAPH:
            graph = convert(quad.graph_name)
            flat.add((graph, STATES_ABOUT, subject))
            flat.add((graph, USES_PROPERTY, predicate))
    return flat
