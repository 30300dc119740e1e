"""The report on a pair: what the brief says, with figures and every proof, as one HTML file."""

from __future__ import annotations

import base64
import hashlib
from importlib import resources
from typing import TYPE_CHECKING, Any

from kg.analysis.explanation import explain_conclusion
from kg.model.answer import Answer
from kg.render.charts.draw import draw
from kg.render.charts.pair import PAIR_CHARTS
from kg.render.period import interval_text
from kg.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.analysis.brief import Brief
    from kg.rules.inference import Inference

_TEMPLATE = "report.html.j2"
_FIGURES = ("map", "timeline", "trajectory", "network")


def report_html(
    brief: Brief,
    inference: Inference,
    made_by: str,
    progress: Callable[[int, int], None] | None = None,
) -> str:
    """One self-contained page; whatever the graph holds is escaped.

    Args:
        brief: what is said of the pair.
        inference: where its conclusions come from.
        made_by: the command that makes the page again.
        progress: called with the number of conclusions explained and of all.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    dataset = inference.dataset
    conclusions, claims, sources = [], dict(brief.claims), {s.iri: s for s in brief.sources}
    told = [f for f in (*brief.form.findings, *brief.conclusions) if f.conclusion is not None]
    for number, finding in enumerate(told, 1):
        explained = explain_conclusion(inference, finding.conclusion or "", brief.dyad.as_of)
        for one in explained:
            claims |= one.claims
            sources |= one.sources
        steps = [step for one in explained for step in one.steps]
        when = interval_text(dataset, finding.interval, finding.claims)
        conclusions.append({"finding": finding, "steps": steps, "when": when})
        if progress:
            progress(number, len(told))
    linchpins: dict[str, list[str]] = {}
    for finding in told:
        for iri in finding.turns_on:
            about = f" ({finding.about})" if finding.about else ""
            linchpins.setdefault(iri, []).append(f"{finding.label}{about}")
    script = resources.files("kg.render").joinpath("explore.js").read_text(encoding="utf-8")
    known = [row for row in brief.regions if row.relation != "unknown"]
    environment = Environment(
        loader=PackageLoader("kg.render", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    values: dict[str, Any] = {
        "names": brief.names,
        "codes": brief.dyad.codes,
        "as_of": brief.dyad.as_of.isoformat(),
        "read_as": brief.dyad.read_as,
        "form": brief.form,
        "regions": known,
        "silent": len(brief.regions) - len(known),
        "figures": [
            (kind, Markup(draw(PAIR_CHARTS[kind](brief, dataset), "svg").decode()))  # noqa: S704
            for kind in _FIGURES
        ],
        "linchpins": sorted(linchpins.items(), key=lambda item: (-len(item[1]), item[0])),
        "script": Markup(script),  # noqa: S704
        "script_hash": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        "conclusions": conclusions,
        "claims": claims,
        "sources": sources,
        "listed": sorted(sources.values(), key=lambda source: source.label),
        "unknown": [f.label for f in brief.conclusions if f.holds is Answer.UNKNOWN],
        "version": __version__,
        "rules": len(inference.rules),
        "statements": f"{len(dataset):,}",
        "digest": _digest(inference),
        "made_by": made_by,
        "ids": {},
    }
    return environment.get_template(_TEMPLATE).render(values) + "\n"


def _digest(inference: Inference) -> str:
    """Names the graph: the same statements have the same digest, in whatever order."""
    digest = hashlib.sha256()
    for line in sorted(map(str, inference.dataset.quads())):
        digest.update(line.encode())
    return digest.hexdigest()[:16]
