"""Retracting claims gives the same result as deriving without them, by any method."""

from __future__ import annotations

import pytest
from conftest import sparse
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.rules.evaluate import derive
from kg.rules.inference import Inference
from kg.rules.retraction import retract
from kg.store.facts import Facts
from kg.store.open import open_dataset

pytestmark = pytest.mark.usefixtures("as_in_a_large_graph")
CLAIMS = sorted(Facts(open_dataset()).claims)


def same(one: Inference, other: Inference) -> None:
    assert one.facts.derived == other.facts.derived
    assert {(d.key, d.period) for d in one.proofs} == {(d.key, d.period) for d in other.proofs}


def agree(whole: Inference, claims: set[str]) -> None:
    """Check that retracting claims gives the same result as deriving without them."""
    wanted = derive(Facts(whole.facts.dataset, without=claims), whole.rules)
    same(retract(whole, claims), wanted)


@pytest.mark.parametrize("claim", sparse(CLAIMS[::8], 4), ids=lambda iri: iri.rsplit("/", 1)[-1])
def test_without_one_claim(claim: str, derived: Inference) -> None:
    agree(derived, {claim})


@pytest.mark.parametrize("examples", [4, pytest.param(8, marks=pytest.mark.slow)])
def test_without_several_claims(examples: int, derived: Inference) -> None:
    @given(st.sets(st.sampled_from(CLAIMS), min_size=2, max_size=40))
    @settings(max_examples=examples, deadline=None)
    def without(claims: set[str]) -> None:
        agree(derived, claims)

    without()


def test_the_whole_is_left_as_it_was(derived: Inference) -> None:
    before = dict(derived.facts.derived)
    retract(derived, CLAIMS[:5])
    assert derived.facts.derived == before
