"""The latest date with evidence on two states."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import TYPE_CHECKING

from kg.analysis.provenance import Provenance, lineage
from kg.model import terms
from kg.model.intervals import Interval, IntervalSet, ordinal
from kg.store.claims import Claims, last_days, read_sources
from kg.store.set_apart import DENIED_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyoxigraph import NamedNode

    from kg.rules.inference import Inference
    from kg.store.facts import Facts

KNOWN = "the latest date with evidence on the two"
SAID = "nothing is known of the two; the latest date on which a source mentions both"
EITHER = "no source mentions both; the latest date on which one mentions either"
ANY = "no source mentions either; the latest date of any source"
TODAY = "the graph has no sources; today"


def newest_day(inference: Inference, lines: Sequence[Sequence[NamedNode]]) -> tuple[date, str]:
    """The latest date with evidence on two states, and why it is this one.

    What a claim says of the two, and what follows of them, is known up to its end, or where it is
    open, up to the last day of which its sources can know. Where nothing is known of the two, it is
    the newest day of what is said of them and nobody vouches for, else of either, else of any.

    Args:
        inference: conclusions on the two and on their predecessors.
        lines: of either state, itself and those that it succeeds, the nearest first.
    """
    pairs = [pair for pair in product(*lines) if pair[0] != pair[1]]
    said = [(pair, list(_days_said(inference, pair))) for pair in pairs]
    newest = max([date.min, *(day for _, days in said for day in days)])
    newest = _newest_that_follows(inference, said, newest)
    if newest > date.min:
        return newest, KNOWN
    facts = inference.facts
    day, why = _last_word(facts, (lines[0][0], lines[1][0]))
    ends = [part.end for line in lines for part in facts.time_of(line[0]).parts if part.end]
    return min([day, *ends]), why


def _days_said(inference: Inference, pair: Sequence[NamedNode]) -> Iterator[date]:
    """For whatever is said of a pair, the newest day on which it is known, while both exist."""
    facts = inference.facts
    alive = facts.time_of(pair[0]) & facts.time_of(pair[1])
    until = last_days(facts.dataset)
    ever = facts.ever()
    for node in ever.situations(pair[0]) & ever.situations(pair[1]):
        for prop in (terms.TYPE, DENIED_TYPE):
            for triple in ever.statements(node, prop):
                for graph in facts.graphs(triple):
                    if graph.value in facts.claims:
                        days = facts.said_by(triple, graph)[1] & alive
                        yield from _newest(days, until.get(facts.claims[graph.value].source))


def _newest_that_follows(
    inference: Inference, said: Sequence[tuple[Sequence[NamedNode], list[date]]], known: date
) -> date:
    """The newest day on which anything is known of some pairs, conclusions included.

    The claims behind a conclusion are only looked for where it can be known later than the rest.

    Args:
        inference: the derived facts, with their proofs.
        said: the pairs, and for each the days on which what is said of it is known.
        known: the newest of these days.
    """
    facts = inference.facts
    until = last_days(facts.dataset)
    provenance = Provenance(inference, None, arguable=True)
    concluded = []
    for pair, days_said in said:
        latest = max([date.min, *days_said, *until.values()])
        for node, days in _conclusions(facts, pair):
            part = days.parts[-1]
            bound = max(min(latest, part.end or latest), part.start or date.min)
            concluded.append((bound, node, days, days_said))
    for bound, node, days, days_said in sorted(concluded, key=lambda one: one[0], reverse=True):
        if bound <= known:
            break
        claims = provenance.of_node(node, lineage())
        last = [until.get(facts.claims[iri].source) for iri in claims]
        newest = max((day for day in (*days_said, *last) if day), default=None)
        counted = days if newest is None else days & _until(newest)
        known = max([known, *_newest(counted, newest)])
    return known


def _conclusions(
    facts: Facts, pair: Sequence[NamedNode]
) -> Iterator[tuple[NamedNode, IntervalSet]]:
    """Conclusions about a pair, with the days on which both exist and they can be argued."""
    ever = facts.ever()
    alive = facts.time_of(pair[0]) & facts.time_of(pair[1])
    dyad = ever.pair_of(pair[0], pair[1])
    for node in () if dyad is None else ever.subjects(terms.ent("concerns"), dyad):
        for triple in facts.matching((node, terms.ent("hasAnswer"), None)):
            if days := facts.arguable(triple) & alive:
                yield node, days


def _until(day: date) -> IntervalSet:
    """All days up to one: what would follow later has no evidence yet."""
    return IntervalSet((Interval(last=ordinal(day)),))


def _newest(days: IntervalSet, until: date | None) -> Iterator[date]:
    """The last day of a period until which it is known; its first, where that is later."""
    if days:
        part = days.parts[-1]
        known = max(until or date.min, part.start or date.min)
        day = min(known, part.end or date.max)
        if day > date.min:
            yield day


def _last_word(facts: Facts, nodes: tuple[NamedNode, NamedNode]) -> tuple[date, str]:
    """Last day of writing among sources that speak of both, else of either, else of any."""
    sources = read_sources(facts.dataset)
    written = {iri: source.written_until for iri, source in sources.items() if source.written_until}
    claims = Claims(facts.dataset)
    one, other = (facts.dataset.mentions(node) for node in nodes)
    for graphs, why in ((one & other, SAID), (one | other, EITHER)):
        named = {claims[graph].source for graph in graphs & claims.keys()}
        days = [written[iri] for iri in named if iri in written and facts.claims.hears(iri)]
        if days:
            return date.fromisoformat(max(days)), why
    days = [day for iri, day in written.items() if facts.claims.hears(iri)]
    return (date.fromisoformat(max(days)), ANY) if days else (date.today(), TODAY)
