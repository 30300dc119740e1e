"""An explanation for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.report.brief_json import claim_json, finding_json
from kg.report.period import interval_json

if TYPE_CHECKING:
    from kg.explain.explanation import Explanation
    from kg.explain.tree import Ground, Step
    from kg.store.dataset import Dataset


def proof_json(explanation: Explanation, dataset: Dataset) -> dict[str, Any]:
    """An explanation as plain values, in a stable order."""
    pins = explanation.linchpins
    return {
        "dyad": list(explanation.dyad.codes),
        "as_of": explanation.dyad.as_of.isoformat(),
        **finding_json(explanation.finding, dataset),
        "proofs": [_step(step, dataset) for step in explanation.steps],
        "linchpins": None
        if pins is None
        else {
            "sets": [list(claims) for claims in pins.sets],
            "complete": pins.complete,
            "survives_any_single_doubt": pins.survives_any_single_doubt,
        },
        "attempts": [
            {
                "rule": attempt.rule,
                "summary": attempt.summary,
                "answer": attempt.answer,
                "known": list(attempt.known),
                "missing": list(attempt.missing),
                "defeated_by": list(attempt.defeated_by),
            }
            for attempt in explanation.attempts
        ],
        "claim_details": {iri: claim_json(claim) for iri, claim in explanation.claims.items()},
        "sources": [
            {"source": source.iri, "label": source.label, "citation": source.citation}
            for source in explanation.sources.values()
        ],
    }


def _step(step: Step, dataset: Dataset) -> dict[str, Any]:
    claims = {claim for ground in step.grounds for claim in ground.claims}
    return {
        "rule": step.rule,
        "because": step.because,
        "assumes": list(step.assumes),
        "interval": interval_json(dataset, step.interval, claims),
        "derivation": step.derivation,
        "grounds": [_ground(ground, dataset) for ground in step.grounds],
    }


def _ground(ground: Ground, dataset: Dataset) -> dict[str, Any]:
    return {
        "thing": ground.thing,
        "label": ground.label,
        "statements": [str(triple) for triple in ground.statements],
        "claims": list(ground.claims),
        "proofs": [_step(step, dataset) for step in ground.steps],
        "repeated": ground.repeated,
    }
