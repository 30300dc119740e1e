"""The overview of a graph as text and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.model.text import counted
from kg.render.tabular import wrapped
from kg.render.values import claim_json
from kg.render.verdict import verdict
from kg.render.words import level_text, month_text

if TYPE_CHECKING:
    from kg.analysis.overview import DiscussedPair, Overview


def overview_json(overview: Overview) -> dict[str, Any]:
    """Return the overview as plain values."""
    return {
        "states": overview.states,
        "pairs": [list(pair) for pair in overview.pairs],
        "claims": overview.claims,
        "sources": overview.sources,
        "since": overview.since.isoformat() if overview.since else None,
        "newest": overview.newest.isoformat() if overview.newest else None,
        "discussed": [_pair(one) for one in overview.discussed],
        "postures": _postures(overview),
        "predicted": [
            claim_json(claim) | {"source_label": overview.cited[claim.source].label}
            for claim in overview.predicted
        ],
    }


def _postures(overview: Overview) -> list[dict[str, Any]]:
    """List states' postures towards each object, from the latest briefs; most states first."""
    found: dict[str, dict[str, Any]] = {}
    for one in sorted(overview.discussed, key=lambda pair: pair.brief.dyad.as_of):
        for row in one.brief.regions:
            for code, posture in row.postures.items():
                if posture:
                    told = {"posture": posture, "level": level_text(row, code) or None}
                    names = {"about": row.label, "in_sentence": row.in_sentence}
                    known = found.setdefault(row.region, {**names, "states": {}})
                    known["states"][code] = told | {"as_of": one.brief.dyad.as_of.isoformat()}
    return sorted(found.values(), key=lambda one: (-len(one["states"]), one["about"]))


def _pair(one: DiscussedPair) -> dict[str, Any]:
    brief = one.brief
    contested = [
        f"{finding.label} ({finding.about_label})" if finding.about_label else finding.label
        for finding in brief.findings
        if finding.contested
    ]
    return {
        "dyad": list(brief.dyad.codes),
        "names": list(brief.names),
        "as_of": brief.dyad.as_of.isoformat(),
        "claims": one.claims,
        "verdict": verdict(brief),
        "conduct": brief.form.conduct,
        "newest_evidence": brief.newest.isoformat() if brief.newest else None,
        "contested": contested,
        "sources": [{"source": one.iri, "label": one.label} for one in brief.sources],
        "disputes": [
            {"about": dispute.about, "contested": dispute.contested} for dispute in brief.disputes
        ],
    }


def overview_text(overview: Overview) -> str:
    """Return the overview as text for a terminal."""
    lines = [
        f"{overview.claims:,} claims by {overview.sources:,} sources on {overview.states:,} states;"
        f" conclusions on {len(overview.pairs):,} pairs"
    ]
    if overview.since and overview.newest:
        lines.append(f"from {overview.since.year} on; newest source: {month_text(overview.newest)}")
    for one in overview.discussed:
        lines += ["", f"{' '.join(one.brief.dyad.codes)} ({counted(one.claims, 'claim')})"]
        lines += wrapped(verdict(one.brief), 2)
    return "\n".join(lines) + "\n"


FORMATS = {"text": overview_text, "json": overview_json}
