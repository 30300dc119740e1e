"""Every question about two states on a day gets the same answer from every command."""

from __future__ import annotations

import json
from typing import Any

import pytest
from test_brief import Kg


def asked(kg: Kg, *arguments: object) -> Any:
    result = kg(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_conflict_and_divergence_over_one_region_are_both_said(kg: Kg) -> None:
    brief = asked(kg, "brief", "CHN", "USA", "--as-of", "2019")
    row = next(row for row in brief["regions"] if row["region"] == "asia-pacific")
    assert list(row["relations"]) == ["conflict", "divergence"]
    assert row["relation"] == "conflict"
    told = {(one["kind"], one["about"]) for one in brief["relations"]}
    assert told == {("conflict", "asia-pacific"), ("divergence", "asia-pacific")}
    text = kg("brief", "CHN", "USA", "--as-of", "2019", "--full").stdout
    assert "Divergence                      Asia-Pacific" in text


def test_a_doubt_does_not_hold_what_others_say_for_eternal(kg: Kg) -> None:
    """Only the doubted claim dates the alignment; without it the answers are unknown."""
    changed = asked(kg, "what-if", "--retract", "sino-russian-alignment-2019-p03-4a")["changed"]
    assert changed
    assert {(row["before"], row["after"]) for row in changed} == {("yes", "unknown")}


@pytest.mark.parametrize(("day", "allied"), [("2019", True), ("2015", False)])
def test_who_is_aligned_against_a_state_is_no_friend_of_it(kg: Kg, day: str, allied: bool) -> None:
    network = kg("export", "cytoscape", "--as", "state", "--as-of", day)
    edges = [edge["data"] for edge in json.loads(network.stdout)["elements"]["edges"]]
    signs: dict[tuple[str, str], set[int]] = {}
    for edge in edges:
        if "alignment" in edge["kind"]:
            signs.setdefault((edge["source"], edge["target"]), set()).add(edge["sign"])
    if not allied:
        assert not signs  # no source dates one so early
        return
    assert signs[("id:CHN", "id:RUS")] == {1}
    assert signs[("id:RUS", "id:USA")] == signs[("id:CHN", "id:USA")] == {-1}


def test_what_is_denied_reported_or_expected_is_told_as_such(kg: Kg) -> None:
    brief = asked(kg, "brief", "CHN", "RUS")
    assert brief["denied"]
    assert all(claim["denied"] for claim in brief["denied"])
    assert {claim["modality"] for claim in brief["expected"]} <= {"prediction", "hope"}
    assert {claim["modality"] for claim in brief["reported"]} == {"reported statement"}
