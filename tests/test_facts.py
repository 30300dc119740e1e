"""What claims state, deny and entail, and when: columns agree with a claim-by-claim model."""

from __future__ import annotations

import random
from collections.abc import Iterable
from functools import lru_cache

from cases import schema
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Triple
from random_graphs import worded_graph

from kg.model import terms
from kg.model.intervals import ALWAYS, BEGINNING, NEVER, OPEN, Interval, IntervalSet
from kg.model.reachable import reachable
from kg.model.terms import ONTOLOGY_GRAPH
from kg.store.claims import last_days, read_claims, reference_graphs
from kg.store.dataset import Dataset
from kg.store.facts import Facts
from kg.store.implied import last_day
from kg.store.set_apart import DENIED_TYPE
from kg.store.times import END, START, date_of, day_of

ONTOLOGY = schema()
TYPES = (terms.TYPE, DENIED_TYPE)
TRUE = Literal("true", datatype=NamedNode(terms.XSD + "boolean"))


@lru_cache(2)
def next_wider(dataset: Dataset, predicate: NamedNode) -> dict[object, set[object]]:
    direct: dict[object, set[object]] = {}
    for narrow, _, wide in dataset.statements(predicate):
        if isinstance(wide, NamedNode):  # an OWL restriction has no name
            direct.setdefault(narrow, set()).add(wide)
    return direct


@lru_cache(4096)
def wider(dataset: Dataset, predicate: NamedNode, term: object) -> set[object]:
    direct = next_wider(dataset, predicate)
    return set(reachable([term], lambda one: direct.get(one, set()))) - {term}


@lru_cache(1024)
def narrower(dataset: Dataset, predicate: NamedNode, term: object) -> set[object]:
    below = {t.subject for t in dataset.statements(predicate)}
    return {one for one in below if term in wider(dataset, predicate, one)}


@lru_cache(1024)
def passes(dataset: Dataset, kind: object) -> bool:
    """Return True if members of a class do not last, as the nearest class with a value says."""
    said = {t.subject: t.object for t in dataset.statements(terms.ent("hasPersistence"))}
    every = {kind, *wider(dataset, terms.SUBCLASS, kind)} & said.keys()
    nearest = max(every, key=lambda c: len(wider(dataset, terms.SUBCLASS, c)), default=None)
    return said.get(nearest) == terms.ent("doesNotLast")  # type: ignore[call-overload, no-any-return]


Bounds = dict[NamedNode, tuple[int, int]]
"""The first and last day that each graph gives for a node."""


def by_subject(triples: Iterable[Triple]) -> list[tuple[object, list[Triple]]]:
    """Group statements by subject."""
    found: dict[object, list[Triple]] = {}
    for t in triples:
        found.setdefault(t.subject, []).append(t)
    return list(found.items())


def with_ends(dataset: Dataset, said: dict[NamedNode, set[Triple]]) -> None:
    """Add ends to acts that a claim gives a beginning but no end: see ``kg.store.implied``."""
    kinds: dict[object, set[object]] = {}
    for t in set().union(*said.values()):
        if t.predicate in TYPES:
            kinds.setdefault(t.subject, set()).add(t.object)
    acts = {node for node, of in kinds.items() if all(passes(dataset, kind) for kind in of)}
    tables = {t.subject for t in dataset.statements(terms.ent("coversUntil"))}
    rows = {t.subject for t in dataset.statements(terms.PRIMARY_SOURCE) if t.object in tables}
    for graph, triples in said.items():
        for node, about in by_subject(triples):
            told = {t.predicate: t.object for t in about}
            ongoing = told.get(terms.ent("ongoing")) == TRUE
            precision, first = told.get(terms.ent("startPrecision")), date_of(told.get(START))
            if (
                node not in acts
                or graph in rows
                or ongoing
                or END in told
                or precision is None
                or first is None
            ):
                continue
            last = last_day(first, str(precision)[1:-1].rpartition("#")[2])
            end = Literal(last.isoformat(), datatype=terms.DATE)
            triples |= {
                Triple(node, END, end),
                Triple(node, terms.ent("endPrecision"), precision),
            }


def scope(dataset: Dataset, triples: set[Triple], denied: bool) -> set[Triple]:
    """Return the scope statements of one graph: for every pair, denied without limit, or listed."""
    limits = {t.subject for t in dataset.statements(terms.ent("limitsDenial"))}
    found = set()
    for node, about in by_subject(triples):
        if len({t.object for t in about if t.predicate == terms.ent("hasParticipant")}) == 2:
            found.add(Triple(node, terms.ent("pairwise"), TRUE))
        listed = {t.object for t in about if t.predicate == terms.ent("isCompleteFor")}
        narrow = {t.subject for t in dataset.statements(terms.SUBCLASS)}
        found |= {
            Triple(node, terms.ent("isCompleteFor"), kind)  # type: ignore[arg-type]
            for kind in (narrow if listed and not denied else ())
            if wider(dataset, terms.SUBCLASS, kind) & listed
        }
        properties = {t.predicate for t in about}
        if denied and DENIED_TYPE in properties and not properties & limits:
            found.add(Triple(node, terms.ent("outright"), TRUE))
    return found


