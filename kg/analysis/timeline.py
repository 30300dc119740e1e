"""Timelines: what began and ended between two states, in claims and conclusions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, ClassVar

from kg.analysis.age import end_bound, start_bound
from kg.analysis.changes import Answers, question_text
from kg.analysis.dyad import lines
from kg.model import terms
from kg.model.dates import ABOUT, KNOWN, NO_EARLIER, NO_LATER, format_date, parse_date
from kg.model.result import Answer, Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import NamedNode

    from kg.analysis.changes import Slot
    from kg.model.intervals import Interval
    from kg.model.result import Claim
    from kg.rules.inference import Inference

    Question = tuple[str, ...]
    """What is asked, in words, and the IRIs of what it is about."""

LANES = ("agreement", "activity", "dispute", "conclusion")


@dataclass(frozen=True)
class TimelineSpan:
    """Something that lasts; a bound is None if it is not known.

    Attributes:
        iri: IRI of the situation or conclusion.
        label: its name in plain language.
        lane: one of ``LANES``.
        answer: the answer of a conclusion.
        start: the first day.
        end: the last day.
        start_precision: precision with which the source gives the first day: day, month, year or
            decade; empty if no source does.
        end_precision: precision of the last day.
        attested: True if the beginning is only the date of a source that reports it as current.
        seen_until: for something without an end, the last day for which its sources vouch, after
            which it is presumed to last; None if it is not known, or lasts by law until ended.
    """

    iri: str
    label: str
    lane: str
    answer: Answer | None
    start: date | None
    end: date | None
    start_precision: str = ""
    end_precision: str = ""
    attested: bool = False
    seen_until: date | None = None


_PERIOD = re.compile(r"(\d{4}(?:-\d\d)?)(s?)~?")
"""Matches a month, a year or a decade, perhaps an approximate one."""
_UNTIL = "until then, "
_BOUND = {"begins": start_bound, "ends": end_bound}
_PRECISION = {"begins": terms.ent("startPrecision"), "ends": terms.ent("endPrecision")}


@dataclass(frozen=True, order=True)
class Event:
    """The beginning or end of something.

    Attributes:
        day: the bound, used for sorting.
        shown: the bound with the precision of its source.
        what: ``begins`` or ``ends``.
        concerns: ``claim`` or ``conclusion``.
        iri: IRI of the claim or conclusion.
        bound: the kind of bound (see ``kg.model.dates``): ``no-later-than`` for a start that is
            only the date of a source that reports the situation, ``no-earlier-than`` for an end
            that is only the last day that its sources cover.
    """

    day: date
    shown: str
    what: str
    concerns: str
    text: str
    iri: str
    bound: str = KNOWN

    @property
    def attested(self) -> bool:
        """True if the day is only one that a source covers, not a known beginning or end."""
        return self.bound in (NO_LATER, NO_EARLIER)

    @property
    def span(self) -> tuple[date, date]:
        """The first and last day that the bound can be by the precision of its source."""
        match = _PERIOD.fullmatch(self.shown)
        if not match:
            return self.day, self.day
        last = date(int(match[1]) + 9, 12, 31) if match[2] else parse_date(match[1])
        first = last.replace(day=1) if "-" in match[1] else date(max(int(match[1]), 1), 1, 1)
        return min(self.day, first), max(self.day, last)


@dataclass(frozen=True, repr=False)
class Timeline(Result):
    """Beginnings and ends between two states, in order; ``spans`` has the spans, by lane."""

    kind: ClassVar[str] = "timeline"
    events: tuple[Event, ...]
    spans: tuple[TimelineSpan, ...] = ()


@dataclass(frozen=True)
class ChangedAnswer:
    """A question that is answered differently on two days."""

    question: str
    before: Answer
    after: Answer


@dataclass(frozen=True, repr=False)
class Difference(Result):
    """Events between two days, and the answers that changed, ordered by name."""

    kind: ClassVar[str] = "difference"
    since: date
    until: date
    events: tuple[Event, ...]
    changed: tuple[ChangedAnswer, ...]


class History:
    """The dated events of a pair, including the time of its predecessors.

    Attributes:
        lines: for each of the two states, the state and its predecessors.
    """

    def __init__(self, inference: Inference, first: str, second: str) -> None:
        self.inference = inference
        self.dataset = inference.dataset
        self.lines = lines(inference.facts, first, second)

    def events(self, since: date | None = None, until: date | None = None) -> list[Event]:
        """Return the events after one day and up to another, in order.

        An event dated only to a month, year or decade is included if it may lie between the two.
        """
        claimed = self.of_claims()
        found = {*claimed, *(_as_exact(event, claimed) for event in self._of_conclusions())}
        return sorted(
            event
            for event in found
            if (since is None or since < event.span[1])
            and (until is None or event.span[0] <= until)
        )

    def claims(self) -> list[Claim]:
        """Return the claims that affirm something about both states, ordered by IRI."""
        known = self.inference.facts.claims
        return [known[iri] for iri in sorted({event.iri for event in self.of_claims()})]

    def of_claims(self) -> list[Event]:
        """Return the beginnings and ends that claims report, in no particular order."""
        events = []
        facts = self.inference.facts
        for node in sorted(self.situations(), key=str):
            for graph in sorted(facts.dating(node), key=lambda graph: graph.value):
                claim = facts.claims.get(graph.value)
                if claim is not None and not claim.denied:
                    for part in facts.times_in(node, graph).parts:
                        events += self._bounds(part, claim, node)
        return events

    def situations(self) -> set[NamedNode]:
        """Return all situations in which both took part, at any time."""
        ever = self.inference.facts.ever()
        return {node for a, b in self._pairs for node in ever.situations(a) & ever.situations(b)}

    @cached_property
    def _pairs(self) -> list[tuple[NamedNode, NamedNode]]:
        """The pair, and the pairs of predecessors that coexisted."""
        time_of = self.inference.facts.time_of
        return [(a, b) for a, b in product(*self.lines) if a != b and time_of(a) & time_of(b)]

    def _bounds(self, part: Interval, claim: Claim, node: NamedNode) -> list[Event]:
        events = []
        for what, day in (("begins", part.start), ("ends", part.end)):
            if day:
                kind = _BOUND[what](self.dataset, [claim.iri], day)
                attested = kind in (NO_LATER, NO_EARLIER)
                slug = self._precision(node, what, part, attested=attested)
                plain = what == "begins" or attested
                said = claim.label if plain else f"end of: {claim.label}"
                shown = format_date(day, slug) + ("~" if kind == ABOUT else "")
                events.append(Event(day, shown, what, "claim", said, claim.iri, kind))
        return events

    def _precision(
        self, node: NamedNode, what: str, part: Interval, *, attested: bool
    ) -> str | None:
        """Return the precision of a bound; what is dated to a year alone also ends in that year."""
        value, slug = self.dataset.value, self.dataset.slug
        if exactly := value(node, _PRECISION[what]):
            return slug(exactly)
        begun = value(node, _PRECISION["begins"])
        if what == "begins" or attested or not (begun and part.start and part.end):
            return None
        same = format_date(part.start, slug(begun)) == format_date(part.end, slug(begun))
        return slug(begun) if same and value(node, terms.ent("end")) is None else None

    def _of_conclusions(self) -> list[Event]:
        events = []
        answers = Answers(self.inference)
        for slot, nodes in answers.nodes.items():
            if not self.is_of_pair(slot):
                continue
            name = question_text(self.dataset, slot)
            for answer in (Answer.YES, Answer.NO):
                of = nodes.get(answer is Answer.YES) or [slot[0]]
                for part in answers.days(slot, answer).parts:
                    text = f"{answer.value}: {name}"
                    for what, day in (("begins", part.start), ("ends", part.end)):
                        if day:
                            said = text if what == "begins" else f"{_UNTIL}{text}"
                            place = (day, day.isoformat(), what, "conclusion")
                            events.append(Event(*place, said, of[0].value))
        return events

    def is_of_pair(self, slot: Slot) -> bool:
        """Return True for a conclusion about the pair, or about its predecessors in their time."""
        members = set(self.inference.facts.values(slot[0], terms.ent("hasMember")))
        return any(members.issuperset(pair) for pair in self._pairs)

    def answers(self, day: date) -> dict[Question, Answer]:
        """Return the answers about the pair, or its predecessors then, on a day."""
        answers = Answers(self.inference)
        found: dict[Question, Answer] = {}
        for slot in answers.nodes:
            answer = answers.at(slot, day)
            if self.is_of_pair(slot) and answer is not Answer.UNKNOWN:
                found[(question_text(self.dataset, slot), *sorted(map(str, slot[2])))] = answer
        return found

    def difference(self, since: date, until: date) -> Difference:
        """Return the differences between two days."""
        changed = changed_answers(self.answers(since), self.answers(until))
        return Difference(since, until, tuple(self.events(since, until)), changed)


def changed_answers(
    before: Mapping[Question, Answer], after: Mapping[Question, Answer]
) -> tuple[ChangedAnswer, ...]:
    """Return the questions whose answers differ, by name; what has no answer is unknown."""
    return tuple(
        ChangedAnswer(key[0], before.get(key, Answer.UNKNOWN), after.get(key, Answer.UNKNOWN))
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    )


def _as_exact(event: Event, claimed: list[Event]) -> Event:
    """Return a conclusion's event, shown no more precisely than claims with the same day."""
    same = [claim for claim in claimed if claim.day == event.day]
    if not same:
        return event
    alike = [claim.attested for claim in same if claim.what == event.what]
    attested = all(alike) if event.what == "begins" else bool(alike) and all(alike)
    shown = min((c.shown for c in same), key=len)
    if not attested:
        return replace(event, shown=shown)
    bound = NO_LATER if event.what == "begins" else NO_EARLIER
    return replace(event, shown=shown, text=event.text.removeprefix(_UNTIL), bound=bound)
