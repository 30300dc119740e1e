"""Two maps side by side: how each of two states stands towards each region, and how that meets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
from pyoxigraph import QuerySolutions

from kg import resources
from kg.model.terms import ent
from kg.model.text import sanitize_line
from kg.render.charts.brief import nothing_chart, title
from kg.render.charts.draw import INK, PALE
from kg.render.charts.outlines import label_place, region_outline, world
from kg.render.words import level_text, posture_text, relation_text, says_something, stake_text
from kg.store.query import run
from kg.store.query_file import read

if TYPE_CHECKING:
    from kg.analysis.brief import Brief, RegionRow
    from kg.store.dataset import Dataset

_CODE = ent("isoAlpha3")
_WIDTH, _HEIGHT = 400, 205
_SHADES = {
    "revisionist": ("#b35806", "#e08214", "#fdc785"),
    "status quo": ("#1f5fa8", "#5a9bd0", "#b3d3ea"),
}
"""For an orientation, the colours of a core interest, of another, and of one whose level is not
known or denied (ColorBrewer's PuOr and Blues, told apart by the colour-blind and in grey)."""
_BROAD, _TALL = 62, 31  # degrees of longitude and latitude that a label takes
_OTHER = ("#6a6a6a", "#9a9a9a", "#c4c4c4")


def map_chart(brief: Brief, dataset: Dataset) -> Any:
    """Each region in the colour of a state's orientation, stronger where it matters more.

    Labels say the same in words, with the relation that follows. The two states have thick
    borders; those are today's, whatever the year, for no older ones are free to use here.
    """
    located = _states_by_region(dataset)
    told = [row for row in brief.regions if says_something(row)]
    drawn = {row.region: region_outline(located.get(row.region, ())) for row in told}
    places = {region: label_place(outline) for region, outline in drawn.items()}
    shown = [row for row in told if places[row.region]]
    elsewhere = [row for row in told if not places[row.region]]
    if not told:
        return nothing_chart(brief, "No posture or interest of either is known.")
    shown.sort(key=lambda row: -len(located.get(row.region, ())))  # what contains others, first
    codes = [dataset.text(node, _CODE) for node in brief.dyad.nodes]
    domain = list(dict.fromkeys(_look(row, code)[0] for code in brief.dyad.codes for row in shown))
    colours = dict(_look(row, code) for code in brief.dyad.codes for row in shown)
    maps = [
        _one(brief, number, shown, drawn, places, codes, (domain, colours)) for number in range(2)
    ]
    notes = [
        f"{sanitize_line(row.label)}: "
        + "; ".join(
            f"{sanitize_line(name)} {stake_text(row, code)}"
            for code, name in zip(brief.dyad.codes, brief.names, strict=True)
        )
        + f" ({relation_text(row)})"
        for row in elsewhere
    ]
    about = "Postures by region, in today’s borders"
    head = title(brief, about, [f"Not on the map: {note}." for note in notes])
    return alt.hconcat(*maps, spacing=14, datasets={"world": world()}).properties(title=head)


def _one(
    brief: Brief,
    number: int,
    shown: list[RegionRow],
    drawn: dict[str, Any],
    places: dict[str, Any],
    codes: list[str],
    looks: tuple[list[str], dict[str, str]],
) -> Any:
    """The map of one of the two states."""
    code, name = brief.dyad.codes[number], sanitize_line(brief.names[number])
    domain, colours = looks
    features, labels = [], []
    for row in shown:
        if not _known(row, code):
            continue
        look = _look(row, code)[0]
        said = f"{sanitize_line(row.label)}: {stake_text(row, code)}; {relation_text(row)}"
        values = {"look": look, "told": f"{name}, {said}"}
        features.append(drawn[row.region] | {"properties": values})
        longitude, latitude = places[row.region]
        text = [sanitize_line(row.label), stake_text(row, code)]
        text += [] if row.relation == "unknown" else [relation_text(row)]
        labels.append({"x": longitude, "y": latitude, "text": text})
    _spread(labels)
    outlines = alt.NamedData(
        name="world", format=alt.TopoDataFormat(feature="countries", type="topojson")
    )
    regions = alt.InlineData(
        values={"type": "FeatureCollection", "features": features},
        format=alt.JsonDataFormat(type="json", property="features"),
    )
    land = alt.Chart(outlines).mark_geoshape(fill=PALE, stroke=None)
    filled = (
        alt.Chart(regions)
        .mark_geoshape(strokeWidth=0.5)
        .encode(
            stroke=alt.Stroke(
                "properties.look:N",
                scale=alt.Scale(domain=domain, range=[colours[look] for look in domain]),
                legend=None,
            ),
            color=alt.Color(
                "properties.look:N",
                title=None,
                scale=alt.Scale(domain=domain, range=[colours[look] for look in domain]),
                legend=alt.Legend(columns=3, symbolType="square", labelLimit=220, orient="bottom"),
            ),
            tooltip="properties.told:N",
            description="properties.told:N",
        )
    )
    borders = alt.Chart(outlines).mark_geoshape(fill=None, stroke="white", strokeWidth=0.4)
    pair = (
        alt.Chart(outlines)
        .mark_geoshape(fill=None, stroke=INK, strokeWidth=0.8)
        .transform_filter(
            alt.FieldOneOfPredicate(field="id", oneOf=[one for one in codes if one] or [""])
        )
    )
    own = (
        alt.Chart(outlines)
        .mark_geoshape(fill=None, stroke=INK, strokeWidth=1.8)
        .transform_filter(alt.FieldOneOfPredicate(field="id", oneOf=[codes[number] or ""]))
    )
    words = alt.Chart(alt.InlineData(values=labels)).encode(
        longitude="x:Q", latitude="y:Q", text="text:N"
    )
    halo = words.mark_text(
        fontSize=11, lineHeight=12, stroke="white", strokeWidth=3, strokeOpacity=0.85
    )
    ink = words.mark_text(fontSize=11, lineHeight=12, color=INK)
    # Cut in the Atlantic, so that the Pacific and what lies around it are whole; equal in area.
    chart = (land + filled + borders + pair + own + halo + ink).project(
        "equalEarth", rotate=[-154, 0, 0]
    )
    return chart.properties(
        width=_WIDTH, height=_HEIGHT, title=alt.TitleParams(name, fontSize=13, anchor="middle")
    )


def _known(row: RegionRow, code: str) -> bool:
    """True where the posture or the level of a state is known."""
    wider = row.inherited.get(code)
    inherited = wider is not None and bool(wider.posture or wider.level)
    return bool(posture_text(row, code) or level_text(row, code)) or inherited


def _spread(labels: list[dict[str, Any]]) -> None:
    """Move labels down where they would cover each other."""
    labels.sort(key=lambda one: -one["y"])
    for number, one in enumerate(labels):
        for above in labels[:number]:
            if abs(above["x"] - one["x"]) < _BROAD and above["y"] - one["y"] < _TALL:
                one["y"] = above["y"] - _TALL


def _look(row: RegionRow, code: str) -> tuple[str, str]:
    """What the legend says of a state and a region, and the colour."""
    posture, level = posture_text(row, code), level_text(row, code)
    wider = row.inherited.get(code)
    if wider is not None:
        posture = posture or (wider.posture or "").replace("-", " ")
        level = level or wider.level or ""
    shades = _SHADES.get(posture, _OTHER)
    strength = 0 if level == "core" else 1 if level and level != "not core" else 2
    words = f"{posture or 'posture unknown'}, {level or 'level unknown'}"
    return words, shades[strength]


def _states_by_region(dataset: Dataset) -> dict[str, list[str]]:
    """Codes of states by the slug of the region in which they lie, directly or not."""
    result = run(dataset, read(resources.folder("queries") / "figures" / "map.rq"), {})
    assert isinstance(result, QuerySolutions)
    found: dict[str, list[str]] = {}
    for row in result:
        found.setdefault(dataset.label(row["region"]), []).append(dataset.label(row["code"]))
    return found
