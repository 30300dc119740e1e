"""The network around a pair: the two states and those that claims relate to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from kg.analysis.network import ego_graph, on_day
from kg.model.terms import shorten
from kg.model.text import sanitize_line
from kg.render.charts.brief import nothing_chart
from kg.render.charts.figure import BLUE, COLUMN, FAINT, INK, ORANGE, RED
from kg.render.layout import layout_of
from kg.render.tabular import folded

if TYPE_CHECKING:
    from kg.analysis.brief import Brief
    from kg.analysis.network import Network

_SIGNS = {1: "cooperation", 0: "other", -1: "opposition"}
_COLOURS = {"cooperation": BLUE, "other": FAINT, "opposition": RED}
_DASHES = {"cooperation": [1, 0], "other": [2, 2], "opposition": [6, 3]}


def network_chart(brief: Brief, network: Network) -> Any:
    """States as points, their relations on the day as lines; its weight is a line's width."""
    day = brief.dyad.as_of.isoformat()
    held = on_day(network, day)
    centres = [shorten(node.value) for node in brief.dyad.nodes]
    own = set(centres)
    near = {node.id for centre in centres for node in ego_graph(held, centre).nodes}
    nodes = tuple(node for node in held.nodes if node.id in near)
    edges = [e for e in held.edges if {e.source, e.target} <= near and own & {e.source, e.target}]
    places = layout_of(type(network)(network.title, nodes, tuple(edges))).places
    weights: dict[tuple[str, str, int], float] = {}
    named: dict[tuple[str, str, int], set[str]] = {}
    for edge in edges:
        one, other = sorted((edge.source, edge.target))
        key = (one, other, int(str(edge.more.get("sign", 0))))
        weights[key] = weights.get(key, 0) + edge.weight
        named.setdefault(key, set()).add(edge.kind)
    labels = {node.id: sanitize_line(node.label) for node in nodes}
    lines = []
    for (one, other, sign), weight in sorted(weights.items()):
        several = sum((one, other) == key[:2] for key in weights) > 1
        shift = 2.5 * sign if several else 0  # side by side
        (x, y), (x2, y2) = places[one], places[other]
        ends = {"x": x, "y": y + shift, "x2": x2, "y2": y2 + shift}
        count = "1 claim" if weight == 1 else f"{weight:g} claims"
        kinds = ", ".join(sorted(named[one, other, sign]))
        told = f"{labels[one]} and {labels[other]}: {_SIGNS[sign]} ({kinds}), {count}"
        lines.append({**ends, "sign": _SIGNS[sign], "weight": weight, "told": told})
    points = [
        {
            "x": places[n.id][0],
            "y": places[n.id][1],
            "label": labels[n.id],
            "own": n.id in centres,
        }
        for n in nodes
    ]
    hidden: Any = {"title": None, "axis": None, "scale": alt.Scale(zero=False, padding=40)}
    shown = [name for name in _SIGNS.values() if any(line["sign"] == name for line in lines)]
    rule = (
        alt.Chart(alt.InlineData(values=lines))
        .mark_rule(opacity=0.8)
        .encode(
            x=alt.X("x:Q", **hidden),
            y=alt.Y("y:Q", **hidden),
            x2="x2:Q",
            y2="y2:Q",
            description="told:N",
            tooltip="told:N",
            size=alt.Size("weight:Q", scale=alt.Scale(range=[1, 4]), legend=None),
            color=alt.Color(
                "sign:N",
                title=None,
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
        x=alt.X("x:Q", **hidden), y=alt.Y("y:Q", **hidden), description="label:N"
    )
    dots = base.mark_circle(opacity=1, stroke=INK).encode(
        size=alt.condition("datum.own", alt.value(260), alt.value(110)),
        color=alt.condition("datum.own", alt.value(ORANGE), alt.value("#ffffff")),
    )
    names = base.encode(text="label:N")
    halo = names.mark_text(dy=-14, fontSize=12, stroke="white", strokeWidth=4)
    ink = names.mark_text(dy=-14, fontSize=12, color=INK)
    chart = (rule + dots + halo + ink).properties(width=COLUMN, height=360)
    if not lines:
        return nothing_chart(brief, "No relation of either state is known on this day.")
    told = "; ".join(sanitize_line(source.label) for source in brief.sources)
    title = alt.TitleParams(
        f"{' and '.join(map(sanitize_line, brief.names))}, and states related to them, {day}",
        subtitle=[
            "Thicker lines: more claims",
            *folded(f"Sources: {told or 'none'}.", 90),
        ],
    )
    return chart.properties(title=title)
