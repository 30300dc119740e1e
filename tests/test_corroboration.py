"""Claims tested against tables: counts that can be checked by hand, for and against."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from cases import Case, as_claims, invented_quads, read_case, schema
from click.testing import Result
from conftest import TESTS, sparse
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad
from test_brief import Kg

from kg.analysis.corroboration import Corroboration, TableVerdict, corroborate, corroboration_tests
from kg.model import terms
from kg.store.dataset import Dataset
from kg.store.files import read_quads
from kg.store.query_file import parse
from kg.tables.mapping import read_mapping

TABLES = TESTS / "tables"
FILES = {test.name: test for test in corroboration_tests()}
CASES = [read_case(path) for path in sorted((TESTS / "corroboration").glob("*.trig"))]
COVER = ("1995-01-01", "2010-12-31")


def dataset(case: Case, *, denied: bool = False, covered: bool = True) -> Dataset:
    """Return the case, with its graphs ``table-…`` as claims of the tables that its test names."""
    test = FILES[case.path.stem]
    quads = read_quads(case.path)
    tables = {
        graph: next(t for t in test.other["tables"] if graph.startswith(f"{terms.CLAIM}table-{t}"))
        for graph in case.claims()
        if graph.startswith(terms.CLAIM + "table-")
    }
    said = [q for q in as_claims(case.claims()) if not _is_told_otherwise(q, tables, denied)]
    if denied:
        said.append(
            Quad(
                NamedNode(terms.CLAIM + "said"),
                terms.ent("hasPolarity"),
                terms.ent("denied"),
                NamedNode(terms.SOURCE + "case"),
            )
        )
    for graph, table in tables.items():
        source = NamedNode(terms.SOURCE + read_mapping(table).source[0])
        said.append(Quad(NamedNode(graph), terms.PRIMARY_SOURCE, source, source))
    for table in set(tables.values()) if covered else ():
        source = NamedNode(terms.SOURCE + read_mapping(table).source[0])
        said.append(Quad(source, terms.TYPE, terms.ent("Source"), source))
        said.append(Quad(source, terms.ent("hasSourceType"), terms.ent("dataSet"), source))
        for name, day in zip(("coversFrom", "coversUntil"), COVER, strict=True):
            said.append(Quad(source, terms.ent(name), Literal(day, datatype=terms.DATE), source))
    return Dataset([*schema(), *invented_quads(), *quads, *said])


def _is_told_otherwise(quad: Quad, tables: dict[str, str], denied: bool) -> bool:
    if quad.predicate == terms.PRIMARY_SOURCE:
        return quad.subject.value in tables
    return (
        denied
        and quad.predicate == terms.ent("hasPolarity")
        and quad.subject.value.endswith("/said")
    )


def only(found: list[Corroboration]) -> Corroboration:
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.path.stem)
def test_counts_are_those_made_by_hand(case: Case) -> None:
    one = only(corroborate(dataset(case), [FILES[case.path.stem]]))
    assert (one.supports, one.contradicts) == (case.header["for"], case.header["against"])
    assert one.claim.iri == terms.CLAIM + "said" and one.years and not one.lacking


@pytest.mark.parametrize("case", sparse(CASES, 3), ids=lambda case: case.path.stem)
def test_a_denied_claim_is_borne_out_by_the_reverse(case: Case) -> None:
    one = only(corroborate(dataset(case, denied=True), [FILES[case.path.stem]]))
    assert (one.contradicts, one.supports) == (case.header["for"], case.header["against"])


@pytest.mark.parametrize("case", sparse(CASES, 3), ids=lambda case: case.path.stem)
def test_without_its_table_a_claim_has_no_data(case: Case) -> None:
    one = only(corroborate(dataset(case, covered=False), [FILES[case.path.stem]]))
    assert one.verdict is TableVerdict.NO_DATA and set(one.lacking) == set(one.tables)


def test_every_test_has_a_case_and_a_complete_header() -> None:
    assert {case.path.stem for case in CASES} == FILES.keys()
    for test in FILES.values():
        assert test.summary and test.after and test.other["tests"] and test.other["axis"]
        for table in test.other["tables"]:
            assert read_mapping(table).claims


@given(st.integers(0, 50), st.integers(0, 50))
def test_verdict_is_one_sided_only_where_a_side_has_twice_the_other(one: int, other: int) -> None:
    verdict, reverse = TableVerdict.of(one, other), TableVerdict.of(other, one)
    assert (verdict is TableVerdict.NO_DATA) == (one == other == 0)
    assert (verdict is TableVerdict.SUPPORTED) == (one > 0 and one >= 2 * other)
    assert (verdict is TableVerdict.SUPPORTED) == (reverse is TableVerdict.CONTRADICTED)


@pytest.fixture
def imported(kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTENTE_DATA", str(tmp_path / "data"))
    for table, file in (("rivalries", "rivalries.csv"), ("nmc", "capabilities.csv")):
        assert kg("import", table, TABLES / file).exit_code == 0


def told(result: Result) -> dict[tuple[str, str], dict[str, object]]:
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)
    return {(row["claim"].removeprefix(terms.CLAIM), row["test"]): row for row in rows}


def test_command_says_what_was_not_imported(imported: None, kg: Kg) -> None:
    rows = told(kg("corroborate", "--format", "json"))
    symmetry = rows["sino-russian-alignment-2019-p07-1a", "symmetry-of-power"]
    assert symmetry["verdict"] == "contradicted" and symmetry["figures"][0]["year"] == 2016
    pledged = rows["sino-russian-alignment-2019-p03-5a", "non-aggression-pledged"]
    assert pledged["verdict"] == "no data" and pledged["not_imported"] == ["atop"]
    text = kg("corroborate", "sino-russian-alignment-2019-p03-5a").stdout
    assert "no data" in text and "kg import atop FILE" in text and "p07" not in text


def test_command_draws_what_it_found(imported: None, kg: Kg, tmp_path: Path) -> None:
    folder = tmp_path / "charts"
    result = kg("corroborate", "--test", "symmetry-of-power", "--figures", folder)
    assert result.exit_code == 0, result.output
    drawn = [path.read_text(encoding="utf-8") for path in folder.iterdir()]
    assert drawn and all("against it" in svg and "@font-face" in svg for svg in drawn)
    assert not any("http" in svg.replace("http://www.w3.org/", "") for svg in drawn)
    rows = kg("corroborate", "--test", "symmetry-of-power", "--format", "csv").stdout.splitlines()
    assert rows[0].startswith("claim,test,verdict") and len(rows) == len(drawn) + 1


def test_unknown_names_are_refused(kg: Kg) -> None:
    assert "choose" in kg("corroborate", "--test", "nothing").stderr
    assert kg("corroborate", "no-such-claim").exit_code == 2


def test_a_test_without_a_pattern_of_claims_is_refused(shipped: Dataset) -> None:
    from kg.errors import InputError

    bad = parse("bad", "bad.rq", "#+ summary: None.\nSELECT ?claim WHERE { ?claim ?p ?o }")
    with pytest.raises(InputError, match="GRAPH"):
        corroborate(shipped, [bad])


def test_claims_that_were_not_made_yet_are_not_held_against_tables() -> None:
    case = CASES[0]
    dataset_ = dataset(case)
    found = corroborate(dataset_, FILES.values())
    assert found and not corroborate(dataset_, FILES.values(), known_by=date(1500, 1, 1))
