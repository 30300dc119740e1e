"""Conclusions and claims as plain values, shared by several renderers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.model.terms import ent
from kg.render.words import interval_json

if TYPE_CHECKING:
    from kg.analysis.conclusions import Conclusion
    from kg.model.result import Claim
    from kg.store.dataset import Dataset


_KINDS = ("ConclusionKindScheme", "RelationKindScheme", "FurtherKindScheme")


def question_of(finding: Conclusion, dataset: Dataset) -> str:
    """Return the question that a conclusion answers, as the ontology words it; may be empty."""
    for scheme in _KINDS:
        if kind := dataset.concept(scheme, finding.kind):
            return dataset.label(dataset.value(kind, ent("answersQuestion")))
    return ""


def finding_json(finding: Conclusion, dataset: Dataset) -> dict[str, Any]:
    """Return one conclusion as plain values."""
    return {
        "kind": finding.kind,
        "label": finding.label,
        "question": question_of(finding, dataset) or None,
        "subject": finding.subject,
        "about": finding.about or None,
        "about_label": finding.about_label or None,
        "manner": finding.manner or None,
        "holds": finding.holds.value,
        "contested": finding.contested,
        "restated": finding.restated,
        "inferred": finding.inferred,
        "last_attested": finding.last_attested.isoformat() if finding.last_attested else None,
        "stale": finding.stale,
        "dated_to": finding.dated_to or None,
        "under": [
            {"claims": list(under.claims), "holds": under.holds.value} for under in finding.under
        ],
        "interval": interval_json(dataset, finding.interval, finding.claims),
        "because": list(finding.because),
        "claims": list(finding.claims),
        "assumes": list(finding.assumes),
        "turns_on": list(finding.turns_on),
        "confidence": {
            "weakest_modality": finding.confidence.modality or None,
            "weakest_estimate": finding.confidence.estimate or None,
            "weakest_explicitness": finding.confidence.explicitness or None,
            "sufficient_sources": list(finding.confidence.sources),
        },
        "conclusion": finding.conclusion,
    }


def claim_json(claim: Claim) -> dict[str, Any]:
    """Return one claim as plain values."""
    return {
        "claim": claim.iri,
        "label": claim.label,
        "source": claim.source,
        "locator": claim.locator,
        "modality": claim.modality,
        "denied": claim.denied,
        "confidence": claim.confidence or None,
        "explicitness": claim.explicitness or None,
        "read_by": claim.read_by or None,
        "speaker": claim.speaker or None,
        "note": claim.note or None,
    }
