"""The brief for programs: see docs/brief.md for what each key means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.report.period import interval_json

if TYPE_CHECKING:
    from kg.explain.brief import Brief
    from kg.explain.conclusions import Finding
    from kg.store.claims import Claim
    from kg.store.dataset import Dataset


def brief_json(brief: Brief, dataset: Dataset) -> dict[str, Any]:
    """The brief as plain values, keys and lists in a stable order."""
    return {
        "dyad": list(brief.dyad.codes),
        "names": list(brief.names),
        "as_of": brief.dyad.as_of.isoformat(),
        "read_as": list(brief.dyad.read_as),
        "known": brief.known,
        "regions": [
            {
                "region": row.region,
                "label": row.label,
                "postures": row.postures,
                "levels": row.levels,
                "not_core": list(row.not_core),
                "relation": row.relation,
                "claims": list(row.claims),
                "conclusion": row.conclusion,
            }
            for row in brief.regions
        ],
        "conclusions": [finding_json(f, dataset) for f in brief.conclusions],
        "form": {
            "formal": brief.form.formal,
            "conduct": brief.form.conduct,
            "trajectory": brief.form.trajectory,
            "towards": brief.form.towards,
            "findings": [finding_json(f, dataset) for f in brief.form.findings],
        },
        "record": [claim_json(claim) for claim in brief.record],
        "expected": [claim_json(claim) for claim in brief.expected],
        "claims": {iri: claim_json(claim) for iri, claim in brief.claims.items()},
        "sources": [
            {
                "source": source.iri,
                "label": source.label,
                "citation": source.citation,
                "written_from": source.written_from or None,
                "written_until": source.written_until or None,
            }
            for source in brief.sources
        ],
    }


def finding_json(finding: Finding, dataset: Dataset) -> dict[str, Any]:
    """One conclusion as plain values."""
    return {
        "kind": finding.kind,
        "subject": finding.subject,
        "about": finding.about or None,
        "manner": finding.manner or None,
        "holds": finding.holds.value,
        "contested": finding.contested,
        "interval": interval_json(dataset, finding.interval, finding.claims),
        "because": list(finding.because),
        "claims": list(finding.claims),
        "assumes": list(finding.assumes),
        "turns_on": list(finding.turns_on),
        "confidence": {
            "weakest_modality": finding.confidence.modality or None,
            "weakest_estimate": finding.confidence.estimate or None,
            "sufficient_sources": list(finding.confidence.sources),
        },
        "conclusion": finding.conclusion,
    }


def claim_json(claim: Claim) -> dict[str, Any]:
    """One claim as plain values."""
    return {
        "claim": claim.iri,
        "label": claim.label,
        "source": claim.source,
        "locator": claim.locator,
        "modality": claim.modality,
        "denied": claim.denied,
        "confidence": claim.confidence or None,
    }
