"""The facts that rules reason over, each with the claims behind it and the days on which it holds.

Rules read one plain graph (see docs/decisions/0002-rules-speak-of-one-moment.md). It contains

- the ontology and the reference data;
- the content of affirmative claims whose modality commits their source (a prediction or a hope
  never enters);
- the content of denials whose modality commits their source, on separate nodes whose class is given
  by ``ent:deniedType`` instead of ``rdf:type``, so that a rule can require a denial and no rule
  mistakes it for a fact;
- derived statements.

If claims exclude each other, each statement has two sets of days (see ``kg.store.belief``): those
on which it is certain, and those on which it is arguable.

A statement about a node holds while the node does: between the ``ent:start`` and ``ent:end`` given
by the same claim, else between those given by other claims, else always.

``at(day)`` and ``ever()`` are views of the facts on one day and at any time.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import numpy as np
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from kg.model import terms
from kg.model.intervals import NEVER, IntervalSet, ordinal
from kg.store.columns.fact_index import distinct, is_among
from kg.store.stated_facts import StatedFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from datetime import date

    from kg.store.belief.argument import Unit
    from kg.store.columns.fact_index import Ints
    from kg.store.columns.quads import Pattern, TimedRows
    from kg.store.columns.stated import Stated
    from kg.store.dataset import Dataset, Term


class Following(Mapping[Triple, IntervalSet]):
    """Derived facts: the days on which each statement certainly follows."""

    @abstractmethod
    def arguable(self, triple: Triple) -> IntervalSet:
        """Return the days on which a statement arguably follows."""

    @abstractmethod
    def contested(self) -> Iterable[Triple]:
        """Return statements that include all those arguable on more days than they are certain."""

    @abstractmethod
    def added(self) -> Iterable[Triple]:
        """Return the derived, unstated triples added since the last call."""


class Facts(StatedFacts):
    """The graph that rules read, with claims and times; ``StatedFacts`` documents its arguments.

    Attributes:
        derived: the days on which derived statements follow.
    """

    def _begin(self) -> None:
        """Start without derived facts."""
        self.derived: Mapping[Triple, IntervalSet] = {}
        self._follows: Following | None = None
        self._table: TimedRows | None = None
        self._added: Callable[[], Iterable[Triple]] = tuple
        self._store: Store | None = None
        self._writing = Lock()
        self._validity: dict[Triple, IntervalSet] = {}

    @property
    def store(self) -> Store:
        """The stated and derived statements in a store, for queries."""
        with self._writing:  # threads of a server may call this at once
            if self._store is None:
                self._store = Store()
                self._store.bulk_extend(Quad(*triple) for triple in self.stated())
            self._store.bulk_extend(Quad(*triple) for triple in self._added())
            return self._store

    def adopt(self, follows: Following, table: TimedRows) -> None:
        """Adopt conclusions that were derived from these facts elsewhere.

        Args:
            follows: the days on which each statement follows.
            table: the stated facts, in the same rows as here, and the derived ones.
        """
        self.derived = self._follows = follows
        self._rows = self._table = table
        self._added = follows.added
        self._validity = {}

    def is_a(self, node: Term, kind: str) -> bool:
        """Return True for a member of a class or of a subclass."""
        if not isinstance(node, NamedNode):
            return False
        return self._rows.row_of(Triple(node, terms.TYPE, terms.ent(kind))) >= 0

    @property
    def is_disputed(self) -> bool:
        """True if some statement is arguable on days on which it is not certain."""
        return bool(self.belief) if self._table is None else self._table.is_disputed

    def contested(self) -> list[Triple]:
        """Return the statements that are arguable on days on which they are not certain."""
        found = () if self._follows is None else self._follows.contested()
        return [triple for triple in found if self.arguable(triple) != self.validity(triple)]

    def arguable(self, triple: Triple) -> IntervalSet:
        """Return the days on which a triple arguably holds, including the certain days."""
        row = self._rows.row_of(triple)
        if self._table is not None:
            return self._table.arguable(row) if row >= 0 else NEVER
        return self._stated_days(triple, row)[1]

    def validity(self, triple: Triple) -> IntervalSet:
        """Return the days on which a triple certainly holds: never if not stated or derived."""
        known = self._validity.get(triple)
        if known is None:
            row = self._rows.row_of(triple)
            if self._table is not None:
                known = self._table.days(row) if row >= 0 else NEVER
            else:
                known = self.derived.get(triple, NEVER) | self._stated_days(triple, row)[0]
            self._validity[triple] = known
        return known

    def matching(
        self, pattern: Pattern, day: date | None = None, arguable: bool = False
    ) -> Iterator[Triple]:
        """Yield the statements that match a pattern, in no particular order.

        Args:
            pattern: subject, property and value; None stands for any.
            day: the day on which they must hold; None for statements of any time.
            arguable: True to include statements that only arguably hold on that day.
        """
        rows = self._rows.matching(pattern)
        if day is None:
            return self._rows.triples(rows)
        if self._table is not None:
            return self._table.triples(self._table.on(rows, ordinal(day), arguable))
        days = self.arguable if arguable else self.validity
        return (triple for triple in self._rows.triples(rows) if day in days(triple))

    def values(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        """Return a subject's values that are IRIs, on any day, certain or arguable, in order."""
        found = {triple.object for triple in self.matching((subject, predicate, None))}
        return sorted((value for value in found if isinstance(value, NamedNode)), key=str)

    def disputed_near(self, nodes: Sequence[NamedNode]) -> list[Unit]:
        """Return the disputed units that mention the nodes, or a situation that does."""
        if not self.belief:
            return []
        rows, among = self._rows, distinct(self.belief.rivalry.units.nodes)
        named = [rows.subjects[rows.matching((None, None, node))] for node in nodes]
        near = distinct(np.concatenate(named))
        deeper = rows.naming(among, rows.members(near, terms.ent("Situation")))
        found = distinct(np.concatenate((near, deeper)))
        return self.belief.about(map(rows.terms.term, found[is_among(found, among)].tolist()))

    def about(self, node: Term) -> list[Triple]:
        """Return everything stated or derived about a node."""
        return [] if isinstance(node, Literal) else list(self.matching((node, None, None)))

    def less(self, claims: Collection[str]) -> Facts:
        """Return the stated facts without some claims, and without conclusions."""
        gone = self._gone(claims)
        columns = self.columns.without(gone) if len(gone) else self.columns
        return self.of(self.dataset, claims, columns)

    def of(
        self, dataset: Dataset, without: Collection[str] = (), columns: Stated | None = None
    ) -> Facts:
        """Return facts of another dataset with the same settings, leaving out further claims."""
        return Facts(
            dataset,
            self.viewpoint,
            self.without | frozenset(without),
            columns,
            known_by=self.known_by,
            explicitness=self.explicitness,
            prefer=self.prefer,
        )

    def deciding(self, right: Collection[Unit], wrong: Collection[Unit]) -> Facts:
        """Return the facts with a dispute decided (see ``Belief.deciding``), before derivation."""
        made = self.of(self.dataset, (), self.columns)
        made.belief = self.belief.deciding(right, wrong)
        return made

    def restated(self, before: Facts) -> Ints | None:
        """Return the nodes about which graphs now make other statements or give other days.

        Args:
            before: facts chosen from nearly the same graph.

        Returns:
            None if more may differ, because statements about a claim, about a source or in
            reference data changed.
        """
        mine, theirs = self.columns, before.columns
        if mine.terms is theirs.terms:
            return np.empty(0, np.int64)
        if self._choice != before._choice or not mine.extends(theirs):
            return None
        claims = self.claims.graphs[0]
        quads, former = self.dataset.columns, before.dataset.columns
        changed = [mine.timed_otherwise(theirs)]
        for here, there in ((quads, former), (former, quads)):
            subjects = here.subjects[~there.holds(here)]
            plain = there.subjects[~is_among(there.graphs, claims)]
            if is_among(subjects, plain).any():
                return None
            changed.append(subjects)
        return distinct(np.concatenate(changed))

    @property
    def _choice(self) -> tuple[object, ...]:
        viewpoint = None if self.viewpoint is None else frozenset(self.viewpoint)
        return viewpoint, self.known_by, self.explicitness, self.prefer

    def at(self, day: date) -> FactsView:
        """Return the facts that hold on a day."""
        return FactsView(self, day)

    def arguably(self, day: date) -> FactsView:
        """Return the facts that arguably hold on a day, including those that certainly do."""
        return FactsView(self, day, arguable=True)

    def ever(self) -> FactsView:
        """Return all facts, whenever they hold."""
        return FactsView(self, None)


