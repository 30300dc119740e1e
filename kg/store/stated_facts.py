"""The facts stated by claims and reference data, with their sources and the days they hold.

This is the only place where claims become facts. A source's claims about things that do not last
extend no further than the source looked. See ``kg.store.facts`` for certainty and time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from pyoxigraph import NamedNode, Triple

from kg.model import terms
from kg.model.intervals import ALWAYS, NEVER, OPEN, Interval, IntervalSet, ordinal
from kg.model.terms import ent
from kg.store.belief.argument import order_of
from kg.store.belief.belief import Belief
from kg.store.belief.conflicts import Conflicts
from kg.store.belief.keys import DOES_NOT_LAST, Keys
from kg.store.claims import Believed, last_days, reference_graphs
from kg.store.columns.fact_index import distinct, is_among, joined
from kg.store.columns.quads import StatementRows
from kg.store.columns.stated import GraphStatements, stated
from kg.store.columns.terms_table import UNBOUND, Terms
from kg.store.entailment import entailed, superclasses, superproperties
from kg.store.implied import with_ends, with_scope
from kg.store.set_apart import DENIED_TYPE
from kg.store.times import read_times

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from kg.store.belief.belief import TwoSets
    from kg.store.columns.fact_index import Ints, Mask, Numbers
    from kg.store.columns.stated import Stated, Times
    from kg.store.dataset import Dataset, Term


def as_far_as_seen(
    times: Times,
    statements: GraphStatements,
    dataset: Dataset,
    claims: Believed,
    known: Terms,
    graphs: Numbers,
) -> Times:
    """Return the times; things that do not last end when their source stopped looking.

    Args:
        times: the time that each graph gives each node.
        statements: the statements of the graphs, with classes as written.
        dataset: the dataset, whose ontology states what lasts (``ent:hasPersistence``).
        claims: the claims, by IRI.
        known: the terms and their numbers.
        graphs: the graphs by rank.
    """
    keys = Keys(dataset)
    typed = np.isin(statements.properties, [known.find(terms.TYPE), known.find(DENIED_TYPE)])
    rows = np.flatnonzero(typed)
    kinds = statements.values[rows]
    passing = []
    for number in distinct(kinds).tolist():
        kind = known.term(number)
        if keys.persistence([kind, *keys.wider(kind)]) == DOES_NOT_LAST:
            passing.append(number)
    ends = np.isin(kinds, passing)
    nodes = joined(statements.subjects[rows], statements.ranks[rows])
    affected = np.setdiff1d(nodes[ends], nodes[~ends])
    at = np.flatnonzero((times.last == OPEN) & np.isin(times.keys, affected))
    if not len(at):
        return times
    until = last_days(dataset)
    last = times.last.copy()
    for place in at.tolist():
        claim = claims.get(str(known.key(int(graphs[times.ranks[place]]))))
        day = until.get(claim.source) if claim is not None else None
        if day is not None and day.toordinal() >= times.first[place]:
            last[place] = day.toordinal()
    return replace(times, last=last)


class StatedFacts:
    """The stated facts, with claims and times.

    Args:
        dataset: the dataset.
        viewpoint: IRIs of the sources to believe; None believes all.
        without: IRIs of claims to leave out. The days that they give to something still limit what
            others say about it: doubt about when a thing existed does not make it eternal.
        columns: the stated facts, if they are already known.
        known_by: a day; claims by sources written later, or at an unknown time, are left out. None
            leaves nothing out.
        explicitness: the minimum rank of a claim's explicitness in its source; 0 accepts all.
        prefer: which of two sources that differ outweighs the other (see ``preference``).

    Attributes:
        claims: the claims that are believed, by IRI.
        belief: decides between claims that cannot all be right.
        columns: the stated facts, as columns.
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
            every = self.claims
            if self.without:
                every = Believed(dataset, viewpoint, frozenset(), known_by, explicitness)
            columns = fill(dataset, every, terms.ONTOLOGY_GRAPH.value)
            if self.without:
                self.columns = columns
                columns = columns.without(np.array(self._ranks(self.without), np.int64))
        self.columns = columns
        self._rows = StatementRows(columns.terms, columns.statements, columns.by_property)
        self._times: dict[int, dict[NamedNode, IntervalSet]] = {}
        self._begin()
        self.belief = self._weighed_claims()

    def _begin(self) -> None:
        """Prepare for facts derived from the stated ones."""

    def _weighed_claims(self) -> Belief:
        order = order_of(self.dataset, self.prefer) if self.prefer else lambda _: ()
        columns, believed = self.columns, self.claims.graphs[0]
        rows, keys = (
            StatementRows(columns.terms, columns.statements, columns.by_property),
            Keys(self.dataset),
        )
        conflicts = Conflicts(rows, columns, self.graphs, believed, keys)
        return Belief(conflicts, self.time_of, self._source_of, last_days(self.dataset), order)

    def _source_of(self, claim: NamedNode) -> str:
        return self.dataset.text(claim, terms.PRIMARY_SOURCE)

    def stated(self) -> Iterator[Triple]:
        """Yield the distinct stated facts."""
        return self._rows.triples(np.arange(len(self.columns)))

    def _times_of(self, node: Term) -> dict[NamedNode, IntervalSet]:
        """Return the time of a node according to each graph that gives one."""
        number = self.columns.terms.find(node)
        known = self._times.get(number)
        if known is None:
            columns, times = self.columns, self.columns.times
            low, high = np.searchsorted(times.keys, [number << 32, (number + 1) << 32])
            held = slice(int(low), int(high))
            graphs = columns.graphs[times.keys[held] & 0xFFFFFFFF].tolist()
            bounds = zip(times.first[held].tolist(), times.last[held].tolist(), strict=True)
            known = self._times[number] = {
                NamedNode(str(columns.terms.key(graph))): _period(*bound)
                for graph, bound in zip(graphs, bounds, strict=True)
            }
        return known if number != UNBOUND else {}

    def time_of(self, node: Term, graph: NamedNode | None = None) -> IntervalSet:
        """Return the days on which a node holds, by one claim or any; always if none gives days."""
        return time_by(self._times_of(node), graph)

    def times_in(self, node: Term, graph: NamedNode) -> IntervalSet:
        """Return the days that one claim itself gives a node; never if it gives none."""
        return self._times_of(node).get(graph, NEVER)

    def dating(self, node: Term) -> list[NamedNode]:
        """Return the graphs that give a node a time, sorted by name."""
        return list(self._times_of(node))

    def dated_in(self, graph: NamedNode) -> list[Term]:
        """Return the nodes to which one claim gives a time."""
        columns = self.columns
        places = [columns.nodes_by_graph.found(rank) for rank in self._ranks([graph.value])]
        nodes = columns.times.nodes[np.concatenate(places)] if places else np.empty(0, np.int64)
        return [columns.terms.term(number) for number in nodes.tolist()]

    def _ranks(self, graphs: Iterable[str]) -> list[int]:
        """Return the ranks of graphs by their names; graphs that state nothing have none."""
        numbers = [self.columns.terms.find_key(name) for name in graphs]
        held = is_among(self.columns.graphs, np.array(numbers, np.int64))
        found: list[int] = np.flatnonzero(held).tolist()
        return found

    def _graphs_of(self, row: int) -> tuple[NamedNode, ...]:
        columns = self.columns
        if not 0 <= row < len(columns):
            return ()
        ranks = columns.behind[columns.starts[row] : columns.starts[row + 1]]
        key = columns.terms.key
        return tuple(NamedNode(str(key(number))) for number in columns.graphs[ranks].tolist())

    def graphs(self, triple: Triple) -> tuple[NamedNode, ...]:
        """Return the claims and reference graphs that state a triple, sorted by IRI."""
        return self._graphs_of(self._rows.row_of(triple))

    def seen(self, triple: Triple, without: Collection[str] = ()) -> IntervalSet:
        """Return the days on which sources see a triple hold and do not only presume it to last.

        For triples that nobody states, and for reference data, these are all days.

        Args:
            triple: the statement.
            without: IRIs of claims to ignore.
        """
        graphs = [graph for graph in self.graphs(triple) if graph.value not in without]
        days = [
            self.belief.seen(triple.subject, graph)
            if graph.value in self.claims
            else self.time_of(triple.subject, graph)
            for graph in graphs
        ]
        return IntervalSet.union(days) if days else ALWAYS

    def looked_until(self, nodes: Numbers, ranks: Ints) -> Ints:
        """Return the last day on which each graph's source could see a node last.

        Args:
            nodes: the nodes.
            ranks: for each node, the rank of a graph; a node that lasts by law until it is ended,
                and reference data, are seen without end (``OPEN``).
        """
        graphs = self.columns.graphs[ranks]
        subjects, sources = self.dataset.first_values(terms.PRIMARY_SOURCE)
        days = np.full(len(self.columns.terms) + 1, OPEN, np.int64)
        for iri, day in last_days(self.dataset).items():
            days[self.columns.terms.find_key(iri)] = day.toordinal()
        until = np.full(len(self.columns.terms), OPEN, np.int64)
        until[subjects] = days[sources]
        once, places = np.unique(nodes, return_inverse=True)
        endless = self.belief.last_until_ended(once)[places]
        endless |= ~is_among(graphs, self.claims.graphs[0])
        return np.where(endless, OPEN, until[graphs])

    def days_by(self, triple: Triple, graph: NamedNode) -> TwoSets:
        """Return the days on which a triple is certain, and arguable, by one graph stating it."""
        return self.belief.days_of(triple, [graph], self.time_of)

    def stated_days(self, triple: Triple) -> TwoSets:
        """Return the days on which a triple is certain, and arguable, by stated facts alone."""
        return self._stated_days(triple, self._rows.row_of(triple))

    def stated_validity(self, triple: Triple) -> IntervalSet:
        """Return the days on which a triple certainly holds by stated facts alone."""
        return self.stated_days(triple)[0]

    def _stated_days(self, triple: Triple, row: int) -> TwoSets:
        return self.belief.days_of(triple, self._graphs_of(row), self.time_of)

    def weighed(self, rows: Ints | None = None) -> dict[int, TwoSets]:
        """Return, by row, the days of stated facts that are weighed against others.

        Args:
            rows: the disputed rows to return; None for all.
        """
        if rows is None:
            disputed = is_among(self.columns.subjects, self.belief.rivalry.units.nodes)
            rows = np.flatnonzero(disputed)
        told = zip(rows.tolist(), self._rows.triples(rows), strict=True)
        return {row: self._stated_days(triple, row) for row, triple in told}

    def _gone(self, claims: Iterable[str]) -> Ints:
        """Return the ranks of those of some graphs that are believed claims."""
        return np.array(self._ranks(c for c in claims if c in self.claims), np.int64)

    def stated_without(self, claims: Collection[str]) -> dict[Triple, TwoSets]:
        """Return the days on which statements would be certain, and arguable, without some claims.

        Only statements that one of the claims makes or disputes are included. The days that a claim
        gives to something still limit what others say about it, so that doubt does not extend any
        days.
        """
        columns, gone = self.columns, self._gone(claims)
        rows = [columns.by_graph.found(rank) for rank in gone.tolist()]
        left = {NamedNode(str(columns.terms.key(int(columns.graphs[rank])))) for rank in gone}
        belief = self.belief.without({graph.value for graph in left}, self.time_of)
        nodes = {unit.node: None for unit in belief.changed()}
        rows += [columns.by_subject.found(columns.terms.find(node)) for node in nodes]
        if not rows:
            return {}
        once = distinct(np.concatenate(rows))
        found = {}
        for row, triple in zip(once.tolist(), self._rows.triples(once), strict=True):
            graphs = [graph for graph in self._graphs_of(row) if graph not in left]
            found[triple] = belief.days_of(triple, graphs, self.time_of)
        return found

    def snapshot(self, day: date) -> list[Triple]:
        """Return the stated triples that are certain on a day, in a stable order, without times."""
        owners, first, last = self.columns.days(np.arange(len(self.columns)))
        held = distinct(owners[(first <= ordinal(day)) & (ordinal(day) <= last)])
        weighed = self.weighed()
        gone = [row for row, days in weighed.items() if day not in days[0]]
        return sorted(self._rows.triples(np.setdiff1d(held, gone)), key=str)


