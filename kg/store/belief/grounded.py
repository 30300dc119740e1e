"""The grounded extension of an argumentation framework.

Dung, P. M. (1995), On the acceptability of arguments and its fundamental role in nonmonotonic
reasoning, logic programming and n-person games, Artificial Intelligence 77(2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

T = TypeVar("T")


def grounded(attackers: Mapping[T, Collection[T]]) -> tuple[set[T], set[T]]:
    """What is accepted and what is defeated; the rest is undecided.

    In is whatever has no attacker that is not out; out is whatever has an attacker that is in.

    Args:
        attackers: for each argument, the arguments that attack it.
    """
    inside: set[T] = set()
    outside: set[T] = set()
    undecided = set(attackers)
    while True:
        news = {one for one in undecided if outside.issuperset(attackers[one])}
        inside |= news
        undecided -= news
        gone = {one for one in undecided if not inside.isdisjoint(attackers[one])}
        outside |= gone
        undecided -= gone
        if not news and not gone:
            return inside, outside
