"""The competency questions, fully answered from the shipped graph."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from answers import Answer, ask, read_answer

from kg.rules.evaluate import derive
from kg.rules.inference import Inference
from kg.rules.prov import prov_quads
from kg.rules.rule import Rule
from kg.store.dataset import Dataset
from kg.store.facts import Facts
from kg.store.holds import WhatHolds
from kg.store.open import open_dataset
from kg.store.query import questions

FOLDER = Path(__file__).parent / "competency"
ANSWERS = [read_answer(path) for path in sorted(FOLDER.glob("*.tsv"))]


@pytest.fixture(scope="module")
def published(rules: list[Rule]) -> Dataset:
    """The shipped graph with all its conclusions."""
    derived: Inference = derive(Facts(open_dataset()), rules)
    return WhatHolds(derived.facts, prov_quads(derived))


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.id)
def test_answer(answer: Answer, published: Dataset) -> None:
    columns, rows = ask(published, answer.id, answer.parameters)
    assert columns == answer.columns
    assert rows == answer.rows


def test_all_competency_questions_are_answered() -> None:
    asked = sorted(number for answer in ANSWERS for number in answer.header["asks"])
    assert asked == list(range(1, 27))


def test_competency_questions_are_those_of_the_brief(shared: Path) -> None:
    text = (shared / "competency.md").read_text(encoding="utf-8")
    numbers = [int(n) for n in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)]
    assert numbers == list(range(1, 27))


def test_every_question_has_a_summary_that_asks() -> None:
    for question in questions().values():
        assert question.summary.endswith("?"), question.name


@pytest.mark.parametrize("name", sorted(questions()))
def test_parameters_stand_in_the_query(name: str) -> None:
    question = questions()[name]
    body = "\n".join(line for line in question.text.splitlines() if not line.startswith("#"))
    for parameter in question.parameters:
        assert re.search(rf"\?{parameter.name}\b", body), parameter.name


@pytest.mark.parametrize("name", sorted(questions()))
def test_rows_are_ordered(name: str) -> None:
    assert "ORDER BY" in questions()[name].text
