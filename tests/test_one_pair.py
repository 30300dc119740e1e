"""Conclusions on two states are the same, derived for them alone or with all others."""

from __future__ import annotations

import json
from datetime import date
from itertools import combinations, product
from pathlib import Path

import pytest
from cases import Case
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from kg.analysis.brief import make_brief
from kg.analysis.changes import what_if
from kg.analysis.dyad import find_dyad
from kg.analysis.explanation import explain_kind
from kg.errors import UnknownName
from kg.graph import Graph
from kg.model import terms
from kg.render import render
from kg.rules.cell import cells_of
from kg.rules.evaluate import derive
from kg.rules.inference import Inference
from kg.rules.pair import derive_cell, derive_pair
from kg.rules.prov import prov_quads
from kg.rules.rule import Rule, read_rules
from kg.store.facts import Facts
from kg.workspace import Workspace


def spoken_of(derived: Inference) -> list[str]:
    """Return the codes of the states that claims in the shipped graph mention."""
    ever = derived.facts.ever()
    states = ever.instances(terms.ent("State"))
    said = {triple.object for triple in ever.participations()}
    held = {node for node in states if ever.subjects(terms.ent("isHeldBy"), node)}
    return sorted(map(derived.dataset.slug, states & (said | held)))


def agree(derived: Inference, rules: list[Rule], first: str, second: str, *days: date) -> None:
    """Check that brief and explanations agree on two states, on the default day and others."""
    apart: dict[object, Inference] = {}
    for day in (None, *days):
        try:
            dyad = find_dyad(derived, first, second, day)
        except UnknownName:  # one is replaced by the other, its predecessor
            continue
        if dyad.nodes not in apart:
            apart[dyad.nodes] = derive_pair(derived.facts.less(()), rules, dyad.nodes)
        alone = apart[dyad.nodes]
        assert find_dyad(alone, first, second, day) == dyad
        one, other = (make_brief(found, dyad) for found in (alone, derived))
        assert render(one, "json") == render(other, "json")
        for kind in ("two-theatre-contingency", "trajectory"):
            mine, theirs = (explain_kind(found, dyad, kind) for found in (alone, derived))
            assert mine == theirs


@pytest.mark.parametrize("part", range(3))
def test_of_some_pairs(derived: Inference, rules: list[Rule], part: int) -> None:
    pairs = list(combinations(spoken_of(derived), 2))
    assert len(pairs) > 100
    for first, second in pairs[part::75]:
        agree(derived, rules, first, second, date(1951, 6, 1))


@pytest.mark.slow
def test_of_a_third_of_all_pairs(derived: Inference, rules: list[Rule]) -> None:
    days = date(1951, 6, 1), date(1969, 3, 2)
    for number, pair in enumerate([*combinations(spoken_of(derived), 2)][1::3]):
        agree(derived, rules, *pair, days[number % 2])


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
    """Changes without a claim are the same when derived for the two states alone."""
    doubted = [terms.CLAIM + claim]
    assert doubted[0] in derived.facts.claims
    dyad = find_dyad(derived, first, second, None)
    alone = derive_pair(derived.facts.less(()), rules, dyad.nodes)
    one, other = (what_if(found, found.dataset, doubted)[0] for found in (alone, derived))
    named = "-".join(dyad.codes)
    assert [c for c in one if c.dyad == named] == [c for c in other if c.dyad == named]


FIGHTING = """
@prefix ent: <https://w3id.org/entente/ontology#> .
@prefix id: <https://w3id.org/entente/id/> .
@prefix claim: <https://w3id.org/entente/claim/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

claim:first {
  id:first a ent:ArmedClash ; ent:hasParticipant id:XAA , id:XCC ;
    ent:start "2015-02-01"^^xsd:date ; ent:end "2015-09-01"^^xsd:date .
}
claim:second {
  id:second a ent:ArmedClash ; ent:hasParticipant id:XBB , id:XCC ;
    ent:start "2015-03-01"^^xsd:date ; ent:end "2015-06-01"^^xsd:date .
}
claim:talks { id:talks a ent:Consultation ; ent:hasParticipant id:XAA , id:XBB . }
"""
SAME_FOE = """
#+ summary: Two states have a common adversary where each is in confrontation with the same third.
#+ because: "{a} and {b} are both in confrontation with {adversary}."
#+ after: "Maoz et al. (2007), What Is the Enemy of My Enemy?"
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX ent: <https://w3id.org/entente/ontology#>
CONSTRUCT {
  ?conclusion a ent:Conclusion ; ent:hasKind ent:commonAdversary ; ent:hasAnswer ent:holds ;
    ent:concerns ?dyad ; ent:hasParty ?adversary .
}
WHERE {
  ?dyad a ent:Dyad ; ent:hasMember ?a , ?b ; dcterms:identifier ?pair .
  FILTER(STR(?a) < STR(?b))
  ?one a ent:Dyad ; ent:hasMember ?a , ?adversary .
  ?other a ent:Dyad ; ent:hasMember ?b , ?adversary .
  FILTER(?adversary != ?a && ?adversary != ?b)
  ?adversary dcterms:identifier ?code .
  ?first ent:hasKind ent:formOfRelationship ; ent:isAbout ent:confrontationForm ; ent:concerns ?one .
  ?second ent:hasKind ent:formOfRelationship ; ent:isAbout ent:confrontationForm ; ent:concerns ?other .
  BIND(IRI(CONCAT("https://w3id.org/entente/conclusion/", ?pair, "/foe/", ?code)) AS ?conclusion)
}
"""


