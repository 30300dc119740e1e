"""Query planning: the join order of a rule's body, chosen by the expected number of matches.

A star is all patterns about one subject. It is either looked up for each row found so far, or
solved alone and then joined; the latter is better if each row would match many statements and
discard most of them (as with a state's pairs, only one of which contains the other state). Choosing
by expected size follows Selinger et al. (1979); the choice is greedy, since bodies have about a
dozen patterns.

The plan can also be described in words.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from kg.model.result import Result
from kg.model.terms import shorten
from kg.rules.columns.compile import CompiledRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from kg.rules.columns.compile import Body, Expression, Pattern, Star
    from kg.rules.columns.fact_table import FactTable
    from kg.rules.rule import Rule
    from kg.store.columns.terms_table import Terms


def fan(
    pattern: Pattern, bound: AbstractSet[str], facts: FactTable, subjects: float | None = None
) -> float:
    """Estimate the number of matches of a pattern for one row in which some variables are bound.

    If terms differ greatly in frequency, the estimate is for a statement drawn at random, not for a
    term drawn at random: a state with many partners also occurs in more rows.

    Args:
        pattern: the pattern.
        bound: the variables that have values.
        facts: the statements.
        subjects: the number of nodes that the subject may be, if other patterns about it limit it.
            A property that few nodes have is assumed to be one that these nodes have.
    """
    subject, prop, value = pattern.slots
    if isinstance(prop, str):
        given = sum(not isinstance(slot, str) or slot in bound for slot in (subject, value))
        return (1.0, math.sqrt(len(facts)), float(len(facts)))[2 - given]
    held = facts.by_property.get(prop)
    if held is None:
        return 0.0
    one = not isinstance(subject, str) or subject in bound
    other = not isinstance(value, str) or value in bound
    if not isinstance(value, str):
        count = held.by_value.count(value)
        return min(1.0, count / (subjects or held.by_subject.heads)) if one else float(count)
    if not isinstance(subject, str):
        count = held.by_subject.count(subject)
        return min(0.9, count / held.by_value.heads) if other else float(count)
    if one and other:
        total = len(held.by_subject)
        return min(0.9, held.by_subject.spread * held.by_value.spread / total)
    if one:
        return held.by_subject.spread
    return held.by_value.spread if other else float(len(held.by_subject))


def subjects_of(pattern: Pattern, facts: FactTable) -> float:
    """Estimate the number of subjects that match a pattern with all its variables unbound."""
    _, prop, value = pattern.slots
    held = None if isinstance(prop, str) else facts.by_property.get(prop)
    if held is None:
        return float(len(facts))
    return float(held.by_subject.heads if isinstance(value, str) else held.by_value.count(value))


CHEAP = 64.0
"""Expected work, in matches, below which no alternative to a step is considered."""


@dataclass(frozen=True)
class JoinStep:
    """One step of a join plan.

    Attributes:
        patterns: one star, with its patterns in the order of lookup.
        alone: True if the star is solved by itself and then joined.
        rows: the number of rows expected after this step.
    """

    patterns: Star
    alone: bool
    rows: float


def plan_joins(
    stars: Iterable[Star], bound: AbstractSet[str], facts: FactTable, rows: float = 1.0
) -> list[JoinStep]:
    """Return the steps of a join, in order.

    Args:
        stars: the stars to join.
        bound: the variables that already have values.
        facts: the statements to join.
        rows: the number of rows so far.
    """
    waiting = list(stars)
    known = set(bound)
    steps = []
    while waiting:
        step = next_step(waiting, known, facts, rows)
        waiting = without(waiting, step)
        known |= _variables(step.patterns)
        rows = max(step.rows, 0.001)
        steps.append(step)
    return steps


def next_step(
    waiting: Iterable[Star], known: AbstractSet[str], facts: FactTable, rows: float
) -> JoinStep:
    """Choose the next step of a join.

    Args:
        waiting: the stars still to be joined.
        known: the variables that have values.
        facts: the statements.
        rows: the number of rows so far.
    """
    stars = list(waiting)
    near = [star for star in stars if known & _variables(star)]
    stars = near or stars  # avoid a cross product if a join is possible
    if len(stars) == 1:
        return _best(stars[0], known, rows, facts)[1]
    found = (_best(star, known, rows, facts) for star in stars)
    return min(found, key=lambda pair: pair[0])[1]


def _variables(star: Star) -> frozenset[str]:
    return frozenset().union(*(pattern.variables for pattern in star))


def without(waiting: Iterable[Star], step: JoinStep) -> list[Star]:
    """Return the stars that remain after a step."""
    return [star for star in waiting if set(star) != set(step.patterns)]


def _best(
    star: Star, known: AbstractSet[str], rows: float, facts: FactTable
) -> tuple[float, JoinStep]:
    patterns, work, share = chain(star, known, facts)
    after = rows * share
    lookup = (rows * work + after, JoinStep(patterns, not known, after))
    if not known or lookup[0] <= CHEAP:
        return lookup
    patterns, work, size = chain(star, frozenset(), facts)
    return min(
        lookup,
        (work + size + rows + 2 * after, JoinStep(patterns, True, after)),
        key=lambda p: p[0],
    )


def chain(star: Star, known: AbstractSet[str], facts: FactTable) -> tuple[Star, float, float]:
    """Order a star's patterns, fewest matches first; also estimate work and matches for one row."""
    waiting = list(star)
    bound = set(known)
    ordered: list[Pattern] = []
    share, work = 1.0, 0.0
    subjects: float | None = None
    while waiting:
        count, at = min(
            (fan(pattern, bound, facts, subjects), n) for n, pattern in enumerate(waiting)
        )
        chosen = waiting.pop(at)
        ordered.append(chosen)
        bound |= chosen.variables
        subjects = min(subjects or len(facts), subjects_of(chosen, facts))
        work += share * max(count, 1.0)
        share *= count
    return tuple(ordered), work, share