def time_by(times: Mapping[NamedNode, IntervalSet], graph: NamedNode | None) -> IntervalSet:
    """Return a node's time by one claim, else by all claims that give one, else always."""
    if not times:
        return ALWAYS
    if graph is not None and graph in times:
        return times[graph]
    return IntervalSet.union(list(times.values()))


def _period(first: int, last: int) -> IntervalSet:
    return IntervalSet((Interval(first, last),)) if first <= last else NEVER


_ENDS_WITH, _CLOSES = ent("endsWith"), ent("closes")


def fill(dataset: Dataset, claims: Believed, ontology: str) -> Stated:
    """Collect the statements of ontology, reference data and claims, with own nodes for denials.

    Args:
        dataset: the dataset.
        claims: the admitted claims.
        ontology: IRI of the ontology's graph.
    """
    terms = Terms(dataset.columns.terms)
    admitted, denying = claims.graphs
    others = {terms.find_key(iri) for iri in (*reference_graphs(dataset), ontology)}
    others -= set(admitted.tolist())
    graphs = np.concatenate((admitted, np.array(sorted(others), np.int32)))
    denies = np.concatenate((denying, np.zeros(len(others), bool)))
    held = np.isin(graphs, dataset.columns.graph_numbers)
    graphs, denies = graphs[held], denies[held]
    names = [f"{name}>" for name in terms.keys(graphs.tolist())]  # in the order of N-Triples
    order = sorted(range(len(names)), key=names.__getitem__)
    graphs, denies = graphs[order], denies[order]
    statements = with_ends(_read_statements(dataset, graphs, denies), graphs, dataset, terms)
    ending = [terms.find(triple.subject) for triple in dataset.statements(_ENDS_WITH)]
    closing = [terms.find(triple.subject) for triple in dataset.statements(_CLOSES)]
    reference = [rank for rank, graph in enumerate(graphs.tolist()) if graph in others]
    times = read_times(statements, terms, ending, closing, reference)
    times = as_far_as_seen(times, statements, dataset, claims, terms, graphs)
    statements = entailed(statements, superclasses(dataset), superproperties(dataset), terms)
    statements = with_scope(statements, dataset, terms)
    return stated(statements, graphs, times, terms)


def _read_statements(dataset: Dataset, graphs: Numbers, denies: Mask) -> GraphStatements:
    """Read the statements of some graphs, graph by graph, newest first in each."""
    columns = dataset.columns
    rank = np.full(len(columns.terms) + 1, -1, np.int32)  # the default graph is the last position
    rank[graphs] = np.arange(len(graphs), dtype=np.int32)
    ranks = rank[columns.graphs]
    rows = np.flatnonzero(ranks >= 0)[::-1]
    rows = rows[np.argsort(ranks[rows], kind="stable")]
    return GraphStatements(
        ranks[rows],
        columns.subjects[rows],
        columns.predicates[rows],
        columns.objects[rows],
        denies[ranks[rows]],
    )
