"""Intervals mean what plain SPARQL means on each day (snapshot reducibility).

Oxigraph runs the rules as written, as CONSTRUCT queries on the facts of one day, to a fixpoint. The
result must be what the engine concludes for that day.
"""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad, QueryTriples, Store, Triple
from random_graphs import made_up_graph, made_up_rules

from kg.errors import CyclicNegation, RuleError
from kg.rules.evaluate import derive
from kg.rules.inference import Inference
from kg.rules.rule import Rule
from kg.rules.stratify import Schema, stratify
from kg.store.facts import Facts

DAYS = [
    "1905-06-01",
    "1939-12-01",
    "1951-12-31",
    "1969-12-31",
    "1995-12-31",
    "2016-01-01",
    "2019-12-31",
]


def plainly(derived: Inference, rules: list[Rule], day: date) -> set[Triple]:
    """Return what the queries construct, run in turn on the facts of one day."""
    timeless = [rule for rule in rules if not rule.states_time]
    held = derived.facts.snapshot(day)
    records = [
        triple
        for triple, period in derived.facts.derived.items()
        if day in period and any(d.rule.states_time for d in derived.proofs.of(triple))
    ]
    store = Store()
    store.extend(Quad(t.subject, t.predicate, t.object) for t in [*held, *records])
    found: set[Triple] = set()
    for stratum in stratify(timeless, Schema.of(derived.facts.dataset)):
        news = True
        while news:
            before = len(found)
            for rule in stratum:
                result = store.query(rule.text)
                assert isinstance(result, QueryTriples)
                for triple in result:
                    found.add(triple)
                    store.add(Quad(triple.subject, triple.predicate, triple.object))
            news = len(found) > before
    return found | set(records)


@pytest.mark.parametrize("day", DAYS)
def test_engine_agrees_with_plain_sparql(day: str, derived: Inference, rules: list[Rule]) -> None:
    when = date.fromisoformat(day)
    lifted = {t for t, period in derived.facts.derived.items() if when in period}
    assert lifted == plainly(derived, rules, when)


@given(st.integers(0, 10_000_000), st.integers(2000, 2006), st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_on_random_graphs_and_rules(seed: int, year: int, month: int) -> None:
    rng = random.Random(seed)
    dataset = made_up_graph(rng)
    rules = [rule for rule in made_up_rules(rng) if not rule.states_time]
    try:
        derived = derive(Facts(dataset), rules)
    except (CyclicNegation, RuleError):
        return
    for when in (date(year, month, 1), date(year, month, 2)):
        stated = set(derived.facts.snapshot(when))
        lifted = {t for t, period in derived.facts.derived.items() if when in period}
        assert lifted | stated == plainly(derived, rules, when) | stated
