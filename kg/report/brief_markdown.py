"""The brief as Markdown, for a wiki, a pull request or a paper's notes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.report.period import interval_text
from kg.vocabulary.answer import Answer
from kg.vocabulary.plain import plain

if TYPE_CHECKING:
    from kg.explain.brief import Brief
    from kg.store.dataset import Dataset

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#])")


def escaped(text: str) -> str:
    """Text in which nothing is taken for Markdown or HTML."""
    return _SPECIAL.sub(r"\\\1", plain(text))


def _table(header: list[str], rows: list[list[str]]) -> list[str]:
    lines = [header, ["---"] * len(header), *[[escaped(cell) for cell in row] for row in rows]]
    return ["| " + " | ".join(line) + " |" for line in lines]


def brief_markdown(brief: Brief, dataset: Dataset) -> str:
    """The brief as Markdown, ending with a line break."""
    names = [escaped(name) for name in brief.names]
    form = brief.form
    lines = [f"# {names[0]} and {names[1]}, as of {brief.dyad.as_of.isoformat()}", ""]
    lines += [f"*{escaped(note)}*\n" for note in brief.dyad.read_as]
    trajectory = form.trajectory + (f" towards {form.towards}" if form.towards else "")
    lines += _table(
        ["Form by treaty", "Form in conduct", "Trajectory"],
        [[form.formal, form.conduct, trajectory]],
    )
    known = [row for row in brief.regions if row.relation != "unknown"]
    if known:
        lines += ["", "## Postures and interests", ""]
        lines += _table(
            ["", *names, "relation"],
            [
                [
                    row.label,
                    *(
                        ", ".join(filter(None, (row.postures[c], row.levels[c]))) or "unknown"
                        for c in brief.dyad.codes
                    ),
                    row.relation,
                ]
                for row in known
            ],
        )
    lines += ["", "## Conclusions", ""]
    for finding in (*form.findings, *brief.conclusions):
        if finding.conclusion is None:
            continue
        when = interval_text(dataset, finding.interval, finding.claims)
        detail = ", ".join(filter(None, (finding.about, finding.subject, when)))
        lines.append(f"- **{finding.holds.value}**: {escaped(finding.label)} ({escaped(detail)})")
        lines += [f"  - {escaped(sentence)}" for sentence in finding.because]
        lines += [f"  - assumes: {escaped(text)}" for text in finding.assumes]
        for iri in finding.claims:
            claim = brief.claims[iri]
            lines.append(f"  - {escaped(claim.label)} ({escaped(claim.locator)})")
    unknown = [f.label for f in brief.conclusions if f.holds is Answer.UNKNOWN]
    lines += ["", "## Unknown", "", escaped(", ".join(unknown)) or "Nothing that is asked."]
    if brief.expected:
        lines += ["", "## Expected or hoped for, not known", ""]
        lines += [
            f"- {escaped(claim.label)} ({escaped(claim.locator)})" for claim in brief.expected
        ]
    lines += ["", "## Sources", ""]
    lines += [f"- {escaped(source.citation or source.label)}" for source in brief.sources]
    return "\n".join(lines) + "\n"
