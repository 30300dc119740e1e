"""All statements as one graph, as SHACL wants it, without losing which graph says what.

Each named graph gets ``ent:statesAbout`` for every node that is a subject in it. Statements in no
named graph hang on ``ent:unnamedGraph``, which nothing vouches for.

What a claim denies or supposes has to be as well put as a fact: its classes are on ``rdf:type``
here, and a node that stands for another is that one. ``ent:takesForFact`` names what a claim puts
otherwise than its polarity and modality ask for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from kg.model import terms
from kg.model.terms import ONTOLOGY_GRAPH, ent
from kg.store.set_apart import DENIED_TYPE, STANDS_FOR, SUPPOSED_TYPE, is_own
from kg.validation.form import FormCheck

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad

    from kg.store.dataset import Term

STATES_ABOUT = ent("statesAbout")
TAKES_FOR_FACT = ent("takesForFact")
UNNAMED = ent("unnamedGraph")
_ONTOLOGY = NamedNode(terms.OWL + "Ontology")


def flatten(quads: Iterable[Quad]) -> Iterator[Triple]:
    """All statements in one graph, and who states them; some more than once."""
    told: dict[tuple[NamedNode, Term], None] = {}
    own: list[Quad] = []
    ontologies: set[Term] = {ONTOLOGY_GRAPH}
    form = FormCheck()
    for quad in quads:
        graph, subject = quad.graph_name, quad.subject
        if not isinstance(graph, NamedNode):
            graph = UNNAMED
        if quad.object == _ONTOLOGY and quad.predicate == terms.TYPE and subject == graph:
            ontologies.add(graph)
        form.note(quad)
        if is_own(quad) and graph != ONTOLOGY_GRAPH:
            own.append(quad)
        else:
            yield quad.triple
            told[graph, subject] = None
    for claim, triple in _own(own):
        yield triple
        told[claim, triple.subject] = None
    for claim, node in told:
        if claim not in ontologies and not isinstance(node, Triple):
            yield Triple(claim, STATES_ABOUT, node)
    for claim, node in form.misplaced():
        yield Triple(claim, TAKES_FOR_FACT, node)


def _own(quads: list[Quad]) -> Iterator[tuple[NamedNode, Triple]]:
    """What claims say of nodes of their own."""
    stands_for: dict[Term, Term] = {
        quad.subject: quad.object for quad in quads if quad.predicate == STANDS_FOR
    }
    for quad in quads:
        if quad.predicate == STANDS_FOR:
            continue
        typed = quad.predicate in (DENIED_TYPE, SUPPOSED_TYPE)
        subject: Term = stands_for.get(quad.subject, quad.subject)
        if isinstance(subject, NamedNode) and isinstance(quad.graph_name, NamedNode):
            value = stands_for.get(quad.object, quad.object)
            predicate = terms.TYPE if typed else quad.predicate
            yield quad.graph_name, Triple(subject, predicate, value)
