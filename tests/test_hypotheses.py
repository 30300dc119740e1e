"""Forms of a relationship are weighed against claims (analysis of competing hypotheses)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cases import read_case
from conftest import TESTS, sparse
from pyoxigraph import NamedNode, QuerySolutions
from said import Notes, posture, write
from test_brief import Kg
from test_what_if import ARMS

from kg import resources
from kg.rules.evaluate import derive
from kg.rules.rule import Rule
from kg.store.facts import Facts
from kg.store.query import run
from kg.store.query_file import read_folder

CRITERIA = {file.name: file for file in read_folder(resources.folder("queries") / "criteria")}
CASES = [read_case(path) for path in sorted((TESTS / "criteria").glob("*.trig"))]


def matrix(kg: Kg, *arguments: str) -> dict[str, Any]:
    return json.loads(kg("hypotheses", *arguments, "--format", "json").stdout)


def test_russia_and_china_are_on_the_way_to_an_entente_and_no_alliance(kg: Kg) -> None:
    ranked = [one["form"] for one in matrix(kg, "CHN", "RUS")["hypotheses"]]
    assert ranked[0] == "entente" and ranked[1] == "alignment"
    known = [one["form"] for one in matrix(kg, "CHN", "RUS")["hypotheses"] if one["ranked"]]
    assert known[-3:] == ["alliance", "military-alliance", "confrontation"]


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
    against = [one["inconsistent"] for one in data["hypotheses"] if one["ranked"]]
    assert against == sorted(against)
    for one in data["hypotheses"]:
        cells = [
            row["verdicts"][one["form"]]
            for row in data["evidence"]
            if row["diagnostic"] and one["form"] in row["counted"]
        ]
        assert cells.count("inconsistent") == one["inconsistent"]
        assert cells.count("consistent") == one["consistent"]


def test_what_fits_every_form_alike_is_not_diagnostic(kg: Kg) -> None:
    data = matrix(kg, "CHN", "RUS")
    forms = [one["form"] for one in data["hypotheses"] if one["ranked"]]
    for row in data["evidence"]:
        assert row["criteria"] and (row["claims"] or row["conclusion"])
        said = {row["verdicts"][form] if form in row["counted"] else "neutral" for form in forms}
        assert row["diagnostic"] == (bool(row["counted"]) and len(said) > 1)


def test_each_criterion_says_why_and_after_whom(kg: Kg) -> None:
    data = matrix(kg, "CHN", "RUS")
    told = {row["criterion"] for row in data["criteria"]}
    assert told == {name for row in data["evidence"] for name in row["criteria"]}
    assert all(file.because and file.after for file in CRITERIA.values())


def test_what_nothing_speaks_of_is_not_ranked(kg: Kg) -> None:
    data = matrix(kg, "USA", "JPN")
    silent = [one for one in data["hypotheses"] if not one["ranked"]]
    assert "secret-pact" in {one["form"] for one in silent}
    assert {(one["inconsistent"], one["consistent"]) for one in silent} == {(0, 0)}
    assert data["hypotheses"][-len(silent) :] == silent
    assert "No evidence on: " in kg("hypotheses", "USA", "JPN").stdout


def test_rivals_lead_to_confrontation_whatever_they_want_alike(kg: Kg) -> None:
    data = matrix(kg, "USA", "RUS", "--as-of", "2019")
    assert data["leading"] == ["confrontation"]


def test_what_is_derived_is_evidence_but_counts_once(kg: Kg) -> None:
    """A conclusion does not count for a form if a piece of evidence that implies it counts."""
    data = matrix(kg, "USA", "RUS", "--as-of", "2019")
    followed = [row for row in data["evidence"] if row["conclusion"]]
    assert followed
    for row in followed:
        for form in row["counted"]:
            for other in data["evidence"]:
                if other is not row and other["verdicts"][form] == row["verdicts"][form]:
                    shared = set(other["claims"]) & set(row["claims"])
                    assert not shared or form not in other["counted"]


def talks(kg: Kg, folder: Path, lines: list[tuple[str, str, str]]) -> dict[str, Any]:
    """Return the matrix of two rivals; each line gives a claim's locator, subject and day."""
    claims = "".join(
        f"claim:t{n} a ent:Claim ; prov:hadPrimarySource source:t ; ent:locator '{place}' ; "
        f"ent:hasModality ent:fact ; ent:hasPolarity ent:affirmed ; skos:prefLabel 'Told {n}' .\n"
        for n, (place, _, _) in enumerate(lines)
    )
    graphs = "".join(
        f"claim:t{n} {{ id:{thing} a ent:{thing.split('-')[0]} ; ent:hasParticipant id:BOL , id:BTN ;"
        f" ent:start '{day}'^^xsd:date . }}\n"
        for n, (_, thing, day) in enumerate(lines)
    )
    file = folder / "talks.trig"
    head = [line for line in ARMS.splitlines() if line.startswith("@prefix")]
    source = (
        "source:t { source:t a ent:Source ; skos:prefLabel 'T' ; ent:hasSourceType ent:essay ; "
    )
    written = "ent:writtenFrom '2001-01-01'^^xsd:date ; ent:writtenUntil '2001-01-31'^^xsd:date .\n"
    file.write_text("\n".join([*head, source + written + claims + "}", graphs]), encoding="utf-8")
    return matrix(kg, "BOL", "BTN", "--as-of", "2000", "--no-shipped", "--graph", str(file))


