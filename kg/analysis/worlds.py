"""Conclusions under each side of a dispute, and those that hold whichever side is right.

A side is a preferred extension (Dung 1995): a largest set of claims that agree and answer every
attack on them. There can be exponentially many of them, so they are looked for only where few
claims are contested.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from kg.rules.evaluate import derive

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kg.rules.inference import Inference
    from kg.store.belief.belief import Belief
    from kg.store.belief.unit import Unit

MOST = 8
"""How many contested claims are put together in all ways."""


@dataclass(frozen=True)
class World:
    """One side's picture.

    Attributes:
        claims: IRIs of the contested claims that are right in it.
        inference: the facts derived from it.
    """

    claims: tuple[str, ...]
    inference: Inference


def worlds(inference: Inference, contested: Sequence[Unit], day: date) -> tuple[World, ...]:
    """The pictures that the sides of some disputes give on a day; none where there are too many.

    Args:
        inference: the facts derived while no source is preferred.
        contested: what is contested on the day and matters here.
        day: the day.
    """
    if not 1 < len(contested) <= MOST:
        return ()
    belief = inference.facts.belief
    found = []
    for right in _extensions(belief, contested, day):
        facts = inference.facts.deciding(right, set(contested) - right)
        claims = tuple(sorted({unit.graph.value for unit in right}))
        found.append(World(claims, derive(facts, inference.rules, before=inference)))
    return tuple(sorted(found, key=lambda world: world.claims))


def _extensions(belief: Belief, units: Sequence[Unit], day: date) -> list[set[Unit]]:
    """Preferred extensions, the largest first."""
    attackers = {
        unit: {
            other
            for other in belief.excluding[unit]
            if other in units and not belief.told[unit].outweighs(belief.told[other], day)
        }
        for unit in units
    }
    found: list[set[Unit]] = []
    for size in range(len(units), -1, -1):
        for some in combinations(units, size):
            group = set(some)
            agree = not any(attackers[unit] & group for unit in group)
            answered = all(attackers[a] & group for unit in group for a in attackers[unit])
            if agree and answered and not any(group < other for other in found):
                found.append(group)
    return found
