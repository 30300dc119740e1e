"""Belief: what is certain and what is arguable among claims, and who disputes it.

A claim is an argument for its content. Claims that exclude each other attack each other, unless one
outweighs the other; what is certain is the grounded extension (Dung 1995), computed for each
stretch of days on which nothing changes. It is sceptical: between two claims of equal weight it
does not choose.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from kg.model import terms
from kg.model.intervals import NEVER, OPEN, Interval, IntervalSet
from kg.model.reachable import reachable
from kg.store.belief.argument import Testimony, Unit, looked, weigh
from kg.store.belief.keys import DOES_NOT_LAST, UNTIL_ENDED
from kg.store.columns.fact_index import distinct
from kg.store.set_apart import DENIED_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import date

    from pyoxigraph import NamedNode, Triple

    from kg.store.belief.conflicts import Conflicts
    from kg.store.belief.rivals import Rivals
    from kg.store.columns.fact_index import Ints
    from kg.store.dataset import Term

    TwoSets = tuple[IntervalSet, IntervalSet]
    """Days on which something is certain, and days on which it is arguable."""

V = TypeVar("V")


class ByUnit(Mapping[Unit, V]):
    """Something of each unit that another excludes; worked out when it is asked for."""

    def __init__(self, rivals: Rivals, lost: Collection[int], value: Callable[[int], V]) -> None:
        self._rivals = rivals
        self._lost = lost
        self._value = value

    def __getitem__(self, unit: Unit) -> V:
        number = self._rivals.find(unit)
        if number < 0 or number in self._lost:
            raise KeyError(unit)
        return self._value(number)

    def __iter__(self) -> Iterator[Unit]:
        every = (number for number in range(len(self._rivals)) if number not in self._lost)
        return map(self._rivals.unit, every)

    def __len__(self) -> int:
        return len(self._rivals) - len(self._lost)


class Belief:
    """Weighs what the claims of a graph say against each other, where that is asked for.

    Args:
        conflicts: finds what excludes what.
        time_of: the days on which a node holds, as one claim says.
        source_of: the IRI of the source of a claim.
        until: for the IRI of a source, the last day of which it can know.
        order: the reader's order of sources: for the IRI of a source its place, the lower of which
            outweighs the higher; all are equal where it gives the same for all.

    Attributes:
        keys: what the ontology says of identity and exclusion.
        rivalry: the units that exclude each other, as columns.
    """

    def __init__(
        self,
        conflicts: Conflicts,
        time_of: Callable[[Term, NamedNode], IntervalSet],
        source_of: Callable[[NamedNode], str],
        until: Mapping[str, date],
        order: Callable[[str], tuple[int, ...]] = lambda _: (),
    ) -> None:
        self._store = conflicts.store
        self._time_of = time_of
        self._source_of = source_of
        self._until = until
        self._order = order
        self.keys = conflicts.keys
        self.rivalry = conflicts.find()
        self._lost: frozenset[int] = frozenset()
        self._near: frozenset[int] = frozenset()
        self._former: Belief | None = None
        self._decided: frozenset[int] = frozenset()
        self._first: dict[int, Testimony] = {}
        self._told: dict[int, Testimony] = {}
        self._days: dict[int, TwoSets] = {}

    @property
    def excluding(self) -> Mapping[Unit, set[Unit]]:
        """All units that something excludes, each with what does."""
        unit = self.rivalry.unit
        return ByUnit(self.rivalry, self._lost, lambda n: set(map(unit, self._others(n))))

    @property
    def told(self) -> Mapping[Unit, Testimony]:
        """For each of them, when it speaks, seen beside what excludes it."""
        return ByUnit(self.rivalry, self._lost, self._testimony)

    @property
    def days(self) -> Mapping[Unit, TwoSets]:
        """For each of them, the days on which it is certain, and arguable."""
        return ByUnit(self.rivalry, self._lost, self._days_of)

    def _others(self, number: int) -> list[int]:
        found = self.rivalry.others(number)
        return [other for other in found if other not in self._lost] if self._lost else found

    def _testimony(self, number: int) -> Testimony:
        known = self._told.get(number)
        if known is None:
            first = self._alone(number)
            days = looked(first, [self._alone(other) for other in self._others(number)])
            known = self._told[number] = Testimony(*days, first.source, first.said, first.place)
        return known

    def _alone(self, number: int) -> Testimony:
        """Return a unit's days and weight, whatever others say."""
        known = self._first.get(number)
        if known is None:
            unit = self.rivalry.unit(number)
            source = self._source_of(unit.graph)
            period = self._time_of(unit.node, unit.graph)
            days = self._attestation(unit.node, unit.graph)
            begins = period.parts[0].first if period else 0
            known = self._first[number] = Testimony(*days, source, (begins,), self._order(source))
        return known

    def _days_of(self, number: int) -> TwoSets:
        known = self._days.get(number)
        if known is None:
            group = {one: self._others(one) for one in reachable([number], self._others)}
            self._days |= weigh(group, {one: self._testimony(one) for one in group})
            known = self._days[number]
        return known

    def _attestation(self, node: Term, graph: NamedNode) -> TwoSets:
        """Return the days on which a claim attests a node, and those it presumes."""
        until = self._until.get(self._source_of(graph))
        return attestation(self._time_of(node, graph), self._persistence(node), until)

    def seen(self, node: Term, graph: NamedNode) -> IntervalSet:
        """The days on which a claim attests a node."""
        return self._attestation(node, graph)[0]

    def share_time(self, one: Unit, other: Unit) -> bool:
        """Return True if on some day the sources of both say it, or may be presumed to."""
        mine, theirs = (self._alone(self.rivalry.find(unit)) for unit in (one, other))
        return bool((mine.attested | mine.presumed) & (theirs.attested | theirs.presumed))

    def _persistence(self, node: Term) -> Term | None:
        affirmed, denied = (
            [quad.object for quad in self._store.quads_for_pattern(node, prop, None)]
            for prop in (terms.TYPE, DENIED_TYPE)
        )
        widest = self.keys.widest(denied)
        above = [wide for kind in widest for wide in self.keys.wider(kind)]
        return self.keys.persistence([*affirmed, *widest, *above])

    def without(
        self, gone: Collection[str], time_of: Callable[[Term, NamedNode], IntervalSet]
    ) -> Belief:
        """Return the belief without some claims; only units near them are weighed again.

        Args:
            gone: IRIs of the claims.
            time_of: the days on which a node holds then, as one claim says.
        """
        lost = {unit for iri in gone for unit in self._of_claim(iri)}
        near = frozenset(reachable(lost, self._others))
        made = copy(self)
        made._time_of = time_of
        made._former = self
        made._lost, made._near = self._lost | lost, near
        for name in ("_first", "_told", "_days"):
            known = getattr(self, name).items()
            setattr(made, name, {unit: value for unit, value in known if unit not in near})
        return made

    def changed(self) -> Iterator[Unit]:
        """Units that are certain, or arguable, on other days than before some claims were lost."""
        if self._former is not None:
            for unit in sorted(self._near):
                if unit in self._lost or self._days_of(unit) != self._former._days_of(unit):
                    yield self.rivalry.unit(unit)

    def _of_claim(self, claim: str) -> list[int]:
        every = self.rivalry.of_claim(claim)
        return [unit for unit in every if unit not in self._lost]

    def of_claim(self, claim: str) -> Iterator[TwoSets]:
        """For each unit of a claim, the days on which it is certain, and arguable."""
        return map(self._days_of, self._of_claim(claim))

    def rivals(self, claim: str) -> set[str]:
        """The claims that exclude something that a claim says, by IRI; none for most."""
        others = (other for unit in self._of_claim(claim) for other in self._others(unit))
        return {self.rivalry.unit(other).graph.value for other in others}

    def nodes(self) -> list[Term]:
        """The nodes with statements that exclude each other."""
        return list(dict.fromkeys(unit.node for unit in self.excluding))

    def about(self, nodes: Iterable[Term]) -> list[Unit]:
        """The units about some things."""
        found = (unit for node in nodes for unit in self.rivalry.of_node(node))
        return [self.rivalry.unit(unit) for unit in found if unit not in self._lost]

    def deciding(self, right: Collection[Unit], wrong: Collection[Unit]) -> Belief:
        """Return the belief after a reader has decided what was undecided.

        Args:
            right: what is believed on all days on which it can be argued.
            wrong: what is not believed on days on which it is not certain.
        """
        made = copy(self)
        decided: dict[int, TwoSets] = {}
        for units, side in ((right, 1), (wrong, 0)):
            for unit in map(self.rivalry.find, units):
                decided[unit] = self._days_of(unit)[side], self._days_of(unit)[side]
        made._days = self._days | decided
        made._decided = self._decided | decided.keys()
        return made

    def reached(self, other: Belief, nodes: Ints) -> Ints:
        """Return the nodes whose certain or arguable days may differ from another belief.

        Args:
            other: of claims whose terms have the same numbers.
            nodes: those of which others say something now than then, as numbers of terms.
        """
        found = np.concatenate((nodes, self.rivalry.differing(other.rivalry)))
        for belief in (self, other):
            decided = np.array(sorted(belief._decided), np.int64)
            near = belief.rivalry.near(np.concatenate((found, belief.rivalry.units.nodes[decided])))
            found = np.concatenate((found, near))
        return distinct(found)

    def against(self, triple: Triple, graph: NamedNode, day: date) -> list[NamedNode]:
        """Claims that speak against what a claim states, and are arguable, on a day."""
        units = (Unit(graph, triple.subject), Unit(graph, triple.subject, triple))
        excluding, days = self.excluding, self.days
        found = {
            other.graph
            for unit in units
            for other in excluding.get(unit, ())
            if day in days[other][1]
        }
        return sorted(found, key=str)

    def of(self, triple: Triple, graph: NamedNode, period: IntervalSet) -> TwoSets:
        """Days on which what a claim states is certain, and those on which it is arguable.

        Args:
            triple: a statement of the claim.
            graph: the claim.
            period: the days for which the claim states it.
        """
        certain = arguable = period
        every = self.days
        for unit in (Unit(graph, triple.subject), Unit(graph, triple.subject, triple)):
            days = every.get(unit)
            if days is not None:
                certain, arguable = certain & days[0], arguable & days[1]
        return certain, arguable

    def days_of(
        self,
        triple: Triple,
        graphs: Iterable[NamedNode],
        time_of: Callable[[Term, NamedNode], IntervalSet],
    ) -> TwoSets:
        """Days on which a statement is certain, and arguable, by the graphs that make it."""
        certain = arguable = NEVER
        if not self.rivalry.of_node(triple.subject):
            for graph in graphs:
                certain = certain | time_of(triple.subject, graph)
            return certain, certain
        for graph in graphs:
            sure, maybe = self.of(triple, graph, time_of(triple.subject, graph))
            certain, arguable = certain | sure, arguable | maybe
        return certain, arguable

    def __bool__(self) -> bool:
        """Return True if some claims exclude each other."""
        return len(self.rivalry) > len(self._lost)


def attestation(
    period: IntervalSet, persistence: Term | None, until: date | None
) -> tuple[IntervalSet, IntervalSet]:
    """Of the days for which a claim states something, those attested and those presumed.

    What ends, or lasts by law until it is ended, is attested throughout. Of what is open a source
    knows no more than it had seen when it was written; from then on it is presumed to last, if
    things of the kind do.

    Args:
        period: the days for which the claim states it.
        persistence: what the ontology says about how long such things last.
        until: the last day on which the source was written, or that its rows cover.
    """
    if not period or until is None or period.parts[-1].last != OPEN or persistence == UNTIL_ENDED:
        return period, NEVER
    last = until.toordinal()
    if period.parts[-1].first > last:
        return period, NEVER
    attested = period & IntervalSet((Interval(last=last),))
    return attested, NEVER if persistence == DOES_NOT_LAST else period - attested
