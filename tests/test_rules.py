"""Each rule draws its conclusion, needs every premise, and is stopped by what defeats it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cases import Case, Worlds, read_case
from pyoxigraph import NamedNode

from kg.model.intervals import IntervalSet
from kg.model.terms import expand
from kg.rules.evaluate import derive
from kg.rules.rule import Rule
from kg.store.dataset import Dataset
from kg.store.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parent / "rules"
CASES = [read_case(path) for path in sorted(FOLDER.glob("*/*.trig"))]
FOLLOWING = [case for case in CASES if case.header["derives"] != "nothing"]


@pytest.fixture(scope="module")
def concluded(rules: list[Rule]) -> Callable[..., set[str]]:
    """What rules conclude in their cases, whole and without one claim, all derived at once."""
    lessened = [(case, claim) for case in FOLLOWING for claim in case.claims()]
    worlds = Worlds([*((case, "") for case in CASES), *lessened])
    every = [replace(rule, on_request=False) for rule in rules]
    made: dict[tuple[str, str | None], list[tuple[str, IntervalSet]]] = {}
    for graph in worlds.graphs:
        proofs = derive(Facts(Dataset(graph)), every).proofs
        for rule in rules:
            for found in proofs.of_rule(rule.name):
                period = found.arguable if rule.only_argues else found.period
                for name in {
                    t.subject.value for t in found.conclusions if isinstance(t.subject, NamedNode)
                }:
                    made.setdefault((rule.name, worlds.mark(name)), []).append((name, period))

    def names(case: Case, gone: str = "") -> set[str]:
        """Return the IRIs that the rule of the case constructs on its day."""
        mark, rule = worlds.marks[case.id, gone], case.path.parent.name
        found = [*made.get((rule, mark), []), *made.get((rule, ""), [])]
        return {name.replace(mark, "") for name, period in found if case.day in period}

    return names


def test_every_rule_has_a_case_that_follows(rules: list[Rule]) -> None:
    assert {case.path.parent.name for case in FOLLOWING} == {rule.name for rule in rules}


def test_every_absence_of_a_rule_has_a_case_that_defeats_it(rules: list[Rule]) -> None:
    defeats = {rule.name: 0 for rule in rules}
    for case in CASES:
        defeats[case.path.parent.name] += case.path.stem.startswith("defeated")
    assert {r.name: len(r.unless) for r in rules if r.unless} == {
        name: count for name, count in defeats.items() if count
    }


@pytest.mark.parametrize("case", FOLLOWING, ids=lambda case: case.id)
def test_rule_concludes(case: Case, concluded: Callable[..., set[str]]) -> None:
    assert expand(case.header["derives"]) in concluded(case)


@pytest.mark.parametrize("case", FOLLOWING, ids=lambda case: case.id)
def test_rule_needs_every_claim_of_its_case(case: Case, concluded: Callable[..., set[str]]) -> None:
    for claim in case.claims():
        assert expand(case.header["derives"]) not in concluded(case, claim), claim


@pytest.mark.parametrize(
    "case", [case for case in CASES if case not in FOLLOWING], ids=lambda case: case.id
)
def test_rule_does_not_conclude(case: Case, concluded: Callable[..., set[str]]) -> None:
    assert not concluded(case)
