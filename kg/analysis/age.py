"""The age of evidence: until when sources vouch for a claim and for conclusions from it."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.analysis.provenance import Algebra
from kg.model import terms
from kg.store.belief.belief import attestation
from kg.store.claims import last_days
from kg.store.set_apart import DENIED_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.rules.inference import Inference

_NONE, _ALWAYS = date.min, date.max


class Age:
    """Until when the sources of claims vouch for what they say, up to a day.

    Args:
        inference: the derived facts, with their proofs.
        day: the date in question; nothing later is known.
    """

    def __init__(self, inference: Inference, day: date) -> None:
        self._facts = inference.facts
        self._day = day
        self._known: dict[str, date] = {}

    @cached_property
    def _until(self) -> dict[str, date]:
        return last_days(self._facts.dataset)

    def of_claim(self, claim: str) -> date:
        """The last day up to the one asked for which a claim is attested.

        What lasts by law until it is ended is attested on that date; so is what a source of
        a later day says of it.
        """
        known = self._known.get(claim)
        if known is None:
            days = [self._last(claim, node) for node in self._things(claim)]
            known = self._known[claim] = max(days, default=self._source_day(claim))
        return known

    def _source_day(self, claim: str) -> date:
        until = self._until.get(self._facts.claims[claim].source, self._day)
        return min(until, self._day)

    def _things(self, claim: str) -> list[NamedNode]:
        """What a claim says to be of a class."""
        said = self._facts.dataset.graph(NamedNode(claim))
        typed = (triple.subject for triple in said if triple.predicate in (terms.TYPE, DENIED_TYPE))
        return [node for node in dict.fromkeys(typed) if isinstance(node, NamedNode)]

    def _last(self, claim: str, node: NamedNode) -> date:
        facts = self._facts
        period = facts.time_of(node, NamedNode(claim))
        kinds = [t.object for prop in _TYPES for t in facts.matching((node, prop, None))]
        until = self._until.get(facts.claims[claim].source)
        attested, _ = attestation(period, facts.belief.keys.persistence(kinds), until)
        ends = [
            self._day if part.end is None else min(part.end, self._day)
            for part in attested.parts
            if part.start is None or part.start <= self._day
        ]
        return max(ends, default=self._source_day(claim))

    def newest(self, claims: Iterable[str]) -> date | None:
        """The last day, up to the date in question, that sources of some claims could know of."""
        known = self._facts.claims
        return max((self._source_day(claim) for claim in claims if claim in known), default=None)

    @cached_property
    def algebra(self) -> Algebra[date]:
        """As old as the oldest premise of the freshest proof."""
        return Algebra(zero=_NONE, one=_ALWAYS, plus=max, times=min, of=self.of_claim, top=_ALWAYS)


_TYPES = (terms.TYPE, DENIED_TYPE)
