"""Where the ties of two states are going: what binds and what parts them, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from kg.render.charts.brief import nothing_chart, title
from kg.render.charts.draw import BLUE, COLUMN, GREEN, ORANGE, RED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

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

    What has no end stands no longer than its sources vouch for it.

    Args:
        brief: the pair and the day.
        timeline: what lasts between the two.
        similar: rows of ``kg.render.charts.similarity``, drawn below where there are any.
    """
    day = brief.dyad.as_of
    lanes = {lane for lanes in _KINDS.values() for lane in lanes}
    spans = [s for s in timeline.spans if s.lane in lanes and s.start and s.start <= day]
    direction = brief.form.trajectory
    if not spans and not similar:
        return nothing_chart(brief, f"Nothing that is dated is known; trajectory: {direction}.")
    first = min([s.start.year for s in spans if s.start], default=day.year)
    years = range(first, day.year + 1)
    rows = [
        {"year": year, "what": name, "count": sum(_stands(s, year, day) for s in of)}
        for name, kinds in _KINDS.items()
        for of in ([s for s in spans if s.lane in kinds],)
        for year in years
    ]
    chart = _lines(rows, "count:Q", "that stand", [BLUE, RED], list(_KINDS), step=True)
    chart = chart.properties(width=COLUMN, height=180)
    about = f"Relations known to be in force in each year; trajectory: {direction}"
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


def _stands(span: TimelineSpan, year: int, day: date) -> bool:
    """True of what is known to stand at some time of a year."""
    assert span.start is not None
    last = span.end or max(span.start, span.seen_until or day)
    return span.start.year <= year <= min(last, day).year


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
