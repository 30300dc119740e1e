"""The brief as Markdown, with text from the graph escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.model.text import sanitize_line
from kg.render.verdict import side_by_side
from kg.render.words import (
    answer_text,
    attested_text,
    both_text,
    form_text,
    grounds_text,
    manner_text,
    newest_text,
    relation_text,
    seen_text,
    stake_text,
    unknown_kinds,
    when_text,
)

if TYPE_CHECKING:
    from kg.analysis.brief import Brief


_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#])")


def escaped(text: str) -> str:
    """Return text with everything escaped that Markdown or HTML would interpret."""
    return _SPECIAL.sub(r"\\\1", sanitize_line(text))


def markdown_table(header: list[str], rows: list[list[str]]) -> list[str]:
    """Return the lines of a Markdown table with escaped cells."""
    lines = [header, ["---"] * len(header), *[[escaped(cell) for cell in row] for row in rows]]
    return ["| " + " | ".join(line) + " |" for line in lines]


def brief_markdown(brief: Brief) -> str:
    """Return the brief as Markdown, ending with a line break."""
    names = [escaped(name) for name in brief.states.values()]
    both = escaped(both_text(brief))
    form = brief.form
    lines = [f"# {both}, as of {brief.dyad.as_of.isoformat()}", ""]
    notes = (*brief.dyad.read_as, brief.dyad.chosen)
    lines += [f"*{escaped(note)}*\n" for note in notes if note]
    trajectory = form.trajectory + (f" towards {form.label(form.towards)}" if form.towards else "")
    if brief.newest:
        lines += [f"Newest evidence: {newest_text(brief)}.", ""]
    lines += markdown_table(
        ["Form by treaty", "Form in conduct", "Trajectory"],
        [[form_text(form, "formal"), form_text(form, "conduct"), trajectory]],
    )
    known = [row for row in brief.regions if row.relation != "unknown" or row.argued_relations]
    if known:
        lines += ["", "## Postures and interests", ""]
        lines += markdown_table(
            ["", *names, "relation"],
            [
                [
                    row.label,
                    *(stake_text(row, c) for c in brief.states),
                    relation_text(row),
                ]
                for row in known
            ],
        )
    lines += ["", "## Conclusions", ""]
    for finding in (*form.findings, *brief.conclusions, *brief.further):
        if finding.conclusion is None:
            continue
        when = when_text(brief.dataset, finding)
        detail = ", ".join(filter(None, (finding.about, finding.subject, when)))
        answer = answer_text(finding) + seen_text(finding, brief.dyad)
        lines.append(f"- **{answer}**: {escaped(finding.label)} ({escaped(detail)})")
        lines += [f"  - {escaped(sentence)}" for sentence in finding.because]
        lines += [f"  - assumes: {escaped(text)}" for text in finding.assumes]
        if grounds := grounds_text(brief, finding):
            lines.append(f"  - {grounds}")
        for iri in finding.claims:
            claim = brief.claims[iri]
            about = f"{claim.locator}; {manner_text(claim)}"
            lines.append(f"  - {escaped(claim.label)} ({escaped(about)})")
            if claim.note:
                lines.append(f"    {escaped(claim.note)}")
        for under in finding.under:
            labels = "; ".join(escaped(brief.claims[iri].label) for iri in under.claims)
            lines.append(f"  - {under.holds.value}, if this is right: {labels}")
    if brief.answered_twice:
        lines += ["", "## Authors and data", ""]
        lines += [f"- {escaped(side_by_side(brief, one))}" for one in brief.answered_twice]
    if brief.disputes:
        lines += ["", "## Where sources differ", ""]
    for dispute in brief.disputes:
        lines.append(f"- {escaped(dispute.about)}")
        for side in dispute.sides:
            seen = f", attested {attested_text(side.attested)}"
            label = escaped(side.claim.label)
            lines.append(f"  - {escaped(side.says)} ({side.standing}{seen}): {label}")
    lines += ["", "## Unknown", "", escaped(", ".join(unknown_kinds(brief))) or "Nothing."]
    for title, claims in (
        ("Denied", brief.denied),
        ("Expected or hoped for, not known", brief.expected),
        ("Reported or thought unlikely, not vouched for", brief.reported),
    ):
        if claims:
            lines += ["", f"## {title}", ""]
            lines += [f"- {escaped(claim.label)} ({escaped(claim.locator)})" for claim in claims]
    lines += ["", "## Sources", ""]
    lines += [f"- {escaped(source.citation or source.label)}" for source in brief.sources]
    return "\n".join(lines) + "\n"
