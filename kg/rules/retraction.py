"""Retraction: what no longer holds without some claims, computed from recorded rule matches.

Removing claims usually only removes conclusions. All matches of all rules are recorded, including
defeated ones, so it is enough to re-evaluate, stratum by stratum, the matches that rest on a lost
fact; no query is run. Within a stratum, everything that rests on a lost fact is first removed and
then restored if another proof remains, so that two statements cannot support only each other. This
is delete and rederive (Gupta, Mumick and Subrahmanian 1993), with intervals.
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
    """The statements whose days change without some claims, and the derivations settled anew.

    Args:
        inference: the facts derived with the claims.
        claims: IRIs of the claims to leave out.
        within: keys of the derivations to consider; all by default.
        towards: names of rules; only what they may rest on is considered. All by default.

    Attributes:
        changed: for statements that hold on other days than before, the days on which they are
            certain, and those on which they are arguable.
        settled: the derivations that stand on other days than before, by key.
        gaining: names of rules that now draw conclusions that were defeated before.
        stated_gain: True if a stated fact gains days because a claim against it is left out.
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
        """Return the days on which a statement still certainly holds."""
        known = self.changed.get(triple)
        return self.inference.facts.validity(triple) if known is None else known[0]

    def arguable(self, triple: Triple) -> IntervalSet:
        """Return the days on which a statement still arguably holds."""
        known = self.changed.get(triple)
        return self.inference.facts.arguable(triple) if known is None else known[1]

    def seen(self, triple: Triple) -> IntervalSet:
        """Return the days on which sources still see a statement hold."""
        return self.inference.facts.seen(triple, self._gone)

    def _days(self, triple: Triple) -> TwoSets:
        known = self.changed.get(triple)
        facts = self.inference.facts
        return (facts.validity(triple), facts.arguable(triple)) if known is None else known

    def is_whole(self, concluding: Collection[str] | None = None) -> bool:
        """Return True if the rules named (by default, all rules) cannot have new matches."""
        if self.stated_gain:
            return False
        reading = set().union(*(self.inference.downstream[name] for name in self.gaining))
        return not (reading if concluding is None else reading & set(concluding))

    def _settle(self) -> None:
        """Settle anew, stratum by stratum, the derivations that rest on something that changed."""
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
        """Return the considered derivations that rest on a statement."""
        if self._near is None:
            return self.inference.proofs.resting_on(triple, self._feeding)
        return self._near.get(triple, [])

    def _stratum(self, keys: dict[Key, None], number: int, known: set[Key]) -> list[Triple]:
        """Settle derivations of one stratum, and others in it that rest on them."""
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
        """Recompute the days of a statement and return True if they change."""
        facts, proofs = self.inference.facts, self.inference.proofs
        stated = self._stated.get(triple)
        if stated is None:
            stated = facts.stated_days(triple)
        certain, arguable = stated
        for derivation in proofs.of(triple, arguable=True):
            found = self.settled.get(derivation.key, derivation)
            certain, arguable = certain | found.period, arguable | found.arguable
        for key in self._settled_of.get(triple, ()):  # derivations defeated before may stand now
            found = self.settled[key]
            certain, arguable = certain | found.period, arguable | found.arguable
        if (certain, arguable) == self._days(triple):
            return False
        self.changed[triple] = certain, arguable
        return True


def _feeding(inference: Inference, rules: Collection[str]) -> set[str]:
    """Return the names of some rules and of all rules that feed them."""
    wanted = set(rules)
    return wanted | {name for name, read in inference.downstream.items() if read & wanted}


def retract(inference: Inference, claims: Collection[str]) -> Inference:
    """Derive without some claims; the given facts and proofs do not change.

    Args:
        inference: the facts derived with the claims, for all pairs or for one; the result covers
            the same pairs.
        claims: IRIs of the claims; claims already left out or not believed stay so.
    """
    return derive_again(inference.facts.less(claims), inference)


def derive_again(facts: Facts, before: Inference) -> Inference:
    """Derive from other facts, for the same pairs as before."""
    from kg.rules.evaluate import derive
    from kg.rules.pair import derive_cell

    if before.cell is None:
        return derive(facts, before.rules, before=before)
    return derive_cell(facts, before.rules, before.cell, before)
