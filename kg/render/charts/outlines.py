"""Outlines of states and regions, and their map projection.

States are Natural Earth's at 1:110 million, from world-atlas 2.0.2 (ISC). A region consists of the
parts of its states near its middle, without overseas territory and far extensions; the spread of
its own states decides what is near. Smaller regions that lie wholly in it are drawn in full. The
projection is Equal Earth (Šavrič, Patterson and Jenny 2018), which preserves area; the map is cut
where it divides the least land, by default in the Atlantic.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kg import resources

if TYPE_CHECKING:
    from collections.abc import Iterable

    Point = tuple[float, float]
    Ring = list[Point]
    Polygon = list[Ring]

_MIDDLES = (154.0, -30.0, 30.0, 90.0, -100.0)  # degrees east; the first by default
_BETTER = 0.8  # share of the width
_A = (1.340264, -0.081106, 0.000893, 0.003796)
_M = math.sqrt(3) / 2
_MARGIN = 0.06  # share of the width
_LOWEST, _HIGHEST = 150, 290  # pixels


@dataclass(frozen=True)
class View:
    """A part of the world, shown in a frame measured in pixels."""

    middle: float
    width: int
    height: int
    scale: float
    translate: tuple[float, float]

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return the pixels from the left and from the top."""
        x, y = _flat(longitude, latitude, self.middle)
        return self.translate[0] + self.scale * x, self.translate[1] - self.scale * y

    @property
    def projection(self) -> dict[str, Any]:
        """The projection for Vega-Lite."""
        return {
            "type": "equalEarth",
            "rotate": [-self.middle, 0, 0],
            "scale": round(self.scale, 2),
            "translate": [round(part, 2) for part in self.translate],
        }


def fitted(outlines: Iterable[dict[str, Any]], width: int) -> View:
    """Return a view of a given width in pixels that frames GeoJSON features of polygons."""
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
    """Project a place onto a plane; x grows eastwards from a meridian, y northwards."""
    east = math.radians((longitude - centre + 180) % 360 - 180)
    angle = math.asin(_M * math.sin(math.radians(latitude)))
    square = angle * angle
    sixth = square**3
    a1, a2, a3, a4 = _A
    x = east * math.cos(angle) / (_M * (a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)))
    return x, angle * (a1 + a2 * square + sixth * (a3 + a4 * square))


_WIDE = 20.0  # degrees of longitude; a wider polygon is cut into strips
_NEAR = 25.0  # degrees of a great circle within which places always count as near the middle
_REACH = 2.5  # reach of a region as a multiple of its states' usual distance


def world() -> Any:
    """Return the outlines of states as TopoJSON, by three-letter code."""
    path = resources.folder("graph") / "reference" / "world.topojson"
    return json.loads(path.read_text(encoding="utf-8"))


def region_outline(codes: Iterable[str], regions: Iterable[Iterable[str]] = ()) -> dict[str, Any]:
    """Return a region as a GeoJSON feature.

    Args:
        codes: three-letter codes of the states that lie in it, wholly or in part.
        regions: the states' codes of other regions; a region of several states that all lie in this
            one is part of it.
    """
    inside = _outlined(codes)
    smaller = (_outlined(other) for other in regions)
    parts = {inside, *(one for one in smaller if len(one) > 1 and one < inside)}
    kept = {place: _pieces()[place[0]][place[1]][0] for one in parts for place in _near(one)}
    rings = [
        [_rounded(_turned(ring, number > 0)) for number, ring in enumerate(polygon)]
        for _, polygon in sorted(kept.items())
    ]
    geometry = {"type": "MultiPolygon", "coordinates": rings}
    return {"type": "Feature", "geometry": geometry, "properties": {}}


def _outlined(codes: Iterable[str]) -> frozenset[str]:
    """Return the codes of the states that have an outline."""
    return frozenset(code for code in codes if code in _pieces())


