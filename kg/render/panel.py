"""Dyad-years as a table, the distribution of answers, and rare combinations."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, BinaryIO

from kg.render.brief_markdown import escaped, markdown_table
from kg.render.tabular import rows_table
from kg.store.claims import read_sources
from kg.store.names import state_of_code

if TYPE_CHECKING:
    from kg.analysis.panel import Panel, Surprise
    from kg.store.dataset import Dataset


def panel_csv(panel: Panel, file: BinaryIO) -> None:
    """Write a header and a line for each dyad-year; an unknown answer is empty."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(panel.columns)
    writer.writerows(panel.rows)
    text.detach()


def panel_json(panel: Panel) -> list[dict[str, Any]]:
    """Return a mapping for each dyad-year; an unknown answer is null."""
    return [{name: value or None for name, value in row.items()} for row in panel]


def panel_text(panel: Panel) -> str:
    """Return the counts of answers to each question as text."""
    title = f"{len(panel):,} dyad-years, {panel.since} to {panel.until}"
    return f"{title}\n{'=' * len(title)}\n{rows_table(_COUNTED, _counts(panel))}"


def panel_markdown(panel: Panel) -> str:
    """Return the counts of answers to each question, and answers that rarely coincide."""
    surprises = [_surprise(panel.dataset, one) for one in panel.surprising()]
    lines = [
        "# Dyad-years",
        "",
        f"Conclusions follow for {len(panel):,} dyad-years from {panel.since} to {panel.until}, "
        "each asked about on 1 July.",
        f"`kg panel --from {panel.since} --to {panel.until} --format md` wrote this page from:",
        "",
        *(f"- {escaped(source.label)}" for source in read_sources(panel.dataset).values()),
        "",
        "## Answers",
        "",
        *markdown_table(list(_COUNTED), _counts(panel)),
        "",
        "## Answers that seldom go together",
        "",
        "*Expected* is the number of dyad-years that would have both answers if the two questions",
        "were independent. Listed are answers that go together less than half as often, with the",
        "longest spells of each combination.",
        "",
        *markdown_table(["states", "years", "answers", *_COUNTED[2:], "expected"], surprises),
        "",
    ]
    return "\n".join(lines)


_COUNTED = ("question", "answer", "dyad-years")


def _counts(panel: Panel) -> list[list[str]]:
    return [
        [name.replace("_", " "), answer, f"{number:,}"]
        for name, counted in panel.distribution.items()
        for answer, number in [*counted.most_common(), ("unknown", len(panel) - counted.total())]
    ]


def _surprise(dataset: Dataset, one: Surprise) -> list[str]:
    states = [state_of_code(dataset, code) for code in one.codes]
    names = " and ".join(dataset.label(state) for state in states if state)
    years = str(one.first) if one.first == one.last else f"{one.first} to {one.last}"
    answers = ", ".join(f"{name.replace('_', ' ')}: {answer}" for name, answer in one.answers)
    return [names, years, answers, f"{one.seen:,}", f"{one.expected:,.0f}"]


FORMATS = {"text": panel_text, "json": panel_json, "md": panel_markdown}
WRITERS = {"csv": panel_csv}
