"""The age of evidence: how long sources vouch for a claim and the conclusions from it.

Bounds say what is known about the first and last day of something, and how precisely. The
latest date with evidence on two states is the default date of a brief.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.analysis.provenance import Algebra, Provenance, lineage
from kg.model import terms
from kg.model.dates import KNOWN, NO_EARLIER, NO_LATER, OPEN, format_date
from kg.model.intervals import Interval, IntervalSet, ordinal
from kg.store.belief.belief import attestation
from kg.store.belief.keys import UNTIL_ENDED
from kg.store.claims import Claims, last_days, read_sources
from kg.store.set_apart import DENIED_TYPE
from kg.store.times import END, START, date_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.rules.inference import Inference
    from kg.store.dataset import Dataset
    from kg.store.facts import Facts

_WRITTEN_FROM = terms.ent("writtenFrom")
_ORDER = ("decade", "year", "month", "day")


def precision(dataset: Dataset, claims: Iterable[str], day: date, bound: NamedNode) -> str | None:
    """Return the coarsest precision with which the claims give a day as start or end."""
    stated = terms.ent("startPrecision" if bound == START else "endPrecision")
    found: set[str] = set()
    for claim in claims:
        for node, _, value in dataset.graph(NamedNode(claim), bound):
            if date_of(value) == day:
                found.update(map(dataset.slug, dataset.values(node, stated)))
    return next((p for p in _ORDER if p in found), None)


def is_first_attested(dataset: Dataset, claims: Iterable[str], day: date) -> bool:
    """Return True if sources attest something from this day on without dating its beginning.

    Args:
        dataset: the graph.
        claims: IRIs of the claims that support it.
        day: the first day.
    """
    found = False
    for claim in claims:
        node = NamedNode(claim)
        if not any(date_of(value) == day for _, _, value in dataset.graph(node, START)):
            continue
        sources = dataset.nodes(node, terms.PRIMARY_SOURCE)
        written = {date_of(w) for s in sources for w in dataset.values(s, _WRITTEN_FROM)}
        if day not in written:
            return False
        found = True
    return found


def is_last_attested(dataset: Dataset, claims: Iterable[str], day: date) -> bool:
    """Return True if a source's coverage ends on this day and no claim dates an end to it."""
    looked = last_days(dataset)
    found = False
    for claim in claims:
        node = NamedNode(claim)
        if any(date_of(value) == day for _, _, value in dataset.graph(node, END)):
            return False
        sources = dataset.nodes(node, terms.PRIMARY_SOURCE)
        found |= any(looked.get(source.value) == day for source in sources)
    return found


def start_bound(dataset: Dataset, claims: Iterable[str], day: date | None) -> str:
    """Return the kind of bound (see ``kg.model.dates``) that a first day represents."""
    if day is None:
        return OPEN
    told = _stated_bound(dataset, claims, day, START)
    return told or (NO_LATER if is_first_attested(dataset, claims, day) else KNOWN)


def end_bound(dataset: Dataset, claims: Iterable[str], day: date | None) -> str:
    """Return the kind of bound (see ``kg.model.dates``) that a last day represents."""
    if day is None:
        return OPEN
    told = _stated_bound(dataset, claims, day, END)
    return told or (NO_EARLIER if is_last_attested(dataset, claims, day) else KNOWN)


def dated_to(dataset: Dataset, claims: Iterable[str], held: Interval, day: date) -> str:
    """Return the month, year or decade around the day, if a bound is dated no more precisely.

    It is then not known whether the fact held on the day. The text is empty for any other day.
    """
    for bound, at, step in ((START, held.start, 1), (END, held.end, -1)):
        if at is None or at.year // 10 != day.year // 10:
            continue
        exactly = precision(dataset, claims, at, bound)
        told = format_date(at, exactly)
        within = {format_date(on, exactly) for on in (day, day + timedelta(step))} == {told}
        if within and (bound == END or start_bound(dataset, claims, at) != NO_LATER):
            return told
    return ""