@dataclass(frozen=True, repr=False)
class Plan(Result):
    """The evaluation plans of rules, each as lines of text."""

    kind: ClassVar[str] = "plan"
    rules: tuple[str, ...]


def plan(rule: Rule, facts: FactTable) -> str:
    """Describe how a rule is evaluated over a table of facts, with one line for each step.

    The numbers of rows are estimates for the current facts. While a rule runs, each step is chosen
    by the actual number of rows found so far, so the order may differ.
    """
    compiled = CompiledRule(rule, facts.terms)
    lines = [f"{rule.name}: {rule.summary}", *_steps(compiled.body, frozenset(), facts)]
    for absence, sentence in zip(compiled.absences, rule.unless, strict=False):
        lines.append(f"  less the days of: {sentence}")
        lines += [f"  {line}" for line in _steps(absence, compiled.body.variables, facts)]
    return "\n".join(lines)


def _steps(body: Body, bound: AbstractSet[str], facts: FactTable) -> Iterator[str]:
    if body.plain:
        yield "  asked of Oxigraph as a query: the order of its parts matters"
        return
    for number, step in enumerate(plan_joins(body.stars, bound, facts), 1):
        way = "solve alone" if step.alone else "look up for each row"
        patterns = " ; ".join(_pattern(pattern, facts.terms) for pattern in step.patterns)
        yield f"  {number}. {way}, about {step.rows:,.0f} rows: {patterns}"
    for values in body.values:
        names = ", ".join(f"?{name}" for name in values.names)
        yield f"  among {len(values.rows)} values: {names}"
    for test in body.filters:
        assert test.expression is not None
        yield f"  as soon as its variables are known: FILTER {_written(test.expression)}"
    for bind, _ in body.binds:
        assert bind.expression is not None
        yield f"  at last: ?{bind.names[0]} = {_written(bind.expression)}"


def _pattern(pattern: Pattern, terms: Terms) -> str:
    return " ".join(
        f"?{slot}" if isinstance(slot, str) else shorten(str(terms.term(slot)).strip("<>"))
        for slot in pattern.slots
    )


def _written(expression: Expression) -> str:
    from kg.rules.columns.evaluator import written

    return written(expression)
