"""Leaving claims out gives what deriving without them gives, however it is worked out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.rules.evaluate import derive
from kg.rules.inference import Inference
from kg.rules.retraction import retract
from kg.rules.rule import read_rules
from kg.store.facts import Facts
from kg.store.open import open_dataset

WHOLE = derive(Facts(open_dataset()), read_rules())
CLAIMS = sorted(WHOLE.facts.claims)


def same(one: Inference, other: Inference) -> None:
    assert one.facts.derived == other.facts.derived
    assert {(d.key, d.period) for d in one.proofs} == {(d.key, d.period) for d in other.proofs}


@pytest.mark.parametrize("claim", CLAIMS[::4], ids=lambda iri: iri.rsplit("/", 1)[-1])
def test_without_one_claim(claim: str) -> None:
    same(retract(WHOLE, [claim]), derive(Facts(WHOLE.facts.dataset, without=[claim]), WHOLE.rules))


@given(st.sets(st.sampled_from(CLAIMS), min_size=2, max_size=40))
@settings(max_examples=25, deadline=None)
def test_without_several_claims(claims: set[str]) -> None:
    same(retract(WHOLE, claims), derive(Facts(WHOLE.facts.dataset, without=claims), WHOLE.rules))


def test_the_whole_is_left_as_it_was() -> None:
    before = dict(WHOLE.facts.derived)
    retract(WHOLE, CLAIMS[:5])
    assert WHOLE.facts.derived == before
