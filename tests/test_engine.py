"""The column engine derives the same in factors, step by step, for one pair and from a file."""

from __future__ import annotations

import random
import re
import tempfile
from contextlib import suppress
from functools import partial
from itertools import product
from pathlib import Path

import pytest
from cases import schema
from derivations import difference, disagreement
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode
from random_graphs import (
    CONDITIONS,
    LITERALS,
    NODES,
    PREFIXES,
    STATES,
    made_up_graph,
    made_up_rules,
    worded_graph,
)

from kg.errors import CyclicNegation, RuleError
from kg.rules.archive import read_archive, write_archive
from kg.rules.cell import NO_PAIRS, Cell
from kg.rules.columns import engine as set_engine
from kg.rules.columns.compile import FILTER, conditions_of
from kg.rules.columns.evaluator import Evaluator
from kg.rules.columns.fire import fire_parts
from kg.rules.columns.functions import (
    Beyond,
    Wrong,
    compiled,
    key_of,
    keys_at_once,
    true,
    value_of,
)
from kg.rules.columns.plan_joins import plan
from kg.rules.columns.product import Product
from kg.rules.evaluate import derive
from kg.rules.inference import Inference
from kg.rules.pair import derive_cell, derive_further, derive_pair
from kg.rules.parse import read_pattern
from kg.rules.pattern import Group
from kg.rules.retraction import retract
from kg.rules.rule import Rule, read_rules
from kg.store.columns.terms_table import Terms
from kg.store.dataset import Dataset
from kg.store.facts import Facts

pytestmark = pytest.mark.usefixtures("as_in_a_large_graph")
SEEDS = st.integers(0, 10_000_000)
RULES = read_rules()
ONTOLOGY = schema()


def test_in_factors(derived: Inference, rules: list[Rule], monkeypatch: pytest.MonkeyPatch) -> None:
    """Products that are not expanded are read as if they were."""
    monkeypatch.setattr(set_engine, "fire_parts", partial(fire_parts, few=0))
    found = derive(derived.facts.less([]), rules)
    assert sum(isinstance(matches, Product) for matches in found.proofs.matches.values()) > 4
    assert difference(found, derived) == []
    assert len(found.proofs) == len(derived.proofs)
    for name, matches in found.proofs.matches.items():
        for known in derived.proofs.of_rule(name) if isinstance(matches, Product) else ():
            assert found.proofs.get(known.key).period == known.period
            for triple in known.conclusions:
                one, other = (d.proofs.of(triple) for d in (found, derived))
                assert {d.key for d in one} == {d.key for d in other}
            for triple in known.premises:
                one_key, other_key = (d.proofs.resting_on(triple) for d in (found, derived))
                assert set(one_key) == set(other_key)


def group_of(text: str) -> Group:
    """Return a body that binds all the variables of some conditions."""
    made = set(re.findall(r"AS \?(\w+)", text))
    names = sorted(set(re.findall(r"\?(\w+)", text)) - made)
    bound = " ".join(f"?{name} <urn:p> ?{name} ." for name in names or ["any"])
    head = f"?{(names or ['any'])[0]} <urn:p> 1"
    return read_pattern(f"{PREFIXES} CONSTRUCT {{ {head} }} WHERE {{ {bound} {text} }}").body


@pytest.mark.parametrize("text", CONDITIONS)
def test_expressions_mean_what_oxigraph_means(text: str) -> None:
    terms = Terms()
    evaluator = Evaluator(terms)
    for condition in conditions_of(group_of(text))[-1]:
        if condition.expression is None:
            continue
        names = list(condition.variables)
        is_test = condition.kind == FILTER
        for values in product([*NODES, *LITERALS, None], repeat=min(len(names), 2)):
            row = [*values, NODES[0]][: len(names)]
            numbers = [-1 if term is None else terms.number(term) for term in row]
            expected = evaluator.evaluate_with_oxigraph(
                condition.expression, names, numbers, is_test
            )
            plain = [None if term is None else value_of(term) for term in row]
            try:
                function = compiled(condition.expression, {n: i for i, n in enumerate(names)})
                value = function(plain)
                found = true(value) if is_test else key_of(value)
            except Wrong:
                found = False if is_test else None
            except Beyond:
                continue
            assert found == (expected if is_test or expected is None else key_of(expected)), row
            one = {name: [value] for name, value in zip(names, plain, strict=True)}
            with suppress(Beyond):
                assert is_test or keys_at_once(condition.expression, one, 1) == [found], row


@given(SEEDS)
@settings(max_examples=6, deadline=None)
def test_one_pair_of_random_graphs(seed: int) -> None:
    dataset = worded_graph(random.Random(seed), ONTOLOGY, 60)
    found = derive(Facts(dataset), RULES)
    pair = (STATES[0], STATES[1])
    assert disagreement(derive_pair(Facts(dataset), RULES, pair), found, pair) == []


