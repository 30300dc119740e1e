"""How sure a conclusion is: as its weakest claim, and never a number.

A conclusion is put no more surely than the weakest claim of its strongest proof, by modality and,
apart from that, by word of estimate where claims have one (Intelligence Community Directive 203).
Sources that each suffice alone corroborate it; see docs/confidence.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.analysis.provenance import Provenance, sole_sources, strength

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

_CERTAIN = 1_000  # above every rank: the value of what needs no claim


@dataclass(frozen=True)
class Confidence:
    """How sure a conclusion is.

    Attributes:
        modality: label of the weakest modality in the strongest proof; empty if no claim is needed.
        estimate: label of the weakest word of estimate, empty where no claim has one.
        sources: IRIs of the sources each of which suffices alone.
    """

    modality: str = ""
    estimate: str = ""
    sources: tuple[str, ...] = ()


class ConfidenceRule:
    """Applies the rule to the conclusions of one day."""

    def __init__(self, provenance: Provenance) -> None:
        claims = provenance.inference.facts.claims
        self._provenance = provenance
        self._modality = strength(lambda claim: claims[claim].modality_rank, _CERTAIN)
        self._estimate = strength(lambda claim: claims[claim].confidence_rank or _CERTAIN, _CERTAIN)
        self._sources = sole_sources(provenance.inference)
        self._modalities = {c.modality_rank: c.modality for c in claims.values()}
        self._estimates = {c.confidence_rank: c.confidence for c in claims.values()}

    def of_node(self, node: NamedNode) -> Confidence:
        """Confidence in a conclusion."""
        sources = self._provenance.of_node(node, self._sources)
        return Confidence(
            self._modalities.get(self._provenance.of_node(node, self._modality), ""),
            self._estimates.get(self._provenance.of_node(node, self._estimate), ""),
            tuple(sorted(sources)),
        )
