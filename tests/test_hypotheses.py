"""The forms of a relationship weighed against the claims (analysis of competing hypotheses)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cases import read_case
from conftest import TESTS
from pyoxigraph import NamedNode, QuerySolutions
from test_brief import Kg

from kg import resources
from kg.store.facts import Facts
from kg.store.holds import WhatHolds
from kg.store.query import run
from kg.store.query_file import read_folder

CRITERIA = {file.name: file for file in read_folder(resources.folder("queries") / "criteria")}
CASES = [read_case(path) for path in sorted((TESTS / "criteria").glob("*.trig"))]


def matrix(kg: Kg, *arguments: str) -> dict[str, Any]:
    return json.loads(kg("hypotheses", *arguments, "--format", "json").stdout)


def test_russia_and_china_are_on_the_way_to_an_entente_and_no_alliance(kg: Kg) -> None:
    ranked = [one["form"] for one in matrix(kg, "CHN", "RUS")["hypotheses"]]
    assert ranked[0] == "entente" and ranked[1] == "alignment"
    assert ranked[-3:] == ["alliance", "military-alliance", "confrontation"]


@pytest.mark.parametrize(
    ("arguments", "first"),
    [
        (("USA", "JPN"), "alliance"),
        (("CHN", "SUN", "--as-of", "1969"), "confrontation"),
        (("FRA", "GBR", "--as-of", "1905"), "entente"),
        (("USA", "ISR"), "ambiguous-relationship"),
    ],
)
def test_contrast_cases_rank_otherwise(kg: Kg, arguments: tuple[str, ...], first: str) -> None:
    assert matrix(kg, *arguments)["hypotheses"][0]["form"] == first


def test_ranking_is_by_what_speaks_against(kg: Kg) -> None:
    data = matrix(kg, "CHN", "RUS")
    against = [one["inconsistent"] for one in data["hypotheses"]]
    assert against == sorted(against)
    for one in data["hypotheses"]:
        cells = [row["verdicts"][one["form"]] for row in data["evidence"]]
        assert cells.count("inconsistent") == one["inconsistent"]
        assert cells.count("consistent") == one["consistent"]


def test_diagnostic_claims_are_those_that_speak_against_some_form(kg: Kg) -> None:
    for row in matrix(kg, "CHN", "RUS")["evidence"]:
        assert row["diagnostic"] == ("inconsistent" in row["verdicts"].values())
        assert row["locator"] and row["criteria"]


def test_order_of_the_states_makes_no_difference(kg: Kg) -> None:
    assert matrix(kg, "CHN", "RUS") == matrix(kg, "RUS", "CHN")


def test_text_fits_the_page(kg: Kg) -> None:
    lines = kg("hypotheses", "CHN", "RUS").stdout.splitlines()
    assert max(map(len, lines)) <= 100 and any("*" in line for line in lines)


def test_nothing_known_leaves_all_open(kg: Kg) -> None:
    data = matrix(kg, "BOL", "BTN")
    assert data["evidence"] == [] and {one["inconsistent"] for one in data["hypotheses"]} == {0}


def test_every_criterion_has_a_case() -> None:
    assert {case.path.stem for case in CASES} == set(CRITERIA)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.path.stem)
def test_criterion_weighs_its_claim_both_ways_round(case: Any) -> None:
    dataset = WhatHolds(Facts(case.dataset()))
    pair = [NamedNode(f"https://w3id.org/entente/id/{code}") for code in ("XAA", "XBB")]
    for first, second in (pair, pair[::-1]):
        result = run(dataset, CRITERIA[case.path.stem], {"first": first, "second": second})
        assert isinstance(result, QuerySolutions)
        found = {(dataset.slug(row["form"]), dataset.slug(row["verdict"])) for row in result}
        expected = {tuple(item) for item in case.header["weighs"].items()}  # type: ignore[attr-defined]
        assert found == expected
    stranger = NamedNode("https://w3id.org/entente/id/XDD")
    result = run(dataset, CRITERIA[case.path.stem], {"first": pair[0], "second": stranger})
    assert list(result) == []
