"""Only the ontology gives a class its effect: a new subclass in its place changes nothing.

Denials keep their classes: who denies the subclass alone leaves open what else there may be.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cases import Case
from conftest import ROOT, sparse
from pyoxigraph import NamedNode, Quad
from test_corroboration import CASES as TABLES
from test_corroboration import FILES, dataset

import kg as entente
from kg.analysis.corroboration import corroborate
from kg.model import terms
from kg.store.dataset import Dataset
from kg.store.set_apart import TYPES

MINE = "http://example.org/my#"
CLASS = re.compile(r"( a|ent:supposedType)( ent:)(\w+)")
ABOUT = ("Claim", "Source", "ReferenceGraph")
PAIRS = [
    ("CHN", "RUS"),
    ("CHN", "SUN"),
    ("USA", "JPN"),
    ("USA", "ISR"),
    ("FRA", "GBR"),
    ("DEU", "SUN"),
]


def replaced(text: str) -> tuple[str, set[str]]:
    """Return claims with each class replaced by a user's subclass, and the classes replaced."""
    classes = {match[3] for match in CLASS.finditer(text)} - set(ABOUT)

    def mine(match: re.Match[str]) -> str:
        return match[0] if match[3] in ABOUT else f"{match[1]} <{MINE}{match[3]}>"

    return CLASS.sub(mine, text), classes


def ontology(classes: set[str]) -> str:
    lines = [
        "@prefix ent: <https://w3id.org/entente/ontology#> .",
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .",
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        "<http://example.org/my> a owl:Ontology .",
    ]
    lines += [
        f'<{MINE}{name}> a owl:Class ; rdfs:subClassOf ent:{name} ; skos:prefLabel "my {name}"@en .'
        for name in sorted(classes)
    ]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> tuple[entente.Graph, entente.Graph]:
    """The shipped claims, unchanged and with each class replaced by a new subclass."""
    folder, classes = tmp_path_factory.mktemp("mine"), set[str]()
    for path in sorted((ROOT / "graph" / "sources").rglob("*.trig")):
        text, found = replaced(path.read_text(encoding="utf-8"))
        classes |= found
        (folder / f"{path.parent.name}-{path.name}").write_text(text, encoding="utf-8")
    assert {"Treaty", "Understanding", "RoadMap", "Confrontation"} <= classes
    (folder / "ontology.ttl").write_text(ontology(classes), encoding="utf-8")
    return (
        entente.open(ROOT / "graph" / "sources", shipped=False),
        entente.open(folder, shipped=False),
    )


@pytest.mark.parametrize("view", ["state", "entity"])
def test_networks(graphs: tuple[entente.Graph, entente.Graph], view: str) -> None:
    one, other = (graph.network(view, with_derived=True) for graph in graphs)
    assert one.edges and one == other


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_timelines_and_criteria(
    graphs: tuple[entente.Graph, entente.Graph], pair: tuple[str, str]
) -> None:
    told = []
    for graph in graphs:
        matrix = graph.hypotheses(*pair)
        told.append((graph.timeline(*pair).spans, matrix.hypotheses, matrix.evidence))
    assert told[0][0] and told[0][2] and told[0] == told[1]


@pytest.mark.parametrize("case", sparse(TABLES, 3), ids=lambda case: case.path.stem)
def test_corroboration(case: Case) -> None:
    as_is, more = dataset(case), []
    for quad in list(as_is.store.quads_for_pattern(None, None, None)):
        about = terms.shorten(getattr(quad.object, "value", "")).removeprefix("ent:")
        graph = quad.graph_name
        if quad.predicate in TYPES and graph.value.startswith(terms.CLAIM) and about not in ABOUT:
            mine = NamedNode(MINE + about)
            more += [Quad(quad.subject, quad.predicate, mine, graph)]
            more += [Quad(mine, terms.SUBCLASS, quad.object, NamedNode(MINE))]
        else:
            more.append(quad)
    one, other = (corroborate(data, [FILES[case.path.stem]]) for data in (as_is, Dataset(more)))
    assert one and one == other


def test_a_class_of_ones_own_may_say_its_bearing(tmp_path: Path) -> None:
    text = (
        ontology(set())
        + f"""
<{MINE}Feud> a owl:Class ; rdfs:subClassOf ent:Situation ; skos:prefLabel "feud"@en ;
    ent:hasBearing ent:conflictual .
"""
    )
    (tmp_path / "ontology.ttl").write_text(text, encoding="utf-8")
    (tmp_path / "claims.trig").write_text(
        """@prefix claim: <https://w3id.org/entente/claim/> .
@prefix ent: <https://w3id.org/entente/ontology#> .
@prefix id: <https://w3id.org/entente/id/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix source: <https://w3id.org/entente/source/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
source:notes {
  source:notes a ent:Source ; skos:prefLabel "Notes"@en ; ent:hasSourceType ent:essay .
  claim:feud a ent:Claim ; prov:hadPrimarySource source:notes ; ent:locator "p. 1" ;
      ent:hasModality ent:fact ; ent:hasPolarity ent:affirmed ; skos:prefLabel "They feud"@en .
}
claim:feud {
  id:feud a <http://example.org/my#Feud> ; skos:prefLabel "The feud"@en ;
      ent:hasParticipant id:BOL , id:CHL ;
      ent:start "1990-01-01"^^xsd:date ; ent:startPrecision ent:year .
}
""",
        encoding="utf-8",
    )
    graph = entente.open(tmp_path)
    (edge,) = [
        e for e in graph.network("state").edges if e.source == "id:BOL" and e.target == "id:CHL"
    ]
    assert edge.more["sign"] == -1 and edge.kind == "situation"
    shown = graph.timeline("BOL", "CHL").spans
    assert [span.lane for span in shown] == ["dispute"]
    assert graph.hypotheses("BOL", "CHL", as_of="1991").evidence[0].criteria == ("hostility",)
