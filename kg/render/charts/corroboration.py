"""A chart of the tables' evidence on a claim by year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from kg.model.text import sanitize_line
from kg.render.charts.figure import BLUE, COLUMN, INK, ORANGE
from kg.render.tabular import folded

if TYPE_CHECKING:
    from kg.analysis.corroboration import Corroboration

_FOR, _AGAINST, _NEITHER = "for the claim", "against it", "neither"
_COLOURS = {_FOR: BLUE, _AGAINST: ORANGE, _NEITHER: "#cccccc"}
_SHAPES = {_FOR: "circle", _AGAINST: "square", _NEITHER: "triangle"}
_FEW = 6  # counts below which an axis labels each one


def corroboration_chart(one: Corroboration) -> Any:
    """Chart counts for and against as bars, or values as a line with points marked by side."""
    rows = _rows(one)
    values = any(figure.value is not None for figure in one.figures)
    data = alt.InlineData(values=rows)
    years = alt.X("year:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1))
    said = [side for side in _COLOURS if any(row["side"] == side for row in rows)]
    colours = alt.Scale(domain=said, range=[_COLOURS[side] for side in said])
    shapes = alt.Scale(domain=said, range=[_SHAPES[side] for side in said])
    side = alt.Color("side:N", scale=colours, title=None)
    if values:
        base = alt.Chart(data).encode(x=years, y=alt.Y("value:Q", title=one.axis))
        line = base.mark_line(color=INK, strokeWidth=1)
        points = base.mark_point(filled=True, size=90, opacity=1).encode(
            color=side, shape=alt.Shape("side:N", scale=shapes, title=None)
        )
        chart: Any = line + points
    else:
        most = max(figure.supports + figure.contradicts for figure in one.figures)
        ticks = {"values": list(range(most + 1))} if most < _FEW else {"tickMinStep": 1}
        first, last = one.figures[0].year, one.figures[-1].year
        chart = (
            alt.Chart(data)
            .mark_bar(stroke=INK, strokeWidth=0.3)
            .encode(
                x=alt.X(
                    "year:O",
                    title=None,
                    scale=alt.Scale(domain=list(range(first, last + 1))),
                    axis=alt.Axis(labelOverlap="greedy", labelAngle=0),
                ),
                y=alt.Y("count:Q", title=one.axis, axis=alt.Axis(format="d", **ticks)),
                color=side,
                order=alt.Order("side:N", sort="descending"),
            )
        )
    title = alt.TitleParams(
        folded(sanitize_line(one.claim.label), 64),
        subtitle=[
            f"{one.verdict}: {one.supports} for, {one.contradicts} against",
            *folded(one.because, 78),
            *folded(f"Tables: {', '.join(one.tables)}. {' '.join(one.after)}", 78),
        ],
    )
    return chart.properties(width=COLUMN, height=200, title=title)


def _rows(one: Corroboration) -> list[dict[str, Any]]:
    rows = []
    for figure in one.figures:
        if figure.value is not None:
            side = _NEITHER
            if figure.supports != figure.contradicts:
                side = _FOR if figure.supports else _AGAINST
            rows.append({"year": figure.year, "value": figure.value, "side": side})
            continue
        for side, count in ((_FOR, figure.supports), (_AGAINST, figure.contradicts)):
            if count:
                rows.append({"year": figure.year, "count": count, "side": side})
    return rows
