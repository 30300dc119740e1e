"""The graph that queries run on: a dataset whose default graph contains what holds.

The named graphs are as they were read: ``GRAPH ?claim`` finds the content of any claim. The default
graph contains

- the content of affirmative claims that are believed and whose modality commits their source;
- the ontology and the reference data;
- statements about claims, by sources and others;
- the periods in which other claims contest or outweigh a claim, and descriptions of these periods;
- conclusions and their proofs, on request;

each with its entailments: superclasses and superproperties from the ontology (a class is a subclass
of itself and of all its superclasses), and for objects of interest everything that contains them.
See docs/decisions/0014-what-holds.md.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from kg.model import terms
from kg.model.intervals import NEVER
from kg.model.reachable import reachable
from kg.model.terms import MADE_GRAPHS
from kg.store.claims import read_claims
from kg.store.columns.quads import with_more
from kg.store.dataset import Dataset
from kg.store.entailment import Entailment
from kg.store.facts import Facts
from kg.store.set_apart import DENIED_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from kg.model.intervals import Interval, IntervalSet
    from kg.store.facts import FactsView

CONTESTED_DURING = terms.ent("isContestedDuring")
OUTWEIGHED_DURING = terms.ent("isOutweighedDuring")


def disputed_claims(facts: Facts) -> Iterator[Triple]:
    """Yield the periods in which part of a claim is contested, and in which it is outweighed."""
    contested: dict[NamedNode, IntervalSet] = {}
    outweighed: dict[NamedNode, IntervalSet] = {}
    for unit, (certain, arguable) in facts.belief.days.items():
        testimony = facts.belief.testimonies[unit]
        spoken = testimony.attested | testimony.presumed
        for found, days in (
            (contested, arguable - certain),
            (outweighed, spoken - arguable),
        ):
            found[unit.graph] = found.get(unit.graph, NEVER) | days
    for prop, found in ((CONTESTED_DURING, contested), (OUTWEIGHED_DURING, outweighed)):
        for claim, days in found.items():
            yield from during(claim, prop, days)


def during(node: NamedNode, prop: NamedNode, days: IntervalSet) -> Iterator[Triple]:
    """Yield the triples that state and describe the periods in which something holds."""
    for part in days.parts:
        period = _name(part)
        yield Triple(node, prop, period)
        yield Triple(period, terms.TYPE, terms.ent("Period"))
        for name, day in (("start", part.start), ("end", part.end)):
            if day:
                yield Triple(period, terms.ent(name), Literal(day.isoformat(), datatype=terms.DATE))


def _name(part: Interval) -> NamedNode:
    return NamedNode(f"{terms.PERIOD}{part.start or 'open'}--{part.end or 'open'}")


_PART = terms.ent("isPartOf")
_WITHIN = terms.ent("isWithin")
_OBJECT = terms.ent("ObjectOfInterest")


class WhatHolds(Dataset):
    """A dataset whose default graph is what holds, not all graphs together.

    Args:
        facts: stated and derived facts, by the claims believed.
        record: conclusions and proofs, each in its own graph.
        day: the day on which statements must hold; None for any time.
        derived: False to leave out derived facts.
    """

    is_union = False

    def __init__(
        self,
        facts: Facts,
        record: Iterable[Quad] = (),
        day: date | None = None,
        *,
        derived: bool = True,
    ) -> None:
        recorded = list(record)
        super().__init__(with_more(facts.dataset.columns, recorded), apart=True)
        self.store.bulk_extend(
            Quad(triple.subject, triple.predicate, triple.object)
            for triple in _holding(facts, recorded, day, derived=derived)
        )

    def quads(self) -> Iterator[Quad]:
        """Return all statements, including the default graph's, in the order of the store."""
        return self.store.quads_for_pattern(None, None, None, None)

    def named(self) -> Iterator[Quad]:
        """Return the statements of the named graphs."""
        return (quad for quad in self.quads() if quad.graph_name != DefaultGraph())

    def entailed(self) -> Iterator[Triple]:
        """Return the statements of the default graph that no named graph makes."""
        made = {quad.triple for quad in self.named()}
        return (triple for triple in self.default() if triple not in made)

    def default(self) -> Iterator[Triple]:
        """Return the statements of the default graph."""
        return unnamed(self.store)


