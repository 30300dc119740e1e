"""Each rule draws its conclusion, needs every premise, and is stopped by what defeats it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cases import Case, read_case
from conftest import sparse
from pyoxigraph import NamedNode

from kg.model.terms import expand
from kg.rules.evaluate import derive
from kg.rules.rule import Rule
from kg.store.facts import Facts

FOLDER = Path(__file__).parent / "rules"
CASES = [read_case(path) for path in sorted(FOLDER.glob("*/*.trig"))]
FOLLOWING = [case for case in CASES if case.header["derives"] != "nothing"]


def concluded(case: Case, facts: Facts, rules: list[Rule]) -> set[str]:
    """Return the IRIs that the rule of the case constructs on its day."""
    proofs = derive(facts, [replace(rule, asked=False) for rule in rules]).proofs
    return {
        triple.subject.value
        for derivation in proofs.of_rule(case.path.parent.name)
        if case.day in (derivation.arguable if derivation.rule.only_argues else derivation.period)
        for triple in derivation.conclusions
        if isinstance(triple.subject, NamedNode)
    }


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
def test_rule_concludes(case: Case, rules: list[Rule]) -> None:
    assert expand(case.header["derives"]) in concluded(case, Facts(case.dataset()), rules)


@pytest.mark.parametrize("case", sparse(FOLLOWING, 4), ids=lambda case: case.id)
def test_rule_needs_every_claim_of_its_case(case: Case, rules: list[Rule]) -> None:
    dataset = case.dataset()
    for claim in case.claims():
        facts = Facts(dataset, without=[claim])
        assert expand(case.header["derives"]) not in concluded(case, facts, rules), claim


@pytest.mark.parametrize(
    "case", [case for case in CASES if case not in FOLLOWING], ids=lambda case: case.id
)
def test_rule_does_not_conclude(case: Case, rules: list[Rule]) -> None:
    assert not concluded(case, Facts(case.dataset()), rules)
