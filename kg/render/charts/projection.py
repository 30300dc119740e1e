"""Equal Earth (Šavrič, Patterson and Jenny 2018), fitted to what is shown.

Equal in area; cut in the Atlantic, so that Eurasia and the Pacific are whole, or where less is cut.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_MIDDLES = (154.0, -30.0, 30.0, 90.0, -100.0)  # degrees east; the first unless others are better
_BETTER = 0.8  # of the breadth
_A = (1.340264, -0.081106, 0.000893, 0.003796)
_M = math.sqrt(3) / 2
_MARGIN = 0.06  # of the breadth
_LOWEST, _HIGHEST = 150, 290  # pixels


@dataclass(frozen=True)
class View:
    """A part of the world in a frame of pixels."""

    middle: float
    width: int
    height: int
    scale: float
    translate: tuple[float, float]

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Pixels from the left and from the top."""
        x, y = _flat(longitude, latitude, self.middle)
        return self.translate[0] + self.scale * x, self.translate[1] - self.scale * y

    @property
    def projection(self) -> dict[str, Any]:
        """The same for Vega-Lite."""
        return {
            "type": "equalEarth",
            "rotate": [-self.middle, 0, 0],
            "scale": round(self.scale, 2),
            "translate": [round(part, 2) for part in self.translate],
        }


def fitted(outlines: Iterable[dict[str, Any]], width: int) -> View:
    """A frame of some width around GeoJSON features of polygons."""
    points = [
        point
        for outline in outlines
        for polygon in outline["geometry"]["coordinates"]
        for point in polygon[0]
    ]
    chosen, best = _MIDDLES[0], math.inf
    for one in _MIDDLES:
        xs = [_flat(x, y, one)[0] for x, y in points]
        if max(xs) - min(xs) < _BETTER * best:
            chosen, best = one, max(xs) - min(xs)
    flat = [_flat(x, y, chosen) for x, y in points]
    xs, ys = [x for x, _ in flat], [y for _, y in flat]
    across, down = max(xs) - min(xs), max(ys) - min(ys)
    margin = _MARGIN * max(across, down)
    scale = min(width / (across + 2 * margin), _HIGHEST / (down + 2 * margin))
    height = max(_LOWEST, round(scale * (down + 2 * margin)))
    middle = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    translate = width / 2 - scale * middle[0], height / 2 + scale * middle[1]
    return View(chosen, width, height, scale, translate)


def _flat(longitude: float, latitude: float, centre: float) -> tuple[float, float]:
    """A place on a plane; x grows to the east of a meridian, y to the north."""
    east = math.radians((longitude - centre + 180) % 360 - 180)
    angle = math.asin(_M * math.sin(math.radians(latitude)))
    square = angle * angle
    sixth = square**3
    a1, a2, a3, a4 = _A
    x = east * math.cos(angle) / (_M * (a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)))
    return x, angle * (a1 + a2 * square + sixth * (a3 + a4 * square))
