"""Which matches are one derivation: those that name the same premises and conclusions.

Two rows of a relation can do so where two patterns match one statement, or where VALUES gives a
variable that no triple uses; one of them is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.store.columns.terms_table import IRI, OTHER, UNBOUND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.rules.columns.compile import CompiledRule, Pattern
    from kg.store.columns.arrays import Ints, Mask, Numbers
    from kg.store.columns.terms_table import Terms


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
    if not size:
        return np.empty(0, np.int64)
    free = {name for condition in rule.body.values for name in condition.names}
    twice = np.full(size, rule.body.plain or not free <= rule.body.variables)
    for one in rule.body.patterns:
        for other in rule.body.patterns[: one.number]:
            if may_be_equal(one, other):
                twice |= premises[one.number] == premises[other.number]
    odd = np.flatnonzero(twice)
    if len(odd):
        named = zip(*(premises[p.number][odd].tolist() for p in rule.body.patterns), strict=True)
        made = _conclusions(rule, {n: c[odd] for n, c in variables.items()}, len(odd), terms)
        keys = {
            (tuple(dict.fromkeys(statements)), conclusions): row
            for row, statements, conclusions in zip(odd.tolist(), named, made, strict=True)
        }
        twice[list(keys.values())] = False
    return np.flatnonzero(~twice)


def _conclusions(
    rule: CompiledRule, variables: Mapping[str, Numbers], size: int, terms: Terms
) -> list[tuple[object, ...]]:
    """What each row concludes: its statements, each once, in the order of the head."""
    found: list[dict[object, None]] = [{} for _ in range(size)]
    for pattern in rule.head:
        parts = [head_column(slot, variables, size) for slot in pattern.slots]
        valid = np.flatnonzero(is_statement(parts, terms))
        three = zip(*(part[valid].tolist() for part in parts), strict=True)
        for row, statement in zip(valid.tolist(), three, strict=True):
            found[row].setdefault(statement)
    return [tuple(statements) for statements in found]


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
