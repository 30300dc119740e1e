"""Two maps side by side, of each state's stance towards each region.

Patterns show how the stances compare, so that the maps can be read in greyscale.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import altair as alt

from kg.model.terms import ent
from kg.model.text import sanitize_line
from kg.render.charts.brief import nothing_chart, title
from kg.render.charts.figure import FAINT, INK, PALE, PAPER
from kg.render.charts.outlines import View, fitted, label_place, region_outline, world
from kg.render.words import level_text, posture_text, relation_text, says_something, stake_text

if TYPE_CHECKING:
    from kg.analysis.brief import Brief, RegionRow

PATTERNS: dict[str, tuple[int, ...]] = {
    "overlap": (0,),
    "divergence": (45,),
    "conflict": (45, -45),
    "contested": (90,),
}
"""Relations of interests, each with the angles in degrees of the lines that represent it."""

_LONGEST = 5.0  # longest piece of a line in degrees, so that it looks straight when projected


def hatched(outline: dict[str, Any], relation: str, step: float) -> dict[str, Any]:
    """Return the hatching of a GeoJSON feature as another feature.

    Args:
        outline: a feature of polygons.
        relation: one of ``PATTERNS``; any other has no lines.
        step: distance between two lines, in degrees.
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
    """Return the parts of parallel lines at an angle that lie in a polygon (even-odd rule)."""
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


_WIDTH = 400
_SHADES = {
    "revisionist": ("#7d3600", "#a44f0b", "#c9731f"),
    "status quo": ("#66a5d8", "#93c3e8", "#c6e0f4"),
}
"""Colours by orientation: of a core interest, of another, and of one whose level is not known or
is denied. Colour-blind readers can tell brown from blue, and the shades differ in greyscale."""
_OTHER = ("#777777", "#969696", "#b0b0b0")
_LINE, _LETTER = 12, 5.6  # pixels: height of a label's line, width of a letter
_BETWEEN = 55  # lines of a pattern across the width of the view


def map_chart(brief: Brief) -> Any:
    """Map each region in the colour of a state's orientation, darker if it matters more.

    A pattern shows how the two states' interests there are related; labels say it in words. The two
    states have thick borders. Borders are today's, whatever the year, as no older ones are free to
    use here. The view is as close as the regions and the two states allow.
    """
    told = [row for row in brief.regions if says_something(row)]
    if not told:
        return nothing_chart(brief, "No posture or interest of either is known.")
    areas = [row.states for row in brief.regions]
    drawn = {row.region: region_outline(row.states, areas) for row in told}
    shown = [row for row in told if label_place(drawn[row.region])]
    elsewhere = [row for row in told if row not in shown]
    shown.sort(key=lambda row: -len(row.states))  # larger regions first
    notes = [f"Not on the map: {_everywhere(brief, row)}." for row in elsewhere]
    if not shown:
        return nothing_chart(brief, "No posture or interest is tied to a place.", notes)
    head = title(brief, "Postures by region, in today’s borders", notes, 150)
    iso = [brief.dataset.text(node, ent("isoAlpha3")) for node in brief.dyad.nodes]
    near = [outline for code in iso if label_place(outline := region_outline([code]))]
    view = fitted([*(drawn[row.region] for row in shown), *near], _WIDTH)
    places = [brief.dyad.codes.index(code) for code in brief.states]
    data = {"world": world()}  # named once, as data within a chart are copied with each layer
    maps = [_one(brief, number, shown, drawn, iso, view, data) for number in places]
    both = alt.hconcat(*maps, spacing=14)
    looks = {_look(row, one) for one in brief.dyad.codes for row in shown if _known(row, one)}
    shades = [shade for family in (*_SHADES.values(), _OTHER) for shade in family]
    patterns = [name for name in PATTERNS if any(_pattern(row) == name for row in shown)]
    key = _key(dict(sorted(looks, key=lambda look: (shades.index(look[1]), look))), patterns)
    return alt.vconcat(both, *key, spacing=8, datasets=data).properties(title=head)


def _everywhere(brief: Brief, row: RegionRow) -> str:
    """Return the caption on both states' stances towards an object that is not a place."""
    stakes = "; ".join(
        f"{sanitize_line(name)} {stake_text(row, code)}" for code, name in brief.states.items()
    )
    related = relation_text(row)
    met = "relation unknown" if related == "unknown" else related
    return f"{sanitize_line(row.label)}: {stakes} ({met})"


