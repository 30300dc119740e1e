"""The report on a pair as one HTML file: the brief, with figures and every proof."""

from __future__ import annotations

import base64
import hashlib
from importlib import resources
from typing import TYPE_CHECKING, Any

from kg.render.charts.pair import draw_pair
from kg.render.proof import claims_under
from kg.render.values import question_of
from kg.render.verdict import listed, verdict
from kg.render.words import (
    answer_text,
    attested_text,
    both_text,
    day_text,
    form_text,
    grounds_text,
    manner_text,
    newest_text,
    relation_text,
    says_something,
    seen_text,
    sentence,
    stake_text,
    unknown_kinds,
    when_text,
)
from kg.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.analysis.brief import Brief, Form
    from kg.analysis.explanation import Report, Step

_TEMPLATE = "report.html.j2"
_ELSE = "Other conclusions"
_TESTS = {
    "basis-for-military-alliance": "Basis for a military alliance",
    "passes-first-test": "Passes the first test",
}
_CAPTIONS = {
    "map": "Postures of each state, by region.",
    "timeline": "Agreements, activities, disputes and conclusions over time.",
    "trajectory": "Relations known to be in force in each year.",
    "network": "The two states and those related to them.",
}
_MEETING = {True: "agree", False: "differ", None: "neither"}
_FIGURES = ("map", "trajectory", "network", "timeline")


def report_html(report: Report) -> str:
    """Return a self-contained page; all text from the graph is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    brief, dataset = report.brief, report.brief.dataset
    claims, sources = dict(brief.claims), {s.iri: s for s in brief.sources}
    grouped: dict[str, list[dict[str, Any]]] = {}
    linchpins: dict[str, list[str]] = {}
    for finding, explanations in report.explained:
        for one in explanations:
            claims |= one.claims
            sources |= one.sources
        steps = [step for one in explanations for step in one.steps]
        when = when_text(dataset, finding)
        answer = answer_text(finding) + seen_text(finding, brief.dyad)
        shown = {"finding": finding, "answer": answer, "steps": steps, "when": when}
        question = question_of(finding, dataset) or _ELSE
        grouped.setdefault(question, []).append(shown | {"sentence": sentence(finding)})
        claims |= {iri: brief.claims[iri] for side in finding.under for iri in side.claims}
        for iri in finding.turns_on:
            about = f" ({finding.about_label})" if finding.about else ""
            linchpins.setdefault(iri, []).append(f"{finding.label}{about}")
    script = resources.files("kg.render").joinpath("explore.js").read_text(encoding="utf-8")
    known = [row for row in brief.regions if says_something(row)]
    environment = Environment(
        loader=PackageLoader("kg.render", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["css"] = _css
    environment.filters |= {"unlike": _unlike, "numbered": _numbered}
    values: dict[str, Any] = {
        "names": list(brief.states.values()),
        "both": both_text(brief),
        "codes": brief.dyad.codes,
        "as_of": day_text(brief.dyad.as_of),
        "read_as": brief.dyad.read_as,
        "form": brief.form,
        "manner": manner_text,
        "newest": newest_text(brief, day_text) if brief.newest else "",
        "regions": [
            (row.label, [stake_text(row, c) for c in brief.states], relation_text(row))
            for row in known
        ],
        "disputes": [
            (
                one,
                [(s, attested_text(s.attested)) for s in one.sides],
            )
            for one in brief.disputes
        ],
        "answered_twice": [(one, _MEETING[one.agree]) for one in brief.answered_twice],
        "grounds": lambda finding: grounds_text(brief, finding),
        "silent": len(brief.regions) - len(known),
        "figures": [
            (kind, Markup(draw_pair(kind, brief, lambda: report.timeline)._repr_svg_()))  # noqa: S704
            for kind in _FIGURES
        ],
        "linchpins": sorted(linchpins.items(), key=lambda item: (-len(item[1]), item[0])),
        "script": Markup(script),  # noqa: S704
        "script_hash": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        "conclusions": list(grouped.items()),
        "captions": _CAPTIONS,
        "verdict": verdict(brief),
        "key": _key(brief),
        "claims": claims,
        "sources": sources,
        "listed": sorted(sources.values(), key=lambda source: source.label),
        "unknown": unknown_kinds(brief),
        "version": __version__,
        "rules": report.rules,
        "statements": f"{len(dataset):,}",
        "digest": report.digest,
        "made_by": report.made_by,
        "ids": {},
        "steps": {},
    }
    return environment.get_template(_TEMPLATE).render(values) + "\n"


def _unlike(steps: Sequence[Step]) -> list[tuple[Step, list[list[str]]]]:
    """Return the first step for each reason, and the other claims that would support it.

    Sets of claims that contain a smaller sufficient set are left out.
    """
    found: dict[str, list[Step]] = {}
    for step in steps:
        found.setdefault(step.because, []).append(step)
    told = []
    for first, *others in found.values():
        enough = {frozenset(claims_under(one)) for one in (first, *others)}
        least = [claims for claims in enough if not any(one < claims for one in enough)]
        told.append((first, sorted(sorted(one) for one in least if one != claims_under(first))))
    return told


def _numbered(claims: Iterable[str], ids: Mapping[str, str]) -> str:
    """Return links to claims cited earlier: ``1, 2 and 3``."""
    from markupsafe import Markup

    places = sorted(int(ids[iri][1:]) for iri in claims)
    links = [f'<a href="#c{place}">({place + 1})</a>' for place in places]
    return Markup(listed(links))  # noqa: S704


def _key(brief: Brief) -> list[tuple[str, str]]:
    """Return the answers that a reader looks for first."""
    form = brief.form
    towards = f" towards {form.label(form.towards)}" if form.towards else ""
    answers = {finding.kind: finding for finding in reversed(brief.conclusions)}
    rows = [
        ("Form by treaty", _form(form, "formal", form.formal)),
        ("Form in conduct", _form(form, "conduct", form.conduct)),
        ("Trajectory", f"{form.trajectory}{towards}"),
    ]
    for kind, name in _TESTS.items():
        rows.append((name, answer_text(answers[kind]) if kind in answers else "unknown"))
    return rows


def _form(form: Form, manner: str, answer: str) -> str:
    """Return the deepest form that holds; if none does, what is contested or denied."""
    return form_text(form, manner) if answer in ("contested", "none") else form.label(answer)


def _css(text: str) -> str:
    """Escape text for a string in a style sheet."""
    return "".join(c if c.isalnum() and c.isascii() else f"\\{ord(c):x} " for c in text)


FORMATS = {"html": report_html}
