"""Charts over time: cooperation, conflict and conclusions in lanes, and the trajectory of ties."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import altair as alt

from kg.model.dates import format_date
from kg.model.result import Answer
from kg.model.text import sanitize_line
from kg.render.charts.brief import nothing_chart, title
from kg.render.charts.figure import BLUE, COLUMN, FAINT, GREEN, INK, ORANGE, RED
from kg.render.tabular import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.analysis.brief import Brief
    from kg.analysis.timeline import Timeline, TimelineSpan

_LANES = {
    "agreement": ("Agreements and obligations", BLUE),
    "activity": ("Activities", ORANGE),
    "dispute": ("Disputes", RED),
    "yes": ("Conclusions", GREEN),
    "no": ("Denied or ruled out", FAINT),
}
_ROW, _LINE = 17, 12  # pixels: height of a row, and of each further line of its name
_NAME = 56  # characters in a line of a name
_FEW = 3  # conclusions with only one known date that still get rows of their own
_NOTES = (
    "Pale: presumed to last, or dated only to those years. Ring: attested from then on; when it"
    " began is not known.",
)
_ABOUT = {"decade": 10, "year": 1}  # years within which something begins, by precision
_HUE = {"certain": 1.0, "presumed": 0.35, "about": 0.35}


def timeline_chart(brief: Brief, timeline: Timeline) -> Any:
    """Chart acts and conclusions in lanes up to the date of the figure.

    A bar is pale where something is only presumed to last, and over the years within which it
    began or ended. A hollow mark is a date of writing by which something had begun.
    """
    day = brief.dyad.as_of
    spans = until_the_day(brief, timeline)
    if not spans:
        return nothing_chart(brief, "No dated events are known for the two states.")
    begun = [parts(s, date.min if s.start else s.end or day, day) for s in spans]
    first = min((one for bar in begun for one, _, _ in bar), default=day)
    frame = max((day - first).days // 40, 30)
    scale = alt.Scale(
        domain=[d.isoformat() for d in (first - timedelta(frame), day + timedelta(frame))],
        nice=False,
    )
    lanes = []
    for lane, (name, colour) in _LANES.items():
        own = [span for span in spans if _lane(span) == lane]
        if own:
            lanes.append(_chart(name, colour, own, first, day, scale))
    head = title(brief, "Acts and conclusions over time", _NOTES, 140)
    return alt.vconcat(*lanes, spacing=8).properties(title=head)


def until_the_day(brief: Brief, timeline: Timeline) -> list[TimelineSpan]:
    """Return the spans begun by the date of the brief, attested as far as it says."""
    seen = {one.conclusion: one.last_attested for one in brief.findings}
    return [
        replace(span, seen_until=span.seen_until or seen.get(span.iri))
        for span in timeline.spans
        if (span.start or date.min) <= brief.dyad.as_of
    ]


def _lane(span: TimelineSpan) -> str:
    if span.lane != "conclusion":
        return span.lane
    return "yes" if span.answer is Answer.YES else "no"


def _names(spans: list[TimelineSpan]) -> dict[TimelineSpan, str]:
    """Assign a row to each span; conclusions with at most one known date share a row."""
    labels = Counter(span.label for span in spans)
    bare = [
        span
        for span in spans
        if span.lane == "conclusion" and span.attested and not span.end and labels[span.label] == 1
    ]
    shared = Counter(_start(span) for span in bare)
    return {
        span: f"{shared[_start(span)]} more, attested since {_start(span)}"
        if span in bare and shared[_start(span)] > _FEW
        else "\n".join(folded(span.label, _NAME))
        for span in spans
    }


def _chart(
    name: str, colour: str, spans: list[TimelineSpan], first: date, day: date, scale: alt.Scale
) -> Any:
    names = _names(spans)
    rows = [
        {"what": names[span], "told": _in_words(span), "iri": span.iri}
        | {"start": one.isoformat(), "end": other.isoformat(), "how": how, "hue": _HUE[how]}
        for span in spans
        for one, other, how in parts(span, first, day)
    ]
    # Two claims about one thing make one bar, not a darker one.
    drawn = {(row["what"], row["start"], row["end"]): row for row in reversed(rows)}
    rows = [row | {"drawn": row in drawn.values()} for row in rows]
    marks = [
        {
            "what": names[span],
            "start": span.start.isoformat(),
            "told": _in_words(span),
            "iri": span.iri,
            "how": "attested" if span.attested else "begins",
        }
        for span in spans
        if span.start and span.start_precision not in _ABOUT
    ]
    order = {name: number for number, name in reversed([*enumerate(names.values())])}
    labels = sorted(order, key=lambda name: (" more, " in name, order[name]))
    lines = max(name.count("\n") for name in labels)
    x_axis = _years_or_months((day - first).days)
    name_axis = alt.Axis(
        labelLimit=330, ticks=False, labelLineHeight=_LINE, labelExpr="split(datum.label, '\\n')"
    )
    y = alt.Y("what:N", sort=labels, title=None, axis=name_axis)
    base = (
        alt.Chart(alt.InlineData(values=rows))
        .transform_filter("datum.drawn")
        .encode(y=y, tooltip="told:N", description="told:N")
    )
    bars = base.mark_bar(height=9, color=colour).encode(
        x=alt.X("start:T", title=None, axis=x_axis),
        x2="end:T",
        opacity=alt.Opacity("hue:Q", scale=None, legend=None),
    )
    points = alt.Chart(alt.InlineData(values=marks)).encode(
        y=y, x=alt.X("start:T"), tooltip="told:N", description="told:N"
    )
    known = points.transform_filter("datum.how == 'begins'").mark_tick(
        orient="vertical", thickness=2, size=13, color=INK, opacity=1
    )
    seen = points.transform_filter("datum.how == 'attested'").mark_point(
        filled=True, fill="white", stroke=colour, size=34, opacity=1
    )
    asked = (
        alt.Chart(alt.InlineData(values=[{"day": day.isoformat()}]))
        .mark_rule(color=INK, strokeDash=[2, 2])
        .encode(x=alt.X("day:T", scale=scale))
    )
    shown = {row["how"] for row in marks}
    layers = [bars, *(one for how, one in (("begins", known), ("attested", seen)) if how in shown)]
    return alt.layer(*layers, asked).properties(
        width=COLUMN,
        height=(_ROW + _LINE * lines) * len(labels),
        title=alt.TitleParams(name, fontSize=12, anchor="start", frame="group", offset=4),
    )


def _years_or_months(days: int) -> alt.Axis:
    """Return an axis of time on which no label occurs twice."""
    if days > 8 * 366:
        return alt.Axis(format="%Y", tickCount=8, grid=True)
    step = alt.TimeIntervalStep(interval="month", step=max(1, days // 180))
    return alt.Axis(format="%b %Y", tickCount=step, grid=True, labelOverlap=True)


def parts(span: TimelineSpan, first: date, day: date) -> list[tuple[date, date, str]]:
    """Split a bar into parts: ``about`` (the years of a bound), ``certain`` and ``presumed``.

    Args:
        span: the span to draw.
        first: the first day of the figure.
        day: the date of the figure, after which nothing is drawn.
    """
    start, end = span.start or first, min(span.end or day, day)
    unsure = []
    if span.start and span.start_precision in _ABOUT:
        from_day, until_day = _years(span.start, span.start_precision)
        unsure.append((max(from_day, first), min(until_day, end), "about"))
        start = min(until_day + timedelta(1), end)
    certain = end
    if span.end is None and span.seen_until:
        certain = max(start, min(end, span.seen_until))
    elif span.end and span.end_precision in _ABOUT:
        certain = max(start, min(end, _years(span.end, span.end_precision)[0]))
    bar = [(start, certain, "certain")] if certain > start else []
    if end > certain:
        bar.append((certain, end, "about" if span.end else "presumed"))
    return [part for part in (*unsure, *bar) if part[1] >= part[0]]


def _years(start: date, precision: str) -> tuple[date, date]:
    """Return the first and last day of the year or decade of a day."""
    length = _ABOUT[precision]
    year = start.year // length * length
    return date(year, 1, 1), date(year + length - 1, 12, 31)


def _start(span: TimelineSpan) -> str:
    """Return the first day with its source's precision; empty if none is known."""
    if span.start is None:
        return ""
    month = span.attested and span.start.day == 1  # a date of writing, which is given by month
    return format_date(span.start, "month" if month else span.start_precision)