@given(SEEDS)
@settings(max_examples=30, deadline=None)
def test_what_was_known_changes_nothing(seed: int) -> None:
    rng = random.Random(seed)
    dataset, rules = made_up_graph(rng), made_up_rules(rng)
    quads = list(dataset.quads())
    fewer = Dataset(q for q in quads if q.subject == q.graph_name or rng.random() < 0.8)
    try:
        one, other = derive(Facts(fewer), rules), derive(Facts(dataset), rules)
    except (CyclicNegation, RuleError):
        return
    assert difference(derive(Facts(dataset), rules, before=one), other) == []
    assert difference(derive(Facts(fewer), rules, before=other), one) == []


@pytest.mark.parametrize("number", range(0, 75, 15))
def test_one_pair_is_what_all_says_of_it(
    number: int, derived: Inference, rules: list[Rule]
) -> None:
    rule = next(name for name in derived.proofs.matches if name == "pair-by-participation")
    found = derived.proofs.of_rule(rule)[number].bindings
    pair = (found["a"], found["b"])
    part = derive_pair(derived.facts.less([]), rules, pair)  # type: ignore[arg-type]
    assert disagreement(part, derived, pair) == []  # type: ignore[arg-type]


def test_a_pair_from_a_file_of_columns(
    derived: Inference, rules: list[Rule], tmp_path: Path
) -> None:
    write_archive(tmp_path / "kept", derived.facts.less([]), [], rules)
    facts = read_archive(tmp_path / "kept", checked=True).facts()
    first = derived.proofs.of_rule("pair-by-participation")[0].bindings
    pair = (first["a"], first["b"])
    part = derive_pair(facts, rules, pair)  # type: ignore[arg-type]
    assert disagreement(part, derived, pair) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("examples", [4, pytest.param(12, marks=pytest.mark.slow)])
def test_what_is_kept_comes_back_from_random_graphs(examples: int) -> None:
    """Check stored conclusions, those derived from the stored graph, and those from part of it."""
    settings(max_examples=examples, deadline=None)(given(SEEDS)(comes_back))()


def comes_back(seed: int) -> None:
    rng = random.Random(seed)
    quads = list(worded_graph(rng, ONTOLOGY, 30).quads())
    found = derive(Facts(Dataset(quads)), RULES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kept"
        write_archive(path, found, [], RULES)
        kept = read_archive(path, checked=True)
        again = kept.inference(RULES)
        assert again is not None and difference(again, found) == []
        assert difference(derive(kept.facts(), RULES), found) == []
        claims = sorted(again.facts.claims)[::3]
        less = derive(Facts(Dataset(quads), without=claims), RULES)
        assert difference(retract(again, claims), less) == []
        assert kept.inference(RULES[1:]) is None


@pytest.mark.parametrize("examples", [3, pytest.param(12, marks=pytest.mark.slow)])
def test_a_pair_begins_with_what_is_kept_for_all_pairs(
    examples: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test includes doubts, and disputed claims that are weighed only when read."""
    monkeypatch.setattr("kg.rules.columns.fact_table._SOON", -1)
    settings(max_examples=examples, deadline=None)(given(SEEDS)(begins_with_what_is_kept))()


def begins_with_what_is_kept(seed: int) -> None:
    quads = list(worded_graph(random.Random(seed), ONTOLOGY, 40).quads())
    pair = (STATES[0], STATES[1])
    cell = Cell.of_pair(pair)
    found = derive(Facts(Dataset(quads)), RULES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kept"
        write_archive(path, derive_cell(Facts(Dataset(quads)), RULES, NO_PAIRS), [], RULES)
        kept = read_archive(path, checked=True)
        assert kept.inference(RULES) is None and kept.common(RULES[1:]) is None
        one, other = kept.common(RULES), kept.common(RULES)
        assert one is not None and len(one.proofs.matches) < len(found.proofs.matches)
        part = derive_further(one, cell)
        assert disagreement(part, found, pair) == []
        claims = sorted(found.facts.claims)[::3]
        less = derive(Facts(Dataset(quads), without=claims), RULES)
        assert disagreement(retract(part, claims), less, pair) == []
        again = derive_cell(kept.facts().less(claims), RULES, cell, other)
        assert disagreement(again, less, pair) == []
        late = {NamedNode(claim) for claim in claims[::3]}
        fewer = [quad for quad in quads if not {quad.subject, quad.graph_name} & late]
        write_archive(path, derive_cell(Facts(Dataset(fewer)), RULES, NO_PAIRS), [], RULES)
        before = read_archive(path).common(RULES)
        assert before is not None
        facts = Facts(before.dataset.with_more(quads))
        assert facts.restated(before.facts) is not None
        grown = derive_cell(facts, RULES, NO_PAIRS, before)
        assert difference(grown, derive_cell(Facts(Dataset(quads)), RULES, NO_PAIRS)) == []


def test_a_plan_names_each_pattern_and_absence(derived: Inference, rules: list[Rule]) -> None:
    for rule in rules:
        text = plan(rule, derived.proofs.table)
        assert text.startswith(f"{rule.name}: ")
        assert all(f"less the days of: {sentence}" in text for sentence in rule.unless)
        assert "isHeldBy" not in rule.text or "ent:isHeldBy" in text
