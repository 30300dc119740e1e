"""A map of the world, shaded by how the interests of two states meet in each region.

The outlines are those of Natural Earth at 1:110 million, by way of world-atlas 2.0.2 (ISC).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import altair as alt
from pyoxigraph import QuerySolutions

from kg import resources
from kg.model.terms import ent
from kg.model.text import sanitize_line
from kg.render.charts.brief import RELATIONS, title
from kg.render.charts.draw import COLUMN, INK, PALE
from kg.store.query import run
from kg.store.query_file import read

if TYPE_CHECKING:
    from kg.analysis.brief import Brief
    from kg.store.dataset import Dataset

_CODE = ent("isoAlpha3")
_TOLD = ("conflict", "divergence", "overlap")
"""Relations that the map shows; where a state lies in several regions, the first counts."""


def map_chart(brief: Brief, dataset: Dataset) -> Any:
    """Regions in which interests overlap, diverge or conflict; the two have thick borders."""
    states = _states_by_region(dataset)
    relation: dict[str, str] = {}
    places: dict[str, list[str]] = {}
    for name in reversed(_TOLD):
        for row in brief.regions:
            if row.relation == name and row.region in states:
                relation |= dict.fromkeys(states[row.region], name)
                places.setdefault(name, []).append(sanitize_line(row.label))
    shown = [name for name in _TOLD if name in places]
    rows = [
        {"code": code, "relation": f"{name}: {', '.join(places[name])}"}
        for code, name in relation.items()
    ]
    domain = [f"{name}: {', '.join(places[name])}" for name in shown]
    world = json.loads((resources.folder("graph") / "reference" / "world.topojson").read_text())
    outlines = alt.InlineData(
        values=world, format=alt.TopoDataFormat(feature="countries", type="topojson")
    )
    base = alt.Chart(outlines).mark_geoshape(fill=PALE, stroke="white", strokeWidth=0.4)
    shaded = (
        alt.Chart(outlines)
        .mark_geoshape(stroke="white", strokeWidth=0.4)
        .transform_lookup(
            lookup="id",
            from_=alt.LookupData(
                data=alt.InlineData(values=rows or [{"code": "", "relation": ""}]),
                key="code",
                fields=["relation"],
            ),
        )
        .transform_filter("isValid(datum.relation)")
        .encode(
            color=alt.Color(
                "relation:N",
                title=None,
                scale=alt.Scale(domain=domain, range=[RELATIONS[name] for name in shown]),
                legend=alt.Legend(columns=1, labelLimit=COLUMN, symbolType="square"),
            )
        )
    )
    codes = [dataset.text(node, _CODE) for node in brief.dyad.nodes]
    pair = (
        alt.Chart(outlines)
        .mark_geoshape(fill=None, stroke=INK, strokeWidth=0.9)
        .transform_filter(alt.FieldOneOfPredicate(field="id", oneOf=codes))
    )
    lost = [sanitize_line(row.label) for row in brief.regions if row.relation in _TOLD]
    lost = [label for label in lost if not any(label in named for named in places.values())]
    note = f"; not on the map: {', '.join(lost)}" if lost else ""
    chart = (base + shaded + pair).project("naturalEarth1")
    about = f"Interests by region, in today’s borders{note}"
    return chart.properties(width=COLUMN, height=COLUMN // 2, title=title(brief, about))


def _states_by_region(dataset: Dataset) -> dict[str, list[str]]:
    """Codes of states by the slug of the region in which they lie, directly or not."""
    result = run(dataset, read(resources.folder("queries") / "figures" / "map.rq"), {})
    assert isinstance(result, QuerySolutions)
    found: dict[str, list[str]] = {}
    for row in result:
        found.setdefault(dataset.label(row["region"]), []).append(dataset.label(row["code"]))
    return found
