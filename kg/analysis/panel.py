"""Dyad-years: the answers of ``brief`` for all pairs of states, year by year."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import combinations
from math import log2
from operator import itemgetter
from typing import TYPE_CHECKING, ClassVar

from kg.analysis.brief import deepest
from kg.analysis.changes import Answers
from kg.analysis.dyad import life
from kg.model import terms
from kg.model.result import Answer, Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import NamedNode

    from kg.analysis.changes import Slot
    from kg.model.intervals import IntervalSet
    from kg.rules.inference import Inference
    from kg.store.dataset import Dataset

    Row = tuple[str | int, ...]
    Finding = tuple[str, int, str]
    """An answer, and rank and slug of what it is about."""
    Spell = tuple[tuple[str, str], int, int]
    """Codes of two states, first and last year."""

PLACES = ("a", "b", "year")
FORMS = {"treaty": "formal", "conduct": "conduct"}
TRAJECTORY = "trajectory"
MIDDLE = (7, 1)
"""Month and day that represent a year; tables assign a year to the state that existed then."""
_LEAST = 5  # expected joint dyad-years below which rarity means nothing
_OF_ONE = 8  # spells listed for one combination of answers
_WORDS = ("yes", "no", "contested")
_FORM, _TREND = terms.ent("formOfRelationship"), terms.ent("trajectory")


@dataclass(frozen=True)
class Surprise:
    """Two answers that seldom occur together, and a run of years in which they do.

    Attributes:
        answers: the two answers, each as column and value.
        seen: dyad-years with both.
        expected: dyad-years with both if the answers were independent, among those in which both
            questions have an answer.
        codes: codes of the two states.
        first: first year, and ``last`` the last, of an unbroken run in which both answers hold.
    """

    answers: tuple[tuple[str, str], tuple[str, str]]
    seen: int
    expected: float
    codes: tuple[str, str]
    first: int
    last: int


@dataclass(frozen=True, repr=False)
class Panel(Result):
    """Dyad-years by the codes of the two states and the year; a column for each question.

    A form of relationship is given by its slug, or ``none``; any other answer is ``yes``, ``no`` or
    ``contested``. A cell is empty if the answer is unknown. If a question concerns several objects
    or third states, ``yes`` means any of them. A dyad-year without a conclusion has no row.

    Attributes:
        rows: the rows in order; they may be computed anew each time, and are in ``values`` at once.
    """

    kind: ClassVar[str] = "panel"
    columns: tuple[str, ...]
    rows: Iterable[Row]
    since: int
    until: int
    dataset: Dataset = field(compare=False)

    @cached_property
    def values(self) -> tuple[Row, ...]:
        """All rows."""
        return tuple(self.rows)

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[dict[str, str | int]]:
        """Yield each row as a mapping by column."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.values)

    @cached_property
    def distribution(self) -> dict[str, Counter[str]]:
        """The number of each answer to each question; unknown is not counted."""
        questions = self.columns[len(PLACES) :]
        found = {name: Counter[str]() for name in questions}
        for row in self.values:
            for name, value in zip(questions, row[len(PLACES) :], strict=True):
                if value:
                    found[name][str(value)] += 1
        return found

    def surprising(self, most: int = 50) -> list[Surprise]:
        """Return runs of years in which rarely combined answers coincide, the rarest first.

        A combination is rare if fewer than half as many dyad-years have both answers as expected if
        the two questions were independent (pointwise mutual information: Church and Hanks 1990).
        For each combination, the pairs that have it longest are listed.
        """
        rare = []
        for (one, other), together in self._together().items():
            total = together.total()
            for (x, y), seen in together.items():
                mine = sum(n for (a, _), n in together.items() if a == x)
                theirs = sum(n for (_, b), n in together.items() if b == y)
                expected = mine * theirs / total
                if expected >= _LEAST and 2 * seen < expected:
                    rare.append((log2(seen / expected), ((one, x), (other, y)), seen, expected))
        found: list[Surprise] = []
        told: list[list[Spell]] = []
        for _, answers, seen, expected in sorted(rare):
            spells = self._spells(answers)
            if spells not in told and len(found) < most:
                told.append(spells)
                found += (Surprise(answers, seen, expected, *one) for one in spells[:_OF_ONE])
        return found[:most]

    def _together(self) -> dict[tuple[str, str], Counter[tuple[str, str]]]:
        """Count the combinations of answers for every pair of questions."""
        alike = Counter(row[len(PLACES) :] for row in self.values)
        questions = self.columns[len(PLACES) :]
        found: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
        for answers, number in alike.items():
            given = [(name, str(a)) for name, a in zip(questions, answers, strict=True) if a]
            for (one, x), (other, y) in combinations(given, 2):
                found[one, other][x, y] += number
        return found

    def _spells(self, answers: tuple[tuple[str, str], ...]) -> list[Spell]:
        """Return the runs of years in which pairs have the given answers, the longest first."""
        asked = [(self.columns.index(name), value) for name, value in answers]
        spells: list[Spell] = []
        for row in self.values:
            if all(row[place] == value for place, value in asked):
                codes, year = (str(row[0]), str(row[1])), int(row[2])
                if spells and spells[-1][0] == codes and spells[-1][2] == year - 1:
                    spells[-1] = (codes, spells[-1][1], year)
                else:
                    spells.append((codes, year, year))
        return sorted(spells, key=lambda spell: (spell[1] - spell[2], spell))


