"""Consistency with the axioms of the ontology, and of things that are told apart by a text.

The ontology says which classes share no member, and which properties hold in one direction only or
never of a thing and itself. An identifier or a notation becomes part of the IRIs of conclusions, so
two things with the same one would be taken for each other. What the ontology says of its own terms
is the same for all graphs, so no other graph may add to it.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.model import terms
from kg.model.reachable import reachable
from kg.model.terms import ENT, MADE_GRAPHS, ONTOLOGY_GRAPH, OWL, RDFS, SKOS, TYPE, ent, shorten
from kg.validation.finding import Finding, Severity
from kg.validation.unknown_terms import finding_about

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from pyoxigraph import Quad

    from kg.store.dataset import Term

DISJOINT = "disjoint-classes"
ONE_WAY = "one-way-property"
SHARED = "shared-identifier"
REDEFINED = "redefined-term"

_SUBCLASS = NamedNode(RDFS + "subClassOf")
_DISJOINT = NamedNode(OWL + "disjointWith")
_ASYMMETRIC, _IRREFLEXIVE = (NamedNode(f"{OWL}{w}Property") for w in ("Asymmetric", "Irreflexive"))
_NOTATION, _IN_SCHEME = NamedNode(SKOS + "notation"), NamedNode(SKOS + "inScheme")
_NAMED = {ent("Actor"), ent("Region")}
"""Classes of things whose identifier becomes part of the IRIs of conclusions."""
_MEANING = {TYPE, _SUBCLASS, _DISJOINT, _NOTATION, _IN_SCHEME} | {
    NamedNode(RDFS + name) for name in ("subPropertyOf", "domain", "range")
}
_WORDING = {terms.LABEL, NamedNode(RDFS + "label"), NamedNode(SKOS + "definition")}


class Consistency:
    """The axioms, classes and identifiers of a graph, against which statements are checked.

    Args:
        quads: all statements, with those of the ontology in their own graph.
    """

    def __init__(self, quads: Collection[Quad]) -> None:
        self._defined: dict[Term, set[tuple[NamedNode, Term]]] = defaultdict(set)
        self._over: dict[Term, set[Term]] = defaultdict(set)
        self._apart: dict[Term, set[Term]] = defaultdict(set)
        self._types: dict[Term, dict[Term, None]] = defaultdict(dict)
        self._schemes: dict[Term, set[Term]] = defaultdict(set)
        self._having: dict[tuple[NamedNode, Term], dict[Term, None]] = defaultdict(dict)
        for quad in quads:
            subject, predicate, value, graph = quad
            if graph == ONTOLOGY_GRAPH and getattr(subject, "value", "").startswith(ENT):
                self._defined[subject].add((predicate, value))
            if predicate == TYPE:
                self._types[subject][value] = None
            elif predicate == _SUBCLASS:
                self._over[subject].add(value)
            elif predicate == _DISJOINT:
                self._apart[subject].add(value)
                self._apart[value].add(subject)
            elif predicate == _IN_SCHEME:
                self._schemes[subject].add(value)
            elif predicate in (_NOTATION, terms.IDENTIFIER):
                self._having[predicate, value][subject] = None
        kinds = (_ASYMMETRIC, _IRREFLEXIVE)
        self._one_way = {
            p: kind for p, known in self._types.items() for kind in kinds if kind in known
        }
        self._kinds = cache(self._all_kinds)
        self._stated = {
            (quad.predicate, quad.subject, quad.object)
            for quad in (quads if self._one_way else ())
            if self._one_way.get(quad.predicate) == _ASYMMETRIC
        }

    def _all_kinds(self, kind: Term) -> frozenset[Term]:
        """Return a class and all its superclasses."""
        return frozenset(reachable([kind], lambda one: self._over.get(one, ())))

    def findings(self, quads: Iterable[Quad]) -> Iterator[Finding]:
        """Yield findings for statements that contradict an axiom or another statement."""
        for quad in quads:
            predicate = quad.predicate
            if predicate == TYPE:
                yield from self._disjoint(quad)
            elif predicate in (_NOTATION, terms.IDENTIFIER):
                yield from self._shared(quad)
            elif predicate in self._one_way:
                yield from self._backwards(quad)
            if quad.subject in self._defined and quad.graph_name not in MADE_GRAPHS:
                yield from self._redefined(quad)

    def _disjoint(self, quad: Quad) -> Iterator[Finding]:
        """Yield a finding for a class that excludes one named earlier."""
        known = list(self._types[quad.subject])
        if len(known) == 1 or quad.object not in known:
            return
        mine = self._kinds(quad.object)
        for other in known[: known.index(quad.object)]:
            if any(not self._apart[kind].isdisjoint(self._kinds(other)) for kind in mine):
                said = f"Nothing is both {_short(quad.object)} and {_short(other)}"
                message = f"{said}, which the ontology keeps apart; remove one class."
                yield finding_about(Severity.VIOLATION, DISJOINT, quad, message)
                return

    def _backwards(self, quad: Quad) -> Iterator[Finding]:
        prop, subject, value = shorten(quad.predicate.value), quad.subject, quad.object
        if subject == value:
            said = f"Nothing stands in {prop} to itself; name another thing."
            yield finding_about(Severity.VIOLATION, ONE_WAY, quad, said)
        elif (quad.predicate, value, subject) in self._stated:
            said = f"{prop} is stated in both directions; keep one."
            yield finding_about(Severity.VIOLATION, ONE_WAY, quad, said)

    def _shared(self, quad: Quad) -> Iterator[Finding]:
        """Yield a finding for an identifier or notation that another thing of the kind has."""
        holders = self._having[quad.predicate, quad.object]
        if len(holders) == 1:
            return
        mine = self._told_apart(quad.subject)
        for other in holders:
            if other != quad.subject and not mine.isdisjoint(self._told_apart(other)):
                prop = shorten(quad.predicate.value)
                said = f"{_short(other)} has the same {prop}, so that conclusions would mix them up"
                message = f"{said}; give each its own."
                yield finding_about(Severity.VIOLATION, SHARED, quad, message)
                return

    def _told_apart(self, node: Term) -> set[Term]:
        """Return the schemes of a concept, or else the classes whose members have identifiers."""
        kinds = {over for kind in self._types.get(node, ()) for over in self._kinds(kind)}
        return self._schemes.get(node, set()) | kinds & _NAMED

    def _redefined(self, quad: Quad) -> Iterator[Finding]:
        said = self._defined[quad.subject]
        if (quad.predicate, quad.object) in said:
            return
        name = _short(quad.subject)
        means = quad.predicate in _MEANING or quad.predicate.value.startswith(ENT)
        if means and (isinstance(quad.object, Literal) or self._is_read(quad.object)):
            message = f"This changes what {name} of the ontology means; define a term of your own."
            yield finding_about(Severity.VIOLATION, REDEFINED, quad, message)
        elif quad.predicate in _WORDING and isinstance(quad.object, Literal):
            known = [v for p, v in said if p == quad.predicate and isinstance(v, Literal)]
            if quad.object.language not in {value.language for value in known}:
                return  # a translation
            message = f"The ontology words {name} otherwise; define a term of your own."
            yield finding_about(Severity.WARNING, REDEFINED, quad, message)

    def _is_read(self, value: Term) -> bool:
        """Return False for a term of another vocabulary, to which one may be mapped."""
        return value in self._types or getattr(value, "value", "").startswith(OWL)


def _short(term: Term) -> str:
    return shorten(getattr(term, "value", str(term)))