def test_one_act_counts_once_however_often_it_is_told(kg: Kg, tmp_path: Path) -> None:
    once = [("1", "Rivalry-a", "1990-01-01"), ("2", "Exercise-a", "1999-05-01")]
    again = [("3", "Exercise-b", "1999-05-01"), ("4", "Exercise-a", "1999-05-01")]
    one, more = talks(kg, tmp_path, once), talks(kg, tmp_path, once + again)
    assert one["hypotheses"] == more["hypotheses"]
    told = [row["claims"] for row in more["evidence"] if not row["conclusion"]]
    assert sorted(map(len, told)) == [1, 3]


def test_one_sentence_counts_once(kg: Kg, tmp_path: Path) -> None:
    data = talks(kg, tmp_path, [("1", "Rivalry-a", "1990-01-01"), ("1", "Dispute-a", "1991-01-01")])
    hostile = next(one for one in data["hypotheses"] if one["form"] == "confrontation")
    assert hostile["consistent"] == 1


def test_rivals_who_talk_are_rivals_who_talk(kg: Kg, tmp_path: Path) -> None:
    meetings = [(str(year), f"Consultation-{year}", f"{year}-05-01") for year in range(1993, 2000)]
    data = talks(kg, tmp_path, [("1", "Rivalry-a", "1990-01-01"), *meetings])
    assert data["leading"] == ["confrontation"]
    assert not any(row["diagnostic"] for row in data["evidence"] if "Consultation" in row["told"])


def test_what_comes_first_turns_on_the_claim_that_puts_it_there(kg: Kg, tmp_path: Path) -> None:
    data = talks(
        kg, tmp_path, [("1", "Rivalry-a", "1990-01-01"), ("2", "Exercise-a", "1999-05-01")]
    )
    rivalry = next(row for row in data["turns_on"] if row["claim"].endswith("/t0"))
    assert "confrontation" not in rivalry["leading"]


def test_order_of_the_states_makes_no_difference(kg: Kg) -> None:
    one, other = matrix(kg, "CHN", "RUS"), matrix(kg, "RUS", "CHN")
    assert one.pop("asked") == other.pop("asked")[::-1]
    assert one == other


def test_text_fits_the_page(kg: Kg) -> None:
    lines = kg("hypotheses", "CHN", "RUS").stdout.splitlines()
    assert max(map(len, lines)) <= 100 and any("*" in line for line in lines)


def test_nothing_known_leaves_all_open(kg: Kg) -> None:
    data = matrix(kg, "BOL", "BTN")
    assert data["evidence"] == [] and {one["inconsistent"] for one in data["hypotheses"]} == {0}


def test_every_criterion_has_a_case() -> None:
    assert {case.path.stem for case in CASES} == set(CRITERIA)


@pytest.mark.parametrize("case", sparse(CASES, 3), ids=lambda case: case.path.stem)
def test_criterion_weighs_its_claim_both_ways_round(case: Any, rules: list[Rule]) -> None:
    dataset = derive(Facts(case.dataset()), rules).holding
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


def test_those_who_fight_side_by_side_are_not_hostile_for_it(kg: Kg) -> None:
    """Three states take part in the fighting, and no source says who fights whom."""
    file = TESTS / "scholar" / "coalition-clash.trig"
    data = matrix(kg, "FRA", "GBR", "--as-of", "1916", "--no-shipped", "--graph", str(file))
    assert data["evidence"] == [] and data["leading"] == []


def test_two_claims_of_which_one_is_contested_count_for_nothing(kg: Kg, tmp_path: Path) -> None:
    """An aim held in common and an opposed one, told by rivals, are not one piece of evidence."""
    said = (
        posture("BOL", "south-america", "statusQuo"),
        posture("CHL", "south-america", "statusQuo"),
    )
    other = (posture("BOL", "south-america", "revisionist"),)
    notes = [
        Notes(name, "2010-03-01", "2010-03-31", told) for name, told in (("a", said), ("b", other))
    ]
    files = ("--graph", str(write(tmp_path / "x.trig", *notes)), "--as-of", "2010-03-31")
    pairs = [one for one in matrix(kg, "BOL", "CHL", *files)["evidence"] if not one["conclusion"]]
    assert [one["contested"] for one in pairs] == [True, True]
    assert {one["criteria"][0] for one in pairs} == {"common-opposition", "opposed-postures"}
