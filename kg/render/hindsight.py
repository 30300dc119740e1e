"""The effect of later sources on the picture of one day, as text and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.render.tabular import wrapped
from kg.render.values import claim_json

if TYPE_CHECKING:
    from kg.analysis.hindsight import Hindsight


def hindsight_text(seen: Hindsight) -> str:
    """Return the answers that changed, and the claims made between the two dates, as text."""
    title = (
        f"{seen.day.isoformat()}, known by {seen.earlier.isoformat()} "
        f"and by {seen.later.isoformat()}"
    )
    lines = [title, "=" * len(title), "", "Answers that changed", "-" * 20]
    if not seen.changed:
        lines.append("None.")
    for one in seen.changed:
        lines += wrapped(f"{one.before.value} -> {one.after.value}: {one.question}")
    lines += ["", "Claims about both made in between", "-" * 40]
    if not seen.added:
        lines.append("None.")
    for claim in seen.added:
        lines += wrapped(f"- {claim.label}", 0, 2)
    return "\n".join(lines) + "\n"


def hindsight_json(seen: Hindsight) -> dict[str, Any]:
    """Return the comparison as plain values."""
    return {
        "as_of": seen.day.isoformat(),
        "known_by": [seen.earlier.isoformat(), seen.later.isoformat()],
        "changed": [
            {"question": one.question, "before": one.before.value, "after": one.after.value}
            for one in seen.changed
        ],
        "added": [claim_json(claim) for claim in seen.added],
    }


FORMATS = {"text": hindsight_text, "json": hindsight_json}
