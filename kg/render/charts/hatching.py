"""Patterns that a reader in grey can tell apart: lines within an outline, at an angle."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

PATTERNS: dict[str, tuple[int, ...]] = {
    "overlap": (0,),
    "divergence": (45,),
    "conflict": (45, -45),
    "contested": (90,),
}
"""How two states' interests meet, and the angles in degrees of the lines that say so."""

_LONGEST = 5.0  # degrees of a piece of a line, so that it stays straight where it is projected


def hatched(outline: dict[str, Any], relation: str, step: float) -> dict[str, Any]:
    """The lines within a GeoJSON feature, as another.

    Args:
        outline: a feature of polygons.
        relation: one of ``PATTERNS``; of others there are no lines.
        step: degrees between two lines.
    """
    lines = [
        line
        for angle in PATTERNS.get(relation, ())
        for polygon in outline["geometry"]["coordinates"]
        for line in _within(polygon, math.radians(angle), step)
    ]
    geometry = {"type": "MultiLineString", "coordinates": lines}
    return {"type": "Feature", "geometry": geometry, "properties": {}}


def _within(polygon: list[Any], angle: float, step: float) -> list[list[list[float]]]:
    """Parallel lines at an angle, where they are inside a polygon (even-odd rule)."""
    cos, sin = math.cos(angle), math.sin(angle)
    crossed: dict[int, list[float]] = {}
    for ring in polygon:
        turned = [(x * cos + y * sin, (y * cos - x * sin) / step) for x, y in ring]
        for (u, v), (u2, v2) in pairwise(turned):
            low, high = sorted((v, v2))
            for row in range(math.ceil(low), math.ceil(high)):
                crossed.setdefault(row, []).append(u + (u2 - u) * (row - v) / (v2 - v))
    lines = []
    for row, places in crossed.items():
        places.sort()
        for start, end in zip(places[::2], places[1::2], strict=False):
            count = math.ceil((end - start) / _LONGEST) or 1
            along = [start + (end - start) * number / count for number in range(count + 1)]
            v = row * step
            lines.append(
                [[round(u * cos - v * sin, 2), round(u * sin + v * cos, 2)] for u in along]
            )
    return lines
