"""``kg backtest``: scores counted by hand on four small tables, and a run on real ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from test_brief import Kg

from kg.analysis.backtest import backtests, read_backtest
from kg.rules.rule import read_rules

RIVALS = """ccode1,ccode2,start,end
145,155,1900,1910
150,155,1900,1910
145,155,1940,1950
"""
PLEDGES = "stateA,stateB,year,defense,offense,neutral,nonagg,consul\n" + "".join(
    f"{pair},{year},1,0,0,0,0\n"
    for pair, years in {"145,150": range(1908, 1913), "150,155": range(1909, 1913)}.items()
    for year in years
)


@pytest.fixture
def tables(kg: Kg, tmp_path: Path) -> list[object]:
    """Chile's rivals Bolivia and Paraguay have a pact from 1908, Chile and Paraguay from 1909."""
    options: list[object] = ["--no-shipped"]
    for table, text in (("rivalries", RIVALS), ("atop", PLEDGES)):
        source, target = tmp_path / f"{table}.csv", tmp_path / f"{table}.trig"
        source.write_text(text, encoding="utf-8")
        done = kg("import", table, source, "-o", target)
        assert done.exit_code == 0, done.output
        options += ["--graph", target]
    return options


def scored(kg: Kg, *arguments: object) -> dict[str, Any]:
    done = kg("backtest", *arguments, "--format", "json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_score_is_that_counted_by_hand(kg: Kg, tables: list[object]) -> None:
    found = scored(kg, "common-adversary", *tables, "--from", "1900", "--to", "1915")
    # Three pairs: 1900-02 predicted too early; 1903-07 predicted and true; in force from 1908.
    # The second pact was not predicted in 1904-08.
    assert (found["first_year"], found["last_year"], found["horizon"]) == (1900, 1910, 5)
    assert found["true_positives"] == 5
    assert found["false_positives"] == 3
    assert found["false_negatives"] == 5
    assert found["true_negatives"] == 15
    assert found["dyad_years"] == 28
    assert found["precision"] == 5 / 8
    assert found["recall"] == 5 / 10
    assert found["base_rate"] == 10 / 28
    assert found["misses"] == [
        {"dyad": ["BOL", "PRY"], "foreseen": True, "years": 3, "first": 1900, "last": 1902},
        {"dyad": ["CHL", "PRY"], "foreseen": False, "years": 5, "first": 1904, "last": 1908},
    ]


def test_text_has_the_table_and_names(kg: Kg, tables: list[object]) -> None:
    done = kg("backtest", "common-adversary", *tables, "--from", "1900", "--to", "1915")
    assert done.exit_code == 0
    assert "precision  0.6250" in done.stdout
    assert "Bolivia and Paraguay: 3 years, 1900 to 1902" in done.stdout


def test_nothing_known_is_unknown(kg: Kg) -> None:
    done = kg("backtest", "basis-for-military-alliance", "--no-shipped")
    assert done.exit_code == 0 and "unknown" in done.stdout
    found = scored(kg, "basis-for-military-alliance", "--no-shipped")
    assert (found["dyad_years"], found["precision"], found["base_rate"]) == (0, None, None)


def test_a_rule_without_backtest_is_named_with_those_that_have_one(kg: Kg) -> None:
    done = kg("backtest", "overlap")
    assert done.exit_code == 2
    assert all(name in done.stderr for name in backtests())


@pytest.mark.parametrize("name", backtests())
def test_every_backtest_tests_a_rule(name: str) -> None:
    assert name in {rule.name for rule in read_rules()}
    backtest = read_backtest(name)
    assert backtest.horizon > 0 and {"a", "b"} <= set(backtest.outcome.variables)


@pytest.mark.slow
def test_rivals_fight_more_often_than_others(kg: Kg, shared: Path, tmp_path: Path) -> None:
    options: list[object] = ["--no-shipped"]
    files = {"rivalries": "tss_rivalries.csv", "gml-mid": "gml_directed_dispute_year.csv.gz"}
    for table, file in files.items():
        target = tmp_path / f"{table}.nq"
        assert kg("import", table, shared / "data" / file, "-o", target).exit_code == 0
        options += ["--graph", target]
    found = scored(kg, "conduct-of-confrontation-by-rivalry", *options)
    assert found["dyad_years"] > 500_000
    assert found["precision"] > 10 * found["base_rate"]
    assert len(found["misses"]) == 10
