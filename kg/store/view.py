"""The facts as they stand on one day, or at any time: what analyses ask of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pyoxigraph import NamedNode, Triple

from kg.model import terms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kg.model.intervals import IntervalSet
    from kg.store.columns.statements import Pattern


class Knowing(Protocol):
    """Whatever knows statements, and when each holds."""

    def validity(self, triple: Triple) -> IntervalSet:
        """Days on which a statement holds."""

    @property
    def is_disputed(self) -> bool:
        """True where something is arguable that is not certain."""

    def arguable(self, triple: Triple) -> IntervalSet:
        """Days on which it can be argued that a statement holds."""

    def matching(
        self, pattern: Pattern, day: date | None, arguable: bool = False
    ) -> Iterator[Triple]:
        """Statements that match subject, property and value; on a day, or ever."""


_MEMBER = terms.ent("hasMember")
_PARTICIPANT = terms.ent("hasParticipant")
_SUCCEEDS = terms.ent("succeeds")
WHICH = (_PARTICIPANT, _SUCCEEDS)
"""Properties that decide which pair is asked about, and on which day (see ``find_dyad``)."""


class FactsView:
    """Read-only answers for one day, or for all days together; see ``Facts.at`` and ``Facts.ever``.

    Args:
        facts: stated and derived facts.
        day: the day; for None all that is stated or follows counts, whenever it holds.
        arguable: what can be argued to hold counts, too.
    """

    __slots__ = ("_arguable", "_facts", "day")

    def __init__(self, facts: Knowing, day: date | None, arguable: bool = False) -> None:
        self._facts = facts
        self._arguable = arguable
        self.day = day

    def holds(self, triple: Triple) -> bool:
        """True of a statement that is stated or follows."""
        period = (self._facts.arguable if self._arguable else self._facts.validity)(triple)
        return bool(period) if self.day is None else self.day in period

    def objects(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        """IRIs that a subject has as values, in order."""
        found = {triple.object for triple in self.statements(subject, predicate)}
        return sorted((node for node in found if isinstance(node, NamedNode)), key=str)

    def subjects(self, predicate: NamedNode, value: NamedNode) -> set[NamedNode]:
        """IRIs that have a value."""
        found = (triple.subject for triple in self._matching((None, predicate, value)))
        return {node for node in found if isinstance(node, NamedNode)}

    def having(self, *values: tuple[NamedNode, NamedNode]) -> set[NamedNode]:
        """IRIs that have all of some values, each of its property; name the rarest first."""
        nodes = self.subjects(*values[0])
        for predicate, value in values[1:]:
            nodes = {node for node in nodes if self.holds(Triple(node, predicate, value))}
        return nodes

    def instances(self, kind: NamedNode) -> set[NamedNode]:
        """Members of a class, or of a class that it contains."""
        return self.subjects(terms.TYPE, kind)

    def members(self, pair: NamedNode) -> list[NamedNode]:
        """The two states of a pair, in order."""
        return self.objects(pair, _MEMBER)

    def pair_of(self, first: NamedNode, second: NamedNode) -> NamedNode | None:
        """The pair of two states, None where nothing is stated of it."""
        common = self.having((_MEMBER, first), (_MEMBER, second))
        return min(common, key=str) if common else None

    def situations(self, state: NamedNode) -> set[NamedNode]:
        """Treaties, disputes, acts and whatever else a state takes part in."""
        return self.subjects(_PARTICIPANT, state)

    def predecessors(self, state: NamedNode) -> list[NamedNode]:
        """The states that a state succeeds, in order."""
        return self.objects(state, _SUCCEEDS)

    def participations(self) -> Iterator[Triple]:
        """Statements that a state takes part in something, in no order."""
        return self._matching((None, _PARTICIPANT, None))

    def statements(self, subject: NamedNode, predicate: NamedNode) -> Iterator[Triple]:
        """Statements about a subject with a predicate, in no order."""
        return self._matching((subject, predicate, None))

    def _matching(self, pattern: Pattern) -> Iterator[Triple]:
        found = self._facts.matching(pattern, self.day, self._arguable)
        if self.day is not None or not self._facts.is_disputed:
            return found
        return filter(self.holds, found)  # what can only be argued does not hold
