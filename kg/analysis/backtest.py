"""Backtests: in how many dyad-years did a rule's prediction come true?

A backtest is a file of ``queries/backtests`` that names the rule it tests. Its query is the pattern
of the predicted outcome for ``?a`` and ``?b``; ``horizon`` is the number of years within which the
outcome must occur. Each pair of states counts once a year, except in years in which the outcome is
already present. A state counts from the first year to the last in which a claim names it.

A year is a prediction if the rule's conclusion holds on any day of it; the prediction comes true if
the outcome begins within the horizon.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from pyoxigraph import NamedNode

from kg import resources
from kg.errors import InputError, UnknownName
from kg.model import terms
from kg.model.intervals import NEVER
from kg.model.result import Result
from kg.rules.evaluate import matches
from kg.rules.rule import make_rule
from kg.store.query_file import read_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.model.intervals import IntervalSet
    from kg.rules.inference import Inference
    from kg.rules.rule import Rule
    from kg.store.dataset import Dataset
    from kg.store.facts import Facts
    from kg.store.query_file import QueryFile

    Pair = tuple[NamedNode, NamedNode]
    Spells = dict[Pair, IntervalSet]

_MISSES = 10
_EARLIEST, _LATEST = 1, 9999


@dataclass(frozen=True)
class Backtest:
    """A rule's prediction: the pattern of the outcome, and the years within which it is due."""

    rule: str
    summary: str
    outcome: Rule
    horizon: int


@dataclass(frozen=True)
class Miss:
    """A pair that the rule got wrong.

    Attributes:
        foreseen: True if the outcome was predicted and did not occur, False if it occurred without
            being predicted.
        years: number of years in which the rule was wrong, between ``first`` and ``last``.
    """

    first_state: NamedNode
    second_state: NamedNode
    foreseen: bool
    years: int
    first: int
    last: int


@dataclass(frozen=True, repr=False)
class Score(Result):
    """Dyad-years counted by prediction and outcome; a ratio is None if its divisor is 0."""

    kind: ClassVar[str] = "backtest"
    backtest: Backtest
    dataset: Dataset = field(compare=False)
    first_year: int
    last_year: int
    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int
    misses: tuple[Miss, ...]

    @property
    def dyad_years(self) -> int:
        """The number of dyad-years that were scored."""
        wrong = self.false_positives + self.false_negatives
        return self.true_positives + self.true_negatives + wrong

    @property
    def precision(self) -> float | None:
        """The share of predictions that came true."""
        return _ratio(self.true_positives, self.true_positives + self.false_positives)

    @property
    def recall(self) -> float | None:
        """The share of outcomes that were predicted."""
        return _ratio(self.true_positives, self.true_positives + self.false_negatives)

    @property
    def base_rate(self) -> float | None:
        """The share of all dyad-years followed by the outcome, which a useful rule must exceed."""
        return _ratio(self.true_positives + self.false_negatives, self.dyad_years)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def backtests() -> dict[str, str]:
    """Return the names of the rules that have a backtest, with what each predicts."""
    return {name: file.summary for name, file in _files().items()}


def _files() -> dict[str, QueryFile]:
    return {file.name: file for file in read_folder(resources.folder("queries") / "backtests")}


def read_backtest(name: str) -> Backtest:
    """Read the backtest of a rule.

    Raises:
        UnknownName: the rule has no backtest; the message lists the rules that have one.
        InputError: the header has no whole number of years as its horizon.
    """
    files = _files()
    if name not in files:
        raise UnknownName(f"no backtest for the rule {name!r}; choose {', '.join(files)}")
    file = files[name]
    horizon = file.other.get("horizon")
    if not isinstance(horizon, int) or horizon < 1:
        raise InputError(file.path, "the header has no horizon", "add '#+ horizon: 5' (years)", 1)
    return Backtest(name, file.summary, make_rule(file), horizon)


def score(
    inference: Inference, backtest: Backtest, first: int | None = None, last: int | None = None
) -> Score:
    """Score a rule over every dyad-year that the claims cover.

    Args:
        inference: the claims and all conclusions from them.
        backtest: the prediction.
        first: first year to score; by default, the first year that both the dates of the rule's
            conclusions and those of the outcomes cover.
        last: last year for which the outcome is known; by default, the last year that both cover.
            The last year scored precedes it by the horizon.
    """
    foreseen = _foreseen(inference, backtest.rule)
    outcomes = _outcomes(inference, backtest.outcome)
    begun, ended = _covered(foreseen, outcomes)
    first = begun if first is None else first
    last = (ended if last is None else last) - backtest.horizon
    lives = _lives(inference.facts)
    tally: Counter[tuple[bool, bool]] = Counter()
    wrong: dict[tuple[Pair, bool], list[int]] = defaultdict(list)
    expected = _by_year(foreseen, first, last)
    in_force = _by_year(outcomes, first, last)
    ahead = _ahead(outcomes, backtest.horizon)
    for year in range(first, last + 1):
        alive = {state for state, (a, b) in lives.items() if a <= year <= b}
        known = {pair for pair in in_force[year] if alive.issuperset(pair)}
        hoped = {p for p in expected[year] if alive.issuperset(p)} - known
        came = {p for p in ahead[year] if alive.issuperset(p)} - known
        pairs = len(alive) * (len(alive) - 1) // 2 - len(known)
        tally[True, True] += len(hoped & came)
        tally[True, False] += len(hoped - came)
        tally[False, True] += len(came - hoped)
        tally[False, False] += pairs - len(hoped | came)
        for pair in hoped ^ came:
            wrong[pair, pair in hoped].append(year)
    return Score(
        backtest=backtest,
        dataset=inference.dataset,
        first_year=first,
        last_year=last,
        true_positives=tally[True, True],
        false_positives=tally[True, False],
        false_negatives=tally[False, True],
        true_negatives=tally[False, False],
        misses=_telling(wrong),
    )


