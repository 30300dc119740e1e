"""Answers to questions as rows of text, and the files that state them: a header, then TSV."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml
from pyoxigraph import QuerySolutions

from kg.store.dataset import Dataset, format_term
from kg.store.query import find_question, run
from kg.store.query_file import read_parameters

Rows = list[tuple[str, ...]]


@dataclass(frozen=True)
class Answer:
    """The expected answer to a question: its parameters, columns and rows in order."""

    path: Path
    parameters: dict[str, str]
    columns: tuple[str, ...]
    rows: Rows
    header: dict[str, object]

    @property
    def id(self) -> str:
        return self.path.stem


def read_answer(path: Path) -> Answer:
    lines = path.read_text(encoding="utf-8").splitlines()
    header = yaml.safe_load("\n".join(line[2:] for line in lines if line.startswith("#+"))) or {}
    cells = [tuple(line.split("\t")) for line in lines if not line.startswith("#+")]
    parameters = {k: str(v) for k, v in (header.get("parameters") or {}).items()}
    return Answer(path, parameters, cells[0], cells[1:], header)


def ask(dataset: Dataset, name: str, parameters: dict[str, str]) -> tuple[tuple[str, ...], Rows]:
    question = find_question(name)
    result = run(dataset, question, read_parameters(question, parameters, dataset))
    assert isinstance(result, QuerySolutions)
    columns = tuple(variable.value for variable in result.variables)
    return columns, [tuple(format_term(term) for term in row) for row in result]
