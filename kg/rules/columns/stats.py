"""How many matches a pattern has: what the join order is chosen by."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from kg.rules.columns.compile import Pattern
    from kg.rules.columns.fact_table import FactTable


def fan(
    pattern: Pattern, bound: AbstractSet[str], facts: FactTable, subjects: float | None = None
) -> float:
    """Matches of a pattern for one row in which some variables are bound, as expected.

    Between terms of very different frequency the expectation is that of a statement drawn at
    random, not of a term: a state with many partners is met more often, too.

    Args:
        pattern: the pattern.
        bound: variables that have values.
        facts: the statements.
        subjects: how many nodes the subject may be, where other patterns about it say so. What is
            said of few nodes is taken to be said of these.
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
    """How many subjects have a match of a pattern, whatever its variables are."""
    _, prop, value = pattern.slots
    held = None if isinstance(prop, str) else facts.by_property.get(prop)
    if held is None:
        return float(len(facts))
    return float(held.by_subject.heads if isinstance(value, str) else held.by_value.count(value))
