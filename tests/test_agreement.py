"""All commands give the same answers about two states on a day.

Brief, explanation, timeline and network are compared over pairs and days of the shipped graph and
of random graphs: a sample in plain runs, more in the slow test.
"""

from __future__ import annotations

import random
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from random_graphs import worded_graph

import kg
from kg.analysis.changes import Answers, question_text
from kg.analysis.conclusions import kinds
from kg.analysis.network import Network, on_day, read_network
from kg.errors import UnknownName
from kg.graph import Graph
from kg.model import terms
from kg.model.intervals import Interval
from kg.model.result import Answer
from kg.rules.evaluate import derive
from kg.rules.inference import Inference
from kg.store.facts import Facts
from kg.store.open import ontology_quads
from kg.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.analysis.brief import Brief
    from kg.analysis.timeline import Event
    from kg.rules.rule import Rule

    Told = dict[tuple[str, frozenset[str]], Answer]


@pytest.fixture(scope="module")
def shipped_graph(derived: Inference) -> Graph:
    return Graph(kg.open().workspace, derived)


def known_pairs(graph: Graph) -> list[tuple[str, str]]:
    """Return the codes of all pairs of states that claims are about."""
    ever = graph.inference.facts.ever()
    slug = graph.dataset.slug
    taking: dict[object, set[str]] = {}
    states = ever.instances(terms.ent("State"))
    for triple in ever.participations():
        if triple.object in states:
            taking.setdefault(triple.subject, set()).add(slug(triple.object))
    found = {pair for some in taking.values() for pair in combinations(sorted(some), 2)}
    for dyad in ever.instances(terms.ent("Dyad")):
        if graph.inference.facts.about(dyad) and list(ever.subjects(terms.ent("concerns"), dyad)):
            one, other = sorted(map(slug, ever.members(dyad)))
            found.add((one, other))
    return sorted(found)


def days_of(graph: Graph) -> list[date]:
    """Return the first days of all periods, and the days after they end."""
    times = graph.inference.facts.columns.times
    found = {*times.first.tolist(), *times.last.tolist()}
    last = date.max.toordinal()
    return sorted({date.fromordinal(day) for day in found if 400 < day < last - 400})


def of_brief(brief: Brief) -> Told:
    pair = "-".join(brief.dyad.codes)
    found: Told = {}
    for finding in brief.findings:
        about = {finding.about, finding.manner, finding.subject} - {"", pair}
        found[finding.label, frozenset(about)] = finding.holds
    assert brief.known == bool(found or brief.record or brief.denied)
    shown = {(row.region, kind) for row in brief.regions for kind in row.relations}
    held = {(f.about, f.kind) for f in brief.relations if f.holds is Answer.YES}
    assert shown == held
    return found


def of_explanations(graph: Graph, one: str, other: str, day: date, asked: list[str]) -> Told:
    found: Told = {}
    for kind in asked:
        explained = graph.explain(one, other, kind, as_of=day).found
        pair = "-".join(explained[0].dyad.codes)
        for explanation in explained:
            finding = explanation.finding
            if finding.conclusion is not None:
                about = {finding.about, finding.manner, finding.subject} - {"", pair}
                found[finding.label, frozenset(about)] = finding.holds
    return found


def in_words(graph: Graph) -> dict[str, tuple[str, frozenset[str]]]:
    """Return kind and slugs of what each conclusion is about, by its name in timelines."""
    slug, label = graph.dataset.slug, graph.dataset.label
    return {
        question_text(graph.dataset, slot): (label(slot[1]), frozenset(map(slug, slot[2])))
        for slot in Answers(graph.inference).nodes
    }


def of_timeline(
    named: dict[str, tuple[str, frozenset[str]]], events: tuple[Event, ...], day: date
) -> Told:
    """Return what stands on a day, computed from what began and ended by then."""
    standing: dict[tuple[str, str], bool] = {}
    for event in events:
        if event.concerns == "conclusion":
            ends = event.what == "ends"
            key = event.text.removeprefix("until then, "), event.iri
            standing.setdefault(key, ends)  # held from the first day on
            if event.day < day or (event.day == day and not ends):
                standing[key] = not ends
    held = (text.partition(": ") for (text, _), on in standing.items() if on)
    return {named[question]: Answer(answer) for answer, _, question in held}