def _one(
    brief: Brief,
    number: int,
    shown: list[RegionRow],
    drawn: dict[str, Any],
    iso: list[str],
    view: View,
    data: dict[str, Any],
) -> Any:
    """Draw the map of one of the two states, whose regions are added to the data."""
    code, name = brief.dyad.codes[number], sanitize_line(brief.names[number])
    colours = dict(_look(row, one) for one in brief.dyad.codes for row in shown if _known(row, one))
    features, labels = [], []
    for row in (row for row in shown if _known(row, code)):
        look, colour = _look(row, code)
        dark = colour in _SHADES["revisionist"]
        said = f"{sanitize_line(row.label)}: {stake_text(row, code)}; {relation_text(row)}"
        values = {"look": look, "told": f"{name}, {said}", "region": row.region, "wide": 0.5}
        pattern = {"relation": _pattern(row), "line": PAPER if dark else INK, "wide": 0.8}
        lines = hatched(drawn[row.region], _pattern(row), _WIDTH / view.scale * 57 / _BETWEEN)
        features.append(drawn[row.region] | {"properties": values | {"line": colour}})
        features.append(lines | {"properties": values | pattern})
        text = [sanitize_line(row.label), stake_text(row, code)]
        text += [] if row.relation == "unknown" else [relation_text(row)]
        place = label_place(drawn[row.region])
        assert place is not None
        labels.append(_Label(*view.place(*place), text))
    _spread(labels, view)
    outlines = alt.NamedData(
        name="world", format=alt.TopoDataFormat(feature="countries", type="topojson")
    )
    data[f"regions {code}"] = {"type": "FeatureCollection", "features": features}
    regions = alt.NamedData(
        name=f"regions {code}", format=alt.JsonDataFormat(type="json", property="features")
    )
    domain = sorted(colours, key=lambda look: colours[look])
    filled = (
        alt.Chart(regions)
        .mark_geoshape(clip=True)
        .encode(
            stroke=alt.Stroke("properties.line:N", scale=None),
            strokeWidth=alt.StrokeWidth("properties.wide:Q", scale=None),
            color=alt.Color(
                "properties.look:N",
                title=None,
                scale=alt.Scale(domain=domain, range=[colours[look] for look in domain]),
                legend=None,
            ),
            tooltip="properties.told:N",
            description="properties.told:N",
        )
    )
    own = [outlines_of(iso, 0.6), outlines_of([iso[number]], 1.3)]
    borders = alt.Chart(outlines).mark_geoshape(
        fill=None, stroke="white", strokeWidth=0.4, clip=True
    )
    land = alt.Chart(outlines).mark_geoshape(fill=PALE, stroke=None, clip=True)
    rows = [{"x": one.x, "y": one.y, "text": one.text} for one in labels]
    hidden: dict[str, Any] = {"axis": None, "title": None}
    words = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("x:Q", scale=alt.Scale(domain=[0, view.width], nice=False), **hidden),
        y=alt.Y("y:Q", scale=alt.Scale(domain=[view.height, 0], nice=False), **hidden),
        text="text:N",
    )
    same: dict[str, Any] = {"fontSize": 11, "lineHeight": _LINE, "baseline": "top"}
    halo = words.mark_text(stroke=PAPER, strokeWidth=3.5, strokeOpacity=0.9, **same)
    chart = alt.layer(land, filled, borders, *own, halo, words.mark_text(color=INK, **same))
    heading = alt.TitleParams(name, fontSize=13, anchor="middle")
    chart = chart.project(**view.projection)
    frame = alt.ViewBackground(stroke=FAINT, strokeWidth=0.5)
    return chart.properties(width=view.width, height=view.height, title=heading, view=frame)


def outlines_of(codes: list[str], width: float) -> Any:
    """Return the borders of some states, drawn ``width`` pixels thick."""
    outlines = alt.NamedData(
        name="world", format=alt.TopoDataFormat(feature="countries", type="topojson")
    )
    chosen = alt.FieldOneOfPredicate(field="id", oneOf=[one for one in codes if one] or [""])
    chart = alt.Chart(outlines).mark_geoshape(fill=None, stroke=INK, strokeWidth=width, clip=True)
    return chart.transform_filter(chosen)