def unnamed(store: Store) -> Iterator[Triple]:
    """Yield the statements of the default graph of a store."""
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        yield quad.triple


_OWL_2 = re.compile(
    re.escape(terms.XSD) + r"(?:anyURI|base64Binary|boolean|byte|dateTime(?:Stamp)?|decimal|double"
    r"|float|hexBinary|int|integer|(?:n|nonN)egativeInteger|(?:p|nonP)ositiveInteger|language"
    r"|long|NCName|NMTOKEN|Name|normalizedString|short|string|token"
    r"|unsigned(?:Byte|Int|Long|Short))"
)
"""Datatypes of the OWL 2 datatype map (OWL 2 Structural Specification, section 4)."""


def in_owl_2(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Yield statements, except imports, with literals that every OWL 2 reasoner can read.

    OWL 2 has no days: ``xsd:date`` becomes the ``xsd:dateTime`` at which the day begins. A literal
    of another datatype that OWL 2 lacks becomes text.
    """
    imports, moment = NamedNode(terms.OWL + "imports"), NamedNode(terms.XSD + "dateTime")
    for triple in triples:
        value = triple.object
        if isinstance(value, Literal) and not (
            value.language or _OWL_2.fullmatch(value.datatype.value)
        ):
            midnight = Literal(f"{value.value}T00:00:00", datatype=moment)
            readable = midnight if value.datatype == terms.DATE else Literal(value.value)
            triple = Triple(triple.subject, triple.predicate, readable)
        if triple.predicate != imports:
            yield triple


def what_holds(dataset: Dataset) -> WhatHolds:
    """Return what holds according to a dataset; a ``WhatHolds`` is returned as it is."""
    return dataset if isinstance(dataset, WhatHolds) else WhatHolds(Facts(dataset), derived=False)


def _holding(
    facts: Facts, record: Iterable[Quad], day: date | None, *, derived: bool
) -> Iterator[Triple]:
    view = facts.ever() if day is None else facts.at(day)
    entailment = Entailment(facts.dataset)
    for triple in facts.stated():
        if _is_affirmed(facts, triple) and view.holds(triple):
            yield triple
    concluded = dict.fromkeys(facts.derived if derived else ())
    for triple in concluded:
        if view.holds(triple):
            yield from entailment.of(triple, terms.TYPE)
    for quad in [*_about_claims(facts), *record]:
        if quad.triple not in concluded:
            yield from entailment.of(quad.triple, terms.TYPE)
    yield from disputed_claims(facts)
    yield from entailment.subclasses()
    yield from _within(view)


def _is_affirmed(facts: Facts, triple: Triple) -> bool:
    """Return True if some claim affirms a statement."""
    if triple.predicate == DENIED_TYPE:
        return False
    claims = facts.claims
    return any(
        graph.value not in claims or not claims[graph.value].denied
        for graph in facts.graphs(triple)
    )


def _about_claims(facts: Facts) -> Iterator[Quad]:
    """Yield the statements that are not in a claim, in reference data, or in a generated graph."""
    claims = read_claims(facts.dataset)
    for quad in facts.dataset.quads():
        name = quad.graph_name
        if name in MADE_GRAPHS or getattr(name, "value", "") in claims:
            continue
        if not facts.graphs(quad.triple):
            yield quad


def _within(view: FactsView) -> Iterator[Triple]:
    """Yield statements that each object of interest is within itself and all it is part of."""
    for node in sorted(view.instances(_OBJECT), key=str):
        for whole in reachable([node], lambda part: view.objects(part, _PART)):
            yield Triple(node, _WITHIN, whole)
