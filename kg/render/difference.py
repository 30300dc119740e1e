"""Differences between two dates as text and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.render.tabular import wrapped
from kg.render.timeline import events_json, events_text

if TYPE_CHECKING:
    from kg.analysis.timeline import Difference


def difference_text(difference: Difference) -> str:
    """Return the events between two days and the changed answers as text."""
    title = f"From {difference.since.isoformat()} to {difference.until.isoformat()}"
    lines = [title, "=" * len(title), "", "What began, ended or was first attested", "-" * 39]
    claims = [event for event in difference.events if event.concerns == "claim"]
    lines += events_text(claims).splitlines()
    lines += ["", "Answers that changed", "-" * 20]
    for one in difference.changed:
        lines += wrapped(f"{one.before.value} -> {one.after.value}: {one.question}")
    return "\n".join(lines) + "\n"


def difference_json(difference: Difference) -> dict[str, Any]:
    """Return the differences as plain values."""
    return {
        "from": difference.since.isoformat(),
        "to": difference.until.isoformat(),
        "events": events_json(difference.events),
        "changed": [
            {"question": one.question, "before": one.before.value, "after": one.after.value}
            for one in difference.changed
        ],
    }


FORMATS = {"text": difference_text, "json": difference_json}
