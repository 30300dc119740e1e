"""Pieces of evidence: claims that tell one thing, be it one sentence or one act, are one piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.model import terms
from kg.store.set_apart import DENIED_TYPE

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from kg.rules.inference import Inference
    from kg.store.dataset import Term

_PARTICIPANT = terms.ent("hasParticipant")


class Pieces:
    """Puts claims together that tell one thing: disjoint sets, joined as they are found.

    Claims tell one thing where they stand in one sentence of one source, where they speak of one
    situation by its name, or where they speak of situations of one class that the same states took
    part in on the same days.

    Args:
        inference: stated and derived facts.
    """

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._parents: dict[str, str] = {}
        self._firsts: dict[Hashable, str] = {}
        self._numbers: dict[str, int] = {}

    def number(self, claim: str) -> int:
        """A number that the claims of one piece share."""
        self._add(claim)
        return self._numbers.setdefault(self._root(claim), len(self._numbers))

    def join(self, one: str, other: str) -> None:
        """Note that two claims tell one thing."""
        self._add(one)
        self._add(other)
        self._parents[self._root(other)] = self._root(one)

    def of(self, claims: Iterable[str]) -> list[list[str]]:
        """Some claims, piece by piece, in the order in which each piece is first told."""
        told = list(claims)
        for claim in told:
            self._add(claim)
        found: dict[str, list[str]] = {}
        for claim in told:
            found.setdefault(self._root(claim), []).append(claim)
        return list(found.values())

    def _root(self, claim: str) -> str:
        while self._parents[claim] != claim:
            claim = self._parents[claim] = self._parents[self._parents[claim]]
        return claim

    def _add(self, claim: str) -> None:
        if claim in self._parents:
            return
        self._parents[claim] = claim
        for mark in self._marks(claim):
            first = self._firsts.setdefault(mark, claim)
            self._parents[self._root(claim)] = self._root(first)

    def _marks(self, claim: str) -> list[Hashable]:
        """What claims that tell the same thing have in common."""
        facts = self._inference.facts
        told = facts.claims[claim]
        graph = NamedNode(claim)
        marks: list[Hashable] = []
        if told.locator:
            marks.append(("sentence", told.source, told.locator))
        said = self._inference.dataset.graph(graph)
        kinds: dict[Term, set[str]] = {}
        for triple in said:
            if triple.predicate in (terms.TYPE, DENIED_TYPE):
                mark = f"{triple.predicate.value} {triple.object}"
                kinds.setdefault(triple.subject, set()).add(mark)
        for node, classes in kinds.items():
            marks.append(("thing", node))
            states = frozenset(t.object for t in facts.matching((node, _PARTICIPANT, None)))
            days = facts.times_in(node, graph)
            if len(states) > 1 and days.parts and days.parts[0].start:
                marks.append(("act", frozenset(classes), states, days))
        return marks
