"""``kg brief``: the verdict on a pair; the order of the states changes only the order of their names."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result

Kg = Callable[..., Result]
KINDS = {
    "mirrored-postures",
    "no-guarantee-needed",
    "no-basis-for-military-alliance",
    "basis-for-military-alliance",
    "passes-first-test",
    "de-facto-non-aggression",
    "strategic-rear-secured",
    "common-adversary",
    "balancing-alignment",
    "two-theatre-contingency",
    "third-party-interference",
    "eroded-pressure",
    "symmetry",
    "asymmetry",
}


def brief(kg: Kg, *arguments: str) -> dict[str, Any]:
    result = kg("brief", *arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def answers(data: dict[str, Any]) -> dict[tuple[str, str, str | None], str]:
    return {(c["kind"], c["subject"], c["about"]): c["holds"] for c in data["conclusions"]}


def relations(data: dict[str, Any]) -> dict[str, str]:
    return {r["region"]: r["relation"] for r in data["regions"] if r["relation"] != "unknown"}


def test_russia_and_china(kg: Kg) -> None:
    data = brief(kg, "CHN", "RUS")
    assert relations(data) == {
        "asia-pacific": "divergence",
        "europe": "divergence",
        "international-order": "overlap",
    }
    assert answers(data) == {
        ("mirrored-postures", "CHN-RUS", None): "yes",
        ("no-guarantee-needed", "CHN-RUS", None): "yes",
        ("no-basis-for-military-alliance", "CHN-RUS", None): "yes",
        ("basis-for-military-alliance", "CHN-RUS", None): "no",
        ("passes-first-test", "CHN-RUS", None): "yes",
        ("de-facto-non-aggression", "CHN-RUS", None): "yes",
        ("strategic-rear-secured", "CHN", None): "yes",
        ("strategic-rear-secured", "RUS", None): "yes",
        ("common-adversary", "USA", None): "yes",
        ("balancing-alignment", "USA", None): "yes",
        ("two-theatre-contingency", "USA", None): "yes",
        ("third-party-interference", "USA", None): "yes",
        ("eroded-pressure", "USA", None): "yes",
        ("symmetry", "CHN-RUS", "military"): "yes",
        ("symmetry", "CHN-RUS", "status"): "yes",
        ("asymmetry", "CHN-RUS", "economic"): "yes",
    }
    form = data["form"]
    assert (form["formal"], form["conduct"], form["trajectory"], form["towards"]) == (
        "none",
        "alignment",
        "rising",
        "entente",
    )


def test_the_states_are_named_in_the_order_asked_for_and_nothing_else_differs(kg: Kg) -> None:
    one, other = brief(kg, "CHN", "RUS"), brief(kg, "RUS", "CHN")
    assert (one.pop("asked"), other.pop("asked")) == (["CHN", "RUS"], ["RUS", "CHN"])
    assert one.pop("verdict").startswith("China and Russia ")
    assert other.pop("verdict").startswith("Russia and China ")
    assert one == other
    for options in ([], ["--full"], ["--format", "md"]):
        lines = kg("brief", "RUS", "CHN", *options).stdout.splitlines()
        assert "Russia and China" in lines[0]
        head = next(line for line in lines if "relation" in line and "Russia" in line)
        assert head.index("Russia") < head.index("China")


def test_json_keeps_its_contract(kg: Kg) -> None:
    data = brief(kg, "CHN", "RUS")
    assert {"dyad", "as_of", "regions", "conclusions", "form", "sources"} <= data.keys()
    assert data["dyad"] == ["CHN", "RUS"]
    for row in data["regions"]:
        assert {"region", "postures", "levels", "relation", "claims"} <= row.keys()
        assert row["postures"].keys() == row["levels"].keys() == {"CHN", "RUS"}
        assert row["relation"] in {"overlap", "conflict", "divergence", "none", "unknown"}
    for item in data["conclusions"]:
        assert {"kind", "subject", "holds", "interval", "claims", "assumes", "turns_on"} <= (
            item.keys()
        )
        assert item["holds"] in {"yes", "no", "unknown"}
        assert (item["conclusion"] is None) == (item["interval"] is None)
        for claim in item["claims"]:
            assert data["claims"][claim]["locator"]
    assert {item["kind"] for item in data["conclusions"]} == KINDS


def test_every_conclusion_rests_on_sourced_claims(kg: Kg) -> None:
    data = brief(kg, "CHN", "RUS")
    sources = {source["source"] for source in data["sources"]}
    for item in [*data["conclusions"], *data["form"]["findings"]]:
        assert item["claims"], item["kind"]
        assert {data["claims"][claim]["source"] for claim in item["claims"]} <= sources


def test_absences_are_said(kg: Kg) -> None:
    data = brief(kg, "CHN", "RUS")
    assumed = {c["kind"]: c["assumes"] for c in data["conclusions"]}
    assert any("open" in text for text in assumed["de-facto-non-aggression"])
    assert assumed["mirrored-postures"] == []


def test_text_fits_the_page_and_leads_with_the_verdict(kg: Kg) -> None:
    glance = kg("brief", "CHN", "RUS").stdout.splitlines()
    assert len(glance) <= 40 and max(map(len, glance)) <= 100
    assert "There is no basis for a military alliance." in " ".join(glance)
    lines = kg("brief", "CHN", "RUS", "--full").stdout.splitlines()
    assert max(map(len, lines)) <= 100
    heads = [
        next(i for i, line in enumerate(lines) if line.startswith(head))
        for head in (
            "Form by treaty",
            "Basis for a military alliance",
            "Overlap",
            "Conflict",
            "Postures and interests",
            "Conclusions",
            "Unknown",
            "Claims and sources",
        )
    ]
    assert heads == sorted(heads)


def test_of_two_states_that_nobody_speaks_of_nothing_is_known(kg: Kg) -> None:
    data = brief(kg, "BOL", "BTN")
    assert not data["known"]
    assert {row["relation"] for row in data["regions"]} == {"unknown"}
    assert {item["holds"] for item in data["conclusions"]} == {"unknown"}
    assert {data["form"][key] for key in ("formal", "conduct", "trajectory")} == {"unknown"}
    assert "Unknown" in kg("brief", "BOL", "BTN").stdout


@pytest.mark.parametrize("name", ["chn", "China", "CHINA"])
def test_states_go_by_code_or_name(kg: Kg, name: str) -> None:
    assert brief(kg, name, "RUS")["dyad"] == ["CHN", "RUS"]


def test_in_1995_the_territorial_disputes_are_open(kg: Kg) -> None:
    data = brief(kg, "CHN", "RUS", "--as-of", "1995")
    assert answers(data)["de-facto-non-aggression", "CHN-RUS", None] == "no"
    assert answers(data)["strategic-rear-secured", "CHN", None] == "no"
    assert any("2008" in claim["label"] for claim in data["record"])
    assert answers(data)["mirrored-postures", "CHN-RUS", None] == "unknown"


def test_in_2009_they_are_settled(kg: Kg) -> None:
    data = brief(kg, "CHN", "RUS", "--as-of", "2009")
    assert answers(data)["de-facto-non-aggression", "CHN-RUS", None] == "unknown"


def test_in_1985_the_schism_is_not_mended(kg: Kg) -> None:
    data = brief(kg, "CHN", "RUS", "--as-of", "1985")
    assert data["dyad"] == ["CHN", "SUN"]
    assert data["read_as"] == ["Russia is read as Soviet Union, which it succeeds"]
    assert data["form"]["conduct"] == "confrontation"
    assert not any("repair" in claim["label"] for claim in data["record"])


def test_what_was_predicted_stays_a_prediction(kg: Kg) -> None:
    data = brief(kg, "CHN", "RUS", "--as-of", "2021-06-30")
    predicted = "https://w3id.org/entente/claim/sino-russian-alignment-2019-p05-4"
    assert predicted in {claim["claim"] for claim in data["expected"]}
    assert predicted not in {claim["claim"] for claim in data["record"]}
    assert predicted not in data["claims"]


def test_before_it_is_written_nothing_is_expected(kg: Kg) -> None:
    assert brief(kg, "CHN", "RUS", "--as-of", "2015")["expected"] == []


def test_dates_are_no_more_exact_than_their_source(kg: Kg) -> None:
    text = kg("brief", "CHN", "RUS", "--full").stdout
    assert "since 2019-10" in text and "2019-10-01" not in text
    text = kg("brief", "CHN", "RUS", "--as-of", "1995", "--full").stdout
    assert "to 2008" in text and "2008-12-31" not in text


def test_markdown_escapes_what_the_graph_says(kg: Kg, tmp_path) -> None:
    file = tmp_path / "sly.trig"
    file.write_text(SLY, encoding="utf-8")
    result = kg("brief", "BOL", "BTN", "--no-shipped", "--graph", file, "--format", "md")
    assert "<script>" not in result.stdout.replace("\\<script\\>", "")
    text = kg("brief", "BOL", "BTN", "--no-shipped", "--graph", file, "--full").stdout
    assert "\x1b" not in text and "sly" in text


SLY = r"""
@prefix claim: <https://w3id.org/entente/claim/> .
@prefix ent: <https://w3id.org/entente/ontology#> .
@prefix id: <https://w3id.org/entente/id/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix source: <https://w3id.org/entente/source/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
source:sly { source:sly a ent:Source ; skos:prefLabel "sly" ; ent:hasSourceType ent:essay .
  claim:sly a ent:Claim ; prov:hadPrimarySource source:sly ; ent:locator "1" ;
    ent:hasModality ent:fact ; ent:hasPolarity ent:affirmed ;
    skos:prefLabel "sly \u001B[31m <script>alert(1)</script> [x](javascript:y)"@en . }
claim:sly { id:sly a ent:Rivalry ; ent:hasParticipant id:BOL , id:BTN ;
    ent:start "2000-01-01"^^xsd:date ; ent:startPrecision ent:day . }
"""
