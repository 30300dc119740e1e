"""What is said of two states is the same, be it derived for them alone or with all that follows."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest

from kg.analysis.brief import make_brief
from kg.analysis.changes import what_if
from kg.analysis.dyad import find_dyad
from kg.analysis.explanation import explain_kind
from kg.model import terms
from kg.render import render
from kg.rules.inference import Inference
from kg.rules.pair import derive_pair
from kg.rules.rule import Rule


def spoken_of(derived: Inference) -> list[str]:
    """Codes of the states of which the shipped graph says something beyond who they are."""
    ever = derived.facts.ever()
    states = ever.instances(terms.ent("State"))
    said = {triple.object for triple in ever.participations()}
    held = {node for node in states if ever.subjects(terms.ent("isHeldBy"), node)}
    return sorted(map(derived.dataset.slug, states & (said | held)))


def agree(derived: Inference, rules: list[Rule], first: str, second: str, *days: date) -> None:
    """A brief and explanations say the same of two states, on their own day and on others."""
    for day in (None, *days):
        dyad = find_dyad(derived.facts, first, second, day)
        if dyad.nodes[0] == dyad.nodes[1]:
            continue  # one is read as the other, which it succeeds
        alone = derive_pair(derived.facts.less(()), rules, dyad.nodes)
        assert find_dyad(alone.facts, first, second, day) == dyad
        one, other = (make_brief(found, dyad) for found in (alone, derived))
        assert render(one, "json") == render(other, "json")
        for kind in ("two-theatre-contingency", "trajectory"):
            mine, theirs = (explain_kind(found, dyad, kind) for found in (alone, derived))
            assert mine == theirs


@pytest.mark.parametrize("part", range(3))
def test_of_some_pairs(derived: Inference, rules: list[Rule], part: int) -> None:
    pairs = list(combinations(spoken_of(derived), 2))
    assert len(pairs) > 100
    for first, second in pairs[part::50]:
        agree(derived, rules, first, second, date(1951, 6, 1))


@pytest.mark.slow
def test_of_every_pair(derived: Inference, rules: list[Rule]) -> None:
    for first, second in combinations(spoken_of(derived), 2):
        agree(derived, rules, first, second, date(1951, 6, 1), date(1969, 3, 2))


@pytest.mark.parametrize(
    ("first", "second", "claim"),
    [
        ("CHN", "RUS", "sino-russian-alignment-2019-p06-4a"),
        ("GBR", "FRA", "entente-cordiale-1904-interest-british"),
        ("CHN", "RUS", "korolev-2018-contacts"),
    ],
)
def test_of_a_doubted_claim(
    derived: Inference, rules: list[Rule], first: str, second: str, claim: str
) -> None:
    """What changes about the two without a claim, derived again from what is said of them."""
    doubted = [terms.CLAIM + claim]
    assert doubted[0] in derived.facts.claims
    dyad = find_dyad(derived.facts, first, second, None)
    alone = derive_pair(derived.facts.less(()), rules, dyad.nodes)
    one, other = (what_if(found, found.dataset, doubted)[0] for found in (alone, derived))
    named = "-".join(dyad.codes)
    assert [c for c in one if c.dyad == named] == [c for c in other if c.dyad == named]
