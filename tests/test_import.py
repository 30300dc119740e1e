"""The field's tables as claims: codes through time, spells, and no row silently dropped."""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from click.testing import Result
from conftest import ROOT, TESTS, sparse
from pyoxigraph import NamedNode, RdfFormat, serialize
from test_brief import Kg

import kg as entente
from kg.errors import InputError
from kg.model.terms import ID, TYPE, ent, shorten
from kg.store.dataset import Dataset
from kg.store.names import find_pair, find_state, name_key, state_lists
from kg.store.open import open_dataset
from kg.tables.claim_writer import claim_quads
from kg.tables.codes import Codes, code_spans
from kg.tables.engines import connect
from kg.tables.importing import read_records, rows
from kg.tables.mapping import importable, read_description, read_mapping
from kg.tables.reader import read_header
from kg.tables.records import Records, TableImport

TABLES = TESTS / "tables"


def records(table: str, file: Path) -> Records:
    mapping = read_mapping(table)
    read = rows(connect(), mapping, [file])
    return read_records(read, TableImport(mapping, [file], open_dataset(shipped=False)))


@cache
def of_sample(table: str, file: str) -> Records:
    return records(table, TABLES / file)


def spells(table: str, file: str) -> dict[str, list[tuple[str, str, int, int | None, str]]]:
    return {
        name: [
            (*map(shorten, r.parties), r.start.year, r.end.year if r.end else None, r.key)
            for r in found
        ]
        for name, found in of_sample(table, file).by_claim.items()
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
    found = records("atop", file).by_claim["defense"]
    years = [(r.start.year, r.end.year if r.end else None) for r in found]
    assert years == [(1950, 1951), (1953, 1954), (1960, None)]


def test_a_code_means_the_state_of_the_time() -> None:
    found = spells("gml-mid", "disputes.csv")
    assert found["clash"] == [
        ("id:CHN", "id:SUN", 1990, 1990, "7"),
        ("id:SUN", "id:CHN", 1990, 1991, "7"),
    ]
    assert found["display"] == [("id:RUS", "id:CHN", 1992, 1992, "7")]
    assert found["war"] == [("id:BOL", "id:CHL", 1932, 1932, "9")]


def test_no_act_is_called_more_than_its_code_says() -> None:
    found = spells("gml-mid", "disputes.csv")
    assert found["seizure"] == [("id:BOL", "id:CHL", 1921, 1921, "8")]
    assert ("id:BOL", "id:CHL", 1920, 1921, "8") in found["dispute"]
    eight = {name for name, rows in found.items() for row in rows if row[4] == "8"}
    assert eight == {"seizure", "dispute"}


def test_who_acted_and_how_many_died_is_said(kg: Kg, tmp_path: Path) -> None:
    dataset = read(kg, tmp_path, "gml-mid")
    clash = NamedNode(ID + "gml-mid-clash-7-SUN-CHN-1990")
    assert dataset.values(clash, ent("hasActor")) == [NamedNode(ID + "SUN")]
    died = {
        node.value.rpartition("/")[2]: dataset.text(node, ent("fewestDeaths"))
        for node in dataset.subjects(TYPE, ent("DeathsInDispute"))
    }
    assert died == {
        "gml-mid-deaths-7-CHN-SUN-1990": "26",
        "gml-mid-deaths-7-SUN-CHN-1990": "1",
        "gml-mid-deaths-9-BOL-CHL-1932": "1000",
    }


@pytest.mark.parametrize("table", sparse(importable(), 2))
def test_the_label_of_a_claim_says_the_words_of_the_code_it_came_from(table: str) -> None:
    mapping = read_mapping(table)
    found = of_sample(table, SAMPLES[table][0]) if table != "un-votes" else None
    for claim in mapping.claims if found else ():
        for record in found.by_claim[claim.name] if claim.where and found else ():
            words = mapping.words(claim, record.code)
            assert words and ("{words}" in claim.label or words in claim.label)


def test_kinds_of_a_rivalry_are_kept(kg: Kg, tmp_path: Path) -> None:
    dataset = read(kg, tmp_path, "rivalries")
    kinds = {
        node.value.rpartition("-rivalry-")[2]: {
            shorten(str(kind.value))
            for kind in dataset.values(node, ent("hasRivalryKind"))  # type: ignore[union-attr]
        }
        for node in dataset.subjects(TYPE, ent("Rivalry"))
    }
    assert kinds["BOL-PRY-1887"] == {"ent:spatialRivalry"}
    assert kinds["CHN-SUN-1958"] == {"ent:positionalRivalry", "ent:ideologicalRivalry"}


FILES = {
    "atop": "atop5_1_directed_dyad_year.csv.gz",
    "gml-mid": "gml_directed_dispute_year.csv.gz",
    "rivalries": "tss_rivalries.csv",
    "arms-races": "grh_arms_races.csv",
    "arms-exports": "sipri_tiv_export_russia.csv",
    "arms-transfers": "sipri_register_russia_extract.csv",
    "atop-alliances": "atop4_01_alliances.csv",
    "contiguity": "cow_contiguity.csv",
    "cow-majors": "cow_majors.csv",
    "cow-states": "cow_states.csv",
    "exercises": "mme_v7_exercises.csv.gz",
    "gdelt": "gdelt_20191024143000.export.CSV.gz",
    "icews": "icews_sample.tab.gz",
    "ideal-points": "un_ideal_points.csv.gz",
    "nmc": "cow_nmc.csv.gz",
    "un-roll-calls": "un_roll_calls.csv.gz",
    "un-votes": "un_votes.csv.gz",
}


@pytest.mark.parametrize("table", FILES)
def test_every_column_is_used_or_listed_with_the_reason(shared: Path, table: str) -> None:
    mapping = read_mapping(table)
    header = read_header(shared / "data" / FILES[table], mapping)
    used = {alias.lower() for column in mapping.columns for alias in column.aliases}
    used |= {column.name for column in mapping.columns}
    patterns = [column.pattern for column in mapping.columns if column.pattern]
    patterns += [name for names in mapping.unused.values() for name in names]
    patterns += [r"\d{4}"] if mapping.layout.wide else []
    for name in header.names:
        assert name.lower() in used or any(re.fullmatch(one, name) for one in patterns), name


def test_spells_are_cut_where_a_code_comes_to_mean_another_state() -> None:
    found = spells("rivalries", "rivalries.csv")["rivalry"]
    assert ("id:AUH", "id:RUE", 1867, 1917, "") in found
    assert ("id:CHN", "id:SUN", 1958, 1989, "") in found
    assert ("id:BOL", "id:CHL", 1836, None, "") in found
    assert ("id:BOL", "id:PRY", 1887, 1938, "") in found


def test_in_the_year_of_a_change_a_day_means_the_state_of_that_day(tmp_path: Path) -> None:
    near, pact = tmp_path / "near.csv", tmp_path / "pact.csv"
    near.write_text(
        "ccode1,ccode2,conttype,stdate,enddate\n365,375,1,1917-12-01,1925-12-01\n"
        "310,365,1,1944-08-01,1991-12-01\n344,345,1,1992-01-01,1993-12-01\n"
    )
    found = {
        (*map(shorten, record.parties), f"{record.start:%Y-%m-%d}", f"{record.end:%Y-%m-%d}")
        for record in records("contiguity", near).by_claim["land"]
        if record.end
    }
    assert found >= {
        ("id:RSF", "id:FIN", "1917-12-01", "1922-12-31"),
        ("id:HUN", "id:SUN", "1944-08-01", "1991-12-31"),
        ("id:HRV", "id:YUG", "1992-01-01", "1992-04-26"),
    }
    assert not {party for one in found for party in one} & {"id:RUE", "id:RUS"}
    pact.write_text(
        "atopid,begyr,begmo,begday,endyr,endmo,endday,defense,offense,neutral,nonagg,consul,mem1,"
        "mem2\n1,1991,12,29,0,0,0,1,0,0,0,0,365,371\n2,1991,12,1,0,0,0,1,0,0,0,0,365,2\n"
        "3,1917,10,1,1917,10,9,1,0,0,0,0,365,200\n"
    )
    allies = [
        [*map(shorten, r.parties)] for r in records("atop-alliances", pact).by_claim["treaty"]
    ]
    assert allies == [["id:ARM", "id:RUS"], ["id:SUN", "id:USA"], ["id:GBR", "id:RUR"]]


def test_what_ended_before_a_list_has_its_state_makes_no_claim(tmp_path: Path) -> None:
    file = tmp_path / "early.csv"
    file.write_text(
        "ccode1,ccode2,start,end\n369,365,1930,1940\n165,140,1850,1851\n344,345,1991,1991\n"
        "220,255,1950,2000\n"
    )
    found = records("rivalries", file)
    parties = {shorten(party) for record in found.by_claim["rivalry"] for party in record.parties}
    assert "id:UKR" not in parties and {"id:URY", "id:HRV"} <= parties
    (told,) = found.oddities
    assert told.startswith("1 claim is left out") and "has Ukraine" in told


def test_what_cannot_be_resolved_is_listed() -> None:
    found = of_sample("rivalries", "rivalries.csv")
    lost = {(u.code, u.rows, u.first, u.last) for u in found.unresolved}
    assert lost == {("300", 1, 1768, 1918), ("999", 1, 1900, 1910)}
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


IMPORTED: dict[tuple[object, ...], tuple[Result, bytes]] = {}
"""What has been said and written for a table, a file, a format and options."""


def imported(kg: Kg, table: str, file: Path, target: Path, *more: object) -> Result:
    """Import a file, or write again what its import wrote."""
    key = (table, file, target.suffix, *more)
    if key not in IMPORTED:
        result = kg("import", table, file, "-o", target, *more)
        assert result.exit_code == 0, result.output
        IMPORTED[key] = result, target.read_bytes()
    result, written = IMPORTED[key]
    target.write_bytes(written)
    return result


SAMPLES = {
    "arms-exports": ("exports.csv", 2),
    "arms-races": ("rivalries.csv", 6),
    "arms-transfers": ("register.csv", 1),
    "atop": ("obligations.csv", 7),
    "atop-alliances": ("alliances.csv", 8),
    "contiguity": ("contiguity.csv", 5),
    "cow-majors": ("majors.csv", 2),
    "cow-states": ("states.csv", 2),
    "exercises": ("exercises.csv", 3),
    "gdelt": ("events.export.CSV", 2),
    "gml-mid": ("disputes.csv", 16),
    "icews": ("icews.tab", 1),
    "ideal-points": ("ideal_points.csv", 3),
    "nmc": ("capabilities.csv", 3),
    "rivalries": ("rivalries.csv", 6),
    "un-votes": ("votes.csv", 4),
}


@pytest.mark.parametrize("table", sparse(importable(), 2))
def test_claims_of_every_table_conform(kg: Kg, tmp_path: Path, table: str) -> None:
    file, count = SAMPLES[table]
    more = ("--between", "BOL-BTN") if table == "un-votes" else ()
    target, again = tmp_path / "claims.nq", tmp_path / "again.nq"
    said = imported(kg, table, TABLES / file, target, *more).stderr
    assert f" became {count} claim" in said
    result = kg("validate", target, "--fail-on", "info", "--engine", "fast")
    assert (result.exit_code, result.stdout) == (0, "The graph conforms: nothing found.\n")
    assert kg("import", table, TABLES / file, "-o", again, *more).exit_code == 0
    assert target.read_bytes() == again.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("table", importable())
def test_claims_of_every_table_conform_for_the_reference_engine(
    kg: Kg, tmp_path: Path, table: str
) -> None:
    more = ("--between", "BOL-BTN") if table == "un-votes" else ()
    imported(kg, table, TABLES / SAMPLES[table][0], tmp_path / "claims.nq", *more)
    result = kg("validate", tmp_path / "claims.nq", "--fail-on", "info")
    assert (result.exit_code, result.stdout) == (0, "The graph conforms: nothing found.\n")


def labels(dataset: Dataset) -> dict[str, str]:
    """Return the short names of claims with their labels."""
    claims = dataset.subjects(TYPE, ent("Claim"))
    return {claim.value.rpartition("/")[2]: dataset.label(claim) for claim in claims}


def read(kg: Kg, tmp_path: Path, table: str, *more: object) -> Dataset:
    target = tmp_path / "claims.nq"
    imported(kg, table, TABLES / SAMPLES[table][0], target, *more)
    return open_dataset([target], shipped=False)


def test_a_spell_of_one_code_is_cut_among_the_states_that_it_means(kg: Kg, tmp_path: Path) -> None:
    found = labels(read(kg, tmp_path, "contiguity"))
    near = "are separated by 12 miles of water or less"
    assert found["cow-contiguity-water-12-USA-SUN-1960-01"] == (
        f"United States and Soviet Union {near}, from 1960-01 to 1991"
    )
    assert found["cow-contiguity-water-12-USA-RUS-1992"] == (
        f"United States and Russia {near}, from 1992 on"
    )


def test_dates_are_no_more_exact_than_the_table(kg: Kg, tmp_path: Path) -> None:
    found = labels(read(kg, tmp_path, "exercises"))
    ukraine = "Ukraine and United States held an exercise together"
    assert found["mme-exercise-mme1-UKR-USA-1997-08-24"] == (
        f"{ukraine}, from 1997-08-24 to 1997-08-31"
    )
    assert found["mme-exercise-mme1-2-UKR-USA-1998-10"] == f"{ukraine}, in 1998-10"


def test_what_is_odd_about_exercises_is_said(kg: Kg, tmp_path: Path) -> None:
    said = imported(kg, "exercises", TABLES / "exercises.csv", tmp_path / "x.nq").stderr
    assert "number mme1 appears in 2 rows" in said
    assert "line 4 ends before it begins; its end is left out" in said
    assert "1 row without a claim: no year" in said
    assert "code NATO in 1 row" in said


def test_a_name_means_the_predecessor_before_the_state_began() -> None:
    names = Codes(open_dataset(shipped=False), "name")
    assert shorten(names.find("Russia", 1985) or "") == "id:SUN"
    assert shorten(names.find("russian federation", 2000) or "") == "id:RUS"
    assert shorten(names.find("Cote d'Ivoire", 2000) or "") == "id:CIV"
    assert names.find("Ruritania", 1900) is None
    assert name_key(" São Tomé & Príncipe ") == "sao tome and principe"


def test_codes_of_gleditsch_and_ward() -> None:
    codes = Codes(open_dataset(shipped=False), "gw")
    expected = {
        ("260", 1975): "GFR",
        ("260", 1995): "DEU",
        ("255", 1930): "DEU",
        ("340", 2010): "SRB",
        ("816", 1990): "VNM",
        ("678", 1995): "YEM",
        ("2", 1900): "USA",
        ("240", 1869): "HAN",
        ("340", 1900): "SER",
        ("678", 1970): "YAR",
        ("711", 1930): "TBT",
    }
    assert {k: shorten(codes.find(*k) or "")[3:] for k in expected} == expected


@pytest.mark.parametrize("system", ["cow", "gw"])
def test_a_code_means_a_state_in_every_year_of_its_list(system: str) -> None:
    codes = Codes(open_dataset(shipped=False), system)
    for entry in state_lists():
        years = range(entry.start.year, entry.end.year + 1 if entry.end else 2030)
        if entry.system == system:
            assert not [year for year in years if codes.find(entry.code, year) is None], entry


def test_the_list_of_states_is_that_of_the_correlates_of_war(shared: Path) -> None:
    with (shared / "data" / "cow_states.csv").open(encoding="utf-8") as file:
        listed = {
            (row["ccode"], row["stateabb"], *(_day(row, side) for side in ("st", "end")))
            for row in csv.DictReader(file)
        }
    kept = {
        (e.code, e.abbreviation, e.start, e.end or date(2016, 12, 31))
        for e in state_lists()
        if e.system == "cow"
    }
    assert kept == listed


def _day(row: dict[str, str], side: str) -> date:
    return date(*(int(row[f"{side}{part}"]) for part in ("year", "month", "day")))


TYPED = {
    "GBR": "UKG, uk, U.K., United Kingdom, England, 200, GB, Q145",
    "USA": "U.S., U.S.A., the United States",
    "KOR": "S. Korea, ROK, Republic of Korea",
    "COD": "Zaire, DRC, Congo-Kinshasa, Dem. Rep. Congo, ZR, ZAR",
    "ROU": "Rumania, Roumania, ROM",
    "VCT": "St Vincent and the Grenadines, Saint Vincent and Grenadines",
    "SWZ": "Swaziland, Eswatini",
    "MKD": "Macedonia, FYROM",
    "LSO": "Basutoland",
    "DEU": "GMY, DE, 255, Q183, Prussia, Deutschland",
    "GFR": "FRG, 260, West Germany",
    "DDR": "GDR, DD, East Germany",
    "VNM": "DRV, 816, Viet Nam, North Vietnam",
    "RVN": "817, South Vietnam",
    "YAR": "678, Yemen Arab Republic",
    "YMD": "YPR, Yemen People's Republic",
    "XKX": "KOS, Kosovo, XK",
    "CIV": "Cote d'Ivoire, Côte d’Ivoire, cote d'ivoire, CI",
    "STP": "Sao Tome and Principe, São Tomé & Príncipe",
    "TUR": "Turkiye, Türkiye, Turkey, Ottoman Empire",
    "RUS": "365, Russian Federation, Russia",
    "SER": "Kingdom of Serbia, Principality of Serbia",
    "KIR": "KBI, 946",
    "NRU": "970",
    "WRT": "Wuerttemburg, Württemberg, 271",
    "AUS": "AUS, AUL, 900",
    "JPN": "日本",
    "GRC": "ΕΛΛΑΔΑ, Ελλάδα",
    "BEN": "DY, DHY, Dahomey",
    "MMR": "BU, BUR",
    "AUT": "AT, 305",
}
"""What users type for a state; ISO codes take precedence over those of lists."""


def test_states_go_by_what_people_type() -> None:
    dataset = open_dataset(shipped=False)
    for code, names in TYPED.items():
        for name in names.split(", "):
            assert find_state(dataset, name).value == ID + code, name
    assert find_state(dataset, "Congo, Democratic Republic of").value == ID + "COD"
    assert find_pair(dataset, "Guinea-Bissau-Austria-Hungary") == {ID + "GNB", ID + "AUH"}


def test_one_treaty_told_by_two_sources_is_one_thing(kg: Kg, tmp_path: Path) -> None:
    target = tmp_path / "claims.nq"
    said = imported(kg, "atop-alliances", TABLES / "alliances.csv", target).stderr
    assert "code 999 in 1 row, 1949 to 1949" in said
    dataset = open_dataset([target])
    match = NamedNode(ID + "match-atop-alliances-treaty-3200-CHN-SUN-1950-02-14")
    assert dataset.text(match, ent("evidence")) == "same parties; begin 56 days apart"
    thing = dataset.value(match, ent("isMatchOf"))
    assert isinstance(thing, NamedNode)
    assert len(dataset.values(match, ent("joinsClaim"))) >= 2
    treaties = dataset.subjects(TYPE, ent("Treaty"))
    parties = {NamedNode(ID + "CHN"), NamedNode(ID + "SUN")}
    both = [t for t in treaties if set(dataset.values(t, ent("hasParticipant"))) == parties]
    assert both == [thing]
    starts = {shorten(str(v.value)) for v in dataset.values(thing, ent("start"))}  # type: ignore[union-attr]
    assert starts == {"1950-02-14", "1950-04-11"}


def test_releases_are_told_apart(kg: Kg, tmp_path: Path) -> None:
    found = labels(read(kg, tmp_path, "arms-transfers"))
    assert found == {
        "sipri-register-12-Feb-2026-delivery-FRA-VNM-2001": (
            "France delivered major arms of 15.0 million TIV to Vietnam, in 2001"
        )
    }


def test_a_wide_table_is_read_by_year(kg: Kg, tmp_path: Path) -> None:
    found = labels(read(kg, tmp_path, "arms-exports"))
    assert sorted(found) == [
        f"sipri-exports-28-July-2022-delivery-FRA-DZA-{y}" for y in (1999, 2001)
    ]


def test_events_are_counted_by_pair_and_month(kg: Kg, tmp_path: Path) -> None:
    dataset = read(kg, tmp_path, "gdelt")
    counts = {
        node.value.rpartition("/")[2]: tuple(
            dataset.text(node, ent(f"{kind}Events")) for kind in ("cooperative", "conflictual")
        )
        for node in dataset.subjects(TYPE, ent("EventRecord"))
    }
    assert counts == {
        "gdelt-events-CHN-RUS-2019-10": ("2", "0"),
        "gdelt-events-CHN-RUS-2019-11": ("0", "1"),
    }


def test_votes_become_claims_for_chosen_pairs_only(kg: Kg, tmp_path: Path) -> None:
    done = kg("import", "un-votes", TABLES / "votes.csv", "-o", tmp_path / "claims.nq")
    assert done.exit_code == 2 and "--between" in done.stderr
    found = read(kg, tmp_path, "un-votes", "--between", "BOL-BTN")
    shared = [found.text(n, ent("sharedVotes")) for n in found.subjects(TYPE, ent("VotingRecord"))]
    assert sum(map(int, shared)) > 0


def test_without_an_output_rows_and_claims_are_kept(
    kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENTENTE_DATA", str(tmp_path / "kept"))
    assert "was not imported" in kg("measure", "capability", "CHN", "RUS").stderr
    for table, file in (("nmc", "capabilities.csv"), ("un-votes", "votes.csv")):
        assert kg("import", table, TABLES / file).exit_code == 0
    names = sorted(path.name for path in (tmp_path / "kept").iterdir())
    assert names == ["nmc.nq", "nmc.parquet", "un-votes.parquet"]
    direct = kg("measure", "similarity", "BOL", "BTN", "--votes", TABLES / "votes.csv").stdout
    assert kg("measure", "similarity", "BOL", "BTN").stdout == direct != ""
    direct = kg(
        "measure", "capability", "CHN", "RUS", "--capabilities", TABLES / "capabilities.csv"
    )
    assert kg("measure", "capability", "CHN", "RUS").stdout == direct.stdout != ""
    asked = kg("query", "claims", "--imported", "--no-shipped", "--format", "csv")
    assert "share of" in asked.stdout
    kept = (tmp_path / "kept" / "nmc.parquet").read_bytes()
    bad = tmp_path / "bad.csv"
    bad.write_text("ccode,year,cinc\n2,soon,0.1\n", "utf-8")
    assert kg("import", "nmc", bad).exit_code == 2
    assert (tmp_path / "kept" / "nmc.parquet").read_bytes() == kept


def test_several_files_are_one_table(kg: Kg, tmp_path: Path) -> None:
    half = tmp_path / "half.csv"
    head = (TABLES / "rivalries.csv").read_text("utf-8").partition("\n")[0]
    half.write_text(f"{head}\n6,Other,2,200,1900,1910,,,,\n", "utf-8")
    done = kg("import", "rivalries", TABLES / "rivalries.csv", half, "-o", tmp_path / "both.nq")
    assert "6 rows became 7 claims" in done.stderr


def test_imported_claims_answer(kg: Kg, tmp_path: Path) -> None:
    target = tmp_path / "claims.nq"
    imported(kg, "rivalries", TABLES / "rivalries.csv", target)
    data = json.loads(
        kg("brief", "BOL", "CHL", "--no-shipped", "--graph", target, "--format", "json").stdout
    )
    assert data["form"]["conduct"] == "confrontation"
    assert "Thompson" in data["sources"][0]["citation"]


def test_not_resolved_is_said(kg: Kg, tmp_path: Path) -> None:
    said = imported(kg, "rivalries", TABLES / "rivalries.csv", tmp_path / "x.nq").stderr
    assert "code 999 in 1 row" in said


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
    dataset = open_dataset(shipped=False)
    for claim in read_mapping(name).claims:
        assert NamedNode("http://www.w3.org/2002/07/owl#Class") in dataset.values(
            ent(claim.kind), TYPE
        )
        for predicate, value in claim.properties.items():
            assert dataset.values(ent(predicate), TYPE) and dataset.values(ent(value), TYPE)


ROWS = "| table | rows | in claims | claims | rows that make none |"
REAL = {table: FILES[table] for table in sorted(FILES) if not table.startswith("un-")}


@pytest.mark.slow
def test_every_row_of_the_real_tables_is_accounted_for(shared: Path) -> None:
    """REDRAW=1 writes the counts into docs/tables.md."""
    lines = [ROWS, "| --- | --- | --- | --- | --- |"]
    for table, file in REAL.items():
        found = records(table, shared / "data" / file)
        left = "; ".join(f"{rows:,}: {reason}" for reason, rows in found.left.items())
        made, claims = found.rows - sum(found.left.values()), sum(map(len, found.by_claim.values()))
        lines.append(f"| `{table}` | {found.rows:,} | {made:,} | {claims:,} | {left} |")
    page = ROOT / "docs" / "tables.md"
    text = page.read_text("utf-8")
    written = text[text.index(ROWS) :].partition("\n\n")[0]
    if os.environ.get("REDRAW"):
        page.write_text(text.replace(written, "\n".join(lines)), "utf-8")
    else:
        assert written.splitlines() == lines


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


WHOLE = """
title: Sample
citation: nobody
states: cow
columns: {a: {type: integer}, n: {aliases: [n], type: integer, codes: {1: enemies}}}
layout: {delimiter: ";"}
aggregate: {by: year, sums: {n: n}}
claims: [{name: rivalry, where: [n, 1], class: Rivalry, label: "{a} and {b} are enemies"}]
"""


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("title: Sample", "", "lacks the key 'title'; add 'title: "),
        ("citation: nobody", "", "lacks the key 'citation'; add 'citation: "),
        ("columns:", "others:", "lacks the key 'columns'; add 'columns: "),
        ("{type: integer}", "{}", "columns.a lacks the key 'type'; add 'type: integer"),
        ("{type: integer}", "integer", "columns.a is not a mapping of keys to values; write"),
        ("by: year, ", "", "aggregate lacks the key 'by'; add 'by: year"),
        ("by: year,", "by: year, for: n,", "aggregate has the unknown key 'for'; choose from by,"),
        (
            "delimiter",
            "separator",
            "layout has the unknown key 'separator'; choose from delimiter,",
        ),
        ("name: rivalry, ", "", "claims[1] lacks the key 'name'; add 'name: "),
        ("class: Rivalry, ", "", "claims[1] lacks the key 'class'; add 'class: "),
        ("label:", "labels:", "claims[1] lacks the key 'label'; add 'label: "),
        ("title: Sample", "title: [", "is not YAML ("),
        ("codes: {1: enemies}", "codes: {2: friends}", "is made of n 1, whose wording in the"),
        ("{b} are enemies", "{b} are at war", "has a label that does not say 'enemies'"),
    ],
)
def test_what_a_description_lacks_is_named(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    file = tmp_path / "sample.yaml"
    file.write_text(WHOLE, encoding="utf-8")
    assert read_description(file).name == "sample"
    file.write_text(WHOLE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as found:
        read_description(file)
    assert str(found.value).startswith(str(file)) and complaint in str(found.value)


def test_a_pair_that_no_row_mentions_has_no_treaty_while_both_are_in_the_list(
    tmp_path: Path,
) -> None:
    whole = read_mapping("atop")
    assert whole.lists
    whole = replace(whole, lists=replace(whole.lists, rows=0))
    table = TableImport(whole, (), open_dataset(shipped=False))
    file = tmp_path / "lists.nq"
    none = Records({claim.name: [] for claim in whole.claims}, [], 0, {})
    serialize(claim_quads(table, none), str(file), RdfFormat.N_QUADS)
    graph = entente.open(file, shipped=False)
    both = (("BWA", "MNG", 1990), ("BWA", "MNG", 1950), ("IND", "BTN", 1950))
    forms = [graph.brief(a, b, as_of=f"{year}-07-01").form.formal for a, b, year in both]
    assert forms == ["none", "unknown", "unknown"]
    assert not graph.inference.facts.ever().instances(ent("Dyad"))
