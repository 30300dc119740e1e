"""What binds and parts two states, and what follows, lane by lane over the years."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import altair as alt

from kg.model.answer import Answer
from kg.model.text import sanitize_line
from kg.render.charts.brief import nothing_chart, title
from kg.render.charts.draw import BLUE, COLUMN, FAINT, GREEN, INK, ORANGE, RED

if TYPE_CHECKING:
    from kg.analysis.brief import Brief
    from kg.analysis.span import TimelineSpan
    from kg.analysis.timeline import Timeline

_LANES = {
    "agreement": ("Agreements and obligations", BLUE),
    "activity": ("Activities", ORANGE),
    "dispute": ("Disputes", RED),
    "yes": ("What follows", GREEN),
    "no": ("What is denied or does not follow", FAINT),
}
_ROW = 17
_ABOUT = {"decade": 10, "year": 1}  # years within which something begins
_HUE = {"certain": 1.0, "presumed": 0.35, "about": 0.35}


def timeline_chart(brief: Brief, timeline: Timeline) -> Any:
    """Lanes of acts and of conclusions up to the date of the figure.

    What is only presumed to last, and the years within which something began, are pale; a hollow
    mark is a day of writing, by which it had begun.
    """
    day = brief.dyad.as_of
    spans = [span for span in timeline.spans if (span.start or date.min) <= day]
    if not spans:
        return nothing_chart(brief, "No dated events are known for the two states.")
    first = min((s.start or s.end or day for s in spans), default=day)
    frame = max((day - first).days // 40, 30)
    scale = alt.Scale(
        domain=[
            {"year": d.year, "month": d.month, "date": d.day}
            for d in (first - timedelta(frame), day + timedelta(frame))
        ],
        nice=False,
    )
    lanes = []
    for lane, (name, colour) in _LANES.items():
        own = [span for span in spans if _lane(span) == lane]
        if own:
            lanes.append(_chart(name, colour, own, first, day, scale))
    about = "What lasts; pale: presumed, or begun in those years; hollow: begun by then"
    return alt.vconcat(*lanes, spacing=8).properties(title=title(brief, about))


def _lane(span: TimelineSpan) -> str:
    if span.lane != "conclusion":
        return span.lane
    return "yes" if span.answer is Answer.YES else "no"


def _chart(
    name: str, colour: str, spans: list[TimelineSpan], first: date, day: date, scale: alt.Scale
) -> Any:
    rows = [row for span in spans for row in _rows(span, first, day)]
    marks = [
        {
            "what": sanitize_line(span.label),
            "start": span.start.isoformat(),
            "told": _told(span),
            "iri": span.iri,
            "how": "attested" if span.attested else "begins",
        }
        for span in spans
        if span.start and span.start_precision not in _ABOUT
    ]
    labels = list(dict.fromkeys(sanitize_line(span.label) for span in spans))
    x_axis = alt.Axis(format="%Y", tickCount=8, grid=True)
    y = alt.Y("what:N", sort=labels, title=None, axis=alt.Axis(labelLimit=330, ticks=False))
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=y, tooltip="told:N", description="told:N"
    )
    bars = base.mark_bar(height=9, color=colour).encode(
        x=alt.X("start:T", title=None, scale=scale, axis=x_axis),
        x2="end:T",
        opacity=alt.Opacity(
            "how:O",
            legend=None,
            scale=alt.Scale(domain=list(_HUE), range=list(_HUE.values())),
        ),
    )
    points = alt.Chart(alt.InlineData(values=marks)).encode(
        y=y, x=alt.X("start:T"), tooltip="told:N", description="told:N"
    )
    known = points.transform_filter("datum.how == 'begins'").mark_point(
        filled=True, size=34, color=colour, opacity=1
    )
    seen = points.transform_filter("datum.how == 'attested'").mark_point(
        filled=True, fill="white", stroke=colour, size=34, opacity=1
    )
    asked = (
        alt.Chart(alt.InlineData(values=[{"day": day.isoformat()}]))
        .mark_rule(color=INK, strokeDash=[2, 2])
        .encode(x=alt.X("day:T"))
    )
    return (bars + known + seen + asked).properties(
        width=COLUMN,
        height=_ROW * len(labels),
        title=alt.TitleParams(name, fontSize=12, anchor="start", frame="group", offset=4),
    )


def _rows(span: TimelineSpan, first: date, day: date) -> list[dict[str, str]]:
    """The parts of a bar: the years of its beginning, what is certain, what is presumed."""
    start, end = span.start or first, min(span.end or day, day)
    parts = []
    if span.start and span.start_precision in _ABOUT:
        from_year, until_year = _years(span.start, span.start_precision)
        parts.append((max(from_year, first), min(until_year, end), "about"))
        start = min(until_year, end)
    certain = end
    if span.end is None and span.seen_until:
        certain = max(start, min(end, span.seen_until))
    if certain > start:
        parts.append((start, certain, "certain"))
    if end > certain:
        parts.append((certain, end, "presumed"))
    same = {"what": sanitize_line(span.label), "told": _told(span), "iri": span.iri}
    return [
        same | {"start": one.isoformat(), "end": other.isoformat(), "how": how}
        for one, other, how in parts
        if other >= one
    ]


def _years(start: date, precision: str) -> tuple[date, date]:
    """The year or the decade of a day, from its first day to its last."""
    length = _ABOUT[precision]
    year = start.year // length * length
    return date(year, 1, 1), date(year + length - 1, 12, 31)


def _told(span: TimelineSpan) -> str:
    """A span in words."""
    cut = {"decade": 3, "year": 4, "month": 7}
    start = span.start.isoformat()[: cut.get(span.start_precision, 10)] if span.start else ""
    start += "0s" if span.start_precision == "decade" and start else ""
    end = span.end.isoformat()[: cut.get(span.end_precision, 10)] if span.end else ""
    said = f"{span.answer.value}: " if span.answer else ""
    when = (
        f"attested since {start}"
        if span.attested and not end
        else f"{start or '..'} to {end or 'open'}"
    )
    return f"{said}{sanitize_line(span.label)}, {when}"
