"""Measures of similarity and capability, checked by hand, by a plain loop and on real tables."""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import TESTS
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from test_brief import Kg

from kg.analysis import similarity
from kg.analysis.similarity import Year, measured, obligation_years, vote_years
from kg.tables.mapping import mapping_names, read_mapping

TABLES = TESTS / "tables"


def plainly(x: list[int], y: list[int], categories: int, *, squared: bool) -> dict[str, float]:
    """Compute the measures from their definitions, item by item."""

    def far(a: int, b: int) -> float:
        d = abs(a - b) / (categories - 1)
        return d * d if squared else d

    n = len(x)
    observed = sum(far(a, b) for a, b in zip(x, y, strict=True)) / n
    chance = sum(far(a, b) for a in x for b in y) / n**2
    pooled = sum(far(a, b) for a in x + y for b in x + y) / (2 * n) ** 2
    near = sum({0: 1.0, 1: 0.5}.get(abs(a - b), 0.0) for a, b in zip(x, y, strict=True)) / n

    def corrected(expected: float) -> float:
        return 1.0 if observed == expected == 0 else 1 - observed / expected

    return {
        "n": n,
        "s": 1 - 2 * observed,
        "kappa": corrected(chance),
        "pi": corrected(pooled),
        "agreement": near,
    }


pairs = st.integers(2, 5).flatmap(
    lambda c: st.tuples(
        st.just(c),
        st.lists(st.tuples(st.integers(1, c), st.integers(1, c)), min_size=1, max_size=30),
    )
)


@given(pairs, st.booleans())
def test_measures_are_what_their_definitions_say(pair: Any, squared: bool) -> None:
    categories, items = pair
    x, y = [a for a, _ in items], [b for _, b in items]
    counts = similarity.cross_all(np.array([x, y], dtype=np.int8), categories)[0, 1]
    found = measured(counts, squared=squared)
    for name, value in plainly(x, y, categories, squared=squared).items():
        assert math.isclose(found[name], value, abs_tol=1e-9), name


@given(arrays.arrays(np.int8, (4, 12), elements=st.integers(0, 3)))
def test_all_dyads_at_once_are_each_dyad_alone(choices: Any) -> None:
    tables = similarity.cross_all(choices, 3)
    for a in range(4):
        for b in range(4):
            both = (choices[a] > 0) & (choices[b] > 0)
            expected = np.zeros((3, 3))
            for i, j in zip(choices[a][both], choices[b][both], strict=True):
                expected[i - 1, j - 1] += 1
            assert np.array_equal(tables[a, b], expected)
    scores = similarity.s_score(tables)
    assert np.allclose(scores, scores.T, equal_nan=True)


def test_states_that_share_no_item_have_no_score() -> None:
    counts = np.zeros((3, 3))
    assert math.isnan(similarity.s_score(counts)) and math.isnan(similarity.agreement(counts))


def test_votes_by_hand() -> None:
    first, second = vote_years(TABLES / "votes.csv")
    assert (first.year, first.codes) == (2001, ("BO", "BT"))
    counts = first.dyad("BO", "BT")
    assert counts is not None and counts.sum() == 3
    found = measured(counts)
    assert math.isclose(found["s"], 1 - 2 * (0 + 0.5 + 1) / 3)
    assert "NA" in second.codes, "Namibia is a state, not a missing value"
    assert first.dyad("BO", "NA") is None


def test_obligations_by_hand() -> None:
    (year,) = obligation_years(TABLES / "obligations.csv")
    assert isinstance(year, Year) and year.codes == ("2", "20", "200", "365", "710")
    assert year.choices[0].tolist() == [4, 4, 4, 1, 1]
    assert year.choices[1].tolist() == [4, 4, 2, 1, 1]
    counts = year.dyad("2", "20")
    assert counts is not None
    assert math.isclose(measured(counts)["s"], 1 - 2 * (2 / 3) / 5)