def _telling(wrong: dict[tuple[Pair, bool], list[int]]) -> tuple[Miss, ...]:
    """Return the pairs with the most wrong years, half of each kind if there are enough."""
    misses = [
        Miss(*pair, foreseen, len(years), min(years), max(years))
        for (pair, foreseen), years in wrong.items()
    ]
    misses.sort(key=lambda m: (-m.years, -m.last, m.first_state.value, m.second_state.value))
    alarms = [miss for miss in misses if miss.foreseen]
    surprises = [miss for miss in misses if not miss.foreseen]
    half = _MISSES // 2
    of_alarms = max(half, _MISSES - len(surprises))
    of_surprises = max(half, _MISSES - len(alarms))
    return (*alarms[:of_alarms], *surprises[:of_surprises])


def _foreseen(inference: Inference, rule: str) -> Spells:
    """Return the periods, by pair, in which a conclusion of the rule holds."""
    spells: Spells = {}
    concerns, ever = terms.ent("concerns"), inference.facts.ever()
    for derivation in inference.proofs:
        if derivation.rule.name == rule and derivation.period:
            for triple in derivation.conclusions:
                if triple.predicate == concerns and isinstance(triple.object, NamedNode):
                    members = ever.members(triple.object)
                    if len(members) == 2:
                        pair = (members[0], members[1])
                        spells[pair] = spells.get(pair, NEVER) | derivation.period
    return spells


def _outcomes(inference: Inference, outcome: Rule) -> Spells:
    """Return the periods, by pair, in which the outcome is present."""
    spells: Spells = {}
    for derivation in matches(outcome, inference):
        a, b = derivation.bindings.get("a"), derivation.bindings.get("b")
        if not isinstance(a, NamedNode) or not isinstance(b, NamedNode):
            raise InputError(
                outcome.path, "does not bind ?a and ?b to two states", "rename its variables"
            )
        one, other = sorted((a, b), key=str)
        spells[one, other] = spells.get((one, other), NEVER) | derivation.period
    return spells


def _years(period: IntervalSet) -> Iterator[tuple[int, int]]:
    """Yield the first and last year of each interval; an open bound is a far-off year."""
    for part in period.parts:
        yield part.start.year if part.start else _EARLIEST, part.end.year if part.end else _LATEST


def _covered(*all_spells: Spells) -> tuple[int, int]:
    """Return the first and last year that all of the spells cover; none if any lacks dates."""
    begun, ended = _EARLIEST, _LATEST
    for spells in all_spells:
        dates = [
            year
            for period in spells.values()
            for years in _years(period)
            for year in years
            if _EARLIEST < year < _LATEST
        ]
        begun, ended = max(begun, min(dates, default=_LATEST)), min(ended, max(dates, default=0))
    return begun, ended


def _by_year(spells: Spells, first: int, last: int) -> dict[int, set[Pair]]:
    """Return, for each year, the pairs with a spell on any day of it."""
    found: dict[int, set[Pair]] = defaultdict(set)
    for pair, period in spells.items():
        for begun, ended in _years(period):
            for year in range(max(begun, first), min(ended, last) + 1):
                found[year].add(pair)
    return found


def _ahead(spells: Spells, horizon: int) -> dict[int, set[Pair]]:
    """Return, for each year, the pairs with a spell that begins within the horizon after it."""
    found: dict[int, set[Pair]] = defaultdict(set)
    for pair, period in spells.items():
        for begun, _ in _years(period):
            if begun > _EARLIEST:
                for year in range(begun - horizon, begun):
                    found[year].add(pair)
    return found


def _lives(facts: Facts) -> dict[NamedNode, tuple[int, int]]:
    """Return, for each state, the first and last year in which a claim names it."""
    lives: dict[NamedNode, tuple[int, int]] = {}
    for triple in facts.ever().participations():
        state = triple.object
        if isinstance(state, NamedNode) and facts.is_a(state, "State"):
            for begun, ended in _years(facts.stated_validity(triple)):
                if begun > _EARLIEST:
                    first, last = lives.get(state, (begun, ended))
                    lives[state] = min(first, begun), max(last, ended)
    return lives
