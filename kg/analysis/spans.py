"""Spans of time between two states, in lanes: agreements, activities, disputes and conclusions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kg.analysis.age import Age
from kg.analysis.changes import Answers, question_text
from kg.analysis.timeline import LANES, History, Timeline, TimelineSpan
from kg.model import terms
from kg.model.result import Answer
from kg.store.claims import read_sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import NamedNode

    from kg.model.intervals import Interval
    from kg.model.result import Claim
    from kg.rules.inference import Inference

_BINDING = ("Agreement", "Obligation", "BorderRegime")
_BEARING = terms.ent("hasBearing")


class TimelineSpans:
    """Reads the spans of time from the history of a pair."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._facts = history.inference.facts
        self._dataset = history.dataset
        self._ever = self._facts.ever()
        self._sources = read_sources(history.dataset)
        self._age = Age(history.inference, date.max)

    def all(self) -> tuple[TimelineSpan, ...]:
        """Return every span, ordered by lane and beginning."""
        found = [*self._of_claims(), *self._of_conclusions()]
        found.sort(key=lambda s: (LANES.index(s.lane), s.start or date.min, s.label, s.iri))
        return tuple(found)

    def _of_claims(self) -> Iterator[TimelineSpan]:
        for node in sorted(self._history.situations(), key=str):
            lane = self._lane(node)
            if lane is None:
                continue
            claims = list(self._vouching(node))
            written = [self._sources[claim.source] for claim in claims]
            firsts = {source.written_from for source in written}
            seen = max((self._age.of_claim(claim.iri) for claim in claims), default=date.max)
            for part in self._facts.time_of(node).parts if claims else ():
                if part.start is None and part.end is None:
                    continue
                yield TimelineSpan(
                    iri=node.value,
                    label=self._dataset.text(node, terms.LABEL) or claims[0].label,
                    lane=lane,
                    answer=None,
                    start=part.start,
                    end=part.end,
                    start_precision=self._exactly(node, "startPrecision"),
                    end_precision=self._exactly(node, "endPrecision"),
                    attested=bool(part.start and part.start.isoformat() in firsts),
                    seen_until=None if seen == date.max else seen,
                )

    def _lane(self, node: NamedNode) -> str | None:
        """Return the lane of a situation; None if it is neither cooperative nor conflictual."""
        kinds = list(self._ever.objects(node, terms.TYPE))
        if any(terms.ent(name) in kinds for name in _BINDING):
            return "agreement"
        ways = {way for kind in kinds for way in self._dataset.values(kind, _BEARING)}
        if terms.ent("conflictual") in ways:
            return "dispute"
        return "activity" if terms.ent("cooperative") in ways else None

    def _vouching(self, node: NamedNode) -> Iterator[Claim]:
        """Yield the claims that date and affirm a situation."""
        for graph in self._facts.dating(node):
            claim = self._facts.claims.get(graph.value)
            if claim is not None and not claim.denied and claim.source in self._sources:
                yield claim

    def _exactly(self, node: NamedNode, name: str) -> str:
        value = self._dataset.value(node, terms.ent(name))
        return self._dataset.slug(value) if value else ""

    def _of_conclusions(self) -> Iterator[TimelineSpan]:
        answers = Answers(self._history.inference)
        for slot, nodes in answers.nodes.items():
            if not self._history.is_of_pair(slot):
                continue
            label = question_text(self._dataset, slot)
            for answer in (Answer.YES, Answer.NO):
                node = (nodes.get(answer is Answer.YES) or [slot[0]])[0]
                for part in answers.days(slot, answer).parts:
                    yield self._concluded(node.value, label, answer, part)

    def _concluded(self, iri: str, label: str, answer: Answer, part: Interval) -> TimelineSpan:
        written = {source.written_from for source in self._sources.values()}
        first = bool(part.start and part.start.isoformat() in written)
        return TimelineSpan(iri, label, "conclusion", answer, part.start, part.end, attested=first)


def make_timeline(
    inference: Inference,
    first: str,
    second: str,
    since: date | None = None,
    until: date | None = None,
) -> Timeline:
    """List what began and ended between two states, after the first day and up to the last.

    Raises:
        UnknownName: a name is unknown.
    """
    history = History(inference, first, second)
    return Timeline(tuple(history.events(since, until)), TimelineSpans(history).all())
