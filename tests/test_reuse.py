"""Deriving after an addition, with what was known, gives what deriving from nothing gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import Case, read_case
from conftest import ROOT, TESTS
from test_what_if import ARMS

from kg.model.intervals import IntervalSet
from kg.rules.columns.delta import Delta
from kg.rules.evaluate import derive
from kg.rules.inference import Inference
from kg.rules.rule import Rule
from kg.store.dataset import Dataset
from kg.store.facts import Facts
from kg.store.open import open_dataset, read_files

SOURCES = sorted(path for path in (ROOT / "graph" / "sources").iterdir())
CASES = [read_case(path) for path in sorted((TESTS / "rules").glob("*/*.trig"))]


def periods(derived: Inference) -> dict[object, IntervalSet]:
    proofs = derived.proofs
    return {key: proofs.get(key).period for keys in proofs.strata for key in keys}


@pytest.fixture(scope="module")
def whole(rules: list[Rule]) -> Inference:
    """What follows from all sources."""
    return derive(Facts(open_dataset(SOURCES, shipped=False)), rules)


def agree(before: Inference, wanted: Inference, rules: list[Rule]) -> None:
    """What was known before leads to what was derived from nothing."""
    quick = derive(Facts(wanted.facts.dataset), rules, before=before)
    assert periods(quick) == periods(wanted)
    assert quick.facts.derived == wanted.facts.derived
    assert [set(keys) for keys in quick.proofs.strata] == [set(k) for k in wanted.proofs.strata]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_a_source_that_is_added_or_taken_away(
    source: Path, whole: Inference, rules: list[Rule]
) -> None:
    others = [path for path in SOURCES if path != source]
    less = derive(Facts(open_dataset(others, shipped=False)), rules)
    agree(less, whole, rules)
    agree(whole, less, rules)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_that_is_added_claim_by_claim(case: Case, rules: list[Rule]) -> None:
    dataset = case.dataset()
    whole = derive(Facts(dataset), rules)
    for claim in case.claims():
        small = Dataset(q for q in dataset.quads() if getattr(q.graph_name, "value", "") != claim)
        agree(derive(Facts(small), rules), whole, rules)


def test_most_rules_see_nothing_new(derived: Inference, tmp_path: Path) -> None:
    file = tmp_path / "arms.trig"
    file.write_text(ARMS, encoding="utf-8")
    dataset = Dataset([*derived.facts.dataset.quads(), *read_files([file])])
    news = Delta(Facts(dataset), derived.proofs)
    touched = [stratum for stratum in derived.strata if news.touches(stratum)]
    assert 0 < len(touched) < len(derived.strata) / 3
