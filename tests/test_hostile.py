"""Input that is made to exhaust or mislead is refused in one line, with its place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from conftest import TESTS
from pyoxigraph import Store

from kg.web.sparql import SparqlRequest, respond

if TYPE_CHECKING:
    from pathlib import Path

    from test_brief import Kg

BOMB = """<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [ <!ENTITY a "aaaaaaaaaa"> <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"> ]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><x>&b;</x></rdf:RDF>"""
NAMED = """<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [ <!ENTITY owl "http://www.w3.org/2002/07/owl#" > ]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:owl="&owl;">
 <owl:Ontology rdf:about="http://example.org/o"/></rdf:RDF>"""
ELEMENTS = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>" + (
    "<rdf:Description><a:b xmlns:a='urn:a'>" * 5000
    + "</a:b></rdf:Description>" * 5000
    + "</rdf:RDF>"
)
HOSTILE = {
    "bomb.rdf": (BOMB, "DOCTYPE", 2),
    "outside.owl": (
        BOMB.replace('<!ENTITY a "aaaaaaaaaa">', '<!ENTITY a SYSTEM "file:///etc/passwd">'),
        "DOCTYPE",
        2,
    ),
    "elements.rdf": (ELEMENTS, "nests more than 200 levels", 1),
    "deep.jsonld": (
        '{"@id": ' + '{"urn:p": ' * 5000 + "1" + "}" * 5001,
        "nests more than 200 levels",
        1,
    ),
    "deep.ttl": (
        "<urn:a> <urn:p> " + "[ <urn:p>\n" * 5000 + "1" + "]" * 5000 + " .",
        "nests more than 200",
        201,
    ),
    "lists.trig": (
        "<urn:g> { <urn:a> <urn:p> " + "(" * 100_000 + ")" * 100_000 + " }",
        "nests more than 200",
        1,
    ),
    "about.ttl": ("<urn:a> <urn:p> 1 .\n<< <urn:a> <urn:p> 1 >> <urn:q> 2 .", "RDF 1.2", 2),
    "term.nt": ("<urn:a> <urn:p> <<( <urn:a> <urn:p> <urn:b> )>> .", "RDF 1.2", 0),
    "wide.ttl": ("\ufeff@prefix : <urn:> . :a :b :c .".encode("utf-16"), "is UTF-16", 1),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_is_refused_in_one_line(kg: Kg, tmp_path: Path, name: str) -> None:
    text, said, line = HOSTILE[name]
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    result = kg("brief", "XAA", "XBB", "--no-shipped", "--graph", file)
    assert result.exit_code == 2
    (told,) = result.stderr.splitlines()
    assert said in told and told.startswith(f"kg: {file}:{f'{line}:' if line else ''}")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("marked.trig", "\ufeff@prefix : <urn:> .\n:a { :b :c :d }"),
        ("marked.ttl", "\ufeff<urn:a> <urn:b> <urn:c> ."),
        ("names.owl", NAMED),
        ("turtle.owl", "<urn:o> a <http://www.w3.org/2002/07/owl#Ontology> ."),
        ("long.ttl", "<urn:a> <urn:b> (" + " 1" * 1_000 + " ) ."),
        ("signs.ttl", "<urn:a> <urn:b> '" + "[" * 1000 + "' . # " + "(" * 1000),
    ],
)
def test_what_is_only_unusual_is_read(kg: Kg, tmp_path: Path, name: str, text: str) -> None:
    file, ask = tmp_path / name, tmp_path / "ask.rq"
    file.write_text(text, encoding="utf-8")
    ask.write_text("\ufeffSELECT (COUNT(*) AS ?n) { ?s ?p ?o }", encoding="utf-8")
    result = kg("validate", "--no-shipped", file)
    assert "syntax" not in result.stdout and result.exit_code in (0, 1)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * " + "{" * 3000 + "}" * 3000,
        "SELECT * { FILTER" + "(" * 100_000 + "1" + ")" * 100_000 + " }",
        "SELECT * { FILTER(" + "!" * 100_000 + "true) }",
        "SELECT * { ?s ?p " + "[ ?p " * 20_000 + "1" + "]" * 20_000 + " }",
        "ASK { ?s ?p '" + "x" * 300_000 + "' }",
    ],
)
def test_a_query_that_nests_too_deep_is_refused(kg: Kg, tmp_path: Path, query: str) -> None:
    file = tmp_path / "deep.rq"
    file.write_text(query, encoding="utf-8")
    result = kg("query", file, "--no-shipped")
    assert result.exit_code == 2 and len(result.stderr.splitlines()) == 1
    answer = respond(Store(), SparqlRequest(query), "", 10)
    assert answer.status == 400 and answer.body.count(b"\n") == 1


def test_keys_that_no_context_maps_are_told(kg: Kg, tmp_path: Path) -> None:
    file = tmp_path / "dropped.jsonld"
    file.write_text(
        '{"@context": {"label": "http://www.w3.org/2004/02/skos/core#prefLabel"},\n'
        ' "@id": "http://example.org/a",\n "label": "A",\n "strength": 7}'
    )
    result = kg("validate", file, "--no-shipped", "--format", "json")
    rows = [r for r in json.loads(result.stdout)["findings"] if r["shape"] == "dropped-key"]
    assert [(r["value"], r["line"], r["column"]) for r in rows] == [("strength", 4, 2)]


def test_the_separator_of_a_table_is_named(kg: Kg, tmp_path: Path) -> None:
    file = tmp_path / "rivalries.csv"
    text = (TESTS / "tables" / "rivalries.csv").read_text()
    file.write_text(text.replace(",", ";"))
    result = kg("import", "rivalries", file)
    assert result.exit_code == 2 and "semicolons" in result.stderr
