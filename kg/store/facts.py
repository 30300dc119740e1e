"""The facts that rules reason over, each with the claims behind it and the days on which it holds.

Rules read one plain graph (see docs/decisions/0002-rules-speak-of-one-moment.md). It contains

- the ontology and the reference data;
- the content of affirmative claims whose modality commits their source (a prediction or a hope
  never enters);
- the content of such claims that deny, on nodes of their own whose class is given by
  ``ent:deniedType`` instead of ``rdf:type``, so that a rule can ask for a denial and none takes it
  for a fact;
- derived statements.

Where claims exclude each other each statement has two sets of days (see ``kg.store.belief``): it is
certain on some, and arguable on others.

A statement about a node holds while the node does: between the ``ent:start`` and ``ent:end`` that
the same claim gives the node, else those that other claims give it, else always.

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
    """Derived facts: the days on which each statement follows for certain."""

    @abstractmethod
    def arguable(self, triple: Triple) -> IntervalSet:
        """The days on which it can be argued that a statement follows."""

    @abstractmethod
    def contested(self) -> Iterable[Triple]:
        """Statements among which are all that are arguable on more days than certain."""

    @abstractmethod
    def added(self) -> Iterable[Triple]:
        """Return the derived triples added since the last call that nothing states."""


class Facts(StatedFacts):
    """The graph that rules read, with claims and times; see ``StatedFacts`` for how to make it.

    Attributes:
        derived: the days on which statements follow.
    """

    def _begin(self) -> None:
        """Nothing is derived yet."""
        self.derived: Mapping[Triple, IntervalSet] = {}
        self._follows: Following | None = None
        self._table: TimedRows | None = None
        self._added: Callable[[], Iterable[Triple]] = tuple
        self._store: Store | None = None
        self._writing = Lock()
        self._validity: dict[Triple, IntervalSet] = {}

    @property
    def store(self) -> Store:
        """The statements, and what was derived, for queries."""
        with self._writing:  # threads of a server may ask at once
            if self._store is None:
                self._store = Store()
                self._store.bulk_extend(Quad(*triple) for triple in self.stated())
            self._store.bulk_extend(Quad(*triple) for triple in self._added())
            return self._store

    def adopt(self, follows: Following, table: TimedRows) -> None:
        """Take over what was derived from these facts elsewhere.

        Args:
            follows: the days on which each statement follows.
            table: stated facts, in the rows that they have here, and derived ones.
        """
        self.derived = self._follows = follows
        self._rows = self._table = table
        self._added = follows.added
        self._validity = {}

    def is_a(self, node: Term, kind: str) -> bool:
        """Return True for a member of a class, or of a subclass."""
        if not isinstance(node, NamedNode):
            return False
        return self._rows.row_of(Triple(node, terms.TYPE, terms.ent(kind))) >= 0

    @property
    def is_disputed(self) -> bool:
        """True if something is arguable on days on which it is not certain."""
        return bool(self.belief) if self._table is None else self._table.is_disputed

    def contested(self) -> list[Triple]:
        """Statements that are arguable on days on which they are not certain."""
        found = () if self._follows is None else self._follows.contested()
        return [triple for triple in found if self.arguable(triple) != self.validity(triple)]

    def arguable(self, triple: Triple) -> IntervalSet:
        """Days on which it can be argued that a triple holds, those included on which it does."""
        row = self._rows.row_of(triple)
        if self._table is not None:
            return self._table.arguable(row) if row >= 0 else NEVER
        return self._said(triple, row)[1]

    def validity(self, triple: Triple) -> IntervalSet:
        """Days on which a triple holds for certain; never, where it is not stated nor derived."""
        known = self._validity.get(triple)
        if known is None:
            row = self._rows.row_of(triple)
            if self._table is not None:
                known = self._table.days(row) if row >= 0 else NEVER
            else:
                known = self.derived.get(triple, NEVER) | self._said(triple, row)[0]
            self._validity[triple] = known
        return known

    def matching(
        self, pattern: Pattern, day: date | None = None, arguable: bool = False
    ) -> Iterator[Triple]:
        """Statements that match a pattern, in no order.

        Args:
            pattern: subject, property and value; None stands for any.
            day: only what holds on it; whatever is stated or follows, if None.
            arguable: what can be argued to hold on it, too.
        """
        rows = self._rows.matching(pattern)
        if day is None:
            return self._rows.triples(rows)
        if self._table is not None:
            return self._table.triples(self._table.on(rows, ordinal(day), arguable))
        days = self.arguable if arguable else self.validity
        return (triple for triple in self._rows.triples(rows) if day in days(triple))

    def values(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        """IRIs that a subject has as values on any day, certain or arguable, in order."""
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
        """Return the stated facts without some claims; nothing is derived yet."""
        gone = self._gone(claims)
        columns = self.columns.without(gone) if len(gone) else self.columns
        return self.of(self.dataset, claims, columns)

    def of(
        self, dataset: Dataset, without: Collection[str] = (), columns: Stated | None = None
    ) -> Facts:
        """Choose facts from another dataset in the same way, without some more claims."""
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

    def said_otherwise(self, before: Facts) -> Ints | None:
        """Return the nodes of which graphs say something else than before, or give other days.

        Args:
            before: facts chosen from nearly the same graph.

        Returns:
            None where more may differ, since something is said otherwise of a claim, of a source
            or by reference data.
        """
        mine, theirs = self.columns, before.columns
        if mine.terms is theirs.terms:
            return np.empty(0, np.int64)
        if self._choice != before._choice or not mine.extends(theirs):
            return None
        claims = self.claims.graphs()[0]
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
        """Return the facts of a day."""
        return FactsView(self, day)

    def arguably(self, day: date) -> FactsView:
        """Return what is arguable on a day, which includes what is certain."""
        return FactsView(self, day, arguable=True)

    def ever(self) -> FactsView:
        """Return all facts, whenever they hold."""
        return FactsView(self, None)


class Knowing(Protocol):
    """Whatever knows statements, and when each holds."""

    def validity(self, triple: Triple) -> IntervalSet:
        """Days on which a statement holds."""

    @property
    def is_disputed(self) -> bool:
        """True if something is arguable that is not certain."""

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
        """Return True for a statement that is stated or derived."""
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