def _stated_bound(dataset: Dataset, claims: Iterable[str], day: date, bound: NamedNode) -> str:
    """Return the kind of bound that the claims themselves state for a day; empty if none does."""
    name = terms.ent("startBound" if bound == START else "endBound")
    for claim in claims:
        for node, _, value in dataset.graph(NamedNode(claim), bound):
            if date_of(value) == day:
                for kind in dataset.values(node, name):
                    return dataset.slug(kind)
    return ""


_NONE, _ALWAYS = date.min, date.max


class Age:
    """The date until which the sources of claims vouch for them, up to a given day.

    Args:
        inference: the derived facts, with their proofs.
        day: the date in question; later evidence is not considered.
    """

    def __init__(self, inference: Inference, day: date) -> None:
        self._facts = inference.facts
        self._day = day
        self._known: dict[str, date] = {}

    @cached_property
    def _until(self) -> dict[str, date]:
        return last_days(self._facts.dataset)

    @cached_property
    def _tables(self) -> set[str]:
        """Sources whose rows cover a period."""
        covered = self._facts.dataset.statements(terms.ent("coversUntil"))
        return {triple.subject.value for triple in covered if isinstance(triple.subject, NamedNode)}

    def of_claim(self, claim: str) -> date:
        """Return the last day, up to the date in question, for which a claim is attested.

        Something that lasts by law until it is ended is attested on that date, unless the claim is
        a row of a table, which attests nothing beyond the period that the table covers. Anything
        else, and any denial, is attested no later than its source could know, even if the source
        says when it is due to end.
        """
        known = self._known.get(claim)
        if known is None:
            days = [self._last(claim, node) for node in self._things(claim)]
            known = self._known[claim] = max(days, default=self._source_day(claim))
        return known

    def _source_day(self, claim: str) -> date:
        until = self._until.get(self._facts.claims[claim].source, self._day)
        return min(until, self._day)

    def _things(self, claim: str) -> list[NamedNode]:
        """Return the nodes to which a claim gives a class."""
        triples = self._facts.dataset.graph(NamedNode(claim))
        typed = (t.subject for t in triples if t.predicate in (terms.TYPE, DENIED_TYPE))
        return [node for node in dict.fromkeys(typed) if isinstance(node, NamedNode)]

    def _last(self, claim: str, node: NamedNode) -> date:
        facts = self._facts
        period = facts.time_of(node, NamedNode(claim))
        kinds = [t.object for prop in _TYPES for t in facts.matching((node, prop, None))]
        until = self._until.get(facts.claims[claim].source)
        persistence = facts.belief.keys.persistence(kinds)
        attested, _ = attestation(period, persistence, until)
        ends = [
            self._day if part.end is None else min(part.end, self._day)
            for part in attested.parts
            if part.start is None or part.start <= self._day
        ]
        last = max(ends, default=self._source_day(claim))
        lasts = persistence == UNTIL_ENDED and not facts.claims[claim].denied
        lasts &= facts.claims[claim].source not in self._tables
        return last if lasts else min(last, self._source_day(claim))

    def newest(self, claims: Iterable[str]) -> date | None:
        """Return the last day, up to the date in question, that the sources could know of."""
        known = self._facts.claims
        return max((self._source_day(claim) for claim in claims if claim in known), default=None)

    @cached_property
    def algebra(self) -> Algebra[date]:
        """The algebra that dates a conclusion by the oldest premise of its most recent proof."""
        return Algebra(zero=_NONE, one=_ALWAYS, plus=max, times=min, of=self.of_claim, top=_ALWAYS)


_TYPES = (terms.TYPE, DENIED_TYPE)


ATTESTED = "the latest date with evidence on the two"
SAID = "nothing is known of the two; the latest date on which a source mentions both"
EITHER = "no source mentions both; the latest date on which one mentions either"
ANY = "no source mentions either; the latest date of any source"
TODAY = "the graph has no sources; today"


