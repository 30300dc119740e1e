"""``kg panel``: dyad-years agree with the brief, are in order, and rare ones are found."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from cases import read_case
from click.testing import Result
from conftest import TESTS

import kg
from kg.analysis.panel import Panel
from kg.model.result import Answer
from kg.rules.evaluate import derive
from kg.rules.inference import Inference
from kg.rules.rule import Rule
from kg.store.dataset import Dataset
from kg.store.facts import Facts
from kg.workspace import Workspace


@pytest.fixture(scope="module")
def shipped_panel(derived: Inference) -> Panel:
    return kg.Graph(Workspace(), derived).panel(since="1990", until="2019")


def test_cells_are_what_the_brief_says(shipped_panel: Panel, derived: Inference) -> None:
    graph = kg.Graph(Workspace(), derived)
    asked = [row for row in shipped_panel if row["year"] == 2019][:4]
    assert len(asked) == 4
    for row in asked:
        brief = graph.brief(str(row["a"]), str(row["b"]), as_of=f"{row['year']}-07-01")
        told = {"treaty": brief.form.formal, "conduct": brief.form.conduct}
        told["trajectory"] = brief.form.trajectory
        assert {name: row[name] or "unknown" for name in told} == told, row
        answers: dict[str, set[str]] = {}
        for one in brief.conclusions:
            word = "contested" if one.contested else one.holds.value
            answers.setdefault(one.kind.replace("-", "_"), set()).add(word)
        for name, words in answers.items():
            first = next(w for w in ("yes", "no", "contested", "unknown") if w in words)
            assert (row[name] or "unknown") == first, (row, name)
        conflicts = {one.holds for one in brief.relations if one.kind == "conflict"}
        assert (row["interests_conflict"] == "yes") == (Answer.YES in conflicts)


def test_rows_are_in_order_and_have_an_answer(shipped_panel: Panel) -> None:
    places = [tuple(map(str, row[:3])) for row in shipped_panel.values]
    assert places == sorted(set(places))
    assert all(a < b for a, b, _ in places)
    assert all(any(row[3:]) for row in shipped_panel.values)


def test_answers_of_each_question_add_up(shipped_panel: Panel) -> None:
    for name, counted in shipped_panel.distribution.items():
        empty = sum(not row[name] for row in shipped_panel)
        assert counted.total() + empty == len(shipped_panel)


def test_years_are_those_of_the_treaty(cli: Callable[..., Result], tmp_path: Path) -> None:
    """The Sino-Soviet treaty was signed in February 1950 and expired in April 1980."""
    target = tmp_path / "panel.csv"
    done = cli("panel", "--from", "1946", "--to", "1990", "-o", target)
    assert done.exit_code == 0, done.output
    with target.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if (row["a"], row["b"]) == ("CHN", "SUN")]
    allied = [int(row["year"]) for row in rows if row["treaty"] == "alliance"]
    assert allied == [*range(1950, 1980)]
    assert {row["conduct"] for row in rows if row["year"] in ("1955", "1965")} == {
        "alignment",
        "confrontation",
    }


def test_a_period_ends_after_it_begins(cli: Callable[..., Result]) -> None:
    done = cli("panel", "--from", "2000", "--to", "1999")
    assert done.exit_code == 2 and "--from is later than --to" in done.stderr


def test_a_pair_that_nothing_mentions_has_rows_if_asked_for(rules: list[Rule]) -> None:
    case = read_case(TESTS / "rules/pair-by-lists-of-both/follows.trig")
    graph = kg.Graph(Workspace(), derive(Facts(case.dataset()), rules))
    assert not list(graph.panel(since="1980", until="2000"))
    rows = list(graph.panel(since="1980", until="2000", every_pair=True))
    assert [row["year"] for row in rows] == [*range(1990, 2001)]
    assert {(row["a"], row["b"], row["treaty"]) for row in rows} == {("XAA", "XBB", "none")}


def odd_panel(dataset: Dataset) -> Panel:
    """Return twenty pairs of friendly allies, twenty of unallied foes, and one of allied foes."""
    usual = [("AFG", "AGO", 1900 + n, "alliance", "alignment") for n in range(20)]
    usual += [("AFG", "ALB", 1900 + n, "none", "confrontation") for n in range(20)]
    odd = ("AGO", "ALB", 1950, "alliance", "confrontation")
    columns = ("a", "b", "year", "treaty", "conduct")
    return Panel(columns, tuple(sorted([*usual, odd])), 1900, 1950, dataset)


def test_what_seldom_goes_together_is_found(shipped: Dataset) -> None:
    (found,) = odd_panel(shipped).surprising()
    assert (found.codes, found.first, found.last) == (("AGO", "ALB"), 1950, 1950)
    assert found.answers == (("treaty", "alliance"), ("conduct", "confrontation"))
    assert (found.seen, found.expected) == (1, 21 * 21 / 41)
    line = "| Angola and Albania | 1950 | treaty: alliance, conduct: confrontation | 1 | 11 |"
    assert line in odd_panel(shipped).markdown
