"""The claims behind a conclusion: all that speak for it, and those without which it falls."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kg.vocabulary import terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import NamedNode, Triple

    from kg.derive.engine import Derived
    from kg.derive.proof import Derivation

    Claims = frozenset[str]
    Held = tuple[Triple, int | None]

NONE: Claims = frozenset()


class Grounds:
    """Looks up claims through the proofs on one day (or ever, for None).

    Statements about structural nodes (classes with ``ent:structural true``) only identify things
    and are no grounds, although a conclusion falls with them.
    """

    def __init__(self, derived: Derived, day: int | None) -> None:
        self.derived = derived
        self.day = day
        self._claims: dict[Held, Claims] = {}
        self._needed: dict[Held, Claims] = {}

    @cached_property
    def _structural(self) -> set[object]:
        facts = self.derived.facts
        marked = facts.dataset.store.quads_for_pattern(None, terms.ent("structural"), None, None)
        return {
            quad.subject
            for kind in list(marked)
            for quad in facts.store.quads_for_pattern(None, terms.TYPE, kind.subject)
        }

    def stated(self, triple: Triple) -> Claims:
        """Claims that state a triple themselves on the day."""
        known = self.derived.facts.claims
        return frozenset(g.value for g in self.stating((triple, self.day)) if g.value in known)

    def stating(self, held: Held) -> list[NamedNode]:
        """Claims and reference graphs that state a triple themselves."""
        triple, day = held
        facts = self.derived.facts
        return [
            graph
            for graph in facts.graphs(triple)
            if day is None or day in facts.time_of(triple.subject, graph)
        ]

    def derivations(self, held: Held) -> list[tuple[Derivation, list[Held]]]:
        """Derivations of a triple, each with its premises on the day on which they count.

        A rule about history concludes on one day from what held on others.
        """
        found = self.derived.proofs.of(*held)
        return [(d, [(p, premise_day(d, held[1])) for p in d.premises]) for d in found]

    def is_ground(self, triple: Triple) -> bool:
        """True of a premise that does more than identify things."""
        return triple.subject not in self._structural

    def of_node(self, node: NamedNode) -> tuple[Claims, Claims]:
        """Claims behind a conclusion, and those that it turns on."""
        derivations = self.derived.proofs.of_node(node, self.day)
        ways = [[(p, premise_day(d, self.day)) for p in d.premises] for d in derivations]
        self._settle([held for way in ways for held in way])
        behind = NONE.union(*(self._claims[h] for w in ways for h in w if self.is_ground(h[0])))
        needed = [NONE.union(*(self._needed[held] for held in way)) for way in ways]
        return behind, frozenset.intersection(*needed) if needed else NONE

    def _settle(self, wanted: Iterable[Held]) -> None:
        """Work out the claims behind some triples and behind all on which they rest.

        Proofs may run in circles (a rule may feed itself), so values are passed round until none
        changes. A triple has no needed claims before it has a proof; from then on they only get
        fewer, as further proofs are found.
        """
        order = self._reach(wanted)
        news = True
        while news:
            news = False
            for held in order:
                before = self._claims.get(held), self._needed.get(held)
                self._claims[held], needed = self._behind(held), self._compute_needed(held)
                if needed is not None:
                    self._needed[held] = needed
                news = news or before != (self._claims[held], needed)

    def _reach(self, wanted: Iterable[Held]) -> list[Held]:
        """The triples and all premises of their proofs, premises first where there is no circle."""
        order: list[Held] = []
        seen: set[Held] = set(self._needed)
        stack = [(held, False) for held in wanted]
        while stack:
            held, ready = stack.pop()
            if ready:
                order.append(held)
            elif held not in seen:
                seen.add(held)
                stack.append((held, True))
                stack.extend((p, False) for _, premises in self.derivations(held) for p in premises)
        return order

    def _behind(self, held: Held) -> Claims:
        known = self.derived.facts.claims
        found = {graph.value for graph in self.stating(held) if graph.value in known}
        for _, premises in self.derivations(held):
            for premise in premises:
                if self.is_ground(premise[0]):
                    found |= self._claims.get(premise, NONE)
        return frozenset(found)

    def _compute_needed(self, held: Held) -> Claims | None:
        known = self.derived.facts.claims.keys()
        ways: list[Claims] = [frozenset({g.value} & known) for g in self.stating(held)]
        for _, premises in self.derivations(held):
            parts = [self._needed.get(premise) for premise in premises]
            if None not in parts:
                ways.append(NONE.union(*(part for part in parts if part is not None)))
        return frozenset.intersection(*ways) if ways else None


def premise_day(derivation: Derivation, day: int | None) -> int | None:
    """Day on which the premises of a derivation count: any, for a rule about history."""
    return None if derivation.rule.states_time else day


def in_order(claims: Iterable[str]) -> list[str]:
    """Claims in order of their IRIs, which is the order of their sources' text."""
    return sorted(claims)