def test_of_a_rule_that_reads_what_follows_about_other_pairs(tmp_path: Path) -> None:
    """A conclusion on a pair may rest on those of each of the two with a third state."""
    (tmp_path / "same-foe.rq").write_text(SAME_FOE.lstrip(), encoding="utf-8")
    (tmp_path / "fighting.trig").write_text(FIGHTING, encoding="utf-8")
    dataset = Case(tmp_path / "fighting.trig", {}).dataset()
    rules = [*read_rules(), *read_rules([tmp_path])]
    derived = derive(Facts(dataset), rules)
    dyad = find_dyad(derived, "XAA", "XBB", date(2015, 4, 1))
    alone = derive_pair(Facts(dataset), rules, dyad.nodes)
    one, other = (render(make_brief(found, dyad), "json") for found in (alone, derived))
    found = json.loads(other)["conclusions"]
    assert "yes" in {c["holds"] for c in found if c["kind"] == "common-adversary"}
    assert one == other


def test_cells_together_hold_what_is_derived_at_once(derived: Inference, rules: list[Rule]) -> None:
    """Cells are derived separately; together they have all conclusions and proofs."""
    states = derived.facts.ever().instances(terms.ent("State"))
    found: set[str] = set()
    for cell in cells_of(states, 3):
        part = derive_cell(derived.facts.less(()), rules, cell)
        found.update(map(str, prov_quads(part)))
    assert found == set(map(str, prov_quads(derived)))


@given(st.integers(2, 9), st.integers(0, 30))
def test_each_pair_is_in_one_cell(groups: int, many: int) -> None:
    states = [NamedNode(f"{terms.ID}Q{number}") for number in range(many)]
    found: list[frozenset[NamedNode]] = []
    for cell in cells_of(states, groups):
        found += map(frozenset, product(cell.one, cell.other))
        found += map(frozenset, combinations(cell.one, 2)) if cell.within_one else ()
        found += map(frozenset, combinations(cell.other, 2)) if cell.within_other else ()
    assert len(found) == len(set(found))
    assert set(found) == set(map(frozenset, combinations(states, 2)))


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Graph:
    """The shipped graph, treated as too large to derive all conclusions."""
    monkeypatch.setattr("kg.workspace._SOON", 0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return Graph(Workspace())


def asked(graph: Graph, *pair: str) -> list[str | bytes]:
    """Return a graph's answers about two states from many methods."""
    results = (
        graph.brief(*pair),
        graph.explain(*pair, "mirrored-postures"),
        graph.timeline(*pair),
        graph.diff(*pair, since="1951", until="1991"),
        graph.hypotheses(*pair),
    )
    return [render(result, "json") for result in results]


@pytest.mark.slow
def test_nothing_else_is_derived_of_a_large_graph(apart: Graph, derived: Inference) -> None:
    """Briefs, proofs, timelines and doubts of two states equal those of the whole graph."""
    whole = Graph(Workspace(), derived)
    doubted = "sino-russian-alignment-2019-p06-4a"
    for pair in (("CHN", "RUS"), ("GBR", "FRA")):
        for graph, other in ((apart, whole), (apart.without(doubted), whole.without(doubted))):
            assert asked(graph, *pair) == asked(other, *pair)
            assert "inference" not in graph.__dict__
        one, other = (graph.report(*pair).brief for graph in (apart, whole))
        assert render(one, "json") == render(other, "json")
        days = ["1950", "2019"]
        one, other = (g.hindsight(*pair, as_of="1950", known_by=days) for g in (apart, whole))
        assert render(one, "json") == render(other, "json")
    assert "inference" not in apart.workspace.__dict__
