"""Units that exclude each other, weighed for each stretch of days on which nothing changes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from kg.model.intervals import NEVER, Interval, IntervalSet
from kg.store.belief.grounded import grounded

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kg.store.belief.unit import Testimony, Unit

    Excluding = Mapping[Unit, Collection[Unit]]
    """For each unit, those that cannot be right on a day on which it is."""


def weigh(
    excluding: Excluding, told: Mapping[Unit, Testimony]
) -> dict[Unit, tuple[IntervalSet, IntervalSet]]:
    """The days on which each unit is certain, and those on which it is arguable.

    A unit is attacked by those that exclude it and that it does not outweigh. What is accepted is
    certain; what is accepted or undecided is arguable (see ``grounded``).

    Args:
        excluding: units, each with those that exclude it.
        told: when each of them speaks, and what it weighs.
    """
    certain: dict[Unit, list[Interval]] = {unit: [] for unit in excluding}
    arguable: dict[Unit, list[Interval]] = {unit: [] for unit in excluding}
    for stretch in _stretches([told[unit] for unit in excluding]):
        day = stretch.first
        live = {unit for unit in excluding if told[unit].rank(day)}
        attackers = {
            unit: {
                other
                for other in excluding[unit]
                if other in live and not told[unit].outweighs(told[other], day)
            }
            for unit in live
        }
        inside, outside = grounded(attackers)
        for unit in inside:
            certain[unit].append(stretch)
        for unit in live - outside:
            arguable[unit].append(stretch)
    return {u: (IntervalSet.of(certain[u]), IntervalSet.of(arguable[u])) for u in excluding}


def _stretches(told: Collection[Testimony]) -> list[Interval]:
    """Stretches of days within which every unit speaks in the same way."""
    parts = [part for one in told for days in (one.attested, one.presumed) for part in days.parts]
    begins = sorted({part.first for part in parts} | {part.last + 1 for part in parts})
    return [Interval(one, other - 1) for one, other in pairwise(begins)]


def looked(mine: Testimony, others: Collection[Testimony]) -> tuple[IntervalSet, IntervalSet]:
    """The days that a unit attests and to which it is presumed to last, seen beside its rivals.

    A source dates a judgement only to the time of its writing, so that two sources whose times
    overlap looked at the same time: what one of them attests weighs no less by the days on which
    only the other does. And nothing is presumed to last beyond the day on which somebody who came
    later looked and saw something else.
    """
    attested, presumed = mine.attested, mine.presumed
    if not presumed or not attested:
        return attested, presumed
    for other in others:
        if not other.attested:
            continue
        if other.attested & mine.attested:
            attested = attested | (other.attested & mine.presumed)
        elif other.attested.parts[0].first > mine.attested.parts[-1].last:
            presumed = presumed & _before(other.attested.parts[0].first)
    return attested, presumed - attested


def _before(day: int) -> IntervalSet:
    """All days before a day."""
    return IntervalSet((Interval(last=day - 1),)) if day else NEVER