def rows(kg: Kg, *arguments: object) -> list[dict[str, Any]]:
    result = kg("measure", *arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_command_gives_a_row_a_year(kg: Kg) -> None:
    found = rows(kg, "similarity", "BOL", "Bhutan", "--votes", TABLES / "votes.csv")
    assert [row["year"] for row in found] == [2001, 2002]
    assert list(found[0]) == ["year", "n", "s", "kappa", "pi", "agreement"]
    assert (
        rows(kg, "similarity", "BOL", "BTN", "--votes", TABLES / "votes.csv", "--from", 2002)
        == found[1:]
    )
    text = kg(
        "measure", "similarity", "BOL", "BTN", "--votes", TABLES / "votes.csv", "--format", "csv"
    ).stdout
    assert text.startswith("year,n,s,kappa,pi,agreement\n2001,3,")


def test_capabilities_leave_out_what_is_not_known(kg: Kg) -> None:
    found = rows(kg, "capability", "RUS", "CHN", "--capabilities", TABLES / "capabilities.csv")
    assert [row["year"] for row in found] == [2016]
    assert math.isclose(found[0]["share"], 0.04 / 0.27)


def refused(kg: Kg, *arguments: object) -> str:
    result = kg("measure", *arguments)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1, result.stderr
    return result.stderr


def test_a_wrong_cell_is_named_by_row_and_column(kg: Kg, tmp_path: Path) -> None:
    file = tmp_path / "votes.csv"
    (tmp_path / "roll_calls.csv").write_bytes((TABLES / "roll_calls.csv").read_bytes())
    file.write_text(
        (TABLES / "votes.csv").read_text("utf-8").replace("3,Bolivia,BO,no", "3,Bolivia,BO,nay"),
        "utf-8",
    )
    said = refused(kg, "similarity", "BOL", "BTN", "--votes", file)
    assert "votes.csv:6:" in said and "'nay'" in said and "vote" in said


def test_a_table_of_another_kind(kg: Kg) -> None:
    assert "lacks the column rcid" in refused(
        kg, "similarity", "BOL", "BTN", "--votes", TABLES / "obligations.csv"
    )


def test_votes_without_dates(kg: Kg, tmp_path: Path) -> None:
    file = tmp_path / "votes.csv"
    file.write_bytes((TABLES / "votes.csv").read_bytes())
    assert "--roll-calls" in refused(kg, "similarity", "BOL", "BTN", "--votes", file)
    found = rows(
        kg, "similarity", "BOL", "BTN", "--votes", file, "--roll-calls", TABLES / "roll_calls.csv"
    )
    assert len(found) == 2


def test_a_file_cut_in_the_middle(kg: Kg, tmp_path: Path) -> None:
    file = tmp_path / "obligations.csv.gz"
    file.write_bytes(gzip.compress((TABLES / "obligations.csv").read_bytes() * 50)[:-40])
    assert "obligations.csv.gz" in refused(kg, "similarity", "USA", "CAN", "--obligations", file)


def test_usage(kg: Kg, tmp_path: Path) -> None:
    assert "--votes" in refused(kg, "similarity", "BOL", "BTN")
    assert "does not exist" in refused(
        kg, "similarity", "BOL", "BTN", "--votes", tmp_path / "none.csv"
    )


@pytest.mark.parametrize("name", mapping_names())
def test_every_mapping_is_complete(name: str) -> None:
    mapping = read_mapping(name)
    assert mapping.title and mapping.citation
    for column in mapping.columns:
        made = {*mapping.layout.stated, *(mapping.layout.wide or ())}
        assert column.aliases or column.pattern or column.name in made
        assert column.kind in {"integer", "year", "number", "text", "date", "day"}


def test_russia_and_china_in_the_general_assembly(kg: Kg, shared: Path) -> None:
    found = {
        r["year"]: r
        for r in rows(
            kg,
            "similarity",
            "RUS",
            "CHN",
            "--votes",
            shared / "data" / "un_votes.csv.gz",
            "--from",
            2010,
            "--to",
            2019,
        )
    }
    assert (round(found[2010]["s"], 3), round(found[2010]["kappa"], 3)) == (0.698, 0.310)
    assert (round(found[2019]["s"], 3), round(found[2019]["kappa"], 3)) == (0.744, 0.626)


def test_obligations_of_russia_and_china(kg: Kg, shared: Path) -> None:
    file = shared / "data" / "atop5_1_directed_dyad_year.csv.gz"
    found = rows(
        kg, "similarity", "RUS", "CHN", "--obligations", file, "--from", 2001, "--to", 2018
    )
    assert len(found) == 18 and all(-1 <= row["s"] <= 1 for row in found)
