"""What is certain and what is arguable of the things that claims say, and who disputes them.

A claim is an argument for what it says. Claims that cannot all be right attack each other, unless
one outweighs the other; what is certain is the grounded extension (Dung 1995), taken for each
stretch of days on which nothing changes. It is sceptical: between two that weigh the same it does
not choose.
"""

from __future__ import annotations

from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING

from kg.model import terms
from kg.model.intervals import NEVER, OPEN, Interval, IntervalSet
from kg.model.reachable import reachable
from kg.store.belief.argument import Testimony, Unit, looked, weigh
from kg.store.belief.conflicts import DOES_NOT_LAST, UNTIL_ENDED, Conflicts, Keys
from kg.store.set_apart import DENIED_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import date

    from pyoxigraph import NamedNode, Triple

    from kg.model.result import Claim
    from kg.store.belief.conflicts import Patterns
    from kg.store.dataset import Dataset, Term

    TwoSets = tuple[IntervalSet, IntervalSet]
    """Days on which something is certain, and days on which it is arguable."""


class Belief:
    """Weighs what the claims of a graph say against each other.

    Args:
        dataset: what was read; the ontology in it says what identifies a thing and what excludes
            what.
        store: what the believed claims and the reference data state.
        graphs: the graphs that state a statement.
        time_of: the days on which a node holds, as one claim says.
        claims: the believed claims by IRI.
        order: the reader's order of sources: for the IRI of a source its place, the lower of which
            outweighs the higher; all are equal where it gives the same for all.
    """

    def __init__(
        self,
        dataset: Dataset,
        store: Patterns,
        graphs: Callable[[Triple], tuple[NamedNode, ...]],
        time_of: Callable[[Term, NamedNode], IntervalSet],
        claims: Mapping[str, Claim],
        until: Mapping[str, date],
        order: Callable[[str], tuple[int, ...]] = lambda _: (),
    ) -> None:
        self._store = store
        self._time_of = time_of
        self._claims = claims
        self._until = until
        self._order = order
        self.keys = Keys(dataset)
        conflicts = Conflicts(store, graphs, lambda g: g.value in claims, self.keys)
        self.excluding: dict[Unit, set[Unit]] = conflicts.find()
        self.told: dict[Unit, Testimony] = {}
        self.days: dict[Unit, TwoSets] = {}
        self._weigh(self.excluding)

    def _weigh(self, units: Collection[Unit]) -> None:
        first = {unit: self._testimony(unit) for unit in units}
        for unit in units:
            attested, presumed = looked(first[unit], [first[o] for o in self.excluding[unit]])
            told = first[unit]
            self.told[unit] = Testimony(attested, presumed, told.source, told.said, told.place)
        done: set[Unit] = set()
        for unit in sorted(units, key=str):
            if unit not in done:
                group = set(reachable([unit], lambda one: self.excluding[one]))
                done |= group
                self.days |= weigh({one: self.excluding[one] for one in group}, self.told)

    def _attestation(self, node: Term, graph: NamedNode) -> TwoSets:
        """The days on which a claim attests a node, and those to which it is presumed to last."""
        until = self._until.get(self._claims[graph.value].source)
        return attestation(self._time_of(node, graph), self._persistence(node), until)

    def seen(self, node: Term, graph: NamedNode) -> IntervalSet:
        """The days on which a claim attests a node."""
        return self._attestation(node, graph)[0]

    def _testimony(self, unit: Unit) -> Testimony:
        claim = self._claims[unit.graph.value]
        period = self._time_of(unit.node, unit.graph)
        attested, presumed = self._attestation(unit.node, unit.graph)
        begins = period.parts[0].first if period else 0
        return Testimony(attested, presumed, claim.source, (begins,), self._order(claim.source))

    def share_time(self, one: Unit, other: Unit) -> bool:
        """True where on some day the sources of both say it, or may be presumed to."""
        mine, theirs = self._testimony(one), self._testimony(other)
        return bool((mine.attested | mine.presumed) & (theirs.attested | theirs.presumed))

    def _persistence(self, node: Term) -> Term | None:
        kinds = [
            quad.object
            for prop in (terms.TYPE, DENIED_TYPE)
            for quad in self._store.quads_for_pattern(node, prop, None)
        ]
        return self.keys.persistence(kinds)

    def without(
        self, gone: Collection[str], time_of: Callable[[Term, NamedNode], IntervalSet]
    ) -> Belief:
        """What is left to believe without some claims; only those near them are weighed again.

        Args:
            gone: IRIs of the claims.
            time_of: the days on which a node holds then, as one claim says.
        """
        lost = {unit for unit in self.excluding if unit.graph.value in gone}
        near = set(reachable(lost, lambda unit: self.excluding[unit])) - lost
        made = copy(self)
        for name in ("rivals", "nodes"):
            made.__dict__.pop(name, None)
        made._time_of = time_of
        made.excluding = {u: os - lost for u, os in self.excluding.items() if u not in lost}
        made.told = {unit: told for unit, told in self.told.items() if unit not in lost}
        made.days = {unit: days for unit, days in self.days.items() if unit not in lost}
        made._weigh(near)
        return made

    @cached_property
    def rivals(self) -> dict[str, set[str]]:
        """For each claim that some other excludes, those that do, by IRI."""
        found: dict[str, set[str]] = {}
        for unit, others in self.excluding.items():
            found.setdefault(unit.graph.value, set()).update(other.graph.value for other in others)
        return found

    @cached_property
    def nodes(self) -> dict[Term, None]:
        """All things of which somebody says what somebody else excludes."""
        return dict.fromkeys(unit.node for unit in self.excluding)

    def deciding(self, right: Collection[Unit], wrong: Collection[Unit]) -> Belief:
        """What is to be believed where somebody decides what is undecided.

        Args:
            right: what is believed on all days on which it can be argued.
            wrong: what is not believed on days on which it is not certain.
        """
        made = copy(self)
        made.days = dict(self.days)
        for unit in right:
            made.days[unit] = self.days[unit][1], self.days[unit][1]
        for unit in wrong:
            made.days[unit] = self.days[unit][0], self.days[unit][0]
        return made

    def differing(self, other: Belief) -> set[Unit]:
        """Units that one of two beliefs holds to be certain, or arguable, on other days."""
        every = self.days.keys() | other.days.keys()
        return {unit for unit in every if self.days.get(unit) != other.days.get(unit)}

    def against(self, triple: Triple, graph: NamedNode, day: date) -> list[NamedNode]:
        """Claims that speak against what a claim states, and are arguable, on a day."""
        units = (Unit(graph, triple.subject), Unit(graph, triple.subject, triple))
        found = {
            other.graph
            for unit in units
            for other in self.excluding.get(unit, ())
            if day in self.days[other][1]
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
        for unit in (Unit(graph, triple.subject), Unit(graph, triple.subject, triple)):
            days = self.days.get(unit)
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
        if triple.subject not in self.nodes:
            for graph in graphs:
                certain = certain | time_of(triple.subject, graph)
            return certain, certain
        for graph in graphs:
            sure, maybe = self.of(triple, graph, time_of(triple.subject, graph))
            certain, arguable = certain | sure, arguable | maybe
        return certain, arguable

    def __bool__(self) -> bool:
        """True where some claims exclude each other."""
        return bool(self.excluding)


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
