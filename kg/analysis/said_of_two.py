"""What claims say of two states on a day, and how: as so, as not so, as expected or as heard."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import Triple

from kg.model import terms
from kg.store.claims import Claims, read_sources
from kg.store.set_apart import DENIED_TYPE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pyoxigraph import NamedNode

    from kg.analysis.conclusions import DyadConclusions
    from kg.model.claim import Claim

_ALWAYS_TOLD = (
    "CooperativeAct",
    "Dispute",
    "ArmedClash",
    "Rivalry",
    "Rapprochement",
    "Negotiation",
)
_AHEAD = ("prediction", "hope")


def common_situations(found: DyadConclusions) -> set[NamedNode]:
    """What both states of a pair take part in on its day, in fact or as somebody denies."""
    first, second = found.dyad.nodes
    return found.now.situations(first) & found.now.situations(second)


class SaidOfTwo:
    """Claims about both states of a pair, by how their sources stand to them.

    Args:
        found: conclusions on the pair on the day.
    """

    def __init__(self, found: DyadConclusions) -> None:
        self._found = found
        self._both = common_situations(found)

    def record(self, cited: Collection[str]) -> tuple[Claim, ...]:
        """Claims that affirm something of both that stands on the day.

        Acts and disputes are told always, whatever else both take part in where it is not cited.

        Args:
            cited: IRIs of the claims that conclusions cite.
        """
        always = {terms.ent(kind) for kind in _ALWAYS_TOLD}
        claims: set[str] = set()
        for node in self._both:
            kinds = [triple.object for triple in self._found.now.statements(node, terms.TYPE)]
            stating = self._stating(Triple(node, terms.TYPE, kind) for kind in kinds)
            claims |= stating if always.intersection(kinds) else stating - set(cited)
        return self._in_order(claims)

    @cached_property
    def denied(self) -> tuple[Claim, ...]:
        """Claims that deny something of both on the day."""
        view = self._found.now
        return self._in_order(
            self._stating(t for node in self._both for t in view.statements(node, DENIED_TYPE))
        )

    @cached_property
    def expected(self) -> tuple[Claim, ...]:
        """Predictions and hopes about both that had been written by the day."""
        return tuple(claim for claim in self._uncommitted if claim.modality in _AHEAD)

    @cached_property
    def reported(self) -> tuple[Claim, ...]:
        """What sources had passed on about both by the day, and do not vouch for themselves."""
        return tuple(claim for claim in self._uncommitted if claim.modality not in _AHEAD)

    @cached_property
    def _uncommitted(self) -> list[Claim]:
        dataset, day = self._found.dataset, self._found.dyad.as_of.isoformat()
        claims, sources = Claims(dataset), read_sources(dataset)
        one, other = (dataset.mentions(node) for node in self._found.dyad.nodes)
        told = (claims[iri] for iri in sorted(one & other & claims.keys()))
        return [
            claim
            for claim in told
            if not claim.committing
            and self._found.inference.facts.claims.takes(claim)
            and claim.source in sources
            and (sources[claim.source].written_from or "0") <= day
        ]

    def _stating(self, triples: Iterable[Triple]) -> set[str]:
        found = self._found
        held = [(triple, found.dyad.as_of) for triple in triples]
        return {claim for one in held for claim in found.provenance.claims(one)}

    def _in_order(self, claims: set[str]) -> tuple[Claim, ...]:
        known = self._found.inference.facts.claims
        return tuple(known[iri] for iri in sorted(claims))
