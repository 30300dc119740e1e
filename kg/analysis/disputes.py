"""Disputes between sources about a pair: who says what, whose evidence is latest, who prevails.

Conclusions are drawn under each side of a dispute; some hold whichever side is right. A side is a
preferred extension (Dung 1995): a largest set of claims that agree and answer every attack on them.
Their number can grow exponentially, so they are sought only if few claims are contested.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from kg.model import terms
from kg.model.reachable import reachable
from kg.rules.evaluate import derive
from kg.store.belief.keys import NOT_CONTENT
from kg.store.set_apart import DENIED_TYPE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from kg.model.intervals import Interval
    from kg.model.result import Claim, Dyad
    from kg.rules.inference import Inference
    from kg.store.belief.argument import Unit
    from kg.store.belief.belief import Belief

STANDS, CONTESTED, OUTWEIGHED = "stands", "contested", "outweighed"


@dataclass(frozen=True)
class Side:
    """One claim's side of a dispute.

    Attributes:
        claim: the claim.
        says: its position in a word or two, such as the orientation.
        attested: the last interval, up to the date in question, for which its source vouches.
        standing: whether it stands, is contested, or is outweighed by another claim.
    """

    claim: Claim
    says: str
    attested: Interval
    standing: str


@dataclass(frozen=True)
class Dispute:
    """Claims that cannot all be right.

    Attributes:
        about: their subject, in words.
        sides: the position of each claim, the latest first.
        contested: True if it is open who is right, False if one claim outweighs the others.
    """

    about: str
    sides: tuple[Side, ...]
    contested: bool


class Disputes:
    """Finds the matters on which sources differ about a pair on a day."""

    def __init__(self, inference: Inference, dyad: Dyad) -> None:
        self._inference = inference
        self._facts = inference.facts
        self._belief = inference.facts.belief
        self._dyad = dyad
        self._day: date = dyad.as_of

    def about_the_pair(self) -> tuple[Dispute, ...]:
        """Return the disputes that concern the two states alone, in a stable order."""
        return self._among(self._units())

    def _units(self) -> list[Unit]:
        return [u for u in self._facts.disputed_near(self._dyad.nodes) if self._is_about(u)]

    def open_units(self) -> list[Unit]:
        """Return the contested units about the pair on the day, in a stable order."""
        return sorted(
            (unit for unit in self._units() if self._standing(unit) == CONTESTED), key=str
        )

    def _among(self, units: Collection[Unit]) -> tuple[Dispute, ...]:
        found = []
        done: set[Unit] = set()
        for unit in sorted(units, key=str):
            if unit not in done:
                group = set(reachable([unit], lambda one: self._belief.excluding[one]))
                done |= group
                dispute = self._dispute(group)
                if dispute is not None:
                    found.append(dispute)
        return tuple(sorted(found, key=lambda d: (not d.contested, d.about)))

    def _dispute(self, group: set[Unit]) -> Dispute | None:
        """Return the dispute among the sides taken by the day; None if there is only one side."""
        taken = [unit for unit in group if self._seen(unit)]
        taken = [
            unit
            for unit in taken
            if any(
                other in taken and self._belief.share_time(unit, other)
                for other in self._belief.excluding[unit]
            )
        ]
        standing = {unit: self._standing(unit) for unit in taken}
        if not set(standing.values()) & {STANDS, CONTESTED}:
            return None
        sides = [self._side(unit, standing[unit]) for unit in taken]
        sides.sort(key=lambda side: (-side.attested.last, side.claim.iri))
        return Dispute(
            self._about(sorted(taken, key=str)[0]),
            tuple(sides),
            CONTESTED in standing.values(),
        )

    def _standing(self, unit: Unit) -> str:
        certain, arguable = self._belief.days[unit]
        if self._day in certain:
            return STANDS
        return CONTESTED if self._day in arguable else OUTWEIGHED

    def _side(self, unit: Unit, standing: str) -> Side:
        claim = self._facts.claims[unit.graph.value]
        return Side(claim, self._says(unit), self._seen(unit)[-1], standing)

    def _seen(self, unit: Unit) -> list[Interval]:
        """Return the intervals, up to the day, for which the source of a unit vouches for it."""
        parts = self._belief.testimonies[unit].attested.parts
        return [part for part in parts if part.start is None or part.start <= self._day]

    def _says(self, unit: Unit) -> str:
        label = self._inference.dataset.label
        if unit.statement is not None:
            return label(unit.statement.object)
        keys = self._belief.keys
        content = [
            label(triple.object)
            for triple in sorted(self._statements(unit), key=str)
            if triple.predicate in keys.exclusive
            or (triple.predicate not in NOT_CONTENT and keys.is_content(triple.object))
        ]
        said = ", ".join(dict.fromkeys(content))
        denied = any(t.predicate == DENIED_TYPE for t in self._statements(unit))
        if denied:
            return f"not {said}" if said else "denied"
        return said or "affirmed"

    def _statements(self, unit: Unit) -> list[Triple]:
        return [t for t in self._facts.about(unit.node) if unit.graph in self._facts.graphs(t)]

    def _about(self, unit: Unit) -> str:
        """Describe the matter in words: its class, and the states and objects involved."""
        dataset, keys = self._inference.dataset, self._belief.keys
        statements = self._statements(unit)
        affirmed, denied = (
            [t.object for t in statements if t.predicate == typed]
            for typed in (terms.TYPE, DENIED_TYPE)
        )
        kinds = [*keys.narrowest(affirmed), *keys.widest(denied)]
        narrow = sorted(map(dataset.label, kinds))
        roles: dict[str, dict[str, None]] = {}
        for t in sorted(statements, key=str):
            role = isinstance(t.object, NamedNode) and not keys.is_content(t.object)
            if role and t.predicate not in NOT_CONTENT and not self._is_entailed(t, statements):
                name = dataset.label(t.predicate).removeprefix("is ").removeprefix("has ")
                roles.setdefault(name, {})[dataset.label(t.object)] = None
        told = [f"{name} {' and '.join(who)}" for name, who in roles.items()]
        if narrow and len(roles) == 1:
            return f"{narrow[0]} of {' and '.join(*roles.values())}"
        return " ".join([*narrow[:1], f"({'; '.join(told)})" if told else ""]).strip()

    def _is_entailed(self, triple: Triple, statements: list[Triple]) -> bool:
        """Return True if a statement is entailed by one with a narrower property."""
        told = [t.predicate for t in statements if t.object == triple.object]
        return any(triple.predicate in self._belief.keys.wider_properties(p) for p in told)

    def _is_about(self, unit: Unit) -> bool:
        """Return True for a node that concerns states of the pair and no others."""
        found = set(self._states(unit.node))
        return bool(found) and found <= set(self._dyad.nodes)

    def _states(self, node: object, deeper: bool = True) -> Iterator[NamedNode]:
        for triple in self._facts.about(node):  # type: ignore[arg-type]
            if not isinstance(triple.object, NamedNode) or triple.predicate == terms.TYPE:
                continue
            if self._facts.is_a(triple.object, "State"):
                yield triple.object
            elif deeper and self._facts.is_a(triple.object, "Situation"):
                yield from self._states(triple.object, deeper=False)


MOST = 8
"""Largest number of contested claims for which all combinations are tried."""


@dataclass(frozen=True)
class World:
    """The picture that follows if one side is right.

    Attributes:
        claims: IRIs of the contested claims that are right in it.
        inference: the facts derived from it.
    """

    claims: tuple[str, ...]
    inference: Inference


def worlds(inference: Inference, contested: Sequence[Unit], day: date) -> tuple[World, ...]:
    """Return the pictures that the sides of disputes imply on a day; none if there are too many.

    Args:
        inference: the facts derived while no source is preferred.
        contested: the relevant contested units on the day.
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
    """Return the preferred extensions, the largest first."""
    attackers = {
        unit: {
            other
            for other in belief.excluding[unit]
            if other in units
            and not belief.testimonies[unit].outweighs(belief.testimonies[other], day)
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
