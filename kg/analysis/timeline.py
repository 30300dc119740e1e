"""Timelines: what began and ended between two states, in claims and conclusions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, ClassVar

from kg.analysis.age import end_bound, start_bound
from kg.analysis.changes import Answers
from kg.analysis.dyad import lines
from kg.model import terms
from kg.model.dates import ABOUT, KNOWN, NO_EARLIER, NO_LATER, format_date, parse_date
from kg.model.result import Answer, Result

if TYPE_CHECKING:
    from datetime import date

    from pyoxigraph import NamedNode

    from kg.analysis.changes import Slot
    from kg.model.intervals import Interval
    from kg.model.result import Claim
    from kg.rules.inference import Inference

LANES = ("agreement", "activity", "dispute", "conclusion")


@dataclass(frozen=True)
class TimelineSpan:
    """Something that lasts; None where no bound is known.

    Attributes:
        iri: of the situation or the conclusion.
        label: what people call it.
        lane: one of ``LANES``.
        answer: of a conclusion.
        start: the first day.
        end: the last day.
        start_precision: how exactly its source gives the first day: day, month, year or decade;
            empty where none says.
        end_precision: the same of the last day.
        attested: True where sources only vouch for the beginning by writing then that it is so.
        seen_until: the last day for which the sources of something without an end vouch, which
            is presumed to last after it; None where that is not known.
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


_MONTH_OR_YEAR = re.compile(r"\d{4}(-\d\d)?")
_BOUND = {"begins": start_bound, "ends": end_bound}
_PRECISION = {"begins": terms.ent("startPrecision"), "ends": terms.ent("endPrecision")}