def reconciled(bounds: Bounds) -> Bounds:
    """Combine the bounds that different claims give for one thing: see ``kg.store.times``."""
    begun = [first for first, _ in bounds.values() if first != BEGINNING]
    alone = [last for first, last in bounds.values() if first == BEGINNING and last != OPEN]
    found = {}
    for graph, (first, last) in bounds.items():
        if first == BEGINNING and last != OPEN:
            first = min([day for day in [min(begun, default=OPEN)] if day <= last], default=last)
        elif last == OPEN and first != BEGINNING:
            same = [end for day, end in bounds.values() if day == first and end != OPEN]
            until = max([*alone, *same], default=OPEN)
            last = until if until >= first else last
        found[graph] = first, last
    return found


def expected(dataset: Dataset) -> tuple[dict[Triple, set[NamedNode]], dict[Triple, IntervalSet]]:
    """Return the graphs behind each statement, and the days on which it holds."""
    claims = {iri: c for iri, c in read_claims(dataset).items() if c.committing}
    admitted = reference_graphs(dataset) | {ONTOLOGY_GRAPH.value} | claims.keys()
    looked = last_days(dataset)
    behind: dict[Triple, set[NamedNode]] = {}
    bounds: dict[object, Bounds] = {}
    kinds: dict[tuple[object, NamedNode], list[object]] = {}
    said = {node: set(dataset.graph(node)) for node in map(NamedNode, admitted)}
    with_ends(dataset, said)
    for graph, triples in said.items():
        denied = graph.value in claims and claims[graph.value].denied
        typing = DENIED_TYPE if denied else terms.TYPE
        entailed = set(triples)
        for t in triples:
            if t.predicate == typing and isinstance(t.object, NamedNode):
                spread = narrower if denied else wider
                more = [(t.predicate, c) for c in spread(dataset, terms.SUBCLASS, t.object)]
            else:
                of = wider(dataset, terms.SUBPROPERTY, t.predicate)
                more = [(w, t.object) for w in of]  # type: ignore[misc]
            entailed |= {Triple(t.subject, prop, value) for prop, value in more}  # type: ignore[arg-type]
            if t.predicate in TYPES:
                kinds.setdefault((t.subject, graph), []).append(t.object)
            day = day_of(t.object) if t.predicate in (START, END) else None
            if day is not None:
                first, last = bounds.setdefault(t.subject, {}).get(graph, (BEGINNING, OPEN))
                held = (day, last) if t.predicate == START else (first, day)
                bounds[t.subject][graph] = held
        for t in entailed | scope(dataset, entailed, denied):
            behind.setdefault(t, set()).add(graph)
    bounds = {node: reconciled(of) for node, of in bounds.items()}
    latest = {node: max(last for _, last in of.values()) for node, of in bounds.items()}
    ending = {t.subject for t in dataset.statements(terms.ent("endsWith"))}
    limit: dict[object, int] = {}
    for t in set().union(*said.values()):
        if t.predicate in ending:
            limit[t.subject] = min(limit.get(t.subject, OPEN), latest.get(t.object, OPEN))
    times: dict[object, dict[NamedNode, IntervalSet]] = {}
    for node, of_graphs in bounds.items():
        for graph, (first, last) in of_graphs.items():
            last = min(last, limit.get(node, OPEN))
            until = looked.get(claims[graph.value].source) if graph.value in claims else None
            of_kinds = kinds.get((node, graph))
            passing = of_kinds and all(passes(dataset, kind) for kind in of_kinds)
            if last == OPEN and until and until.toordinal() >= first and passing:
                last = until.toordinal()
            period = IntervalSet((Interval(first, last),)) if first <= last else NEVER
            times.setdefault(node, {})[graph] = period
    days = {}
    for t, graphs in behind.items():
        of_node = times.get(t.subject, {})
        ever = IntervalSet.union(list(of_node.values())) if of_node else ALWAYS
        days[t] = IntervalSet.union([of_node.get(graph, ever) for graph in graphs])
    return behind, days


def agree(dataset: Dataset) -> None:
    facts = Facts(dataset)
    behind, days = expected(dataset)
    assert set(facts.stated()) == behind.keys() and len(facts.columns) == len(behind)
    for triple, graphs in behind.items():
        assert facts.graphs(triple) == tuple(sorted(graphs, key=str))
        if triple.subject in facts.belief.nodes():
            continue  # a source disputes it: see test_belief
        assert facts.stated_validity(triple) == facts.validity(triple) == days[triple], triple


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000_000))
def test_of_random_claims(seed: int) -> None:
    agree(worded_graph(random.Random(seed), ONTOLOGY, 25))


def test_of_the_shipped_graph(shipped: Dataset) -> None:
    agree(shipped)


def test_of_a_denial_that_speaks_of_its_own_node() -> None:
    """A claim denies two things, one of which refers to the other; some literals are not dates."""
    claim, source = NamedNode(terms.CLAIM + "x"), NamedNode(terms.SOURCE + "s")
    one, other = NamedNode(terms.ID + "one"), NamedNode("http://example.org/deep/one")
    about = [
        (claim, terms.TYPE, terms.ent("Claim"), source),
        (claim, terms.ent("hasModality"), terms.ent("fact"), source),
        (claim, terms.ent("hasPolarity"), terms.ent("denied"), source),
        (one, terms.TYPE, terms.ent("Alliance"), claim),
        (one, terms.ent("hasParticipant"), other, claim),
        (other, terms.ent("hasParticipant"), one, claim),
        (other, START, Literal("1999", datatype=NamedNode(terms.XSD + "gYear")), claim),
        (one, START, Literal("1999-01-01", datatype=terms.DATE), claim),
        (one, END, Literal("1998-01-01", datatype=terms.DATE), claim),
    ]
    agree(Dataset([*ONTOLOGY, *(Quad(*four) for four in about)]))
