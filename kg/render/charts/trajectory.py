"""Where the ties of two states are going: what binds and what parts them, year by year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import altair as alt

from kg.render.charts.brief import nothing_chart, title
from kg.render.charts.draw import BLUE, COLUMN, GREEN, ORANGE, RED
from kg.render.charts.timeline import parts, until_the_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.analysis.brief import Brief
    from kg.analysis.span import TimelineSpan
    from kg.analysis.timeline import Timeline

_KINDS = {"agreements and activities": ("agreement", "activity"), "disputes": ("dispute",)}
_YEARS = alt.X(
    "year:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1), scale=alt.Scale(nice=False)
)


def trajectory_chart(
    brief: Brief, timeline: Timeline, similar: Sequence[dict[str, Any]] = ()
) -> Any:
    """How many agreements and activities, and how many disputes, stand in each year.

    A line has what is known to stand; the pale band above it what may: of a bound only the years
    are known, or it is presumed to last after its sources vouch for it.

    Args:
        brief: the pair and the day.
        timeline: what lasts between the two.
        similar: rows of ``kg.render.charts.similarity``, drawn below where there are any.
    """
    day = brief.dyad.as_of
    lanes = {lane for lanes in _KINDS.values() for lane in lanes}
    spans = [s for s in until_the_day(brief, timeline) if s.lane in lanes and s.start]
    direction = brief.form.trajectory
    if not spans and not similar:
        return nothing_chart(brief, f"No dated events are known; trajectory: {direction}.")
    begins = [one for s in spans for one, _, _ in parts(s, date.min, day)]
    first = min(begins, default=day).year
    rows = [
        {"year": year, "what": name}
        | {"count": _standing(of, year, day, certain=True), "most": _standing(of, year, day)}
        for name, kinds in _KINDS.items()
        for of in ([s for s in spans if s.lane in kinds],)
        for year in range(first, day.year + 1)
    ]
    lasting = day.timetuple().tm_yday / 366  # what of the last year is over
    rows += [row | {"year": day.year + lasting} for row in rows if row["year"] == day.year]
    chart = _lines(rows, "count:Q", "number", [BLUE, RED], list(_KINDS), step=True)
    chart = (_band(rows) + chart).properties(width=COLUMN, height=180)
    about = f"Relations in force each year; pale: may be or presumed; trajectory: {direction}"
    if not similar:
        return chart.properties(title=title(brief, about))
    shown = [row for row in similar if not spans or row["year"] >= first]
    names = sorted({row["what"] for row in shown})
    below = _lines(shown, "kappa:Q", "similarity (kappa)", [GREEN, ORANGE], names)
    both = alt.vconcat(chart, below.properties(width=COLUMN, height=140)).resolve_scale(
        color="independent", strokeDash="independent"
    )
    below_is = "similarity from the imported tables (Häge’s kappa)"
    return both.properties(title=title(brief, f"{about}; below, {below_is}"))


def _standing(spans: Sequence[TimelineSpan], year: int, day: date, *, certain: bool = False) -> int:
    """How many stand at some time of a year, at most or for certain."""
    found = 0
    for span in spans:
        assert span.start is not None
        bar = parts(span, date.min, day)
        if certain:
            began = [] if span.start_precision == "decade" else [(span.start, span.start, "")]
            bar = [part for part in bar if part[2] == "certain"] + began
        found += any(start.year <= year <= end.year for start, end, _ in bar)
    return found


def _band(rows: Sequence[dict[str, Any]]) -> Any:
    """From what is known to stand to what may."""
    return (
        alt.Chart(alt.InlineData(values=list(rows)))
        .mark_area(interpolate="step-after", opacity=0.22)
        .encode(
            x=_YEARS,
            y=alt.Y("count:Q", title="number", stack=None),
            y2="most:Q",
            color=alt.Color(
                "what:N",
                title=None,
                scale=alt.Scale(domain=list(_KINDS), range=[BLUE, RED]),
                legend=alt.Legend(symbolType="stroke", symbolOpacity=1, symbolStrokeWidth=2),
            ),
        )
    )


def _lines(
    rows: Sequence[dict[str, Any]],
    field: str,
    name: str,
    colours: list[str],
    domain: list[str],
    *,
    step: bool = False,
) -> Any:
    axis = alt.Axis(tickMinStep=1, format="d") if step else alt.Axis()
    return (
        alt.Chart(alt.InlineData(values=list(rows)))
        .mark_line(interpolate="step-after" if step else "linear", strokeWidth=2)
        .encode(
            x=_YEARS,
            y=alt.Y(field, title=name, axis=axis),
            color=alt.Color(
                "what:N", title=None, scale=alt.Scale(domain=domain, range=colours[: len(domain)])
            ),
            strokeDash=alt.StrokeDash(
                "what:N",
                title=None,
                scale=alt.Scale(domain=domain, range=[[1, 0], [5, 3]][: len(domain)]),
            ),
            tooltip=["year:Q", "what:N", field],
        )
    )
