"""The comparison of two viewpoints as text and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.analysis.viewpoints import Agreement
from kg.render.tabular import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.analysis.viewpoints import Comparison, Point


def views_text(comparison: Comparison) -> str:
    """Return the claims of two sources, and the conclusions from each, grouped by verdict."""
    lines = [*wrapped(f"First: {comparison.names[0]}"), *wrapped(f"Second: {comparison.names[1]}")]
    for title, points in (("Claims", comparison.claims), ("Conclusions", comparison.conclusions)):
        lines += ["", title, "-" * len(title)]
        for verdict in Agreement:
            found = [point for point in points if point.verdict is verdict]
            lines += wrapped(f"{verdict.value}: {len(found)}", 2)
            for point in found:
                texts = dict.fromkeys(text for text in (point.first, point.second) if text)
                lines += wrapped(f"- {' / '.join(texts)}", 4, 6)
    return "\n".join(lines) + "\n"


def views_json(comparison: Comparison) -> dict[str, Any]:
    """Return the comparison as plain values."""
    return {
        "first": comparison.names[0],
        "second": comparison.names[1],
        "claims": _points(comparison.claims),
        "conclusions": _points(comparison.conclusions),
    }


def _points(points: Sequence[Point]) -> list[dict[str, Any]]:
    return [
        {
            "verdict": point.verdict.value,
            "first": point.first or None,
            "second": point.second or None,
            "claims": list(point.claims),
        }
        for point in points
    ]


FORMATS = {"text": views_text, "json": views_json}