def of_network(network: Network, nodes: tuple[str, str], day: date) -> set[str]:
    """Return the kinds of conclusion that the network of a day draws between two states."""
    edges = on_day(network, day.isoformat()).edges
    wanted = set(nodes)
    return {
        edge.kind.removeprefix("derived: ")
        for edge in edges
        if {edge.source, edge.target} == wanted
        and edge.kind.startswith("derived: ")
        and edge.more.get("standing") == "holds"
    }


def disagreements(
    graph: Graph,
    network: Network,
    asked: Iterable[tuple[str, str, date]],
    *,
    explained: bool = True,
    every_kind: bool = False,
) -> Iterator[str]:
    """Yield the differences between the brief and the other commands.

    Args:
        graph: the graph to query.
        network: its network of states, with conclusions.
        asked: pairs and days, ordered by pair.
        explained: False skips explanations.
        every_kind: True also explains kinds that the brief does not mention.
    """
    events: dict[tuple[str, str], tuple[Event, ...]] = {}
    known, words = kinds(graph.dataset), in_words(graph)
    for one, other, day in asked:
        try:
            found = graph.brief(one, other, as_of=day)
        except UnknownName:  # one succeeds the other, and they are one state on this day
            continue
        brief = of_brief(found)
        answered = {name: answer for name, answer in brief.items() if answer is not Answer.UNKNOWN}
        always = {f.label for f in found.findings if f.interval == Interval()}
        told = {label for label, _ in brief}
        named = [
            slug for slug, kind in known.items() if every_kind or graph.dataset.label(kind) in told
        ]
        if explained and brief != of_explanations(graph, one, other, day, named):
            yield f"explain of {one} {other} on {day}"
        if (one, other) not in events:
            events[one, other] = graph.timeline(one, other).events
        begun = {name: answer for name, answer in answered.items() if name[0] not in always}
        if begun != of_timeline(words, events[one, other], day):
            yield f"timeline of {one} {other} on {day}"
        dyad = graph.about(one, other, day)[1]
        first, second = (terms.shorten(node.value) for node in dyad.nodes)
        drawn = of_network(network, (first, second), day)
        yes = {name for (name, _), answer in answered.items() if answer is Answer.YES}
        if drawn != yes:
            yield f"network of {one} {other} on {day}: {sorted(drawn ^ yes)}"


@pytest.mark.slow
def test_all_tell_the_same_of_the_shipped_graph(shipped_graph: Graph) -> None:
    rng = random.Random(19)
    pairs, days = known_pairs(shipped_graph), days_of(shipped_graph)
    asked = [(*rng.choice(pairs), rng.choice(days)) for _ in range(6)]
    network = read_network(shipped_graph.recorded, "state", with_derived=True)
    assert not list(disagreements(shipped_graph, network, asked))


@pytest.mark.slow
def test_all_tell_the_same_of_every_pair(shipped_graph: Graph) -> None:
    """Check some days of each pair, with fewer explanations, since these take most of the time."""
    pairs, days = known_pairs(shipped_graph), days_of(shipped_graph)
    asked = [(one, other, day) for one, other in pairs for day in days]
    network = read_network(shipped_graph.recorded, "state", with_derived=True)
    assert not list(disagreements(shipped_graph, network, asked[::31], explained=False))
    assert not list(disagreements(shipped_graph, network, asked[::607]))


def random_graph(seed: int, rules: list[Rule]) -> Graph:
    dataset = worded_graph(random.Random(seed), ontology_quads(), 30)
    inference = derive(Facts(dataset), rules)
    return Graph(Workspace(kg.open().workspace.configuration), inference)


@pytest.mark.parametrize(
    "seed", [1, 2, *(pytest.param(n, marks=pytest.mark.slow) for n in range(3, 8))]
)
def test_all_tell_the_same_of_random_graphs(seed: int, rules: list[Rule]) -> None:
    graph = random_graph(seed, rules)
    rng = random.Random(seed)
    pairs, days = known_pairs(graph), days_of(graph)
    asked = [(*rng.choice(pairs), rng.choice(days)) for _ in range(4)]
    network = read_network(graph.recorded, "state", with_derived=True)
    assert not list(disagreements(graph, network, asked, every_kind=True))


def test_on_its_own_day_a_brief_knows_what_is_ever_known(shipped_graph: Graph) -> None:
    """If anything is ever known about a pair, something is known on the default day."""
    rng = random.Random(7)
    for one, other in rng.sample(known_pairs(shipped_graph), 12):
        brief = shipped_graph.brief(one, other)
        assert brief.known, (one, other)
        assert brief.dyad.chosen
