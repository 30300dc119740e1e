"""Input designed to exhaust or mislead the program is refused in one line, with its position."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from conftest import TESTS
from pyoxigraph import Literal, RdfFormat, Store, parse

from kg.errors import InputError, KgError
from kg.rules.parse import parse_pattern
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
INVENTED = ("--no-shipped", "--graph", TESTS / "invented.trig")
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
    "marks.ttl": (
        r"<urn:a> <urn:\u0070#> <x:\'#>, " + "[ <urn:p> " * 5000,
        "nests more than 200",
        1,
    ),
    "chain.jsonld": (
        '{"\\u0040context": {'
        + ", ".join(f'"t{n}": {{"@id": "t{n + 1}"}}' for n in range(9_000))
        + ', "t9000": "urn:t"}, "t0": 1}',
        "context that the parser cannot follow",
        1,
    ),
    "attributes.rdf": ("<a " + "xmlns:a='b:' " * 10_001 + "/>", "10,000 attributes", 1),
    "literal.nt": ('<urn:a> <urn:p> "' + "x" * 17_000_000 + '" .', "cannot be read", 0),
    "open.jsonld": ('{"a":' + '"\\' * 100_000 + "[[" * 300, "the syntax", 1),
    "open.rdf": ("<a>" + "<!-- " * 100_000 + "<?x " * 100_000, "the syntax", 1),
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
        r"PREFIX a: <b:> ASK { ?s a:\' " + "[ ?p " * 20_000 + "1" + "]" * 20_000 + " }",
        "ASK { FILTER(1" + "+1" * 50_000 + ") }",
        "ASK { " + "{ ?s ?p ?o } UNION " * 10_000 + "{} }",
    ],
)
def test_a_query_that_nests_too_deep_is_refused(kg: Kg, tmp_path: Path, query: str) -> None:
    file = tmp_path / "deep.rq"
    file.write_text(query, encoding="utf-8")
    result = kg("query", file, "--no-shipped")
    assert result.exit_code == 2 and len(result.stderr.splitlines()) == 1
    answer = respond(Store(), SparqlRequest(query), "", 10)
    assert answer.status == 400 and answer.body.count(b"\n") == 1


def test_a_rule_that_nests_too_deep_is_refused() -> None:
    with pytest.raises(InputError, match="more parts than can be prepared"):
        parse_pattern("CONSTRUCT {} { FILTER(1" + "*1" * 50_000 + ") }")


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX e: <urn:e:\ufffd\uffff>\nCONSTRUCT { ?x e:a ?y } WHERE { ?x e:b ?y }",
        "CONSTRUCT { ?x <urn:a> ?y\ufffd } WHERE { ?x <urn:b> ?y\ufffd }",
    ],
)
def test_a_name_of_which_no_iri_can_be_made_is_refused(text: str) -> None:
    with pytest.raises(KgError) as refused:
        parse_pattern(text)
    assert "\n" not in str(refused.value)


def test_a_long_query_is_prepared(kg: Kg, tmp_path: Path) -> None:
    file = tmp_path / "long.rq"
    file.write_text("ASK { VALUES ?day { " + "'2020-01-01' " * 3_000 + "} }")
    assert kg("query", file, "--no-shipped").stdout == "yes\n"


def test_rdf_xml_holds_no_character_that_xml_cannot(kg: Kg, tmp_path: Path) -> None:
    file = tmp_path / "control.ttl"
    file.write_text('<urn:a> <urn:b:p> "a\\u0001b" .')
    shown = kg("export", "rdfxml", "--plain", "--no-shipped", "--graph", file).stdout
    values = {quad.object for quad in parse(shown.encode(), format=RdfFormat.RDF_XML)}
    assert Literal("a\ufffdb") in values


def test_what_holds_nowhere_is_told_where_there_is_no_answer(kg: Kg, tmp_path: Path) -> None:
    file = tmp_path / "never.rq"
    prefixes = (
        "PREFIX ent: <https://w3id.org/entente/ontology#>\n"
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
    )
    ask = """SELECT ?s {
 ?s a ent:Regionn ; ent:startt ?day ; ent:start ?begin OPTIONAL { ?s ent:none ?x }
 FILTER("1950"^^xsd:gYear < ?begin && ?begin > "1900-01-01"^^xsd:date) }"""
    file.write_text(prefixes + ask)
    for form in ("table", "csv", "json", "xml"):
        result = kg("query", file, *INVENTED, "--format", form)
        assert result.exit_code == 0
        told = result.stderr.splitlines()
        places = [line.removeprefix(f"kg: warning: {file}:").split(": ")[0] for line in told]
        assert places == ["4:5", "4:21", "5:9"], told
        assert told[1].endswith("perhaps ent:start is meant"), told
        assert told[0].endswith("the class ent:Regionn; perhaps ent:Region is meant"), told
        assert "?begin is xsd:date, never xsd:gYear" in told[2]
    for answered in ("SELECT ?s { ?s a ent:State }", "SELECT ?s { ?s ent:start ?s }"):
        file.write_text(prefixes + answered)
        assert kg("query", file, *INVENTED).stderr == ""
    file.write_text("ASK { ?s <urn:none> ?o BIND(EXISTS { ?s ?p ?o } AS ?e) FILTER(?e) }")
    assert "nothing has the property urn:none" in kg("query", file, *INVENTED).stderr


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
