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

from abc import abstractmethod
from collections import Counter
from collections.abc import Mapping
from copy import copy
from datetime import date
from functools import cached_property
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from kg.model import terms
from kg.model.intervals import NEVER, IntervalSet
from kg.store.belief.belief import Belief
from kg.store.claims import last_days, last_writing, read_claims, reference_graphs
from kg.store.entailment import Entailment
from kg.store.preference import order_of
from kg.store.set_apart import DENIED_TYPE
from kg.store.times import read_times, time_by
from kg.store.view import FactsView

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from kg.model.claim import Claim
    from kg.store.belief.unit import Unit
    from kg.store.dataset import Dataset, Term

MANY = 10_000
"""Where counting stops: patterns that match as often as this are all alike."""

ONTOLOGY_GRAPH = NamedNode(terms.BASE + "ontology")
MADE_GRAPHS = frozenset(
    {ONTOLOGY_GRAPH, terms.CONCLUSIONS_GRAPH, terms.HOLDS_GRAPH, terms.PROOFS_GRAPH}
)
"""Graphs that the program itself writes to a store, and so does not read back from there."""


class Following(Mapping[Triple, IntervalSet]):
    """What follows from facts: the days on which each statement does for certain."""

    @abstractmethod
    def arguable(self, triple: Triple) -> IntervalSet:
        """The days on which it can be argued that a statement follows."""

    @abstractmethod
    def contested(self) -> Iterable[Triple]:
        """Statements among which are all that are arguable on more days than certain."""

    @abstractmethod
    def added(self) -> Iterable[tuple[Triple, IntervalSet]]:
        """What is new since it was last called and nothing states, with its days."""


