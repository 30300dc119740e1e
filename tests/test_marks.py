"""Figures agree with the answers: each mark represents a row of the result."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import kg as entente
from kg.model.terms import expand
from kg.render.charts.map import _SHADES, PATTERNS, hatched
from kg.render.charts.outlines import region_outline

PAIRS = [("CHN", "RUS"), ("CHN", "SUN"), ("JPN", "USA"), ("DEU", "SUN"), ("BOL", "BTN")]
KIND = "agreements and activities"
KINDS = ["matrix", "timeline", "map", "network", "trajectory"]


@pytest.fixture(scope="module")
def graph() -> entente.Graph:
    return entente.open()


def rows(spec: object, *names: str) -> Iterator[dict[str, Any]]:
    """Yield all data rows with the given columns, wherever a specification has them."""
    if isinstance(spec, dict) and set(names) <= spec.keys():
        yield spec
    inner = spec.values() if isinstance(spec, dict) else spec if isinstance(spec, list) else ()
    for part in inner:
        yield from rows(part, *names)


def drawn(graph: entente.Graph, kind: str, pair: tuple[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = graph.figure(kind, *pair).chart.to_dict()
    return found


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_a_timeline_shows_what_lasts_and_nothing_past_the_day(
    graph: entente.Graph, pair: tuple[str, str]
) -> None:
    day = graph.brief(*pair).dyad.as_of
    spans = {s.iri for s in graph.timeline(*pair).spans if s.start is None or s.start <= day}
    marks = list(rows(drawn(graph, "timeline", pair), "iri", "start"))
    assert {mark["iri"] for mark in marks} == spans
    assert all(mark.get("end", mark["start"]) <= day.isoformat() for mark in marks)


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_a_map_says_of_each_state_what_the_brief_says(
    graph: entente.Graph, pair: tuple[str, str]
) -> None:
    brief = graph.brief(*pair)
    told = {row["told"] for row in rows(drawn(graph, "map", pair), "told", "look")}
    labels = {row.label: row for row in brief.regions}
    for text in told:
        name, _, rest = text.partition(", ")
        region, _, said = rest.partition(": ")
        code = brief.dyad.codes[brief.names.index(name)]
        for value in (labels[region].postures[code], labels[region].levels[code]):
            assert value is None or value.replace("-", " ") in said
        assert labels[region].relation in said or labels[region].relations


def test_figures_name_the_two_in_the_order_asked_for(graph: entente.Graph) -> None:
    spec = drawn(graph, "map", ("RUS", "CHN"))
    assert spec["title"]["text"] == "Russia and China"
    assert next(rows(spec, "told", "look"))["told"].startswith("Russia, ")


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_a_pattern_on_the_map_is_the_relation_of_the_brief(
    graph: entente.Graph, pair: tuple[str, str]
) -> None:
    brief = graph.brief(*pair)
    rows_of = {row.region: row for row in brief.regions}
    spec = drawn(graph, "map", pair)
    shown = [one for one in rows(spec, "geometry", "properties") if "region" in one["properties"]]
    for one in shown:
        row = rows_of[one["properties"]["region"]]
        pattern = one["properties"].get("relation")
        if pattern is None:
            outline = region_outline(row.states, [other.states for other in brief.regions])
            assert json.dumps(one["geometry"]) == json.dumps(outline["geometry"])
        elif row.relation in PATTERNS:
            assert pattern == row.relation and one["geometry"]["coordinates"]
        else:
            assert not one["geometry"]["coordinates"] or row.argued_relations
    explained = {row["pattern"] for row in rows(spec, "pattern")}
    drawn_so = {one["properties"].get("relation") for one in shown} - {None, ""}
    assert explained == drawn_so


@pytest.mark.parametrize("pair", PAIRS[:3], ids="-".join)
def test_a_line_of_the_network_is_the_edges_of_the_export(
    graph: entente.Graph, pair: tuple[str, str]
) -> None:
    network = graph.network(as_of=graph.brief(*pair).dyad.as_of)
    labels = {node.id: node.label for node in network.nodes}
    weights: Counter[tuple[frozenset[str], str]] = Counter()
    for edge in network.edges:
        sign = {1: "cooperation", -1: "opposition"}.get(int(str(edge.more["sign"])), "neither")
        weights[frozenset({labels[edge.source], labels[edge.target]}), sign] += int(edge.weight)
    shown = {
        (frozenset(row["told"].partition(": ")[0].split(" and ")), row["sign"]): row["weight"]
        for row in rows(drawn(graph, "network", pair), "told", "sign")
    }
    assert shown == {key: weights[key] for key in shown}
    own = set(graph.brief(*pair).names)
    assert shown.keys() == {key for key in weights if key[0] & own}


def test_orientations_are_told_apart_in_grey() -> None:
    def grey(colour: str) -> float:
        return sum(
            weight * int(colour[at : at + 2], 16)
            for weight, at in ((0.299, 1), (0.587, 3), (0.114, 5))
        )

    dark = [grey(colour) for colour in _SHADES["revisionist"]]
    light = [grey(colour) for colour in _SHADES["status quo"]]
    assert max(dark) + 20 < min(light) and dark == sorted(dark) and light == sorted(light)


def test_lines_of_a_pattern_stay_within_their_outline() -> None:
    square = [[(0.0, 0.0), (0.0, 9.0), (9.0, 9.0), (9.0, 0.0), (0.0, 0.0)]]
    hole = [(3.0, 3.0), (6.0, 3.0), (6.0, 6.0), (3.0, 6.0), (3.0, 3.0)]
    outline = {"geometry": {"type": "MultiPolygon", "coordinates": [[*square, hole]]}}
    for relation in PATTERNS:
        lines = hatched(outline, relation, 1.3)["geometry"]["coordinates"]
        middles = [[(a + b) / 2 for a, b in zip(*line[:2], strict=True)] for line in lines]
        assert middles and all(-0.01 <= part <= 9.01 for one in middles for part in one)
        assert not [one for one in middles if all(3.02 < part < 5.98 for part in one)]


def test_a_trajectory_counts_what_stands_and_what_may(graph: entente.Graph) -> None:
    day = graph.brief("CHN", "SUN").dyad.as_of
    spans = [span for span in graph.timeline("CHN", "SUN").spans if span.lane == "dispute"]
    shown = list(rows(drawn(graph, "trajectory", ("CHN", "SUN")), "count", "most"))
    assert all(row["count"] <= row["most"] and row["year"] <= day.year + 1 for row in shown)
    disputes = {row["year"]: (row["count"], row["most"]) for row in shown if row["what"] != KIND}
    fifties = [span for span in spans if span.start_precision == "decade"]
    assert fifties and disputes[1955] == (0, len(fifties))  # begun at some time in the 1950s
    exact = [span for span in spans if span.start and span.start <= date(1970, 12, 31)]
    lasting = [span for span in exact if span.end is None or span.end >= date(1970, 1, 1)]
    assert disputes[1970] == (len(lasting), len(lasting))


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_with_nothing_to_show_says_so(graph: entente.Graph, kind: str) -> None:
    (text,) = rows(drawn(graph, kind, ("BOL", "BTN")), "text", "nothing")
    assert text["text"].endswith(".")


def test_a_region_is_what_its_states_have_near_its_middle() -> None:
    asia = region_outline(["CHN", "JPN", "PHL", "VNM", "IDN", "AUS", "KOR", "USA", "RUS"])
    points = [p for polygon in asia["geometry"]["coordinates"] for p in polygon[0]]
    assert not [x for x, _ in points if -125 < x < -60]  # no American mainland
    assert [x for x, y in points if 100 < x < 140 and y > 55]  # but the east of Siberia
    europe = region_outline(["POL", "DEU", "FRA", "UKR", "ROU", "HUN", "RUS"])
    points = [p for polygon in europe["geometry"]["coordinates"] for p in polygon[0]]
    assert [x for x, _ in points if 30 < x < 60]  # the west of Russia
    assert not [x for x, _ in points if x > 80 or x < -20]  # no Siberia, no Guiana


def test_a_region_has_all_of_a_smaller_one_that_lies_in_it() -> None:
    states = ["BEL", "CAN", "DNK", "FRA", "GBR", "ISL", "NLD", "NOR", "PRT", "USA"]

    def west(*regions: list[str]) -> list[float]:
        outline = region_outline(states, regions)
        return [x for polygon in outline["geometry"]["coordinates"] for x, _ in polygon[0]]

    assert not [x for x in west(["USA", "MEX"]) if -125 < x < -100]
    assert [x for x in west(["CAN", "USA"]) if -125 < x < -100]


def test_an_argument_is_the_rows_of_the_saved_question(graph: entente.Graph) -> None:
    roles = {"inference": "supports", "qualification": "qualifies", "rebuttal": "rebuts"}
    asked = graph.query("argument")
    rows = [
        dict(zip(asked.columns, [expand(str(cell)) for cell in row], strict=True))
        for row in asked.values
    ]
    found = graph.argument()
    assert {(step.premise, step.role, step.conclusion) for step in found.steps} == {
        (row["from"], roles[row["step"]], row["claim"]) for row in rows
    }
    labels = {row["claim"]: row["conclusion"] for row in rows}
    labels |= {row["from"]: row["premise"] for row in rows}
    assert {iri: one.claim.label for iri, one in found.claims.items()} == labels
    text = "".join(found.text.split())
    assert all("".join(label.split()) in text for label in labels.values())


@pytest.mark.slow
def test_claims_of_an_argument_have_the_standing_of_the_brief(
    graph: entente.Graph, tmp_path: Path
) -> None:
    brief = graph.brief("CHN", "RUS")
    dispute = next(one for one in brief.disputes if not one.contested)
    sides = {side.claim.iri: side.standing for side in dispute.sides}
    right, wrong = sorted(sides, key=lambda iri: sides[iri] != "stands")
    assert sides == {right: "stands", wrong: "outweighed"}
    source = dispute.sides[0].claim.source
    file = tmp_path / "rebuttal.trig"
    file.write_text(
        "PREFIX aif: <http://www.arg.dundee.ac.uk/aif#>\n"
        "PREFIX ent: <https://w3id.org/entente/ontology#>\n"
        f"<{source}> {{ <https://example.org/step> a ent:RebuttingStep ;"
        f" aif:Premise <{right}> ; aif:Conclusion <{wrong}> . }}\n"
    )
    more = entente.open(file)
    found = more.argument(as_of=brief.dyad.as_of).claims
    assert found[right].claim.denied  # so that the other is not only outweighed
    assert (found[right].standing, found[wrong].standing) == ("stands", "denied")
    assert not found[right].against and [one.iri for one in found[wrong].against] == [right]
    doubted = more.without(right).argument(as_of=brief.dyad.as_of).claims
    assert (doubted[right].standing, doubted[wrong].standing) == ("left out", "stands")
