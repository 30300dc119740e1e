"""The order of rules follows from what they read and write; rules without an order are refused."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad

from kg.errors import CyclicNegation, InputError, RuleError
from kg.model import terms
from kg.rules.evaluate import derive
from kg.rules.rule import Rule, make_rule
from kg.rules.stratify import Schema, stratify
from kg.store.dataset import Dataset
from kg.store.facts import Facts
from kg.store.open import ontology_quads
from kg.store.query_file import parse

PREFIX = "PREFIX e: <urn:e:>\n"


def rule(name: str, query: str, unless: str = "") -> Rule:
    header = f'#+ summary: {name}.\n#+ because: "So."\n'
    if unless:
        header += f"#+ unless:\n#+   - {unless}\n"
    return make_rule(parse(name, name, header + PREFIX + query))


def order(rules: list[Rule], schema: Schema | None = None) -> list[list[str]]:
    return [[r.name for r in stratum] for stratum in stratify(rules, schema or Schema())]


def test_a_rule_runs_after_what_feeds_it() -> None:
    late = rule("a", "CONSTRUCT { ?x e:r ?y } WHERE { ?x e:q ?y }")
    early = rule("b", "CONSTRUCT { ?x e:q ?y } WHERE { ?x e:p ?y }")
    assert order([late, early]) == [["b"], ["a"]]


def test_a_negated_rule_runs_first() -> None:
    negating = rule(
        "a", "CONSTRUCT { ?x e:r ?x } WHERE { ?x e:p ?y FILTER NOT EXISTS { ?x e:q ?y } }", "no q"
    )
    negated = rule("b", "CONSTRUCT { ?x e:q ?y } WHERE { ?x e:p ?y }")
    assert order([negating, negated]) == [["b"], ["a"]]


def test_rules_that_feed_each_other_share_a_stratum() -> None:
    one = rule("a", "CONSTRUCT { ?x e:q ?y } WHERE { ?x e:p ?y }")
    other = rule("b", "CONSTRUCT { ?x e:p ?y } WHERE { ?x e:q ?y }")
    assert order([other, one]) == [["a", "b"]]


@pytest.mark.parametrize(
    "absence",
    [
        "FILTER NOT EXISTS { ?x e:q ?y }",
        "FILTER(?x != ?y && NOT EXISTS { ?x e:q ?y })",
        "FILTER (NOT EXISTS { ?x e:q ?y })",
        "MINUS { ?x e:q ?y }",
    ],
)
def test_a_circle_through_negation_is_refused_by_name(absence: str) -> None:
    one = rule("one", f"CONSTRUCT {{ ?x e:r ?y }} WHERE {{ ?x e:p ?y {absence} }}", "no q")
    other = rule("other", "CONSTRUCT { ?x e:q ?y } WHERE { ?x e:r ?y }")
    with pytest.raises(CyclicNegation, match="one, other"):
        order([one, other])


def test_a_class_is_read_too() -> None:
    one = rule(
        "one", "CONSTRUCT { ?x a e:A } WHERE { ?x a e:B FILTER NOT EXISTS { ?x a e:C } }", "c"
    )
    other = rule("other", "CONSTRUCT { ?x a e:C } WHERE { ?x a e:A }")
    with pytest.raises(CyclicNegation):
        order([one, other])


def test_different_values_of_a_functional_property_tell_nodes_apart() -> None:
    one = rule(
        "one",
        "CONSTRUCT { ?c e:kind e:A } WHERE { ?x e:p ?c FILTER NOT EXISTS { ?d e:kind e:B } }",
        "b",
    )
    other = rule("other", "CONSTRUCT { ?c e:kind e:B } WHERE { ?c e:kind e:C }")
    assert order([one, other], Schema(frozenset({"<urn:e:kind>"}))) == [["other"], ["one"]]


def test_disjoint_classes_tell_nodes_apart() -> None:
    one = rule("one", "CONSTRUCT { ?x a e:A ; e:p ?x } WHERE { ?x a e:B ; e:p ?y }")
    two = rule("two", "CONSTRUCT { ?x a e:A ; e:p ?x } WHERE { ?x a e:B ; e:p ?y }")
    apart = {"<urn:e:A>": frozenset({"<urn:e:B>"}), "<urn:e:B>": frozenset({"<urn:e:A>"})}
    assert order([one, two]) == [["one", "two"]]
    assert order([one, two], Schema(apart=apart)) == [["one"], ["two"]]


@pytest.mark.parametrize(
    ("query", "advice"),
    [
        ("SELECT * WHERE { ?x e:p ?y }", "CONSTRUCT"),
        ("CONSTRUCT { ?x e:r ?y } WHERE { ?x e:p", "SPARQL 1.1"),
        ("CONSTRUCT { ?x e:r ?z } WHERE { ?x e:p ?y }", "does not bind"),
        ("CONSTRUCT { ?x e:r ?y } WHERE { ?x e:p ?y OPTIONAL { ?x e:q ?z } }", "second rule"),
        (
            "CONSTRUCT { ?x e:r ?y } WHERE { { ?x e:p ?y } UNION { ?x e:q ?y } }",
            "one rule for each",
        ),
        ("CONSTRUCT { ?x e:r ?y } WHERE { GRAPH ?g { ?x e:p ?y } }", "leave GRAPH out"),
        ("CONSTRUCT { ?x e:r ?y } WHERE { ?x e:p+ ?y }", "property paths"),
        ("CONSTRUCT { ?x e:r _:b } WHERE { ?x e:p ?y }", "blank node"),
        ("CONSTRUCT { ?x e:r ?y } WHERE { ?x e:p ?y } ORDER BY ?x", "modifier"),
        (
            "CONSTRUCT { ?x e:r ?y } WHERE { ?x e:p ?y { SELECT ?y WHERE { ?y e:q 1 } } }",
            "subquery",
        ),
    ],
)
def test_what_a_rule_cannot_be_is_refused_with_advice(query: str, advice: str) -> None:
    with pytest.raises((RuleError, InputError), match=advice):
        rule("odd", query)


def test_every_absence_needs_its_sentence() -> None:
    with pytest.raises(RuleError, match="unless"):
        rule("mute", "CONSTRUCT { ?x e:r ?y } WHERE { ?x e:p ?y FILTER NOT EXISTS { ?x e:q ?y } }")


def test_shipped_rules_have_an_order_and_negate_only_what_is_settled(rules: list[Rule]) -> None:
    strata = order(rules, Schema.of(Dataset(ontology_quads())))
    place = {name: number for number, names in enumerate(strata) for name in names}
    assert place["first-test-failed"] < place["passes-first-test"]
    assert place["conflict-by-arms"] < place["basis-for-military-alliance"]
    assert all(len(names) == 1 for names in strata)


def test_a_recursive_rule_reaches_its_fixpoint() -> None:
    chain = [
        Quad(NamedNode(f"urn:e:{i}"), NamedNode("urn:e:p"), NamedNode(f"urn:e:{i + 1}"), GRAPH)
        for i in range(12)
    ]
    said = Quad(GRAPH, terms.TYPE, terms.ent("ReferenceGraph"), GRAPH)
    facts = Facts(Dataset([*ontology_quads(), *chain, said]))
    step = rule("step", "CONSTRUCT { ?x e:t ?y } WHERE { ?x e:p ?y }")
    jump = rule("jump", "CONSTRUCT { ?x e:t ?z } WHERE { ?x e:t ?y . ?y e:t ?z }")
    derived = derive(facts, [jump, step])
    assert sum(t.predicate.value == "urn:e:t" for t in derived.facts.derived) == 78
    for triple in derived.facts.derived:
        assert derived.proofs.of(triple)


GRAPH = NamedNode("urn:e:graph")