def _in_words(span: TimelineSpan) -> str:
    """Describe a span in words."""
    start = _start(span)
    end = format_date(span.end, span.end_precision) if span.end else ""
    answer = f"{span.answer.value}: " if span.answer else ""
    when = (
        f"attested since {start}"
        if span.attested and not end
        else f"{start or '..'} to {end or 'open'}"
    )
    return f"{answer}{sanitize_line(span.label)}, {when}"


_KINDS = {"agreements and activities": ("agreement", "activity"), "disputes": ("dispute",)}
_WHOLE = alt.Axis(
    format="d", tickMinStep=1, labelExpr="datum.value % 1 === 0 ? format(datum.value, 'd') : ''"
)
_YEARS = alt.X("year:Q", title=None, axis=_WHOLE, scale=alt.Scale(nice=False))


def trajectory_chart(
    brief: Brief, timeline: Timeline, similar: Sequence[dict[str, Any]] = ()
) -> Any:
    """Chart the agreements and activities and the disputes in force in each year.

    A line counts what is known to be in force. The pale band above it adds what may be: only the
    year of a bound is known, or it is presumed to last longer than its sources vouch for it.

    Args:
        brief: the pair and the day.
        timeline: the spans of time between the two.
        similar: rows of ``kg.render.charts.similarity``, drawn below if there are any.
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
    lasting = day.timetuple().tm_yday / 366  # share of the last year that is over
    rows += [row | {"year": day.year + lasting} for row in rows if row["year"] == day.year]
    chart = _lines(rows, "count:Q", "number", [BLUE, RED], list(_KINDS), step=True)
    years = alt.Scale(domain=[first, day.year + 1], nice=False)
    chart = _band(rows).encode(x=_YEARS.scale(years)) + chart
    chart = chart.properties(width=COLUMN, height=180)
    about = f"Relations in force each year; trajectory: {direction}"
    notes = ["Pale: presumed to last, or dated only to those years."]
    if not similar:
        return chart.properties(title=title(brief, about, notes))
    shown = [row for row in similar if not spans or row["year"] >= first]
    names = sorted({row["what"] for row in shown})
    below = _lines(shown, "kappa:Q", "similarity (kappa)", [GREEN, ORANGE], names)
    both = alt.vconcat(chart, below.properties(width=COLUMN, height=140)).resolve_scale(
        color="independent", strokeDash="independent"
    )
    notes.append("Below: similarity from the imported tables (Häge’s kappa).")
    return both.properties(title=title(brief, about, notes))


def _standing(spans: Sequence[TimelineSpan], year: int, day: date, *, certain: bool = False) -> int:
    """Count the spans that may be in force in a year; with ``certain``, those that surely are."""
    found = 0
    for span in spans:
        assert span.start is not None
        bar = [one for one in parts(span, date.min, day) if not certain or one[2] == "certain"]
        if span.start_precision != "decade":
            bar.append((span.start, span.start, "certain"))
        found += any(start.year <= year <= end.year for start, end, _ in bar)
    return found


def _band(rows: Sequence[dict[str, Any]]) -> Any:
    """Return the band from the spans known to be in force to those that may be."""
    return (
        alt.Chart(alt.InlineData(values=list(rows)))
        .mark_area(interpolate="step-after", opacity=0.22)
        .encode(
            x=_YEARS,
            y=alt.Y("count:Q", title="number", stack=None, axis=_WHOLE),
            y2="most:Q",
            color=alt.Color(
                "what:N",
                title=None,
                scale=alt.Scale(domain=list(_KINDS), range=[BLUE, RED]),
                legend=alt.Legend(
                    symbolType="stroke", symbolOpacity=1, symbolStrokeWidth=2, symbolSize=400
                ),
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
    axis = _WHOLE if step else alt.Axis()
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