def newest_day(inference: Inference, lines: Sequence[Sequence[NamedNode]]) -> tuple[date, str]:
    """Return the latest date with evidence on two states, and the reason for choosing it.

    Claims and conclusions about the two are known up to their end or, if it is open, up to the last
    day that their sources could know of. If nothing is known about the two, the date is that of the
    latest source that mentions both, else either, else any state.

    Args:
        inference: conclusions on the two and on their predecessors.
        lines: for each of the two states, the state and its predecessors, the nearest first.
    """
    pairs = [pair for pair in product(*lines) if pair[0] != pair[1]]
    known = [(pair, list(_days_known(inference, pair))) for pair in pairs]
    newest = max([date.min, *(day for _, days in known for day in days)])
    newest = _newest_that_follows(inference, known, newest)
    if newest > date.min:
        return newest, ATTESTED
    facts = inference.facts
    day, why = _last_word(facts, (lines[0][0], lines[1][0]))
    ends = [part.end for line in lines for part in facts.time_of(line[0]).parts if part.end]
    return min([day, *ends]), why


def _days_known(inference: Inference, pair: Sequence[NamedNode]) -> Iterator[date]:
    """Yield, for each claim about a pair, the latest day on which it is known while both exist."""
    facts = inference.facts
    alive = facts.time_of(pair[0]) & facts.time_of(pair[1])
    until = last_days(facts.dataset)
    ever = facts.ever()
    for node in ever.situations(pair[0]) & ever.situations(pair[1]):
        for prop in (terms.TYPE, DENIED_TYPE):
            for triple in ever.statements(node, prop):
                for graph in facts.graphs(triple):
                    if graph.value in facts.claims:
                        days = facts.days_by(triple, graph)[1] & alive
                        yield from _newest(days, until.get(facts.claims[graph.value].source))


def _newest_that_follows(
    inference: Inference, claimed: Sequence[tuple[Sequence[NamedNode], list[date]]], known: date
) -> date:
    """Return the latest day on which anything is known about some pairs, conclusions included.

    The claims behind a conclusion are looked up only if it could be known later than the rest.

    Args:
        inference: the derived facts, with their proofs.
        claimed: the pairs, each with the latest days on which the claims about it are known.
        known: the latest of these days.
    """
    facts = inference.facts
    until = last_days(facts.dataset)
    provenance = Provenance(inference, None, arguable=True)
    concluded = []
    for pair, days_claimed in claimed:
        latest = max([date.min, *days_claimed, *until.values()])
        for node, days in _conclusions(facts, pair):
            part = days.parts[-1]
            bound = max(min(latest, part.end or latest), part.start or date.min)
            concluded.append((bound, node, days, days_claimed))
    for bound, node, days, days_claimed in sorted(concluded, key=lambda one: one[0], reverse=True):
        if bound <= known:
            break
        claims = provenance.of_node(node, lineage())
        last = [until.get(facts.claims[iri].source) for iri in claims]
        newest = max((day for day in (*days_claimed, *last) if day), default=None)
        counted = days if newest is None else days & _until(newest)
        known = max([known, *_newest(counted, newest)])
    return known


def _conclusions(
    facts: Facts, pair: Sequence[NamedNode]
) -> Iterator[tuple[NamedNode, IntervalSet]]:
    """Yield conclusions about a pair, with the days on which they are arguable and both exist."""
    ever = facts.ever()
    alive = facts.time_of(pair[0]) & facts.time_of(pair[1])
    dyad = ever.pair_of(pair[0], pair[1])
    for node in () if dyad is None else ever.subjects(terms.ent("concerns"), dyad):
        for triple in facts.matching((node, terms.ent("hasAnswer"), None)):
            if days := facts.arguable(triple) & alive:
                yield node, days


def _until(day: date) -> IntervalSet:
    """Return all days up to a given one; a conclusion about later days has no evidence yet."""
    return IntervalSet((Interval(last=ordinal(day)),))


def _newest(days: IntervalSet, until: date | None) -> Iterator[date]:
    """Yield the last day of a period that is known by ``until``, at least its first day."""
    if days:
        part = days.parts[-1]
        known = max(until or date.min, part.start or date.min)
        day = min(known, part.end or date.max)
        if day > date.min:
            yield day


def _last_word(facts: Facts, nodes: tuple[NamedNode, NamedNode]) -> tuple[date, str]:
    """Return when the latest source on both was written, else on either, else on any state."""
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
