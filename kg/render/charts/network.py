"""The network around a pair: the two states and those that claims relate to them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import altair as alt

from kg.analysis.network import ego_graph, on_day
from kg.model.terms import shorten
from kg.model.text import sanitize_line
from kg.render.charts.brief import nothing_chart, title
from kg.render.charts.figure import BLUE, COLUMN, FAINT, INK, ORANGE, RED
from kg.render.layout import layout_of
from kg.render.network import sources_of

if TYPE_CHECKING:
    from kg.analysis.brief import Brief
    from kg.analysis.network import Network

_HIGH, _EDGE, _LETTER = 340, 46, 6.2  # pixels: height, margin, width of a letter
_AROUND: dict[str, tuple[Any, Any, int, int]] = {
    "above": ("center", "bottom", 0, -11),
    "below": ("center", "top", 0, 11),
    "right": ("left", "middle", 13, 0),
    "left": ("right", "middle", -13, 0),
    "above right": ("left", "bottom", 5, -8),
    "below right": ("left", "top", 5, 9),
    "above left": ("right", "bottom", -5, -8),
    "below left": ("right", "top", -5, 9),
}
"""Positions of a name beside a point: alignment, baseline, and pixels to the right and down."""
_INKS: tuple[dict[str, Any], ...] = (
    {"stroke": "white", "strokeWidth": 3, "strokeOpacity": 0.85},
    {"color": INK},
)
"""Mark properties of the halo under a name, and of the name itself."""
_FEW = 8  # number of lines up to which kinds are written along them
_MANY = 10  # claims from which on a line has its greatest width
_SIGNS = {1: "cooperation", -1: "opposition", 0: "neither"}
_COLOURS = {"cooperation": BLUE, "opposition": RED, "neither": FAINT}
_DASHES = {"cooperation": [1, 0], "opposition": [6, 3], "neither": [2, 2]}


def network_chart(brief: Brief, network: Network) -> Any:
    """Draw states as points and their relations on the day as lines, as wide as their weight."""
    day = brief.dyad.as_of.isoformat()
    held = on_day(network, day)
    centres = [shorten(node.value) for node in brief.dyad.nodes]
    own = set(centres)
    near = {node.id for centre in centres for node in ego_graph(held, centre).nodes}
    nodes = tuple(node for node in held.nodes if node.id in near)
    edges = [e for e in held.edges if {e.source, e.target} <= near and own & {e.source, e.target}]
    laid_out = layout_of(type(network)(network.title, nodes, tuple(edges))).places
    places = _framed(laid_out)
    weights: dict[tuple[str, str, int], float] = {}
    named: dict[tuple[str, str, int], dict[str, float]] = {}
    for edge in edges:
        one, other = sorted((edge.source, edge.target))
        key = (one, other, int(str(edge.more.get("sign", 0))))
        weights[key] = weights.get(key, 0) + edge.weight
        kinds_of = named.setdefault(key, {})
        kinds_of[edge.kind] = kinds_of.get(edge.kind, 0) + edge.weight
    labels = {node.id: sanitize_line(node.label) for node in nodes}
    lines, words = [], []
    ends: dict[str, list[tuple[float, float]]] = {node.id: [] for node in nodes}
    for one, other in {key[:2] for key in weights}:
        ends[one].append(places[other])
        ends[other].append(places[one])
    for (one, other, sign), weight in sorted(weights.items()):
        several = sum((one, other) == key[:2] for key in weights) > 1
        shift = 2.5 * sign if several else 0  # pixels, so that lines lie side by side
        (x, y), (x2, y2) = places[one], places[other]
        across, down = _beside((x, y), (x2, y2), shift)
        drawn = {"x": x + across, "y": y + down, "x2": x2 + across, "y2": y2 + down}
        count = "1 claim" if weight == 1 else f"{weight:g} claims"
        kinds = ", ".join(sorted(named[one, other, sign]))
        told = f"{labels[one]} and {labels[other]}: {_SIGNS[sign]} ({kinds}), {count}"
        lines.append({**drawn, "sign": _SIGNS[sign], "weight": weight, "told": told})
        if sign and len(weights) <= _FEW:
            words.append(_along(named[one, other, sign], places[one], places[other]))
    points = [
        {
            "x": places[n.id][0],
            "y": places[n.id][1],
            "beside": _beside_point(labels[n.id], places[n.id], ends[n.id]),
            "label": labels[n.id],
            "own": n.id in centres,
        }
        for n in nodes
    ]
    frame: dict[str, Any] = {"title": None, "axis": None}
    wide = {"scale": alt.Scale(domain=[0, COLUMN], nice=False), **frame}
    high = {"scale": alt.Scale(domain=[_HIGH, 0], nice=False), **frame}
    wider = alt.Scale(domain=[1, _MANY], range=[1, 4], clamp=True)
    shown = [name for name in _SIGNS.values() if any(line["sign"] == name for line in lines)]
    rule = (
        alt.Chart(alt.InlineData(values=lines))
        .mark_rule(opacity=0.8)
        .encode(
            x=alt.X("x:Q", **wide),
            y=alt.Y("y:Q", **high),
            x2="x2:Q",
            y2="y2:Q",
            description="told:N",
            tooltip="told:N",
            size=alt.Size(
                "weight:Q",
                scale=wider,
                legend=None,
            ),
            color=alt.Color(
                "sign:N",
                title=None,
                legend=alt.Legend(symbolSize=400),
                scale=alt.Scale(domain=shown, range=[_COLOURS[name] for name in shown]),
            ),
            strokeDash=alt.StrokeDash(
                "sign:N",
                title=None,
                scale=alt.Scale(domain=shown, range=[_DASHES[name] for name in shown]),
            ),
        )
    )
    base = alt.Chart(alt.InlineData(values=points)).encode(
        x=alt.X("x:Q", **wide), y=alt.Y("y:Q", **high), description="label:N"
    )
    dots = base.mark_circle(opacity=1, stroke=INK).encode(
        size=alt.condition("datum.own", alt.value(260), alt.value(110)),
        color=alt.condition("datum.own", alt.value(ORANGE), alt.value("#ffffff")),
    )
    names = [
        base.encode(text="label:N")
        .transform_filter(f"datum.beside == {place!r}")
        .mark_text(align=align, baseline=baseline, dx=dx, dy=dy, **ink)
        for place, (align, baseline, dx, dy) in _AROUND.items()
        for ink in _INKS
        if any(point["beside"] == place for point in points)
    ]
    kinds_shown = [
        alt.Chart(alt.InlineData(values=words))
        .mark_text(baseline="bottom", dy=-5, fontSize=11, **ink)
        .encode(
            x=alt.X("x:Q", **wide),
            y=alt.Y("y:Q", **high),
            text="kinds:N",
            angle=alt.Angle("angle:Q", scale=None),
        )
        for ink in _INKS
        if words
    ]
    chart = alt.layer(rule, dots, *kinds_shown, *names).properties(width=COLUMN, height=_HIGH)
    if not lines:
        return nothing_chart(brief, "No relation of either state is known on this day.")
    about = "The two and the states related to them; thicker lines: more claims"
    bare = [n for n in brief.dyad.nodes if shorten(n.value) not in near]
    called = [sanitize_line(brief.dataset.in_sentence(node)) for node in bare]
    notes = [f"No relation of {name} is known." for name in called]
    return chart.properties(
        title=title(brief, about, notes, sources=sources_of(edges, brief.inference))
    )


def _beside(
    one: tuple[float, float], other: tuple[float, float], shift: float
) -> tuple[float, float]:
    """Return the sideways offset of a line, so that parallel lines lie side by side."""
    x, y = other[0] - one[0], other[1] - one[1]
    length = math.hypot(x, y) or 1.0
    return round(-y / length * shift, 2), round(x / length * shift, 2)


def _along(
    kinds: dict[str, float], one: tuple[float, float], other: tuple[float, float]
) -> dict[str, Any]:
    """Return the label along a line, which names the kinds with the most claims."""
    first = sorted(kinds, key=lambda kind: (-kinds[kind], kind))
    more = f" +{len(first) - 2}" if len(first) > 2 else ""
    angle = math.degrees(math.atan2(other[1] - one[1], other[0] - one[0]))
    upright = (angle + 90) % 180 - 90
    x, y = ((a + b) / 2 for a, b in zip(one, other, strict=True))
    return {"x": x, "y": y, "angle": round(upright, 1), "kinds": ", ".join(first[:2]) + more}


def _framed(places: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Scale positions to pixels so that they fill the frame."""
    xs, ys = zip(*places.values(), strict=True) if places else ((0.0,), (0.0,))

    def fitted(value: float, all_: tuple[float, ...], room: float) -> float:
        broad = max(all_) - min(all_)
        return _EDGE + (value - min(all_)) / broad * (room - 2 * _EDGE) if broad else room / 2

    return {
        name: (round(fitted(x, xs, COLUMN), 1), round(fitted(y, ys, _HIGH), 1))
        for name, (x, y) in places.items()
    }


def _beside_point(name: str, place: tuple[float, float], ends: list[tuple[float, float]]) -> str:
    """Choose a position of ``_AROUND`` for a state's name, in the frame and clear of most lines."""
    x, y = place
    angles = [math.atan2(other_y - y, other_x - x) for other_x, other_y in ends]
    half = _LETTER * len(name) / 2

    def crossed(where: str) -> tuple[float, float]:
        align, _, dx, dy = _AROUND[where]
        middle = dx + {"left": half, "right": -half, "center": 0}[align]
        away = math.hypot(middle, dy)
        near = [(math.cos(one) * middle + math.sin(one) * dy) / away for one in angles]
        beyond = max(abs(x + middle - COLUMN / 2) + half - COLUMN / 2, 0)
        return beyond, max(near, default=-1.0)

    return min(_AROUND, key=crossed)