def _key(colours: dict[str, str], patterns: list[str]) -> list[Any]:
    """Draw the key to colours and patterns, if any: boxes in columns, with words beside them."""
    names = [*colours, *(f"interests: {name}" for name in patterns)]
    if not names:
        return []
    broad = round(_LETTER * max(map(len, names))) + 54
    boxes = [
        *(_box(name, colour, "", broad) for name, colour in colours.items()),
        *(_box(f"interests: {name}", PAPER, name, broad) for name in patterns),
    ]
    return [alt.concat(*boxes, columns=max(1, 2 * _WIDTH // broad), spacing=4)]


def _box(name: str, colour: str, pattern: str, broad: int) -> Any:
    scale: dict[str, Any] = {"scale": None, "axis": None}
    x, y = alt.X("x:Q", **scale), alt.Y("y:Q", **scale)
    ends = {"x": x, "y": y, "x2": "x2:Q", "y2": "y2:Q"}
    box = [{"x": 1, "y": 1, "x2": 25, "y2": 15}]
    parts = [
        alt.Chart(alt.InlineData(values=box))
        .mark_rect(stroke=INK, strokeWidth=0.6, color=colour)
        .encode(**ends)
    ]
    strokes = [
        _stroke(offset, angle) | {"pattern": pattern}
        for angle in PATTERNS.get(pattern, ())
        for offset in (range(-14, 24, 7) if angle else (3, 7, 11))
    ]
    if strokes:
        lines = alt.Chart(alt.InlineData(values=strokes))
        parts.append(lines.mark_rule(color=INK, strokeWidth=0.8).encode(**ends))
    words = alt.Chart(alt.InlineData(values=[{"x": 31, "y": 9, "text": name}]))
    written = words.mark_text(align="left", baseline="middle").encode(x=x, y=y, text="text:N")
    bare = alt.ViewBackground(strokeOpacity=0)
    return alt.layer(*parts, written).properties(width=broad, height=16, view=bare)


def _stroke(offset: int, angle: int) -> dict[str, float]:
    """Return a line of a pattern within a 24 by 14 pixel box, one pixel from left and top."""
    if angle == 0:
        return {"x": 1, "x2": 25, "y": offset + 1, "y2": offset + 1}
    start, end = max(0, offset), min(24, offset + 14)
    if angle == 90:
        return {"x": start + 1, "x2": start + 1, "y": 1, "y2": 15}
    low, high = start - offset, end - offset
    down = (low, high) if angle < 0 else (14 - low, 14 - high)
    return {"x": start + 1, "x2": end + 1, "y": down[0] + 1, "y2": down[1] + 1}


def _pattern(row: RegionRow) -> str:
    """Return the relation whose pattern a region has; empty if none is known."""
    relation = "contested" if row.argued_relations else row.relation
    return relation if relation in PATTERNS else ""


def _known(row: RegionRow, code: str) -> bool:
    """Return True if a state's posture or level of interest is known."""
    return stake_text(row, code) != "unknown"


class _Label:
    """A label of a few lines, centred at x with its top at y, in pixels."""

    def __init__(self, x: float, y: float, text: list[str]) -> None:
        self.x, self.text = x, text
        self.broad = _LETTER * max(map(len, text))
        self.tall = _LINE * len(text) + 3
        self.y = y - self.tall / 2


def _spread(labels: list[_Label], view: View) -> None:
    """Move labels into the frame, and down if they would overlap."""
    labels.sort(key=lambda one: one.y)
    for number, one in enumerate(labels):
        one.x = min(max(one.x, one.broad / 2 + 2), view.width - one.broad / 2 - 2)
        one.y = max(one.y, 2)
        for above in labels[:number]:
            if abs(above.x - one.x) < (above.broad + one.broad) / 2:
                one.y = max(one.y, above.y + above.tall)
    floor = float(view.height)
    for one in reversed(labels):
        one.y = min(one.y, floor - one.tall)
        floor = one.y if len(labels) > 1 else floor


def _look(row: RegionRow, code: str) -> tuple[str, str]:
    """Return the legend's text and the colour for a state and a region."""
    posture, level = posture_text(row, code), level_text(row, code)
    wider = row.inherited.get(code)
    if wider is not None:
        posture = posture or (wider.posture or "").replace("-", " ")
        level = level or wider.level or ""
    shades = _SHADES.get(posture, _OTHER)
    strength = 0 if level.startswith("core") else 1 if level and level != "not core" else 2
    words = f"{posture or 'posture unknown'}, {level or 'level unknown'}"
    return words, shades[strength]
