"""Retraction: what no longer holds without some claims, from the recorded matches of rules.

Removing claims mostly removes conclusions only. All matches of all rules are recorded, defeated
ones included, so it is enough to re-evaluate, stratum by stratum, those that rest on something
lost; no query is run. Within a stratum, whatever rested on the lost facts is removed first and then
restored if another proof is left, so that no two statements keep each other alive. This is delete
and rederive (Gupta, Mumick and Subrahmanian 1993), with intervals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model.intervals import NEVER
from kg.model.reachable import reachable
from kg.rules.proof import resting
from kg.rules.stratify import is_recursive
from kg.rules.temporal import settle

if TYPE_CHECKING:
    from collections.abc import Collection

    from pyoxigraph import Triple

    from kg.model.intervals import IntervalSet
    from kg.rules.inference import Inference
    from kg.rules.proof import Derivation, Key
    from kg.store.facts import Facts

    TwoSets = tuple[IntervalSet, IntervalSet]


class Retraction:
    """The statements whose days change without some claims, and the derivations settled again.

    Args:
        inference: the facts derived with the claims.
        claims: IRIs of the claims.
        within: derivations to look at, by key; all, if none are given.
        towards: names of rules; only what they may rest on is looked at. All, if none are given.

    Attributes:
        changed: for statements that hold on other days than before, the days on which they are
            certain, and those on which they are arguable.
        settled: the derivations that stand on other days than before, by key.
        gaining: names of rules that now conclude what something had defeated.
        stated_gain: True where with the claims goes what stood against something stated.
    """

    def __init__(
        self,
        inference: Inference,
        claims: Collection[str],
        within: Collection[Key] | None = None,
        towards: Collection[str] | None = None,
    ) -> None:
        self.inference = inference
        self._feeding = None if towards is None else _feeding(inference, towards)
        self._near = None if within is None else resting(map(inference.proofs.get, within))
        self.changed: dict[Triple, TwoSets] = {}
        self.settled: dict[Key, Derivation] = {}
        self.gaining: set[str] = set()
        self.stated_gain = False
        self._settled_of: dict[Triple, list[Key]] = {}
        self._gone = frozenset(claims)
        self._stated = inference.facts.stated_without(claims)
        for triple, days in self._stated.items():
            self._revise(triple)
            self.stated_gain |= bool(days[1] - inference.facts.arguable(triple))
        self._settle()

    def validity(self, triple: Triple) -> IntervalSet:
        """Days on which a statement still holds for certain."""
        known = self.changed.get(triple)
        return self.inference.facts.validity(triple) if known is None else known[0]

    def arguable(self, triple: Triple) -> IntervalSet:
        """Days on which it can still be argued that a statement holds."""
        known = self.changed.get(triple)
        return self.inference.facts.arguable(triple) if known is None else known[1]

    def seen(self, triple: Triple) -> IntervalSet:
        """Days on which sources still see what a statement says."""
        return self.inference.facts.seen(triple, self._gone)

    def _days(self, triple: Triple) -> TwoSets:
        known = self.changed.get(triple)
        facts = self.inference.facts
        return (facts.validity(triple), facts.arguable(triple)) if known is None else known

    def is_whole(self, concluding: Collection[str] | None = None) -> bool:
        """True where no new match can have arisen, of any rule or of those named."""
        if self.stated_gain:
            return False
        reading = set().union(*(self.inference.downstream[name] for name in self.gaining))
        return not (reading if concluding is None else reading & set(concluding))

    def _settle(self) -> None:
        """Settle again, stratum by stratum, what rests on something that changed."""
        proofs = self.inference.proofs
        waiting: dict[int, dict[Key, None]] = {}
        known: set[Key] = set()
        fresh = [t for t in self._stated if t in self.changed or self._is_seen_less(t)]
        while True:
            for triple in fresh:
                for key in self._resting_on(triple):
                    if key not in known:
                        known.add(key)
                        waiting.setdefault(proofs.stratum_of[key], {})[key] = None
            if not waiting:
                return
            number = min(waiting)
            fresh = self._stratum(waiting.pop(number), number, known)

    def _is_seen_less(self, triple: Triple) -> bool:
        return self.seen(triple) != self.inference.facts.seen(triple)

    def _resting_on(self, triple: Triple) -> list[Key]:
        """Derivations that rest on a statement, of those that are looked at."""
        if self._near is None:
            return self.inference.proofs.resting_on(triple, self._feeding)
        return self._near.get(triple, [])

    def _stratum(self, keys: dict[Key, None], number: int, known: set[Key]) -> list[Triple]:
        """Settle derivations of one stratum, and those of it that rest on them."""
        proofs = self.inference.proofs

        def dependent(key: Key) -> list[Key]:
            found = (other for triple in key[2] for other in self._resting_on(triple))
            return [other for other in found if proofs.stratum_of[other] == number]

        rules = [matches.compiled.rule for matches in proofs.in_order[number]]
        recursive = is_recursive(rules, self.inference.schema)
        affected = list(reachable(keys, dependent)) if recursive else list(keys)
        known.update(affected)
        for key in affected:
            self.settled[key] = proofs.get(key).during(NEVER)
            for triple in dict.fromkeys(key[2]):
                self._settled_of.setdefault(triple, []).append(key)
        touched = dict.fromkeys(triple for key in affected for triple in key[2])
        before = {triple: self._days(triple) for triple in touched}
        for triple in touched:
            self._revise(triple)
        news = True
        while news:
            news = False
            for key in affected:
                self.settled[key] = settle(proofs.get(key), self)
                for triple in key[2]:
                    news = self._revise(triple) or news
            news = news and len(affected) > 1
        for key in affected:
            now, then = self.settled[key], proofs.get(key)
            if now.period - then.period or now.arguable - then.arguable:
                self.gaining.add(key[0])
        return [triple for triple in touched if self._days(triple) != before[triple]]

    def _revise(self, triple: Triple) -> bool:
        """Work the days of a statement out again; True where they change."""
        facts, proofs = self.inference.facts, self.inference.proofs
        stated = self._stated.get(triple)
        if stated is None:
            stated = facts.stated_days(triple)
        certain, arguable = stated
        for derivation in proofs.of(triple, arguable=True):
            found = self.settled.get(derivation.key, derivation)
            certain, arguable = certain | found.period, arguable | found.arguable
        for key in self._settled_of.get(triple, ()):  # those defeated before may stand now
            found = self.settled[key]
            certain, arguable = certain | found.period, arguable | found.arguable
        if (certain, arguable) == self._days(triple):
            return False
        self.changed[triple] = certain, arguable
        return True


def _feeding(inference: Inference, rules: Collection[str]) -> set[str]:
    """Names of some rules and of all that feed them."""
    wanted = set(rules)
    return wanted | {name for name, read in inference.downstream.items() if read & wanted}


def retract(inference: Inference, claims: Collection[str]) -> Inference:
    """Derive without some claims; the given facts and proofs are left as they are.

    Args:
        inference: the facts derived with the claims, of all or of a pair; so much is derived again.
        claims: their IRIs; those that were left out or not believed before stay so.
    """
    return derive_again(inference.facts.less(claims), inference)


def derive_again(facts: Facts, before: Inference) -> Inference:
    """Derive from other facts as much as was derived before."""
    from kg.rules.evaluate import derive
    from kg.rules.pair import derive_cell

    if before.cell is None:
        return derive(facts, before.rules, before=before)
    return derive_cell(facts, before.rules, before.cell, before)
