"""Any RDF can be queried, drawn and checked in its own vocabulary, or is refused clearly."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from conftest import TESTS

import kg as entente

if TYPE_CHECKING:
    from pathlib import Path

    from test_brief import Kg

MEMBERS = """@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
wd:Q1 wdt:P463 wd:Q9 ; rdfs:label "one" .
wd:Q2 wdt:P463 wd:Q9 ; rdfs:label "two" .
wd:Q9 rdfs:label "nine" .
"""
SHAPES = """@prefix ex: <http://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
ex:Member sh:targetSubjectsOf wdt:P463 ;
  sh:property [ sh:path wdt:P31 ; sh:minCount 1 ; sh:message "Say what it is." ] .
"""
NODES = """#+ summary: Members.
PREFIX wdt: <http://www.wikidata.org/prop/direct/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?node ?label ?kind { ?node rdfs:label ?label BIND("thing" AS ?kind) }"""
EDGES = """#+ summary: Memberships.
SELECT ?source ?target { ?source <http://www.wikidata.org/prop/direct/P463> ?target }"""


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    (tmp_path / "members.ttl").write_text(MEMBERS)
    (tmp_path / "shapes.shacl.ttl").write_text(SHAPES)
    view = tmp_path / "view"
    view.mkdir()
    (view / "nodes.rq").write_text(NODES)
    (view / "edges.rq").write_text(EDGES)
    (tmp_path / "all.rq").write_text("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    return tmp_path


def test_it_is_asked_and_drawn_as_it_is(kg: Kg, foreign: Path) -> None:
    file = foreign / "members.ttl"
    answer = kg("query", foreign / "all.rq", "--plain", "--graph", file, "--format", "csv")
    assert answer.stdout.split() == ["n", "5"]
    drawn = kg("export", "gexf", "--plain", "--as", foreign / "view", "--graph", file)
    assert drawn.exit_code == 0 and drawn.stdout.count("<edge ") == 2
    graph = entente.open(file, plain=True)
    assert len(graph.query("SELECT ?s { ?s ?p ?o }")) == 5
    assert len(graph.network(str(foreign / "view")).nodes) == 3


def test_it_is_held_against_shapes_of_its_own_alone(kg: Kg, foreign: Path) -> None:
    arguments = ("validate", "--plain", foreign / "members.ttl")
    shaped = (*arguments, "--shapes", foreign / "shapes.shacl.ttl", "--format", "json")
    for engine in ("fast", "pyshacl"):
        result = kg(*shaped, "--engine", engine)
        rows = json.loads(result.stdout)["findings"]
        assert [(r["line"], r["message"]) for r in rows] == [
            (4, "Say what it is."),
            (5, "Say what it is."),
        ]
    assert kg(*arguments).exit_code == 2  # there are no shapes to check it with
    assert kg("lint", "--no-shipped", foreign / "members.ttl").exit_code == 0


ONTOLOGY = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix ex: <https://example.org/onto#> .
<https://example.org/onto> a owl:Ontology .
ex:Treaty a owl:Class .
"""
NANOPUBLICATION = """@prefix np: <http://www.nanopub.org/nschema#> .
@prefix ent: <https://w3id.org/entente/ontology#> .
@prefix id: <https://w3id.org/entente/id/> .
@prefix sub: <https://example.org/np/1#> .
sub:head { <https://example.org/np/1> a np:Nanopublication ; np:hasAssertion sub:assertion . }
sub:assertion { id:x a ent:Rivalry ; ent:hasParticipant id:BOL, id:CHL ; ent:start "1884-04-04"^^<http://www.w3.org/2001/XMLSchema#date> . }
"""


def test_who_gives_it_to_a_command_on_states_is_told_what_it_is(kg: Kg, foreign: Path) -> None:
    (foreign / "onto.ttl").write_text(ONTOLOGY)
    (foreign / "np.trig").write_text(NANOPUBLICATION)
    asked = [
        (("brief", "CHN", "RUS"), "members.ttl", "another vocabulary", "wikidata.org/prop/direct/"),
        (("brief", "CHN", "RUS"), "onto.ttl", "another vocabulary", "2 statements"),
        (("timeline", "CHN", "RUS"), "np.trig", "holds no ent:Claim", "nanopub.org/nschema#"),
        (("explain", "CHN", "RUS", "overlap"), "onto.ttl", "another vocabulary", "2 statements"),
        (
            ("report", "CHN", "RUS", "-o", foreign / "r.html"),
            "onto.ttl",
            "another vocabulary",
            "2 statements",
        ),
    ]
    for command, file, *words in asked:
        result = kg(*command, "--graph", foreign / file)
        (line,) = result.stderr.splitlines()
        assert result.exit_code == 1 and file in line and "--plain" in line
        assert all(word in line for word in words), line


def test_an_ontology_beside_claims_that_use_it_is_no_other_vocabulary(
    kg: Kg, foreign: Path
) -> None:
    own = foreign / "own"
    own.mkdir()
    (own / "onto.ttl").write_text(ONTOLOGY)
    valid = (TESTS / "shapes" / "valid.trig").read_text(encoding="utf-8")
    (own / "claims.trig").write_text(
        valid.replace(" a ent:Claim", " a ent:Claim , <https://example.org/onto#Treaty>", 1)
    )
    arguments = ("brief", "XAA", "XBB", "--no-shipped", "--graph", TESTS / "invented.trig")
    assert "another vocabulary" not in kg(*arguments, "--graph", own).stderr
    assert "onto.ttl: uses another" in kg(*arguments, "--graph", own / "onto.ttl").stderr


def test_findings_about_blank_nodes_stand_somewhere_and_are_known_again(
    kg: Kg, tmp_path: Path
) -> None:
    valid = (TESTS / "shapes" / "valid.trig").read_text(encoding="utf-8")
    file, known = tmp_path / "blank.trig", tmp_path / "known.json"
    file.write_text(
        valid.replace(
            "\nclaim:posture {",
            "\nclaim:posture {\n  [] a ent:Posture ; ent:isHeldBy id:XAA ;\n    ent:hasOrientation ent:statusquo .\n",
        )
    )
    arguments = ("validate", "--no-shipped", TESTS / "invented.trig", file)
    known.write_text(kg(*arguments, "--format", "json").stdout)
    rows = json.loads(known.read_text())["findings"]
    assert len(rows) > 3 and all(row["file"] and row["line"] for row in rows)
    lines = file.read_text().splitlines()
    assert {"[] a ent:Posture" in lines[r["line"] - 1] for r in rows if "-time" in r["shape"]} == {
        True
    }
    sarif = json.loads(kg(*arguments, "--format", "sarif").stdout)
    assert all(result["locations"] for result in sarif["runs"][0]["results"])
    assert kg(*arguments, "--baseline", known).exit_code == 0


def test_a_hook_is_given_the_files_that_changed_and_reads_the_others(
    kg: Kg, tmp_path: Path
) -> None:
    valid = (TESTS / "shapes" / "valid.trig").read_text(encoding="utf-8")
    prefixes = "".join(x + "\n" for x in valid.splitlines() if x.startswith("@prefix"))
    body = valid.removeprefix(prefixes)
    source, _, claims = body.partition("\nclaim:exercise {")
    (tmp_path / "sources.trig").write_text(prefixes + source)
    (tmp_path / "claims.trig").write_text(f"{prefixes}\nclaim:exercise {{{claims}")
    (tmp_path / "cut.trig").write_text("<urn:a")
    arguments = (
        "validate",
        "--no-shipped",
        tmp_path / "claims.trig",
        "--graph",
        TESTS / "invented.trig",
    )
    assert kg(*arguments).exit_code == 1
    result = kg(*arguments, "--context", tmp_path)
    assert result.exit_code == 0, result.output
