"""Figures of a pair: postures by region, events over time, and the trajectory of ties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from kg.model.text import sanitize_line
from kg.render.charts.figure import BLUE, COLUMN, FAINT, INK, ORANGE, PAPER, RED
from kg.render.tabular import folded
from kg.render.words import (
    both_text,
    day_text,
    posture_text,
    relation_text,
    says_something,
    stake_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.analysis.brief import Brief

RELATIONS = {
    "overlap": BLUE,
    "none": "#cccccc",
    "divergence": ORANGE,
    "conflict": RED,
    "unknown": PAPER,
    "revisionist": "#f7dfd2",
    "status quo": "#d6e8f5",
    "": PAPER,
}

_BARE: dict[str, Any] = {"labelAngle": 0, "ticks": False, "domain": False, "labelPadding": 8}


def title(
    brief: Brief,
    what: str,
    notes: Sequence[str] = (),
    width: int = 90,
    sources: Sequence[str] | None = None,
) -> alt.TitleParams:
    """Return the title of a figure: the pair, the subject, the date, notes and the sources.

    Args:
        brief: the brief on the pair.
        what: the subject of the figure.
        notes: notes on how to read the figure, each on lines of its own.
        width: the length of a line in characters.
        sources: labels of the sources drawn on; those of the brief if None.
    """
    labels = [source.label for source in brief.sources] if sources is None else sources
    named = "; ".join(map(sanitize_line, labels))
    about = f"{what}, as of {day_text(brief.dyad.as_of)}."
    lines = [about, *notes, f"Sources: {named or 'none'}."]
    subtitle = [part for line in lines for part in folded(line, width)]
    return alt.TitleParams(both_text(brief), subtitle=subtitle)


def nothing_chart(brief: Brief, words: str, notes: Sequence[str] = ()) -> Any:
    """Return a chart that says in words that there is nothing to show, with notes in its title."""
    data = alt.InlineData(values=[{"text": words, "nothing": True}])
    chart = (
        alt.Chart(data).mark_text(align="left", fontSize=13).encode(text="text:N", x=alt.value(0))
    )
    return chart.properties(width=COLUMN, height=40, title=title(brief, "Nothing to show", notes))


def matrix_chart(brief: Brief) -> Any:
    """Chart each state's posture and level of interest by region, and how the two are related."""
    rows: list[dict[str, Any]] = []
    told = [row for row in brief.regions if says_something(row)]
    if not told:
        return nothing_chart(brief, "No posture or interest of either is known.")
    for region in told:
        for code, name in brief.states.items():
            row = {
                "region": sanitize_line(region.label),
                "column": sanitize_line(name),
                "relation": posture_text(region, code),
                "text": stake_text(region, code).split("; "),
            }
            rows.append(row)
        relation = relation_text(region)
        row = {
            "region": sanitize_line(region.label),
            "column": "relation",
            "relation": relation if region.argued_relations else region.relation,
            "text": [relation],
        }
        rows.append(row)
    silent = len(brief.regions) - len(told)
    order = [*map(sanitize_line, brief.states.values()), "relation"]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("column:N", sort=order, title=None, axis=alt.Axis(orient="top", **_BARE)),
        y=alt.Y("region:N", sort=None, title=None, axis=alt.Axis(**_BARE)),
    )
    cells = base.mark_rect(stroke=FAINT, strokeWidth=0.5).encode(
        color=alt.Color(
            "relation:N",
            scale=alt.Scale(domain=list(RELATIONS), range=list(RELATIONS.values())),
            legend=None,
        )
    )
    dark = "datum.relation == 'overlap' || datum.relation == 'conflict'"
    words = [
        base.mark_text(lineHeight=14, baseline="middle", dy=7 - 7 * lines)
        .encode(text="text:N", color=alt.condition(dark, alt.value(PAPER), alt.value(INK)))
        .transform_filter(f"length(datum.text) == {lines}")
        for lines in sorted({len(row["text"]) for row in rows})
    ]
    height = max(60, (20 + 14 * max(len(row["text"]) for row in rows)) * len(told))
    chart = alt.layer(cells, *words).properties(width=COLUMN, height=height)
    return chart.properties(
        title=title(brief, f"Postures and interests; {silent} regions and issues are unknown")
    )
