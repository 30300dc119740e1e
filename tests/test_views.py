"""The comparison of two sources."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from test_brief import Kg

ESSAY, KOROLEV, LO = "sino-russian-alignment-2019", "korolev-2018", "lo-2017"


def compared(kg: Kg, first: str, second: str, *more: str) -> dict[str, Any]:
    result = kg("compare-viewpoints", first, second, *more, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def labels(data: dict[str, Any], verdict: str) -> set[tuple[str, str]]:
    return {(p["first"], p["second"]) for p in data["claims"] if p["verdict"] == verdict}


def test_a_nascent_alliance_is_where_they_part(kg: Kg) -> None:
    data = compared(kg, ESSAY, KOROLEV)
    assert {second for _, second in labels(data, "disagree")} == {
        "The institutions that an alliance needs are in place, and little is missing for a formal, working alliance"
    }
    assert ("It is not a formal alliance", "The two have no formal alliance yet") in labels(
        data, "agree"
    )


def test_convenience_is_where_the_wary_partnership_parts(kg: Kg) -> None:
    data = compared(kg, ESSAY, LO)
    assert labels(data, "disagree") == {
        (
            "Convenience is not what brings the two together",
            "It is a partnership of strategic convenience",
        )
    }


def test_the_other_way_round_is_the_same_turned_about(kg: Kg) -> None:
    one, other = compared(kg, ESSAY, LO), compared(kg, LO, ESSAY)
    assert labels(one, "disagree") == {(b, a) for a, b in labels(other, "disagree")}
    turned = {"second is silent": "first is silent", "first is silent": "second is silent"}
    count = Counter(p["verdict"] for p in one["claims"])
    assert count == Counter(turned.get(p["verdict"], p["verdict"]) for p in other["claims"])


def test_what_follows_from_either(kg: Kg) -> None:
    data = compared(kg, ESSAY, KOROLEV)
    agreed = {p["first"] for p in data["conclusions"] if p["verdict"] == "agree"}
    assert "yes: trajectory (rising, CHN-RUS)" in agreed
    assert "no: form of the relationship (formal, alliance, CHN-RUS)" in agreed
    silent = {p["first"] for p in data["conclusions"] if p["verdict"] == "second is silent"}
    assert "yes: mirrored postures (CHN-RUS)" in silent


def test_on_a_day(kg: Kg) -> None:
    data = compared(kg, ESSAY, KOROLEV, "--as-of", "2018-06-30")
    assert all(p["verdict"] != "agree" or "trajectory" in p["first"] for p in data["conclusions"])


def test_a_source_agrees_with_itself(kg: Kg) -> None:
    data = compared(kg, LO, LO)
    assert {p["verdict"] for p in [*data["claims"], *data["conclusions"]]} == {"agree"}


def test_viewpoint_derives_from_what_a_source_holds(kg: Kg) -> None:
    data = json.loads(kg("brief", "CHN", "RUS", "--viewpoint", LO, "--format", "json").stdout)
    assert data["form"]["formal"] == "none" and data["form"]["conduct"] == "unknown"
    assert {row["relation"] for row in data["regions"]} == {"unknown"}
    both = json.loads(
        kg(
            "brief", "CHN", "RUS", "--viewpoint", LO, "--viewpoint", ESSAY, "--format", "json"
        ).stdout
    )
    assert both["form"]["conduct"] == "alignment"


def test_text_and_errors(kg: Kg) -> None:
    text = kg("compare-viewpoints", ESSAY, LO).stdout
    assert "disagree: 1" in text and max(map(len, text.splitlines())) <= 100
    assert kg("compare-viewpoints", ESSAY, "nobody").exit_code == 2
