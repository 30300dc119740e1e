"""Timelines of two states as text and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.render.tabular import named

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.analysis.timeline import Event, Timeline


def events_text(events: Iterable[Event]) -> str:
    """Return a line for each event; conclusions are marked."""
    lines: list[str] = []
    for event in events:
        mark = " =>" if event.concerns == "conclusion" else ""
        seen = "attested" if event.what == "begins" else "last attested"
        said = f"{seen}: {event.text}" if event.attested else event.text
        lines += named(event.shown + mark, said, 15)
    return "\n".join(lines) + "\n" if lines else "No dated events are known.\n"


def events_json(events: Iterable[Event]) -> list[dict[str, str | bool]]:
    """Return the events as plain values, in order."""
    return [
        {
            "date": event.shown,
            "what": event.what,
            "concerns": event.concerns,
            "text": event.text,
            "iri": event.iri,
            "bound": event.bound,
            "attested": event.attested,
        }
        for event in events
    ]


def timeline_text(timeline: Timeline) -> str:
    """Return a line for each event."""
    return events_text(timeline.events)


def timeline_json(timeline: Timeline) -> list[dict[str, str | bool]]:
    """Return the events as plain values, in order."""
    return events_json(timeline.events)


FORMATS = {"text": timeline_text, "json": timeline_json}
