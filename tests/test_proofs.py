"""Every conclusion is written with a proof that suffices to derive it again."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad

from kg.model import terms
from kg.rules.evaluate import derive
from kg.rules.inference import Inference
from kg.rules.prov import premise_iri, prov_quads
from kg.rules.rule import Rule
from kg.store.dataset import Dataset
from kg.store.facts import Facts
from kg.validation.shacl import validate

GENERATED = NamedNode(terms.PROV + "wasGeneratedBy")


@pytest.fixture(scope="module")
def written(derived: Inference) -> Dataset:
    """Conclusions and proofs only."""
    return Dataset(prov_quads(derived))


def conclusions(written: Dataset) -> list[NamedNode]:
    return sorted(written.subjects(terms.TYPE, terms.ent("Conclusion")), key=str)


def test_there_are_conclusions(written: Dataset) -> None:
    assert len(conclusions(written)) > 50


def test_every_conclusion_has_a_period_and_a_derivation(written: Dataset) -> None:
    for node in conclusions(written):
        assert written.values(node, terms.ent("holdsDuring")), node
        for derivation in written.values(node, GENERATED):
            assert isinstance(derivation, NamedNode)
            assert written.value(derivation, terms.ent("usesRule"))
            assert written.text(derivation, terms.ent("because"))
            assert written.values(derivation, terms.ent("hasPremise"))
        assert written.values(node, GENERATED), node


def test_every_premise_is_stated_or_derived(written: Dataset) -> None:
    for premise in written.subjects(terms.TYPE, terms.ent("Premise")):
        stated = written.values(premise, terms.ent("isStatedIn"))
        steps = written.values(premise, terms.ent("isDerivedBy"))
        assert stated or steps, premise
        for step in steps:
            assert isinstance(step, NamedNode)
            assert written.value(step, terms.ent("usesRule")), step


def test_no_sentence_is_left_with_a_gap(written: Dataset) -> None:
    for name in ("because", "assumes"):
        for triple in written.statements(terms.ent(name)):
            assert "{" not in str(triple.object), triple.object
            assert "https://" not in str(triple.object), triple.object


def cited(derived: Inference, node: NamedNode) -> set[str]:
    """Return the claims anywhere in the proofs of a node."""
    claims: set[str] = set()
    waiting = [*derived.proofs.of_node(node)]
    seen = set()
    while waiting:
        step = waiting.pop()
        if step.key in seen:
            continue
        seen.add(step.key)
        for premise in step.premises:
            claims |= {g.value for g in derived.facts.graphs(premise)} & derived.facts.claims.keys()
            waiting += derived.proofs.of(premise)
    return claims


def test_the_cited_claims_suffice(derived: Inference, written: Dataset, rules: list[Rule]) -> None:
    """Each conclusion follows, for at least as long, from only the claims that its proof cites.

    Evidence that defeats it in the whole graph may be missing, so it may hold longer.
    """
    shipped = derived.facts.dataset
    every = derived.facts.claims.keys()
    by_grounds: dict[frozenset[str], list[NamedNode]] = {}
    for node in conclusions(written):
        by_grounds.setdefault(frozenset(cited(derived, node)), []).append(node)
    for claims, nodes in by_grounds.items():
        again = derive(Facts(shipped, without=every - claims), rules)
        for node in nodes:
            for step in derived.proofs.of_node(node):
                for triple in step.conclusions:
                    assert not derived.facts.derived[triple] - again.facts.validity(triple), node


def test_premises_are_named_by_what_they_say(derived: Inference) -> None:
    names = {}
    for step in derived.proofs:
        for premise in step.premises:
            assert names.setdefault(premise_iri(premise), premise) == premise


def test_conclusions_stand_in_graphs_of_their_own(derived: Inference) -> None:
    graphs = {quad.graph_name for quad in prov_quads(derived) if isinstance(quad, Quad)}
    assert graphs == {terms.CONCLUSIONS_GRAPH, terms.PROOFS_GRAPH}


@pytest.mark.slow
def test_the_written_proofs_keep_their_own_shapes(derived: Inference) -> None:
    everything = Dataset([*derived.facts.dataset.quads(), *prov_quads(derived)])
    assert [finding.line for finding in validate(everything.quads()).found] == []
