"""All statements as one graph, as SHACL wants it, without losing which graph says what.

Each named graph gets ``ent:statesAbout`` for every node that is a subject in it; each property
gets ``ent:usesProperty`` once, from a graph that uses it. Statements in no named graph hang on
``ent:unnamedGraph``, which nothing vouches for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Triple

from kg.model.terms import ent
from kg.store.facts import ONTOLOGY_GRAPH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import NamedNode, Quad

    from kg.store.dataset import Term

STATES_ABOUT = ent("statesAbout")
USES_PROPERTY = ent("usesProperty")
UNNAMED = ent("unnamedGraph")


def flatten(quads: Iterable[Quad]) -> Iterator[Triple]:
    """All statements in one graph, and who states them; some more than once."""
    told: set[tuple[Term, Term]] = set()
    used: set[NamedNode] = set()
    for quad in quads:
        yield quad.triple
        graph, subject = quad.graph_name, quad.subject
        if graph == ONTOLOGY_GRAPH:
            continue
        if isinstance(graph, DefaultGraph):
            graph = UNNAMED
        if (graph, subject) not in told and not isinstance(subject, Triple):
            told.add((graph, subject))
            yield Triple(graph, STATES_ABOUT, subject)
        if quad.predicate not in used:
            used.add(quad.predicate)
            yield Triple(graph, USES_PROPERTY, quad.predicate)
