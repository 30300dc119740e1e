"""Which matches are one derivation: those that name the same premises and conclusions.

Two rows of a relation can do so where two patterns match one statement, or where VALUES gives a
variable that no triple uses; one of them is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.rules.columns.relation import combinations
from kg.rules.columns.terms_table import IRI, OTHER, UNBOUND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.rules.columns.arrays import Ints, Mask, Numbers
    from kg.rules.columns.compile import CompiledRule, Pattern
    from kg.rules.columns.terms_table import Terms


def once(
    rule: CompiledRule,
    variables: Mapping[str, Numbers],
    premises: Mapping[int, Numbers],
    size: int,
    terms: Terms,
) -> Ints:
    """Rows to keep, in order, so that each derivation is there once.

    Args:
        rule: the rule.
        variables: what its variables stand for.
        premises: by number of the pattern, rows of facts.
        size: how many rows there are.
        terms: the terms and their numbers.
    """
    rows = np.arange(size)
    free = {name for condition in rule.body.values for name in condition.names}
    if rule.body.plain or not free <= rule.body.variables:
        columns = [variables[name] for name in sorted(rule.body.variables)]
        rows = np.sort(combinations([*columns, *_made(rule, variables, size, terms)], size)[0])
    twice = np.zeros(size, bool)
    for one in rule.body.patterns:
        for other in rule.body.patterns[: one.number]:
            if may_be_equal(one, other):
                twice |= premises[one.number] == premises[other.number]
    odd = rows[twice[rows]]
    if not len(odd):
        return rows
    named = zip(*(premises[p.number][odd].tolist() for p in rule.body.patterns), strict=True)
    made = zip(*(c[odd].tolist() for c in _made(rule, variables, size, terms)), strict=True)
    keys = {
        (tuple(dict.fromkeys(statements)), conclusions): row
        for row, statements, conclusions in zip(odd.tolist(), named, made, strict=True)
    }
    twice[list(keys.values())] = False
    kept: Ints = rows[~twice[rows]]
    return kept


def _made(
    rule: CompiledRule, variables: Mapping[str, Numbers], size: int, terms: Terms
) -> list[Numbers]:
    """What tells conclusions apart: the terms of each statement, or that there is none."""
    columns = []
    for pattern in rule.head:
        parts = [head_column(slot, variables, size) for slot in pattern.slots]
        valid = is_statement(parts, terms)
        columns += [np.where(valid, part, UNBOUND) for part in parts]
    return columns


def is_statement(parts: Sequence[Numbers], terms: Terms) -> Mask:
    """Row by row, True where subject, property and value make a statement."""
    subject, prop, value = parts
    bound: Mask = (subject >= 0) & (prop >= 0) & (value >= 0)
    bound[bound] = (terms.kinds_of(subject[bound]) != OTHER) & (terms.kinds_of(prop[bound]) == IRI)
    return bound


def may_be_equal(one: Pattern, other: Pattern) -> bool:
    """True where one statement can match both patterns."""
    return all(
        isinstance(a, str) or isinstance(b, str) or a == b
        for a, b in zip(one.slots, other.slots, strict=True)
    )


def head_column(slot: str | int, variables: Mapping[str, Numbers], size: int) -> Numbers:
    """The column of a slot of the head; what nothing binds is ``UNBOUND``."""
    if isinstance(slot, str):
        found = variables.get(slot)
        return np.full(size, UNBOUND, np.int32) if found is None else found
    return np.full(size, slot, np.int32)
