"""What is lost with some claims, worked out from the recorded matches of all rules.

Taking claims away mostly only takes conclusions away. All matches of all rules are recorded,
defeated ones included, so that it is enough to settle again, stratum by stratum, those that rest
on something lost; no query is run. Within a stratum, what rested on the lost is first taken away
and then given back where another proof is left, so that no two statements keep each other alive.
This is delete and rederive (Gupta, Mumick and Subrahmanian 1993), with intervals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.derive.lift import settle

if TYPE_CHECKING:
    from collections.abc import Collection

    from pyoxigraph import Triple

    from kg.derive.engine import Derived
    from kg.derive.proof import Derivation, Key
    from kg.vocabulary.interval import IntervalSet


class Gain(Exception):
    """Something holds that did not hold before, so that new matches may arise."""


class Loss:
    """The statements whose days are fewer without some claims, and the derivations changed.

    Raises:
        Gain: with the claims a defeater goes, or the only limit to the time of something.
    """

    def __init__(self, derived: Derived, claims: Collection[str]) -> None:
        self.derived = derived
        self.changed: dict[Triple, IntervalSet] = {}
        self.settled: dict[Key, Derivation] = {}
        self._stated = derived.facts.stated_without(claims)
        for triple in self._stated:
            self._revise(triple)
        for keys in derived.proofs.strata:
            self._stratum(set(keys))

    def validity(self, triple: Triple) -> IntervalSet:
        """Days on which a statement still holds."""
        known = self.changed.get(triple)
        return self.derived.facts.validity(triple) if known is None else known

    def _stratum(self, keys: set[Key]) -> None:
        affected = self._affected(keys)
        for key in affected:
            self.settled[key] = self.derived.proofs.get(key).ended()
        touched = dict.fromkeys(t for key in affected for t in key[2])
        for triple in touched:
            self._revise(triple)
        news = bool(affected)
        while news:
            news = False
            for key in affected:
                self.settled[key] = settle(self.derived.proofs.get(key), self)
                for triple in key[2]:
                    news = self._revise(triple) or news
        for triple in touched:
            if self.validity(triple) - self.derived.facts.validity(triple):
                raise Gain

    def _affected(self, keys: set[Key]) -> list[Key]:
        """Derivations of a stratum that rest on something lost, by way of each other as well."""
        waiting: list[Triple] = list(self.changed)
        seen: set[Triple] = set(waiting)
        found: dict[Key, None] = {}
        while waiting:
            for key in self.derived.proofs.resting_on(waiting.pop()):
                if key in keys and key not in found:
                    found[key] = None
                    fresh = [triple for triple in key[2] if triple not in seen]
                    seen.update(fresh)
                    waiting += fresh
        return list(found)

    def _revise(self, triple: Triple) -> bool:
        """Work the days of a statement out again; True where they change."""
        facts = self.derived.facts
        stated = self._stated.get(triple)
        period = facts.stated_validity(triple) if stated is None else stated
        for derivation in self.derived.proofs.of(triple):
            period = period | self.settled.get(derivation.key, derivation).period
        before = self.validity(triple)
        if period == before:
            return False
        if triple in self._stated and period - facts.validity(triple):
            raise Gain
        self.changed[triple] = period
        return True
