"""The dataset as one graph, as SHACL wants it, without losing which graph says what.

Each named graph gets ``ent:statesAbout`` for every node that is a subject in it, and
``ent:usesProperty`` for every property; statements in no named graph hang on
``ent:unnamedGraph``, which nothing vouches for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Triple

from kg.store.facts import ONTOLOGY_GRAPH
from kg.vocabulary.terms import ent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.store.dataset import Dataset

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
