"""The field's tables as claims: codes through time, spells, nothing dropped in silence."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import Result
from conftest import TESTS
from test_brief import Kg

from kg.load.open import open_dataset
from kg.tables.codes import code_spans
from kg.tables.mapping import importable, read_mapping
from kg.tables.spells import read_spells
from kg.vocabulary.terms import shorten

TABLES = TESTS / "tables"


def spells(table: str, file: str) -> dict[str, list[tuple[str, str, int, int | None, str]]]:
    found = read_spells(read_mapping(table), TABLES / file, open_dataset(shipped=False))
    return {
        name: [
            (shorten(s.first_state), shorten(s.second_state), s.first, s.last, s.key) for s in rows
        ]
        for name, rows in found.by_claim.items()
    }


def test_yearly_rows_fold_into_spells_of_each_pair_once() -> None:
    found = spells("atop", "obligations.csv")
    assert found["defense"] == [
        ("id:CAN", "id:USA", 1950, None, ""),
        ("id:CHN", "id:SUN", 1950, None, ""),
        ("id:GBR", "id:USA", 1950, None, ""),
    ]
    assert found["nonaggression"] == [("id:CHN", "id:SUN", 1950, None, "")]
    assert found["offense"] == []


def test_a_gap_of_a_year_makes_two_spells(tmp_path: Path) -> None:
    file = tmp_path / "gap.csv"
    head = "stateA,stateB,year,defense,offense,neutral,nonagg,consul\n"
    file.write_text(
        head
        + "".join(f"2,20,{y},1,0,0,0,0\n" for y in (1950, 1951, 1953, 1954))
        + "2,200,1960,1,0,0,0,0\n",
        "utf-8",
    )
    found = read_spells(read_mapping("atop"), file, open_dataset(shipped=False)).by_claim["defense"]
    assert [(s.first, s.last) for s in found] == [(1950, 1951), (1953, 1954), (1960, None)]


def test_a_code_means_the_state_of_the_time() -> None:
    found = spells("gml-mid", "disputes.csv")
    assert found["clash"] == [("id:CHN", "id:SUN", 1990, 1991, "7")]
    assert found["dispute"] == [
        ("id:BOL", "id:CHL", 1921, 1921, "8"),
        ("id:CHN", "id:RUS", 1992, 1992, "7"),
    ]


def test_spells_are_cut_where_a_code_comes_to_mean_another_state() -> None:
    found = spells("rivalries", "rivalries.csv")["rivalry"]
    assert ("id:AUH", "id:RUE", 1867, 1917, "") in found
    assert ("id:CHN", "id:SUN", 1958, 1989, "") in found
    assert ("id:BOL", "id:CHL", 1836, None, "") in found
    assert ("id:BOL", "id:PRY", 1887, 1938, "") in found


def test_what_cannot_be_resolved_is_listed() -> None:
    found = read_spells(
        read_mapping("rivalries"), TABLES / "rivalries.csv", open_dataset(shipped=False)
    )
    lost = {(u.code, u.rows, u.first, u.last) for u in found.unresolved}
    assert lost == {("300", 1, 1768, 1918), ("365", 1, 1768, 1918), ("999", 1, 1900, 1910)}
    assert found.rows == 5


def test_germany_of_two_code_systems_and_the_states_between_yugoslavia_and_serbia() -> None:
    spans = {
        (s.code, shorten(s.state)): (s.first, s.last)
        for s in code_spans(open_dataset(shipped=False), "cow")
    }
    assert spans["260", "id:GFR"] == (1949, 1990)
    assert ("255", "id:DEU") in spans
    assert spans["345", "id:YUG"][1] + 1 == spans["345", "id:SCG"][0]
    assert spans["345", "id:SCG"][1] + 1 == spans["345", "id:SRB"][0]
    assert spans["365", "id:SUN"][1] + 1 == spans["365", "id:RUS"][0]


def imported(kg: Kg, table: str, file: Path, target: Path) -> Result:
    result = kg("import", table, file, "-o", target)
    assert result.exit_code == 0, result.output
    return result


@pytest.mark.parametrize(
    ("table", "file"),
    [("atop", "obligations.csv"), ("gml-mid", "disputes.csv"), ("rivalries", "rivalries.csv")],
)
def test_claims_conform_and_are_used(kg: Kg, tmp_path: Path, table: str, file: str) -> None:
    target = tmp_path / "claims.trig"
    said = imported(kg, table, TABLES / file, target).stderr
    assert "rows became" in said
    result = kg("validate", target, "--fail-on", "info")
    assert result.exit_code in (0, 1)
    assert "violation" not in result.stdout
    again = tmp_path / "again.trig"
    imported(kg, table, TABLES / file, again)
    assert target.read_bytes() == again.read_bytes()


def test_imported_claims_answer(kg: Kg, tmp_path: Path) -> None:
    target = tmp_path / "claims.nq"
    imported(kg, "rivalries", TABLES / "rivalries.csv", target)
    data = json.loads(kg("brief", "BOL", "CHL", "--graph", target, "--format", "json").stdout)
    assert data["form"]["conduct"] == "confrontation"
    assert "Thompson" in data["sources"][0]["citation"]


def test_not_resolved_is_said(kg: Kg, tmp_path: Path) -> None:
    said = imported(kg, "rivalries", TABLES / "rivalries.csv", tmp_path / "x.nq").stderr
    assert "code 999 in 1 rows" in said


def test_errors_leave_the_old_file(kg: Kg, tmp_path: Path) -> None:
    target = tmp_path / "claims.nq"
    target.write_text("kept", "utf-8")
    bad = tmp_path / "bad.csv"
    bad.write_text(
        (TABLES / "rivalries.csv").read_text("utf-8").replace("1836", "long ago"), "utf-8"
    )
    result = kg("import", "rivalries", bad, "-o", target)
    assert result.exit_code == 2 and "bad.csv:5:" in result.stderr and "'long ago'" in result.stderr
    cut = tmp_path / "cut.csv.gz"
    cut.write_bytes(gzip.compress((TABLES / "rivalries.csv").read_bytes() * 99)[:-30])
    assert kg("import", "rivalries", cut, "-o", target).exit_code == 2
    assert kg("import", "atop", TABLES / "rivalries.csv", "-o", target).exit_code == 2
    assert kg("import", "runes", TABLES / "rivalries.csv", "-o", target).exit_code == 2
    assert target.read_text("utf-8") == "kept"


@pytest.mark.parametrize("name", importable())
def test_every_importable_table_names_its_terms(name: str) -> None:
    from pyoxigraph import NamedNode

    from kg.vocabulary.terms import TYPE, ent

    dataset = open_dataset(shipped=False)
    for claim in read_mapping(name).claims:
        assert NamedNode("http://www.w3.org/2002/07/owl#Class") in dataset.values(
            ent(claim.kind), TYPE
        )
        for predicate, value in claim.properties.items():
            assert dataset.values(ent(predicate), TYPE) and dataset.values(ent(value), TYPE)


@pytest.mark.parametrize(
    ("table", "file", "least"),
    [
        ("atop", "atop5_1_directed_dyad_year.csv.gz", 10000),
        ("gml-mid", "gml_directed_dispute_year.csv.gz", 2500),
        ("rivalries", "tss_rivalries.csv", 250),
        ("arms-races", "grh_arms_races.csv", 50),
    ],
)
def test_the_real_tables(
    kg: Kg, tmp_path: Path, shared: Path, table: str, file: str, least: int
) -> None:
    said = imported(kg, table, shared / "data" / file, tmp_path / "claims.nq").stderr
    assert int(said.split(" rows became ")[1].split()[0]) >= least


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("145,155,1910,1900\n", "2:1: ends before it begins"),
        ("145,155,1900,1910\n145,145,1900,1910\n", "3:1: pairs a state with itself"),
        ("145,155,,1910\n", "2:1: has no year"),
        ("145,155,1900,99999\n", "2:1: end is '99999', not a year"),
        ("145,155,1900,1910\n145,155,19\n", "3:1: has 3 cells, not 4"),
        ("145,155,1900,soon\n", "2:1: end is 'soon', not a year"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(
    kg: Kg, tmp_path: Path, rows: str, complaint: str
) -> None:
    file, target = tmp_path / "rows.csv", tmp_path / "out.trig"
    file.write_text("ccode1,ccode2,start,end\n" + rows, encoding="utf-8")
    target.write_text("kept", encoding="utf-8")
    done = kg("import", "rivalries", file, "-o", target)
    assert done.exit_code == 2
    assert complaint in done.stderr and done.stderr.count("\n") == 1
    assert target.read_text(encoding="utf-8") == "kept"
