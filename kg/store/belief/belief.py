"""Belief: what is certain and what is arguable among claims, and who disputes it.

A claim is an argument for its content. Claims that exclude each other attack each other, unless one
outweighs the other. The certain claims are the grounded extension (Dung 1995), computed for each
period in which nothing changes. This semantics is sceptical: it does not choose between two claims
of equal weight.
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
    from kg.store.columns.fact_index import Ints, Mask
    from kg.store.dataset import Term

    TwoSets = tuple[IntervalSet, IntervalSet]
    """The days on which something is certain, and the days on which it is arguable."""

V = TypeVar("V")


class ByUnit(Mapping[Unit, V]):
    """A value for each unit that another unit excludes, computed on request."""

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
    """Weighs the incompatible claims of a graph against each other on request.

    Args:
        conflicts: finds the units that exclude each other.
        time_of: returns the days on which a node holds according to one claim.
        source_of: returns the IRI of a claim's source.
        until: by IRI of a source, the last day that it can know about.
        order: the reader's order of sources: returns the rank of a source by IRI, of which a lower
            one outweighs a higher one; sources of equal rank have equal weight.

    Attributes:
        keys: what the ontology states about identity and exclusion.
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
        self._testimonies: dict[int, Testimony] = {}
        self._days: dict[int, TwoSets] = {}

    @property
    def excluding(self) -> Mapping[Unit, set[Unit]]:
        """For each excluded unit, the units that exclude it."""
        unit = self.rivalry.unit
        return ByUnit(self.rivalry, self._lost, lambda n: set(map(unit, self._others(n))))

    @property
    def testimonies(self) -> Mapping[Unit, Testimony]:
        """For each excluded unit, its days and weight, taking its rivals into account."""
        return ByUnit(self.rivalry, self._lost, self._testimony)

    @property
    def days(self) -> Mapping[Unit, TwoSets]:
        """For each excluded unit, the days on which it is certain and on which it is arguable."""
        return ByUnit(self.rivalry, self._lost, self._days_of)

    def _others(self, number: int) -> list[int]:
        found = self.rivalry.others(number)
        return [other for other in found if other not in self._lost] if self._lost else found

    def _testimony(self, number: int) -> Testimony:
        known = self._testimonies.get(number)
        if known is None:
            first = self._alone(number)
            days = looked(first, [self._alone(other) for other in self._others(number)])
            known = self._testimonies[number] = Testimony(
                *days, first.source, first.position, first.place
            )
        return known

    def _alone(self, number: int) -> Testimony:
        """Return a unit's days and weight, regardless of its rivals."""
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
        """Return the days on which a claim attests a node."""
        return self._attestation(node, graph)[0]

    def share_time(self, one: Unit, other: Unit) -> bool:
        """Return True if the attested or presumed days of two units overlap."""
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

    def last_until_ended(self, nodes: Ints) -> Mask:
        """Return True for each node that lasts by law until it is ended (see ``attestation``)."""
        store, kinds = self._store, list(self.keys.by_depth)
        lasting = [self.keys.persistence([kind]) == UNTIL_ENDED for kind in kinds]
        depth = np.full(len(store.terms), -1, np.int64)
        depth[[store.terms.find(kind) for kind in kinds]] = np.arange(len(kinds))
        narrowest = np.full(len(nodes), -1, np.int64)
        typed, denied = (
            store.by_property.get(store.terms.find(p)) for p in (terms.TYPE, DENIED_TYPE)
        )
        if typed is not None:
            places, rows = typed.by_subject.matches(nodes)
            np.maximum.at(narrowest, places, depth[store.values[rows]])
        found = np.array([*lasting, False])[narrowest]
        if denied is not None:
            for place in distinct(denied.by_subject.matches(nodes)[0]).tolist():
                node = store.terms.term(int(nodes[place]))
                found[place] = self._persistence(node) == UNTIL_ENDED
        return found

    def without(
        self, gone: Collection[str], time_of: Callable[[Term, NamedNode], IntervalSet]
    ) -> Belief:
        """Return the belief without some claims; only units connected to them are weighed again.

        Args:
            gone: IRIs of the claims.
            time_of: returns the days on which a node then holds according to one claim.
        """
        lost = {unit for iri in gone for unit in self._of_claim(iri)}
        near = frozenset(reachable(lost, self._others))
        made = copy(self)
        made._time_of = time_of
        made._former = self
        made._lost, made._near = self._lost | lost, near
        for name in ("_first", "_testimonies", "_days"):
            known = getattr(self, name).items()
            setattr(made, name, {unit: value for unit, value in known if unit not in near})
        return made

    def changed(self) -> Iterator[Unit]:
        """Yield the units whose certain or arguable days changed when claims were left out."""
        if self._former is not None:
            for unit in sorted(self._near):
                if unit in self._lost or self._days_of(unit) != self._former._days_of(unit):
                    yield self.rivalry.unit(unit)

    def _of_claim(self, claim: str) -> list[int]:
        every = self.rivalry.of_claim(claim)
        return [unit for unit in every if unit not in self._lost]

    def of_claim(self, claim: str) -> Iterator[TwoSets]:
        """Yield the days on which each unit of a claim is certain, and on which it is arguable."""
        return map(self._days_of, self._of_claim(claim))

    def last_word(self, claim: str, day: date) -> Iterator[tuple[bool, bool]]:
        """Yield, for each unit of a claim, whether it is certain and whether it is arguable.

        Each is judged on the last day of its testimony, attested or presumed, up to the given day;
        units without testimony by then are omitted.
        """
        past = IntervalSet((Interval(last=day.toordinal()),))
        for number in self._of_claim(claim):
            alone = self._alone(number)
            attested = (alone.attested | alone.presumed) & past
            if attested:
                certain, arguable = self._days_of(number)
                last = attested.parts[-1].last
                yield last in certain, last in arguable

    def rivals(self, claim: str) -> set[str]:
        """Return the IRIs of the claims that exclude part of a claim; most claims have none."""
        others = (other for unit in self._of_claim(claim) for other in self._others(unit))
        return {self.rivalry.unit(other).graph.value for other in others}

    def nodes(self) -> list[Term]:
        """Return the nodes with statements that exclude each other."""
        return list(dict.fromkeys(unit.node for unit in self.excluding))

    def about(self, nodes: Iterable[Term]) -> list[Unit]:
        """Return the units about some nodes."""
        found = (unit for node in nodes for unit in self.rivalry.of_node(node))
        return [self.rivalry.unit(unit) for unit in found if unit not in self._lost]

    def deciding(self, right: Collection[Unit], wrong: Collection[Unit]) -> Belief:
        """Return the belief after a reader has decided undecided units.

        Args:
            right: the units that are believed on all days on which they are arguable.
            wrong: the units that are not believed on days on which they are not certain.
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
            other: the belief about claims whose terms have the same numbers.
            nodes: the term numbers of nodes with different statements in the two graphs.
        """
        found = np.concatenate((nodes, self.rivalry.differing(other.rivalry)))
        for belief in (self, other):
            decided = np.array(sorted(belief._decided), np.int64)
            near = belief.rivalry.near(np.concatenate((found, belief.rivalry.units.nodes[decided])))
            found = np.concatenate((found, near))
        return distinct(found)

    def against(self, triple: Triple, graph: NamedNode, day: date) -> list[NamedNode]:
        """Return the claims that contradict a claim's statement and are arguable on a day."""
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
        """Return the days on which a claim's statement is certain, and on which it is arguable.

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
        """Return the days on which a statement in some graphs is certain, and arguable."""
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
    """Split the days for which a claim states something into attested and presumed ones.

    Something with an end, or that lasts by law until it is ended, is attested throughout. If it has
    no end, the source can attest it only up to the day on which it was written; after that it is
    presumed to last, if things of its kind do.

    Args:
        period: the days for which the claim states it.
        persistence: the ontology's statement on how long such things last.
        until: the last day on which the source was written, or the last day that its rows cover.
    """
    if not period or until is None or period.parts[-1].last != OPEN or persistence == UNTIL_ENDED:
        return period, NEVER
    last = until.toordinal()
    if period.parts[-1].first > last:
        return period, NEVER
    attested = period & IntervalSet((Interval(last=last),))
    return attested, NEVER if persistence == DOES_NOT_LAST else period - attested