class Knowing(Protocol):
    """An object that knows statements and when each holds."""

    def validity(self, triple: Triple) -> IntervalSet:
        """Return the days on which a statement certainly holds."""

    @property
    def is_disputed(self) -> bool:
        """True if some statement is arguable but not certain."""

    def arguable(self, triple: Triple) -> IntervalSet:
        """Return the days on which a statement arguably holds."""

    def matching(
        self, pattern: Pattern, day: date | None, arguable: bool = False
    ) -> Iterator[Triple]:
        """Yield the statements that match subject, property and value, on a day or at any time."""


_MEMBER = terms.ent("hasMember")
_PARTICIPANT = terms.ent("hasParticipant")
_SUCCEEDS = terms.ent("succeeds")
WHICH = (_PARTICIPANT, _SUCCEEDS)
"""Properties that determine which pair a query concerns, and on which day (see ``find_dyad``)."""


class FactsView:
    """Read-only answers for one day, or for all days together; see ``Facts.at`` and ``Facts.ever``.

    Args:
        facts: stated and derived facts.
        day: the day; None includes all stated or derived statements, whenever they hold.
        arguable: True to include statements that only arguably hold.
    """

    __slots__ = ("_arguable", "_facts", "day")

    def __init__(self, facts: Knowing, day: date | None, arguable: bool = False) -> None:
        self._facts = facts
        self._arguable = arguable
        self.day = day

    def holds(self, triple: Triple) -> bool:
        """Return True for a statement that holds, stated or derived."""
        period = (self._facts.arguable if self._arguable else self._facts.validity)(triple)
        return bool(period) if self.day is None else self.day in period

    def objects(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        """Return the IRIs that a subject has as values, in order."""
        found = {triple.object for triple in self.statements(subject, predicate)}
        return sorted((node for node in found if isinstance(node, NamedNode)), key=str)

    def subjects(self, predicate: NamedNode, value: NamedNode) -> set[NamedNode]:
        """Return the IRIs with a value of a property."""
        found = (triple.subject for triple in self._matching((None, predicate, value)))
        return {node for node in found if isinstance(node, NamedNode)}

    def having(self, *values: tuple[NamedNode, NamedNode]) -> set[NamedNode]:
        """Return the IRIs that have all of some property values; give the rarest first."""
        nodes = self.subjects(*values[0])
        for predicate, value in values[1:]:
            nodes = {node for node in nodes if self.holds(Triple(node, predicate, value))}
        return nodes

    def instances(self, kind: NamedNode) -> set[NamedNode]:
        """Return the members of a class, including those of its subclasses."""
        return self.subjects(terms.TYPE, kind)

    def members(self, pair: NamedNode) -> list[NamedNode]:
        """Return the two states of a pair, in order."""
        return self.objects(pair, _MEMBER)

    def pair_of(self, first: NamedNode, second: NamedNode) -> NamedNode | None:
        """Return the pair of two states, or None if nothing is stated about it."""
        common = self.having((_MEMBER, first), (_MEMBER, second))
        return min(common, key=str) if common else None

    def situations(self, state: NamedNode) -> set[NamedNode]:
        """Return the treaties, disputes, acts and other situations in which a state takes part."""
        return self.subjects(_PARTICIPANT, state)

    def predecessors(self, state: NamedNode) -> list[NamedNode]:
        """Return the states that a state succeeds, in order."""
        return self.objects(state, _SUCCEEDS)

    def participations(self) -> Iterator[Triple]:
        """Yield the statements that a state takes part in something, in no particular order."""
        return self._matching((None, _PARTICIPANT, None))

    def statements(self, subject: NamedNode, predicate: NamedNode) -> Iterator[Triple]:
        """Yield the statements about a subject with a predicate, in no particular order."""
        return self._matching((subject, predicate, None))

    def _matching(self, pattern: Pattern) -> Iterator[Triple]:
        found = self._facts.matching(pattern, self.day, self._arguable)
        if self.day is not None or not self._facts.is_disputed:
            return found
        return filter(self.holds, found)  # what is only arguable does not hold