@cache
def _near(inside: frozenset[str]) -> list[tuple[str, int]]:
    """Return the pieces of states near the common middle, by code and number."""
    middles = [
        _middle([point for _, ring in _pieces()[code] for point in ring]) for code in sorted(inside)
    ]
    if not middles:
        return []
    sums = [sum(_angle(one, other) for other in middles) for one in middles]
    centre = middles[sums.index(min(sums))]
    usual = sorted(_angle(centre, one) for one in middles)[len(middles) // 2]
    reach = max(_NEAR, _REACH * usual)
    return [
        (code, number)
        for code in sorted(inside)
        for number, (_, ring) in enumerate(_pieces()[code])
        if _angle(centre, _middle(ring)) <= reach
    ]


def label_place(outline: dict[str, Any]) -> Point | None:
    """Return the longitude and latitude of a region's middle; None if the region is empty."""
    points = [point for polygon in outline["geometry"]["coordinates"] for point in polygon[0]]
    return _middle(points) if points else None


@cache
def _pieces() -> dict[str, list[tuple[Polygon, Ring]]]:
    """Return each state's polygons, wide ones in strips, each with its outer ring."""
    outlines = world()
    arcs = [_decoded(arc, outlines["transform"]) for arc in outlines["arcs"]]
    found: dict[str, list[tuple[Polygon, Ring]]] = {}
    for shape in outlines["objects"]["countries"]["geometries"]:
        polygons = shape.get("arcs", [])
        for polygon in [polygons] if shape["type"] == "Polygon" else polygons:
            rings = [_ring(ring, arcs) for ring in polygon]
            for strip in _strips(rings):
                found.setdefault(str(shape.get("id", "")), []).append((strip, strip[0]))
    return found


def _decoded(arc: list[list[int]], transform: Any) -> Ring:
    (scale_x, scale_y), (shift_x, shift_y) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((x * scale_x + shift_x, y * scale_y + shift_y))
    return points


def _ring(numbers: list[int], arcs: list[Ring]) -> Ring:
    points: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return _unwrapped(points)


def _unwrapped(ring: Ring) -> Ring:
    """Return the ring without jumps where it crosses the antimeridian."""
    made = ring[:1]
    for x, y in ring[1:]:
        turns = round((made[-1][0] - x) / 360)
        made.append((x + 360 * turns, y))
    return made


def _strips(polygon: Polygon) -> list[Polygon]:
    """Return the polygon, or if it is wide, its strips between meridians."""
    xs = [x for x, _ in polygon[0]]
    if max(xs) - min(xs) <= _WIDE:
        return [polygon]
    strips = []
    edge = math.floor(min(xs) / _WIDE) * _WIDE
    while edge < max(xs):
        cut = [_cut(_cut(ring, edge, 1), edge + _WIDE, -1) for ring in polygon]
        if len(cut[0]) > 3:
            strips.append([cut[0], *(ring for ring in cut[1:] if len(ring) > 3)])
        edge += _WIDE
    return strips


def _cut(ring: Ring, meridian: float, side: int) -> Ring:
    """Cut a ring east (1) or west (-1) of a meridian (Sutherland and Hodgman 1974)."""
    made: Ring = []
    for (x, y), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        here, there = (x - meridian) * side >= 0, (x2 - meridian) * side >= 0
        if here:
            made.append((x, y))
        if here != there:
            made.append((meridian, y + (y2 - y) * (meridian - x) / (x2 - x)))
    return [*made, made[0]] if made and made[0] != made[-1] else made


def _rounded(ring: Ring) -> Ring:
    """Round to hundredths of a degree, which is finer than the reference file."""
    return [(round(x, 2), round(y, 2)) for x, y in ring]


def _turned(ring: Ring, hole: bool) -> Ring:
    """Return the ring clockwise, or a hole anticlockwise, as drawing on a sphere requires."""
    area = sum(x * y2 - x2 * y for (x, y), (x2, y2) in pairwise(ring))
    return ring[::-1] if (area > 0) is not hole else ring


def _middle(points: list[Point]) -> Point:
    """Return the mean direction of points, as longitude and latitude."""
    x, y, z = (sum(part) for part in zip(*map(_vector, points), strict=True))
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def _vector(point: Point) -> tuple[float, float, float]:
    longitude, latitude = map(math.radians, point)
    across = math.cos(latitude)
    return across * math.cos(longitude), across * math.sin(longitude), math.sin(latitude)


def _angle(one: Point, other: Point) -> float:
    """Return the great-circle distance between two places, in degrees."""
    product = sum(a * b for a, b in zip(_vector(one), _vector(other), strict=True))
    return math.degrees(math.acos(max(-1.0, min(1.0, product))))
