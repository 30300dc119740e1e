"""The facts that rules reason over, each with the claims behind it and the time it holds.

Rules read one plain graph (see docs/decisions/0002-rules-speak-of-one-moment.md). It holds

- the ontology and the reference data;
- what claims affirm whose modality commits their source (a prediction or a hope never enters);
- what such claims deny, on nodes of their own whose class hangs on ``ent:deniedType`` in place
  of ``rdf:type``, so that a rule can ask for a denial and none takes it for a fact;
- what rules have derived.

Where claims cannot all be right each statement has two sets of days (see ``kg.store.belief``): it
is certain on some, and arguable on others.

A statement about a node holds while the node does: between the ``ent:start`` and ``ent:end``
that the same claim gives the node, else those that other claims give it, else always.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from kg.model import terms
from kg.model.intervals import NEVER, IntervalSet, ordinal
from kg.store.stated_facts import StatedFacts
from kg.store.view import FactsView

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from datetime import date

    from kg.store.belief.unit import Unit
    from kg.store.columns.stated import Stated
    from kg.store.columns.statements import Pattern, TimedRows
    from kg.store.dataset import Dataset, Term
    from kg.store.following import Following


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
        """True of a member of a class of the ontology, or of one that it contains."""
        if not isinstance(node, NamedNode):
            return False
        return self._rows.row_of(Triple(node, terms.TYPE, terms.ent(kind))) >= 0

    @property
    def is_disputed(self) -> bool:
        """True where something is arguable on days on which it is not certain."""
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

    def about(self, node: Term) -> list[Triple]:
        """All that is stated of a node, or follows."""
        return [] if isinstance(node, Literal) else list(self.matching((node, None, None)))

    def less(self, claims: Collection[str]) -> Facts:
        """What is stated without some claims; nothing is derived yet."""
        gone = self._gone(claims)
        columns = self.columns.without(gone) if len(gone) else self.columns
        return self.of(self.dataset, claims, columns)

    def of(
        self, dataset: Dataset, without: Collection[str] = (), columns: Stated | None = None
    ) -> Facts:
        """What another dataset says, chosen in the same way, less some more claims."""
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
        """The same with a dispute decided (see ``Belief.deciding``); nothing is derived yet."""
        made = self.of(self.dataset, (), self.columns)
        made.belief = self.belief.deciding(right, wrong)
        return made

    def at(self, day: date) -> FactsView:
        """What holds on a day."""
        return FactsView(self, day)

    def arguably(self, day: date) -> FactsView:
        """What can be argued to hold on a day; what holds for certain is among it."""
        return FactsView(self, day, arguable=True)

    def ever(self) -> FactsView:
        """What is stated or follows, whenever it holds."""
        return FactsView(self, None)