class _Rows:
    """The answers about pairs of states by year, computed pair by pair as they are read."""

    def __init__(self, inference: Inference, since: int, until: int) -> None:
        self._dataset, facts = inference.dataset, inference.facts
        self._since, self._until = since, until
        self.columns = _columns(self._dataset)
        self._answers, ever = Answers(inference), facts.ever()
        self._lives = {s: life(facts, s) for s in ever.instances(terms.ent("State"))}
        of_pair: dict[NamedNode, list[tuple[str, Slot]]] = defaultdict(list)
        for slot in self._answers.nodes:
            for name in _columns_of(self.columns, slot):
                of_pair[slot[0]].append((name, slot))
        slug = self._dataset.slug
        members = ((sorted(ever.members(pair), key=slug), slots) for pair, slots in of_pair.items())
        coded = (((slug(a), slug(b)), a, b, slots) for (a, b), slots in members)
        self._pairs = sorted(coded, key=itemgetter(0))

    def __iter__(self) -> Iterator[Row]:
        for codes, a, b, slots in self._pairs:
            together = self._lives[a] & self._lives[b]
            found: dict[int, dict[str, list[Finding]]] = defaultdict(lambda: defaultdict(list))
            for name, slot in slots:
                about = _about(self._dataset, slot)
                for word, days in _answered(self._answers, slot):
                    for year in _years(days & together, self._since, self._until):
                        found[year][name].append((word, *about))
            for year, cells in sorted(found.items()):
                told = (_cell_text(n, cells[n]) if n in cells else "" for n in self.columns)
                yield (*codes, year, *told)


def make_panel(inference: Inference, since: int, until: int) -> Panel:
    """Return the answers about all pairs of states by year, ordered by codes and year.

    Args:
        inference: the derived facts of all pairs.
        since: the first year.
        until: the last.
    """
    rows = _Rows(inference, since, until)
    return Panel((*PLACES, *rows.columns), rows, since, until, inference.dataset)


def _columns(dataset: Dataset) -> dict[str, NamedNode]:
    """Return the questions with their kinds: relations of interests, then the standard ones."""
    found = dict.fromkeys(FORMS, _FORM) | {TRAJECTORY: _TREND}
    for prefix, scheme in (("interests_", "RelationKindScheme"), ("", "ConclusionKindScheme")):
        for kind in dataset.scheme(scheme):
            found[prefix + dataset.slug(kind).replace("-", "_")] = kind
    return found


def _columns_of(columns: dict[str, NamedNode], slot: Slot) -> list[str]:
    """Return the column of a question, if it has one."""
    named = [name for name, kind in columns.items() if kind == slot[1]]
    return [name for name in named if name not in FORMS or terms.ent(FORMS[name]) in slot[2]]


def _about(dataset: Dataset, slot: Slot) -> tuple[int, str]:
    """Return the rank and slug of a form or direction; 0 and empty for any other question."""
    if slot[1] not in (_FORM, _TREND):
        return 0, ""
    (about,) = (node for node in slot[2] if node not in map(terms.ent, FORMS.values()))
    return int(dataset.text(about, terms.ent("rank")) or 0), dataset.slug(about)


def _answered(answers: Answers, slot: Slot) -> Iterator[tuple[str, IntervalSet]]:
    yield "yes", answers.days(slot, Answer.YES)
    yield "no", answers.days(slot, Answer.NO)
    yield "contested", answers.contested(slot)


def _cell_text(name: str, findings: list[Finding]) -> str:
    """Return the text of a cell; empty if there is no conclusion."""
    words = {word for word, *_ in findings}
    if name in FORMS:
        held = deepest((rank, about) for word, rank, about in findings if word == "yes")
        return held or ("contested" if "contested" in words else "none" if words else "")
    if name == TRAJECTORY:
        ways = {about for word, _, about in findings if word == "yes"}
        return ways.pop() if len(ways) == 1 else ""
    return next((word for word in _WORDS if word in words), "")


def _years(days: IntervalSet, since: int, until: int) -> Iterator[int]:
    """Yield the years of a period whose representative day is among some days."""
    for part in days.parts:
        start, end = part.start or date.min, part.end or date.max
        first = start.year + (start > date(start.year, *MIDDLE))
        last = end.year - (end < date(end.year, *MIDDLE))
        yield from range(max(first, since), min(last, until) + 1)
