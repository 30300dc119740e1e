"""The order in which a body is joined, chosen by how many matches each step is expected to have.

A star, all patterns about one subject, is either looked up for each row found so far, or solved
alone and then joined to them: the second where each row would meet many statements only to drop
most of them (a state's pairs, of which one has the other state). Selinger et al. (1979) is the
source for choosing by expected size; the choice is greedy, since bodies have a dozen patterns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.rules.columns.stats import fan, subjects_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from kg.rules.columns.compile import Pattern, Star
    from kg.rules.columns.fact_table import FactTable


CHEAP = 64.0
"""Work below which a step is not weighed against another way to do it."""


@dataclass(frozen=True)
class JoinStep:
    """One step of a join.

    Attributes:
        patterns: one star, in the order in which its patterns are looked up.
        alone: True where it is solved by itself and then joined.
        rows: how many rows are expected after it.
    """

    patterns: Star
    alone: bool
    rows: float


def plan_joins(
    stars: Iterable[Star], bound: AbstractSet[str], facts: FactTable, rows: float = 1.0
) -> list[JoinStep]:
    """Steps in order.

    Args:
        stars: what is to be joined.
        bound: variables that have values already.
        facts: the statements that will be joined.
        rows: how many rows there are already.
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
    """The step to take now.

    Args:
        waiting: stars that are still to be joined.
        known: variables that have values.
        facts: the statements.
        rows: how many rows there are.
    """
    stars = list(waiting)
    near = [star for star in stars if known & _variables(star)]
    stars = near or stars  # nothing is multiplied that can be joined
    if len(stars) == 1:
        return _best(stars[0], known, rows, facts)[1]
    found = (_best(star, known, rows, facts) for star in stars)
    return min(found, key=lambda pair: pair[0])[1]


def _variables(star: Star) -> frozenset[str]:
    return frozenset().union(*(pattern.variables for pattern in star))


def without(waiting: Iterable[Star], step: JoinStep) -> list[Star]:
    """The stars that are left after a step."""
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
    """The patterns of a star, the fewest matches first; the work for one row, and its matches."""
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
