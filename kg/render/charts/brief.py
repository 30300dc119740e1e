"""Figures of a pair: postures by region, what happened when, and where ties are going."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import altair as alt

from kg.model.text import sanitize_line
from kg.render.charts.draw import BLUE, COLUMN, FAINT, GREEN, INK, ORANGE, PAPER, RED
from kg.render.tabular import folded
from kg.render.words import level_text, posture_text, relation_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.analysis.brief import Brief
    from kg.render.charts.bars import Bar

RELATIONS = {
    "overlap": BLUE,
    "none": "#cccccc",
    "divergence": ORANGE,
    "conflict": RED,
    "unknown": PAPER,
}
_STATES_OF_BAR = {
    "agreement": BLUE,
    "activity": ORANGE,
    "dispute": RED,
    "conclusion": GREEN,
}


_YEARS = alt.X(
    "year:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1), scale=alt.Scale(nice=False)
)


def title(brief: Brief, what: str, notes: Sequence[str] = ()) -> alt.TitleParams:
    """The pair, what is shown and of which day, notes, and the sources."""
    sources = "; ".join(sanitize_line(source.label) for source in brief.sources)
    about = f"{what}, as of {brief.dyad.as_of.isoformat()}"
    lines = [*notes, f"Sources: {sources or 'none'}."]
    return alt.TitleParams(
        " and ".join(map(sanitize_line, brief.names)),
        subtitle=[about, *(part for line in lines for part in folded(line, 90))],
    )


def nothing_chart(brief: Brief, words: str) -> Any:
    """A picture with nothing to show, which says so."""
    data = alt.InlineData(values=[{"text": words}])
    chart = (
        alt.Chart(data).mark_text(align="left", fontSize=13).encode(text="text:N", x=alt.value(0))
    )
    return chart.properties(width=COLUMN, height=40, title=title(brief, "Nothing to show"))


def matrix_chart(brief: Brief) -> Any:
    """Posture and level of interest of each state by region, and the relation that follows."""
    rows: list[dict[str, Any]] = []
    told = [
        row
        for row in brief.regions
        if row.relation != "unknown" or any(row.postures.values()) or row.argued_postures
    ]
    for region in told or brief.regions[:1]:
        for code, name in zip(brief.dyad.codes, brief.names, strict=True):
            posture = posture_text(region, code) or "posture unknown"
            words = [posture, level_text(region, code) or "level unknown"]
            row = {
                "region": sanitize_line(region.label),
                "column": sanitize_line(name),
                "relation": "",
                "text": words,
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
    order = [*map(sanitize_line, brief.names), "relation"]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("column:N", sort=order, title=None, axis=alt.Axis(orient="top", labelAngle=0)),
        y=alt.Y("region:N", sort=None, title=None),
    )
    cells = base.mark_rect(stroke=FAINT, strokeWidth=0.5).encode(
        color=alt.Color(
            "relation:N",
            scale=alt.Scale(domain=list(RELATIONS), range=list(RELATIONS.values())),
            legend=None,
        )
    )
    dark = "datum.relation == 'overlap' || datum.relation == 'conflict'"
    words = base.mark_text(lineHeight=14, baseline="middle", dy=-6).encode(
        text="text:N", color=alt.condition(dark, alt.value(PAPER), alt.value(INK))
    )
    height = max(60, 46 * max(len(told), 1))
    chart = (cells + words).properties(width=COLUMN, height=height)
    return chart.properties(
        title=title(brief, f"Postures and interests; {silent} regions and issues are unknown")
    )


def timeline_chart(brief: Brief, bars: Sequence[Bar]) -> Any:
    """What agreements, activities and disputes bind or part two states, and what follows, when."""
    last = max([brief.dyad.as_of, *(bar.end for bar in bars if bar.end)], default=date.today())
    rows = [
        {
            "what": sanitize_line(bar.label)[:60],
            "kind": bar.kind,
            "start": (bar.start or bar.end or last).isoformat(),
            "end": (bar.end or last).isoformat(),
            "open": bar.end is None,
        }
        for bar in bars
    ]
    kinds = [kind for kind in _STATES_OF_BAR if any(row["kind"] == kind for row in rows)]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("what:N", sort=None, title=None, axis=alt.Axis(labelLimit=330)),
        color=alt.Color(
            "kind:N",
            title=None,
            scale=alt.Scale(domain=kinds, range=[_STATES_OF_BAR[kind] for kind in kinds]),
        ),
    )
    spans = base.mark_bar(height=9, stroke=INK, strokeWidth=0.3).encode(
        x=alt.X("start:T", title=None, axis=alt.Axis(format="%Y")), x2="end:T"
    )
    points = base.mark_point(filled=True, size=45, opacity=1).encode(
        x="start:T",
        shape=alt.Shape(
            "kind:N",
            title=None,
            scale=alt.Scale(
                domain=kinds, range=["circle", "square", "cross", "diamond", "triangle"]
            ),
        ),
    )
    arrows = (
        base.transform_filter("datum.open")
        .mark_point(shape="triangle-right", filled=True, size=45, opacity=1)
        .encode(x="end:T")
    )
    chart = (spans + points + arrows).properties(width=COLUMN, height=max(60, 16 * len(rows)))
    return chart.properties(title=title(brief, "What began and ended; an arrow goes on"))


def trajectory_chart(
    brief: Brief, bars: Sequence[Bar], similar: Sequence[dict[str, Any]] = ()
) -> Any:
    """Dated cooperation and dispute, added up over the years (events of five years).

    Args:
        brief: the pair and the day.
        bars: what happened.
        similar: rows of ``kg.render.charts.similarity``, drawn below where there are any.
    """
    days = [
        bar.start for bar in bars if bar.start and bar.kind in ("agreement", "activity", "dispute")
    ]
    if not days:
        years = range(brief.dyad.as_of.year, brief.dyad.as_of.year + 1)
    else:
        years = range(min(days).year, brief.dyad.as_of.year + 1)
    rows = []
    for year in years:
        for name, kinds in (("cooperation", ("agreement", "activity")), ("dispute", ("dispute",))):
            count = sum(
                1
                for bar in bars
                if bar.start and bar.kind in kinds and year - 5 < bar.start.year <= year
            )
            rows.append({"year": year, "what": name, "count": count})
    told = f"{brief.form.trajectory or 'unknown'}"
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line(interpolate="step-after", strokeWidth=2)
        .encode(
            x=_YEARS,
            y=alt.Y(
                "count:Q", title="events of five years", axis=alt.Axis(tickMinStep=1, format="d")
            ),
            color=alt.Color(
                "what:N",
                title=None,
                scale=alt.Scale(domain=["cooperation", "dispute"], range=[BLUE, RED]),
            ),
            strokeDash=alt.StrokeDash(
                "what:N",
                title=None,
                scale=alt.Scale(domain=["cooperation", "dispute"], range=[[1, 0], [5, 3]]),
            ),
        )
    )
    chart = chart.properties(width=COLUMN, height=180)
    about = f"Dated evidence; trajectory: {told}"
    if not similar:
        return chart.properties(title=title(brief, about))
    shown = [row for row in similar if not days or row["year"] >= min(years)]
    names = sorted({row["what"] for row in shown})
    below = (
        alt.Chart(alt.InlineData(values=shown))
        .mark_line(strokeWidth=2)
        .encode(
            x=_YEARS,
            y=alt.Y("kappa:Q", title="similarity (kappa)"),
            color=alt.Color(
                "what:N", title=None, scale=alt.Scale(domain=names, range=[GREEN, ORANGE])
            ),
            strokeDash=alt.StrokeDash(
                "what:N", title=None, scale=alt.Scale(domain=names, range=[[1, 0], [5, 3]])
            ),
        )
        .properties(width=COLUMN, height=140)
    )
    both = alt.vconcat(chart, below).resolve_scale(color="independent", strokeDash="independent")
    below_is = "similarity from the imported tables (Häge’s kappa)"
    return both.properties(title=title(brief, f"{about}; below, {below_is}"))
