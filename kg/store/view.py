"""The facts as they stand on one day, or at any time: what analyses ask of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.model import terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from pyoxigraph import Store, Triple

    from kg.model.intervals import IntervalSet
    from kg.store.dataset import Term

    Pattern = tuple[NamedNode | None, NamedNode, Term | None]

_MEMBER = terms.ent("hasMember")
_PARTICIPANT = terms.ent("hasParticipant")
_SUCCEEDS = terms.ent("succeeds")


class FactsView:
    """Read-only answers for one day, or for all days together; see ``Facts.at`` and ``Facts.ever``.

    Args:
        store: what is stated and what follows.
        validity: the days on which a statement holds.
        day: the day; for None all that is stated or follows counts, whenever it holds.
    """

    __slots__ = ("_store", "_validity", "day")

    def __init__(
        self, store: Store, validity: Callable[[Triple], IntervalSet], day: date | None
    ) -> None:
        self._store = store
        self._validity = validity
        self.day = day

    def holds(self, triple: Triple) -> bool:
        """True of a statement that is stated or follows."""
        period = self._validity(triple)
        return bool(period) if self.day is None else self.day in period

    def objects(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        """IRIs that a subject has as values, in order."""
        found = {triple.object for triple in self.statements(subject, predicate)}
        return sorted((node for node in found if isinstance(node, NamedNode)), key=str)

    def subjects(self, predicate: NamedNode, value: NamedNode) -> set[NamedNode]:
        """IRIs that have a value."""
        found = (triple.subject for triple in self._matching((None, predicate, value)))
        return {node for node in found if isinstance(node, NamedNode)}

    def instances(self, kind: NamedNode) -> set[NamedNode]:
        """Members of a class, or of a class that it contains."""
        return self.subjects(terms.TYPE, kind)

    def members(self, pair: NamedNode) -> list[NamedNode]:
        """The two states of a pair, in order."""
        return self.objects(pair, _MEMBER)

    def pair_of(self, first: NamedNode, second: NamedNode) -> NamedNode | None:
        """The pair of two states, None where nothing is stated of it."""
        common = self.subjects(_MEMBER, first) & self.subjects(_MEMBER, second)
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
        for quad in self._store.quads_for_pattern(*pattern):
            triple = quad.triple
            if self.day is None or self.day in self._validity(triple):
                yield triple
