"""Marks on claims that others contest or outweigh, and periods as RDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from kg.model import terms
from kg.model.intervals import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.model.intervals import Interval, IntervalSet
    from kg.store.facts import Facts

CONTESTED_DURING = terms.ent("isContestedDuring")
OUTWEIGHED_DURING = terms.ent("isOutweighedDuring")


def disputed_claims(facts: Facts) -> Iterator[Triple]:
    """The periods in which something that a claim says is contested, and is outweighed."""
    contested: dict[NamedNode, IntervalSet] = {}
    outweighed: dict[NamedNode, IntervalSet] = {}
    for unit, (certain, arguable) in facts.belief.days.items():
        told = facts.belief.told[unit]
        spoken = told.attested | told.presumed
        for found, days in (
            (contested, arguable - certain),
            (outweighed, spoken - arguable),
        ):
            found[unit.graph] = found.get(unit.graph, NEVER) | days
    for prop, found in ((CONTESTED_DURING, contested), (OUTWEIGHED_DURING, outweighed)):
        for claim, days in found.items():
            yield from during(claim, prop, days)


def during(node: NamedNode, prop: NamedNode, days: IntervalSet) -> Iterator[Triple]:
    """That something is so in each of some periods, and what these are."""
    for part in days.parts:
        period = _name(part)
        yield Triple(node, prop, period)
        yield Triple(period, terms.TYPE, terms.ent("Period"))
        for name, day in (("start", part.start), ("end", part.end)):
            if day:
                yield Triple(period, terms.ent(name), Literal(day.isoformat(), datatype=terms.DATE))


def _name(part: Interval) -> NamedNode:
    return NamedNode(f"{terms.PERIOD}{part.start or 'open'}--{part.end or 'open'}")
