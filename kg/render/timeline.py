"""Timelines and differences between two dates, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.model.answer import Answer
from kg.render.tabular import named, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kg.analysis.timeline import Event, History


def events_text(events: Sequence[Event]) -> str:
    """A line for each event, claims plain and conclusions marked."""
    lines: list[str] = []
    for event in events:
        mark = " =>" if event.concerns == "conclusion" else ""
        lines += named(event.shown + mark, event.text, 15)
    return "\n".join(lines) + "\n" if lines else "Nothing that is dated is known.\n"


def events_json(events: Sequence[Event]) -> list[dict[str, str]]:
    """The events as plain values, in order."""
    return [
        {
            "date": event.shown,
            "what": event.what,
            "concerns": event.concerns,
            "text": event.text,
            "iri": event.iri,
        }
        for event in events
    ]


def changed_answers(history: History, since: date, until: date) -> list[dict[str, str]]:
    """Questions that are answered differently on two days, in order of their names."""
    before, after = history.answers(since), history.answers(until)
    return [
        {
            "question": name,
            "before": before.get(name, Answer.UNKNOWN).value,
            "after": after.get(name, Answer.UNKNOWN).value,
        }
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def diff_text(history: History, since: date, until: date) -> str:
    """What happened between two days, and which answers changed."""
    title = f"From {since.isoformat()} to {until.isoformat()}"
    lines = [title, "=" * len(title), "", "What began and ended", "-" * 20]
    claims = [e for e in history.events(since, until) if e.concerns == "claim"]
    lines += events_text(claims).splitlines()
    lines += ["", "Answers that changed", "-" * 20]
    for row in changed_answers(history, since, until):
        lines += wrapped(f"{row['before']} -> {row['after']}: {row['question']}")
    return "\n".join(lines) + "\n"


def diff_json(history: History, since: date, until: date) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "from": since.isoformat(),
        "to": until.isoformat(),
        "events": events_json(history.events(since, until)),
        "changed": changed_answers(history, since, until),
    }