class Facts:
    """The graph that rules read, with claims and times.

    Args:
        dataset: what was read.
        viewpoint: IRIs of the sources to believe; None believes all.
        without: IRIs of claims to leave out, as if nobody had made them.
        known_by: a day; what sources written later say is left out, and what those say of which
            it is not known when they were written. None leaves nothing out.
        explicitness: the least rank of a claim's explicitness in its source; 0 takes all.
        prefer: which of two sources that differ outweighs the other (see ``preference``).
    """

    def __init__(
        self,
        dataset: Dataset,
        viewpoint: Collection[str] | None = None,
        without: Collection[str] = (),
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
        self._store = Store()
        self._writing = Lock()
        self._added: Callable[[], Iterable[tuple[Triple, IntervalSet]]] | None
        self.claims: dict[str, Claim] = {}
        self.derived: Mapping[Triple, IntervalSet]
        self._argued: dict[Triple, IntervalSet]
        self._maybe: Callable[[Triple], IntervalSet]
        self._contested: Callable[[], Iterable[Triple]]
        self._graphs: dict[Triple, tuple[NamedNode, ...]] = {}
        self._times: dict[Term, dict[NamedNode, IntervalSet]] = {}
        self._validity: dict[Triple, IntervalSet]
        self._counts: dict[tuple[NamedNode | None, Term | None], tuple[int, int]]
        self._derived_with: Counter[NamedNode]
        self._forget()
        written = last_writing(dataset) if known_by else {}
        for iri, claim in read_claims(dataset).items():
            believed = viewpoint is None or claim.source in viewpoint
            told = known_by is None or written.get(claim.source, date.max) <= known_by
            said = claim.explicitness_rank >= explicitness
            if claim.committing and believed and told and said and iri not in without:
                self.claims[iri] = claim
        self._fill()
        self._weigh()

    def _fill(self) -> None:
        entailment = Entailment(self.dataset)
        admitted = reference_graphs(self.dataset) | {ONTOLOGY_GRAPH.value}
        by_graph: dict[NamedNode, list[Triple]] = {}
        for quad in self.dataset.quads():
            graph = quad.graph_name
            if isinstance(graph, NamedNode) and (
                graph.value in admitted or graph.value in self.claims
            ):
                by_graph.setdefault(graph, []).append(quad.triple)
        graphs: dict[Triple, list[NamedNode]] = {}
        for graph in sorted(by_graph, key=str):
            claim, triples = self.claims.get(graph.value), by_graph[graph]
            type_predicate = DENIED_TYPE if claim and claim.denied else terms.TYPE
            for said in triples:
                for triple in entailment.of(said, type_predicate):
                    behind = graphs.setdefault(triple, [])
                    if graph not in behind:
                        behind.append(graph)
            for node, period in read_times(triples).items():
                self._times.setdefault(node, {})[graph] = period
        self._graphs = {triple: tuple(behind) for triple, behind in graphs.items()}
        self._store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in graphs)

    def _weigh(self) -> None:
        """Weigh claims that cannot all be right against each other."""
        self.belief = Belief(
            self.dataset,
            self._store,
            self.graphs,
            self.time_of,
            self.claims,
            last_days(self.dataset),
            order_of(self.dataset, self.prefer) if self.prefer else lambda _: (),
        )

    @property
    def store(self) -> Store:
        """The statements, and what was derived, for queries."""
        with self._writing:  # threads of a server may ask at once
            if self._added is not None and (fresh := dict(self._added())):
                self._store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in fresh)
                if len(fresh) < MANY:  # so few that they may as well be kept
                    self._validity.update(fresh)
        return self._store

    @property
    def stated(self) -> Collection[Triple]:
        """All that is stated, each statement once."""
        return self._graphs.keys()

    @property
    def timed(self) -> Collection[Term]:
        """Nodes that do not hold always: something gives them a time, or somebody disputes them."""
        if not self.belief:
            return self._times.keys()
        return self._times.keys() | self.belief.nodes.keys()

    @property
    def disputed(self) -> list[Triple]:
        """What is stated and can be argued on days on which it is not certain."""
        return [triple for triple in self._weighed() if len(set(self._stated(triple))) > 1]

    def _weighed(self) -> Iterator[Triple]:
        """Statements that are weighed against others."""
        for node in self.belief.nodes:
            for quad in self._store.quads_for_pattern(node, None, None):  # type: ignore[arg-type]
                if quad.triple in self._graphs:
                    yield quad.triple

    def adopt(self, follows: Following) -> None:
        """Take over what was derived from these facts elsewhere."""
        self.derived = follows
        self._maybe = follows.arguable
        self._argued = {}
        self._contested = follows.contested
        self._added = follows.added
        self._validity = {}
        self._counts = {}

    def time_of(self, node: Term, graph: NamedNode | None = None) -> IntervalSet:
        """Days on which a node holds: as one claim says, or as any does; always if none says."""
        return time_by(self._times.get(node), graph)

    def times_in(self, node: Term, graph: NamedNode) -> IntervalSet:
        """Days that one claim itself gives a node; never, if it gives none."""
        return self._times.get(node, {}).get(graph, NEVER)

    def dated_in(self, graph: NamedNode) -> list[Term]:
        """Nodes to which one claim gives a time."""
        return list(self._dated.get(graph, ()))

    def is_a(self, node: Term, kind: str) -> bool:
        """True of a member of a class of the ontology, or of one that it contains."""
        if not isinstance(node, NamedNode):
            return False
        return Quad(node, terms.TYPE, terms.ent(kind)) in self.store

    def graphs(self, triple: Triple) -> tuple[NamedNode, ...]:
        """Claims and reference graphs that state a triple, in order of their IRIs."""
        return self._graphs.get(triple, ())

    def _stated(self, triple: Triple) -> tuple[IntervalSet, IntervalSet]:
        """Days on which a triple is certain by what is stated, and on which it is arguable."""
        return _days(triple, self._graphs.get(triple, ()), self.time_of, self.belief)

    def said_by(self, triple: Triple, graph: NamedNode) -> tuple[IntervalSet, IntervalSet]:
        """Days on which a triple is certain, and arguable, by one of the graphs that state it."""
        return _days(triple, [graph], self.time_of, self.belief)

    def stated_validity(self, triple: Triple) -> IntervalSet:
        """Days on which a triple holds for certain by what is stated."""
        return self._stated(triple)[0]

    def stated_arguable(self, triple: Triple) -> IntervalSet:
        """Days on which it can be argued that a triple holds by what is stated."""
        if triple.subject in self.belief.nodes:
            return self._stated(triple)[1]
        times = self._times.get(triple.subject)
        periods = [time_by(times, graph) for graph in self._graphs.get(triple, ())]
        return IntervalSet.union(periods) if periods else NEVER

    def validity(self, triple: Triple) -> IntervalSet:
        """Days on which a triple holds for certain; never, where it is not stated nor derived."""
        known = self._validity.get(triple)
        if known is None:
            known = self.derived.get(triple, NEVER) | self.stated_validity(triple)
            self._validity[triple] = known
        return known

    def arguable(self, triple: Triple) -> IntervalSet:
        """Days on which it can be argued that a triple holds, those included on which it does."""
        return self._maybe(triple) | self.stated_arguable(triple)

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

    def of(self, dataset: Dataset, without: Collection[str] = ()) -> Facts:
        """What another dataset says, chosen in the same way, less some more claims."""
        return Facts(
            dataset,
            self.viewpoint,
            self.without | frozenset(without),
            known_by=self.known_by,
            explicitness=self.explicitness,
            prefer=self.prefer,
        )

    def less(self, claims: Collection[str]) -> Facts:
        """What is stated without some claims; nothing is derived yet."""
        gone = {NamedNode(claim) for claim in claims if claim in self.claims}
        made = copy(self)
        made.without = self.without | frozenset(claims)
        made.claims = {iri: c for iri, c in self.claims.items() if iri not in made.without}
        made._graphs = dict(self._graphs)
        for triple in {triple for graph in gone for triple in self._by_graph.get(graph, ())}:
            left = tuple(graph for graph in self._graphs[triple] if graph not in gone)
            if left:
                made._graphs[triple] = left
            else:
                del made._graphs[triple]
        made._times = dict(self._times)
        for node in {node for graph in gone for node in self._dated.get(graph, ())}:
            made._times[node] = {g: t for g, t in self._times[node].items() if g not in gone}
        made._forget()
        made._store = Store()
        made._writing = Lock()
        made._store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in made._graphs)
        made._weigh()
        return made

    def deciding(self, right: Collection[Unit], wrong: Collection[Unit]) -> Facts:
        """The same with a dispute decided (see ``Belief.deciding``); nothing is derived yet."""
        made = copy(self)
        made._forget()
        made._store = Store()
        made._writing = Lock()
        made._store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in made._graphs)
        made.belief = self.belief.deciding(right, wrong)
        return made

    def _forget(self) -> None:
        """Leave behind what was derived or worked out from other statements."""
        self.derived = {}
        self._argued = {}
        self._maybe = self._argued_for
        self._contested = self._argued.keys
        self._added = None
        self._validity = {}
        self._counts = {}
        self._derived_with = Counter()
        for name in ("_by_graph", "_by_subject", "_dated"):
            self.__dict__.pop(name, None)

    def contested(self) -> list[Triple]:
        """Statements that follow and are arguable on days on which they are not certain."""
        return [t for t in self._contested() if self.arguable(t) != self.validity(t)]

    def _argued_for(self, triple: Triple) -> IntervalSet:
        return self._argued.get(triple, NEVER)

    def stated_without(
        self, claims: Collection[str]
    ) -> dict[Triple, tuple[IntervalSet, IntervalSet]]:
        """Days on which statements would be certain, and arguable, without some claims.

        Only statements that a claim makes, disputes, or whose time it gives, are among them.
        """
        gone = {NamedNode(claim) for claim in claims if claim in self.claims}
        times: dict[Term, dict[NamedNode, IntervalSet]] = {}
        for node in {node for graph in gone for node in self._dated.get(graph, ())}:
            times[node] = {g: t for g, t in self._times[node].items() if g not in gone}

        def time_of(node: Term, graph: NamedNode) -> IntervalSet:
            return time_by(times.get(node, self._times.get(node)), graph)

        belief = self.belief.without(claims, time_of) if self.belief else self.belief
        nodes = {unit.node for unit in belief.differing(self.belief)}
        found: dict[Triple, tuple[IntervalSet, IntervalSet]] = {}
        for triple in dict.fromkeys(
            [t for graph in gone for t in self._by_graph.get(graph, ())]
            + [t for node in (*times, *nodes) for t in self._by_subject.get(node, ())]
        ):
            graphs = [graph for graph in self._graphs[triple] if graph not in gone]
            found[triple] = _days(triple, graphs, time_of, belief)
        return found

    @cached_property
    def _by_graph(self) -> dict[NamedNode, list[Triple]]:
        found: dict[NamedNode, list[Triple]] = {}
        for triple, graphs in self._graphs.items():
            for graph in graphs:
                found.setdefault(graph, []).append(triple)
        return found

    @cached_property
    def _by_subject(self) -> dict[object, list[Triple]]:
        found: dict[object, list[Triple]] = {}
        for triple in self._graphs:
            found.setdefault(triple.subject, []).append(triple)
        return found

    @cached_property
    def _dated(self) -> dict[NamedNode, list[Term]]:
        found: dict[NamedNode, list[Term]] = {}
        for node, times in self._times.items():
            for graph in times:
                found.setdefault(graph, []).append(node)
        return found

    def about(self, node: Term) -> list[Triple]:
        """All that is stated of a node, or follows."""
        if isinstance(node, Literal):
            return []
        return [quad.triple for quad in self.store.quads_for_pattern(node, None, None)]

    def differing(self, other: Facts) -> set[Triple]:
        """Statements that only one of these and other facts has, or has at other times."""
        mine, theirs = self._graphs, other._graphs
        found = {triple for triple, graphs in mine.items() if theirs.get(triple) != graphs}
        found |= theirs.keys() - mine.keys()
        for node in self._times.keys() | other._times.keys():
            if self._times.get(node) != other._times.get(node):
                found.update(self.about(node), other.about(node))
        for unit in self.belief.differing(other.belief):
            if isinstance(unit.node, NamedNode):
                found.update(self.about(unit.node), other.about(unit.node))
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
        self._argued[triple] = self._argued_for(triple) | arguable
        self._validity[triple] = after[0]
        return True

    def snapshot(self, day: date) -> list[Triple]:
        """Asserted triples that hold on a day, in a stable order: a graph without time."""
        held = [
            triple
            for triple in self._graphs
            if any(day in self.time_of(triple.subject, g) for g in self._graphs[triple])
        ]
        return sorted(held, key=str)

    def at(self, day: date) -> FactsView:
        """What holds on a day."""
        return FactsView(self.store, self.validity, day)

    def arguably(self, day: date) -> FactsView:
        """What can be argued to hold on a day; what holds for certain is among it."""
        return FactsView(self.store, self.arguable, day)

    def ever(self) -> FactsView:
        """What is stated or follows, whenever it holds."""
        return FactsView(self.store, self.validity, None)

    def solutions(self, query: str) -> Iterator[dict[str, Term]]:
        """Answers to a SELECT query over all that is stated or follows: values by variable."""
        found = self.store.query(query)
        assert isinstance(found, QuerySolutions)
        names = [variable.value for variable in found.variables]
        for row in found:
            yield {name: value for name, value in zip(names, row, strict=True) if value is not None}


def _days(
    triple: Triple,
    graphs: Iterable[NamedNode],
    time_of: Callable[[Term, NamedNode], IntervalSet],
    belief: Belief,
) -> tuple[IntervalSet, IntervalSet]:
    """Days on which a statement is certain, and arguable, by the claims that make it."""
    certain = arguable = NEVER
    if triple.subject not in belief.nodes:
        for graph in graphs:
            certain = certain | time_of(triple.subject, graph)
        return certain, certain
    for graph in graphs:
        sure, maybe = belief.of(triple, graph, time_of(triple.subject, graph))
        certain, arguable = certain | sure, arguable | maybe
    return certain, arguable
