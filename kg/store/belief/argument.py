"""Claims as arguments that attack each other, and the ones among them that stand.

A unit is what one claim says about one thing. Units that exclude each other are weighed for each
period in which nothing changes; the reader's preference between sources can decide. The result is
the grounded extension of the argumentation framework (Dung, P. M. (1995), On the acceptability of
arguments and its fundamental role in nonmonotonic reasoning, logic programming and n-person games,
Artificial Intelligence 77(2)).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pyoxigraph import NamedNode, Triple

from kg.model import terms
from kg.model.intervals import NEVER, Interval, IntervalSet
from kg.store.claims import last_days

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date

    from kg.store.dataset import Dataset, Term

LATER, RELIABLE = "later", "reliable"
PREFERENCES = (LATER, RELIABLE)
_RELIABILITY = terms.ent("hasReliability")
_UNRATED = 99


def order_of(dataset: Dataset, preferences: Sequence[str]) -> Callable[[str], tuple[int, ...]]:
    """Return a function that ranks a source by its IRI; the lower rank outweighs the higher.

    Args:
        dataset: the graph, which states when sources were written and how reliable they are.
        preferences: members of ``PREFERENCES`` in order of priority: the source written later, or
            the more reliable one by the letter that the graph gives the source or else its kind.
    """
    days = last_days(dataset)

    def later(source: str) -> int:
        return -days[source].toordinal() if source in days else _UNRATED

    def reliable(source: str) -> int:
        node = NamedNode(source)
        kinds = dataset.nodes(node, terms.ent("hasSourceType"))
        for rated in (node, *kinds):
            for letter in dataset.nodes(rated, _RELIABILITY):
                rank = dataset.text(letter, terms.ent("rank"))
                if rank:
                    return -int(rank)
        return _UNRATED

    ways = {LATER: later, RELIABLE: reliable}
    known: dict[str, tuple[int, ...]] = {}

    def place(source: str) -> tuple[int, ...]:
        if source not in known:
            known[source] = tuple(ways[name](source) for name in preferences)
        return known[source]

    return place


ATTESTED, PRESUMED, SILENT = 2, 1, 0


class Unit(NamedTuple):
    """A unit of dispute: all that a claim says about a node, or one statement about it.

    Attributes:
        graph: the claim, whose graph contains the unit.
        node: the node that the unit is about.
        statement: the single statement, or None for all that the claim says about the node.
    """

    graph: NamedNode
    node: Term
    statement: Triple | None = None


@dataclass(frozen=True)
class Testimony:
    """The days and the weight of a unit.

    Attributes:
        attested: the days for which its source vouches for it.
        presumed: later days, for which it is only presumed to last.
        source: IRI of the source.
        position: position among the statements of its source; a later one outweighs an earlier one.
        place: position in the reader's order of preference; a lower one outweighs a higher one.
    """

    attested: IntervalSet
    presumed: IntervalSet
    source: str
    position: tuple[int, ...]
    place: tuple[int, ...] = ()

    def rank(self, day: date | int) -> int:
        """Return ``ATTESTED``, ``PRESUMED`` or ``SILENT`` for a day."""
        if day in self.attested:
            return ATTESTED
        return PRESUMED if day in self.presumed else SILENT

    def outweighs(self, other: Testimony, day: date | int) -> bool:
        """Return True if this testimony outweighs another one on a day.

        An attested day outweighs a presumed one; next, a source's later statement outweighs its
        earlier one; last, the reader's preference decides.
        """
        mine, theirs = self.rank(day), other.rank(day)
        if mine != theirs:
            return mine > theirs
        if self.source == other.source:
            return self.position > other.position
        return self.place < other.place


T = TypeVar("T")


def grounded(attackers: Mapping[T, Collection[T]]) -> tuple[set[T], set[T]]:
    """Return the accepted and the defeated arguments; the rest are undecided.

    An argument is in (accepted) if all its attackers are out, and out (defeated) if some attacker
    is in.

    Args:
        attackers: the attackers of each argument.
    """
    inside: set[T] = set()
    outside: set[T] = set()
    undecided = set(attackers)
    while True:
        news = {one for one in undecided if outside.issuperset(attackers[one])}
        inside |= news
        undecided -= news
        gone = {one for one in undecided if not inside.isdisjoint(attackers[one])}
        outside |= gone
        undecided -= gone
        if not news and not gone:
            return inside, outside


def weigh(
    excluding: Mapping[T, Collection[T]], testimonies: Mapping[T, Testimony]
) -> dict[T, tuple[IntervalSet, IntervalSet]]:
    """Return, for each unit, the days on which it is certain and those on which it is arguable.

    A unit is attacked by each unit that excludes it and that it does not outweigh. A unit is
    certain while it is accepted, and arguable while it is accepted or undecided (see ``grounded``).

    Args:
        excluding: for each unit, the units that exclude it.
        testimonies: the days and the weight of each unit.
    """
    certain: dict[T, list[Interval]] = {unit: [] for unit in excluding}
    arguable: dict[T, list[Interval]] = {unit: [] for unit in excluding}
    for stretch in _stretches([testimonies[unit] for unit in excluding]):
        day = stretch.first
        live = {unit for unit in excluding if testimonies[unit].rank(day)}
        attackers = {
            unit: {
                other
                for other in excluding[unit]
                if other in live and not testimonies[unit].outweighs(testimonies[other], day)
            }
            for unit in live
        }
        inside, outside = grounded(attackers)
        for unit in inside:
            certain[unit].append(stretch)
        for unit in live - outside:
            arguable[unit].append(stretch)
    return {u: (IntervalSet.of(certain[u]), IntervalSet.of(arguable[u])) for u in excluding}


def _stretches(testimonies: Collection[Testimony]) -> list[Interval]:
    """Return the periods within which the testimony of every unit is constant."""
    parts = [
        part for one in testimonies for days in (one.attested, one.presumed) for part in days.parts
    ]
    begins = sorted({part.first for part in parts} | {part.last + 1 for part in parts})
    return [Interval(one, other - 1) for one, other in pairwise(begins)]


def looked(mine: Testimony, others: Collection[Testimony]) -> tuple[IntervalSet, IntervalSet]:
    """Return the days that a unit attests and those it presumes, taking its rivals into account.

    A source dates a judgement only by the time of its own writing. So two sources whose times
    overlap looked at the same period, and neither loses weight on days that only the other attests.
    Nothing is presumed to last beyond the day on which a later source looked and saw something
    else.
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
    """Return all days before a day."""
    return IntervalSet((Interval(last=day - 1),)) if day else NEVER
