"""Each shape rejects its own invalid case, and no other shape does."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import rdflib
from cases import invented
from conftest import sparse
from pyoxigraph import Quad

from kg.store.dataset import Dataset
from kg.store.files import read_quads
from kg.store.open import shape_files
from kg.validation.finding import Severity
from kg.validation.shacl import validate

TESTS = Path(__file__).parent
CASES = sorted((TESTS / "shapes").glob("*.ru"))


def sound() -> Dataset:
    """Return a small invented graph that conforms to every shape."""
    return Dataset([*invented(), *read_quads(TESTS / "shapes" / "valid.trig")])


def broken(*cases: Path) -> list[Quad]:
    """Return the valid graph after the changes that the cases make."""
    dataset = sound()
    for case in cases:
        dataset.store.update(case.read_text(encoding="utf-8"))
    return list(dataset.store)


@cache
def stated_shapes() -> dict[str, Severity]:
    graph = rdflib.Graph()
    for path in shape_files():
        graph.parse(path)
    return {
        str(shape).rsplit("/", 1)[-1]: Severity.named(str(severity))
        for shape, severity in graph.subject_objects(rdflib.SH.severity)
    }


def test_sound_graph_has_no_findings() -> None:
    assert list(validate(sound().quads()).found) == []


def test_shipped_graph_has_no_findings(shipped: Dataset) -> None:
    assert list(validate(shipped.quads()).found) == []


def test_every_shape_has_a_case() -> None:
    assert {case.stem for case in CASES} == set(stated_shapes())


def test_every_message_says_what_to_do() -> None:
    graph = rdflib.Graph()
    for path in shape_files():
        graph.parse(path)
    for shape in graph.subjects(rdflib.SH.severity, None):
        found = [*graph.objects(shape, rdflib.SH.message)]
        for inner in graph.objects(shape, rdflib.SH.sparql):
            found += graph.objects(inner, rdflib.SH.message)
        assert len(found) == 1 and len(str(found[0])) > 30, shape


@pytest.mark.parametrize("case", sparse(CASES, 3), ids=lambda path: path.stem)
def test_case_breaks_its_shape_and_no_other(case: Path) -> None:
    findings = validate(broken(case), engine="fast").found
    assert {finding.shape for finding in findings} == {case.stem}
    assert {finding.severity for finding in findings} == {stated_shapes()[case.stem]}


@pytest.mark.parametrize("number", [0, 4])
def test_reference_engine_finds_the_same_in_many_cases_at_once(number: int) -> None:
    quads = broken(*CASES[number::8])
    findings = validate(quads).found
    assert len(findings) > 8 and validate(quads, engine="fast").found == findings


@pytest.mark.slow
@pytest.mark.parametrize("number", range(20))
def test_reference_engine_finds_the_same_in_a_few_cases_at_once(number: int) -> None:
    """Most cases break their shapes as on their own; one may remove what another breaks."""
    cases = CASES[number::20]
    quads = broken(*cases)
    findings = validate(quads).found
    hidden = {case.stem for case in cases} - {finding.shape for finding in findings}
    assert len(hidden) < len(cases) / 2
    assert validate(quads, engine="fast").found == findings
