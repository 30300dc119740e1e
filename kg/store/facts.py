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

from collections import Counter
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from kg.model import terms
from kg.model.intervals import ALWAYS, NEVER, Interval, IntervalSet, ordinal
from kg.store.belief.belief import Belief
from kg.store.claims import Believed, last_days
from kg.store.columns.arrays import distinct
from kg.store.columns.statements import StatementRows
from kg.store.columns.terms_table import UNBOUND
from kg.store.fill import fill
from kg.store.preference import order_of
from kg.store.view import FactsView

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from kg.store.belief.belief import TwoSets
    from kg.store.belief.unit import Unit
    from kg.store.columns.arrays import Ints
    from kg.store.columns.stated import Stated
    from kg.store.columns.statements import Pattern, TimedRows
    from kg.store.dataset import Dataset, Term
    from kg.store.following import Following

MANY = 10_000
"""Where counting stops: patterns that match as often as this are all alike."""

ONTOLOGY_GRAPH = NamedNode(terms.BASE + "ontology")
MADE_GRAPHS = frozenset({ONTOLOGY_GRAPH, terms.CONCLUSIONS_GRAPH, terms.PROOFS_GRAPH})
"""Graphs that the program itself writes to a store, and so does not read back from there."""


class Facts:
    """The graph that rules read, with claims and times.

    Args:
        dataset: what was read.
        viewpoint: IRIs of the sources to believe; None believes all.
        without: IRIs of claims to leave out, as if nobody had made them.
        columns: what is stated, where that is known already.
        known_by: a day; what sources written later say is left out, and what those say of which
            it is not known when they were written. None leaves nothing out.
        explicitness: the least rank of a claim's explicitness in its source; 0 takes all.
        prefer: which of two sources that differ outweighs the other (see ``preference``).

    Attributes:
        claims: the claims that are believed, by IRI.
        belief: which of them are to be believed where they cannot all be right.
        columns: what is stated, as columns.
        derived: the days on which statements follow.
    """

    def __init__(
        self,
        dataset: Dataset,
        viewpoint: Collection[str] | None = None,
        without: Collection[str] = (),
        columns: Stated | None = None,
        *,
        known_by: date | None = None,
        explicitness: int = 0,
        prefer: Sequence[str] = (),
    ) -> None:
        self.dataset = dataset
        self.viewpoint = viewpoint
        self.without = frozenset(without)
        self.known_by = known_by
        self.explicitness = explicitness
        self.prefer = tuple(prefer)
        self.claims = Believed(dataset, viewpoint, self.without, known_by, explicitness)
        if columns is None:
            columns = fill(dataset, self.claims, ONTOLOGY_GRAPH.value)
        self._begin(columns)
        self.belief = self._weighed_claims()

    def _weighed_claims(self) -> Belief:
        order = order_of(self.dataset, self.prefer) if self.prefer else lambda _: ()
        days = last_days(self.dataset)
        return Belief(self.dataset, self, self.graphs, self.time_of, self.claims, days, order)

    def _begin(self, columns: Stated) -> None:
        """Take over what is stated; nothing is derived yet."""
        self.columns = columns
        self.derived: Mapping[Triple, IntervalSet] = {}
        self._argued: dict[Triple, IntervalSet] = {}
        self._follows: Following | None = None
        self._table: TimedRows | None = None
        self._rows: StatementRows
        self._added: Callable[[], Iterable[Triple]] = tuple
        self._rows = StatementRows(columns.terms, columns.statements, columns.by_property)
        self._store: Store | None = None
        self._writing = Lock()
        self._validity: dict[Triple, IntervalSet] = {}
        self._times: dict[int, dict[NamedNode, IntervalSet]] = {}
        self._counts: dict[tuple[NamedNode | None, Term | None], tuple[int, int]] = {}
        self._derived_with: Counter[NamedNode] = Counter()

    @property
    def store(self) -> Store:
        """The statements, and what was derived, for queries."""
        with self._writing:  # threads of a server may ask at once
            if self._store is None:
                self._store = Store()
                self._store.bulk_extend(Quad(*triple) for triple in self.stated())
            self._store.bulk_extend(Quad(*triple) for triple in self._added())
            return self._store

    def stated(self) -> Iterator[Triple]:
        """All that is stated, each statement once."""
        return self._rows.triples(np.arange(len(self.columns)))

    def adopt(self, follows: Following, table: TimedRows) -> None:
        """Take over what was derived from these facts elsewhere.

        Args:
            follows: the days on which each statement follows.
            table: what is stated, in the rows that it has here, and what follows.
        """
        self.derived = self._follows = follows
        self._rows = self._table = table
        self._added = follows.added
        self._validity = {}
        self._counts = {}

    def _times_of(self, node: Term) -> dict[NamedNode, IntervalSet]:
        """The time that each graph gives a node, of those that do."""
        number = self.columns.terms.find(node)
        known = self._times.get(number)
        if known is None:
            columns, times = self.columns, self.columns.times
            low, high = np.searchsorted(times.keys, [number << 32, (number + 1) << 32])
            held = slice(int(low), int(high))
            graphs = columns.graphs[times.ranks[held]].tolist()
            bounds = zip(times.first[held].tolist(), times.last[held].tolist(), strict=True)
            known = self._times[number] = {
                NamedNode(str(columns.terms.key(graph))): _period(*bound)
                for graph, bound in zip(graphs, bounds, strict=True)
            }
        return known if number != UNBOUND else {}

    def time_of(self, node: Term, graph: NamedNode | None = None) -> IntervalSet:
        """Days on which a node holds: as one claim says, or as any does; always if none says."""
        return time_by(self._times_of(node), graph)

    def times_in(self, node: Term, graph: NamedNode) -> IntervalSet:
        """Days that one claim itself gives a node; never, if it gives none."""
        return self._times_of(node).get(graph, NEVER)

    def dating(self, node: Term) -> list[NamedNode]:
        """The graphs that give a node a time, in order of their names."""
        return list(self._times_of(node))

    def dated_in(self, graph: NamedNode) -> list[Term]:
        """Nodes to which one claim gives a time."""
        columns = self.columns
        places = [columns.nodes_by_graph.found(rank) for rank in self._ranks([graph.value])]
        nodes = columns.times.nodes[np.concatenate(places)] if places else np.empty(0, np.int64)
        return [columns.terms.term(number) for number in nodes.tolist()]

    def _ranks(self, graphs: Iterable[str]) -> list[int]:
        """Ranks of graphs by their names; those that state nothing have none."""
        numbers = [self.columns.terms.find_key(name) for name in graphs]
        found: list[int] = np.flatnonzero(np.isin(self.columns.graphs, numbers)).tolist()
        return found

    def is_a(self, node: Term, kind: str) -> bool:
        """True of a member of a class of the ontology, or of one that it contains."""
        if not isinstance(node, NamedNode):
            return False
        return self._rows.row_of(Triple(node, terms.TYPE, terms.ent(kind))) >= 0

    def _graphs_of(self, row: int) -> tuple[NamedNode, ...]:
        columns = self.columns
        if not 0 <= row < len(columns):
            return ()
        ranks = columns.behind[columns.starts[row] : columns.starts[row + 1]]
        key = columns.terms.key
        return tuple(NamedNode(str(key(number))) for number in columns.graphs[ranks].tolist())

    def graphs(self, triple: Triple) -> tuple[NamedNode, ...]:
        """Claims and reference graphs that state a triple, in order of their IRIs."""
        return self._graphs_of(self._rows.row_of(triple))

    def said_by(self, triple: Triple, graph: NamedNode) -> TwoSets:
        """Days on which a triple is certain, and arguable, by one of the graphs that state it."""
        return self.belief.days_of(triple, [graph], self.time_of)

    def stated_days(self, triple: Triple) -> TwoSets:
        """Days on which a triple is certain by what is stated, and on which it is arguable."""
        return self._said(triple, self._rows.row_of(triple))

    def stated_validity(self, triple: Triple) -> IntervalSet:
        """Days on which a triple holds for certain by what is stated."""
        return self.stated_days(triple)[0]

    def _said(self, triple: Triple, row: int) -> TwoSets:
        return self.belief.days_of(triple, self._graphs_of(row), self.time_of)

    def weighed(self) -> dict[int, TwoSets]:
        """By row of what is stated, the days of statements that are weighed against others."""
        columns = self.columns
        found = {}
        for node in self.belief.nodes:
            rows = columns.by_subject.found(columns.terms.find(node))
            for row, triple in zip(rows.tolist(), self._rows.triples(rows), strict=True):
                found[row] = self._said(triple, row)
        return found

    @property
    def is_disputed(self) -> bool:
        """True where something is arguable on days on which it is not certain."""
        return bool(self.belief) if self._table is None else self._table.is_disputed

    def contested(self) -> list[Triple]:
        """Statements that are arguable on days on which they are not certain."""
        found = self._argued if self._follows is None else self._follows.contested()
        return [triple for triple in found if self.arguable(triple) != self.validity(triple)]

    def arguable(self, triple: Triple) -> IntervalSet:
        """Days on which it can be argued that a triple holds, those included on which it does."""
        row = self._rows.row_of(triple)
        if self._table is not None:
            return self._table.arguable(row) if row >= 0 else NEVER
        return self._argued.get(triple, NEVER) | self._said(triple, row)[1]

    def quads_for_pattern(
        self, subject: Term | None, predicate: NamedNode | None, value: Term | None
    ) -> Iterator[Quad]:
        """What is stated, or follows, with a pattern, None for any, as a store gives it."""
        return (Quad(*triple) for triple in self.matching((subject, predicate, value)))

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

    def about(self, node: Term) -> list[Triple]:
        """All that is stated of a node, or follows."""
        return [] if isinstance(node, Literal) else list(self.matching((node, None, None)))

    def may_match(self, patterns: Iterable[tuple[Term, NamedNode, Term]]) -> bool:
        """False where a pattern with a variable subject and no other has no match at all."""
        return all(self.count(pattern) for pattern in patterns)

    def count(self, pattern: tuple[Term, NamedNode, Term]) -> int:
        """How many statements have the predicate and object of a pattern, counted up to MANY."""
        _, predicate, value = pattern
        one = None if terms.is_variable(predicate) else predicate
        other = None if terms.is_variable(value) else value
        known, written = self._counts.get((one, other), (0, -1))
        now = self._derived_with.get(one, 0) if one else len(self.derived)
        if known < MANY and written != now:
            found = self.store.quads_for_pattern(None, one, other)
            known = sum(1 for _ in islice(found, MANY))
            self._counts[one, other] = known, now
        return known

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

    def _gone(self, claims: Iterable[str]) -> Ints:
        """Ranks of those of some graphs that are claims."""
        return np.array(self._ranks(c for c in claims if c in self.claims), np.int64)

    def stated_without(self, claims: Collection[str]) -> dict[Triple, TwoSets]:
        """Days on which statements would be certain, and arguable, without some claims.

        Only statements that a claim makes, disputes, or whose time it gives, are among them.
        """
        columns, gone = self.columns, self._gone(claims)
        rows = [columns.by_graph.found(rank) for rank in gone.tolist()]
        dated = [columns.nodes_by_graph.found(rank) for rank in gone.tolist()]
        for node in distinct(columns.times.nodes[np.concatenate(dated)]) if dated else ():
            rows.append(columns.by_subject.found(int(node)))
        left = {NamedNode(str(columns.terms.key(int(columns.graphs[rank])))) for rank in gone}

        def time_of(node: Term, graph: NamedNode) -> IntervalSet:
            times = {g: t for g, t in self._times_of(node).items() if g not in left}
            return time_by(times, graph)

        belief = self.belief.without({graph.value for graph in left}, time_of)
        nodes = {unit.node: None for unit in belief.differing(self.belief)}
        rows += [columns.by_subject.found(columns.terms.find(node)) for node in nodes]
        if not rows:
            return {}
        once = distinct(np.concatenate(rows))
        found = {}
        for row, triple in zip(once.tolist(), self._rows.triples(once), strict=True):
            graphs = [graph for graph in self._graphs_of(row) if graph not in left]
            found[triple] = belief.days_of(triple, graphs, time_of)
        return found

    def derive(self, triple: Triple, period: IntervalSet, arguable: IntervalSet) -> bool:
        """Note that a triple follows, for certain and arguably; True where that is news."""
        before = self.validity(triple), self.arguable(triple)
        after = before[0] | period, before[1] | arguable
        if after == before:
            return False
        if not before[1]:
            self.store.add(Quad(triple.subject, triple.predicate, triple.object))
            self._derived_with[triple.predicate] += 1
        assert isinstance(self.derived, dict)
        if period:
            self.derived[triple] = self.derived.get(triple, NEVER) | period
        self._argued[triple] = self._argued.get(triple, NEVER) | arguable
        self._validity[triple] = after[0]
        return True

    def snapshot(self, day: date) -> list[Triple]:
        """Asserted triples that hold on a day, in a stable order: a graph without time."""
        owners, first, last = self.columns.days(np.arange(len(self.columns)))
        held = distinct(owners[(first <= ordinal(day)) & (ordinal(day) <= last)])
        return sorted(self._rows.triples(held), key=str)

    def at(self, day: date) -> FactsView:
        """What holds on a day."""
        return FactsView(self, day)

    def arguably(self, day: date) -> FactsView:
        """What can be argued to hold on a day; what holds for certain is among it."""
        return FactsView(self, day, arguable=True)

    def ever(self) -> FactsView:
        """What is stated or follows, whenever it holds."""
        return FactsView(self, None)

    def solutions(self, query: str) -> Iterator[dict[str, Term]]:
        """Answers to a SELECT query over all that is stated or follows: values by variable."""
        found = self.store.query(query)
        assert isinstance(found, QuerySolutions)
        names = [variable.value for variable in found.variables]
        for row in found:
            yield {name: value for name, value in zip(names, row, strict=True) if value is not None}


def time_by(times: Mapping[NamedNode, IntervalSet], graph: NamedNode | None) -> IntervalSet:
    """The time of a node by one claim, else by all that give it one, else always."""
    if not times:
        return ALWAYS
    if graph is not None and graph in times:
        return times[graph]
    return IntervalSet.union(list(times.values()))


def _period(first: int, last: int) -> IntervalSet:
    return IntervalSet((Interval(first, last),)) if first <= last else NEVER