@dataclass(frozen=True, order=True)
class Event:
    """Something begins or ends.

    Attributes:
        day: the bound, for the order.
        shown: the bound as exactly as its source gives it.
        what: ``begins`` or ``ends``.
        concerns: ``claim`` or ``conclusion``.
        iri: of the claim or conclusion.
        bound: what is known about the day (see ``kg.model.dates``): ``no-later-than`` of a start
            for which sources only vouch by writing then that something is so, ``no-earlier-than``
            of an end that is only the last day on which they looked.
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
        """True where the day is only one on which a source looked."""
        return self.bound in (NO_LATER, NO_EARLIER)

    @property
    def latest(self) -> date:
        """The last day that the bound may be, where its source gives but the month or year."""
        exactly = _MONTH_OR_YEAR.fullmatch(self.shown)
        return max(self.day, parse_date(self.shown)) if exactly else self.day


@dataclass(frozen=True, repr=False)
class Timeline(Result):
    """Beginnings and ends between two states, in order; ``spans`` has what lasts, in lanes."""

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
    """Events between two days and the answers that changed, in the order of their names."""

    kind: ClassVar[str] = "difference"
    since: date
    until: date
    events: tuple[Event, ...]
    changed: tuple[ChangedAnswer, ...]


class History:
    """The dated events of a pair, its predecessors' time included.

    Attributes:
        lines: of either state, itself and those that it succeeds.
    """

    def __init__(self, inference: Inference, first: str, second: str) -> None:
        self.inference = inference
        self.dataset = inference.dataset
        self.lines = lines(inference.facts, first, second)

    def events(self, since: date | None = None, until: date | None = None) -> list[Event]:
        """Events after the one day and until the other, in order.

        What began at some time of a year or month in which the one day lies may have done so later.
        """
        claimed = self.of_claims()
        found = {*claimed, *(_as_exact(event, claimed) for event in self._of_conclusions())}
        return sorted(
            event
            for event in found
            if (since is None or since < event.latest) and (until is None or event.day <= until)
        )

    def claims(self) -> list[Claim]:
        """Claims that affirm something of both states, in order of their IRIs."""
        known = self.inference.facts.claims
        return [known[iri] for iri in sorted({event.iri for event in self.of_claims()})]

    def of_claims(self) -> list[Event]:
        """Return the beginnings and ends that claims report, in no order."""
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
        """All in which both took part, at any time."""
        ever = self.inference.facts.ever()
        return {node for a, b in self._pairs for node in ever.situations(a) & ever.situations(b)}

    @cached_property
    def _pairs(self) -> list[tuple[NamedNode, NamedNode]]:
        """The pair, and those that stood in its place: two that exist together."""
        time_of = self.inference.facts.time_of
        return [(a, b) for a, b in product(*self.lines) if a != b and time_of(a) & time_of(b)]

    def _bounds(self, part: Interval, claim: Claim, node: NamedNode) -> list[Event]:
        events = []
        for what, day in (("begins", part.start), ("ends", part.end)):
            if day:
                exactly = self.dataset.value(node, _PRECISION[what])
                slug = self.dataset.slug(exactly) if exactly else None
                kind = _BOUND[what](self.dataset, [claim.iri], day)
                attested = kind in (NO_LATER, NO_EARLIER)
                plain = what == "begins" or attested
                said = claim.label if plain else f"end of: {claim.label}"
                shown = format_date(day, slug) + ("~" if kind == ABOUT else "")
                events.append(Event(day, shown, what, "claim", said, claim.iri, kind))
        return events

    def _of_conclusions(self) -> list[Event]:
        events = []
        answers = Answers(self.inference)
        for slot, nodes in answers.nodes.items():
            if not self.is_of_pair(slot):
                continue
            name = self._named(slot)
            for answer in (Answer.YES, Answer.NO):
                of = nodes.get(answer is Answer.YES) or [slot[0]]
                for part in answers.days(slot, answer).parts:
                    text = f"{answer.value}: {name}"
                    for what, day in (("begins", part.start), ("ends", part.end)):
                        if day:
                            said = text if what == "begins" else f"end of {text}"
                            place = (day, day.isoformat(), what, "conclusion")
                            events.append(Event(*place, said, of[0].value))
        return events

    def is_of_pair(self, slot: Slot) -> bool:
        """Return True for a conclusion about the pair, or about its predecessors in their time."""
        members = set(self.inference.facts.values(slot[0], terms.ent("hasMember")))
        return any(members.issuperset(pair) for pair in self._pairs)

    def _named(self, slot: Slot) -> str:
        about = [self.dataset.slug(node) for node in sorted(slot[2], key=str)]
        label = self.dataset.label(slot[1])
        return f"{label} ({', '.join(about)})" if about else label

    def answers(self, day: date) -> dict[str, Answer]:
        """Answers about the pair, or the predecessors that stood in its place, on a day."""
        answers = Answers(self.inference)
        found = {}
        for slot in answers.nodes:
            answer = answers.at(slot, day)
            if self.is_of_pair(slot) and answer is not Answer.UNKNOWN:
                found[self._named(slot)] = answer
        return dict(sorted(found.items()))

    def difference(self, since: date, until: date) -> Difference:
        """Return the differences between two days."""
        before, after = self.answers(since), self.answers(until)
        changed = [
            ChangedAnswer(name, before.get(name, Answer.UNKNOWN), after.get(name, Answer.UNKNOWN))
            for name in sorted(before.keys() | after.keys())
            if before.get(name) != after.get(name)
        ]
        return Difference(since, until, tuple(self.events(since, until)), tuple(changed))


def _as_exact(event: Event, claimed: list[Event]) -> Event:
    """A conclusion's date shown no more exactly than the claims that give the same day."""
    same = [claim for claim in claimed if claim.day == event.day]
    if not same:
        return event
    alike = [claim.attested for claim in same if claim.what == event.what]
    attested = all(alike) if event.what == "begins" else bool(alike) and all(alike)
    shown = min((c.shown for c in same), key=len)
    if not attested:
        return replace(event, shown=shown)
    bound = NO_LATER if event.what == "begins" else NO_EARLIER
    return replace(event, shown=shown, text=event.text.removeprefix("end of "), bound=bound)
