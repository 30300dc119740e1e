"""No state takes part in anything before it exists or after it has ended."""

from __future__ import annotations

from datetime import date

from conftest import TESTS
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse
from test_shapes import sound

from kg.model.text import xml_bytes
from kg.validation.finding import Severity
from kg.validation.shacl import validate
from kg.web.sparql import SparqlRequest, respond

HEAD = "".join(
    line + "\n"
    for line in (TESTS / "shapes" / "valid.trig").read_text("utf-8").splitlines()
    if line.startswith("@prefix")
)
LIVES = """
graph:states {
  id:XAA ent:start "1990-01-01"^^xsd:date ; ent:startPrecision ent:day ; ent:succeeds id:XBB .
  id:XBB ent:end "1989-12-31"^^xsd:date ; ent:endPrecision ent:day .
}
claim:rivalry {
  id:RIVALRY a ent:Rivalry ; ent:hasParticipant id:XAA , id:XCC ;
    ent:start "%s"^^xsd:date ; ent:startPrecision ent:day ;
    ent:end "%s"^^xsd:date ; ent:endPrecision ent:day .
}
"""


def dated(first: str, last: str, kind: str = "XAA") -> list[tuple[Severity, str, str]]:
    text = HEAD + LIVES % (first, last)
    text = text.replace("hasParticipant id:XAA", f"hasParticipant id:{kind}")
    quads = [*sound().quads(), *parse(text.encode(), format=RdfFormat.TRIG)]
    found = validate(quads, engine="fast").found
    return [
        (f.severity, f.value, f.message)
        for f in found
        if f.shape in ("state-exists-then", "date-is-near") and f.node == "id:RIVALRY"
    ]


def test_a_state_is_named_that_did_not_exist_yet_or_any_more() -> None:
    ((severity, value, message),) = dated("1950-01-01", "1960-12-31")
    assert severity is Severity.VIOLATION and value == "id:XAA"
    assert "1990-01-01" in message and "id:XBB was there then" in message
    ((_, value, message),) = dated("1995-01-01", "1996-12-31", "XBB")
    assert value == "id:XBB" and "id:XAA was there then" in message
    assert dated("1980-01-01", "1995-12-31") == []
    assert dated("1995-01-01", "1995-12-31") == []


def listed(end: str, more: str = "") -> list[tuple[Severity, str]]:
    """Return findings on a rivalry of states that lists have from 1991, 1868 and 1816 on."""
    states = (
        "graph:states { id:XDD ent:cowCode 369 . id:XEE ent:cowCode 341 . id:XFF ent:gwCode 221 . }"
    )
    text = HEAD + LIVES % ("1830-01-01", end) + states
    text = text.replace("hasParticipant id:XAA , id:XCC", "hasParticipant id:XDD , id:XEE , id:XFF")
    kinds = "graph:states { id:XDD a ent:State . id:XEE a ent:State . id:XFF a ent:State . }"
    quads = [*sound().quads(), *parse((text + kinds + more).encode(), format=RdfFormat.TRIG)]
    found = validate(quads, engine="fast").found
    told = [f for f in found if f.shape == "state-exists-then" and f.node == "id:RIVALRY"]
    return [(f.severity, f.value) for f in told if f.value not in ("id:XAA", "id:XBB")]


def test_a_state_is_named_before_any_list_has_it() -> None:
    early, late = (Severity.VIOLATION, "id:XDD"), (Severity.WARNING, "id:XDD")
    assert listed("1850-12-31") == [early, (Severity.VIOLATION, "id:XEE")]
    assert listed("1868-12-31") == [early], "in the list of Gleditsch and Ward by its other code"
    assert listed("1990-12-31") == [late], "lists wait for recognition"
    assert listed("1991-12-31") == []
    older = 'graph:states { id:XDD ent:start "1918-01-22"^^xsd:date . }'
    assert listed("1920-12-31", older) == [], "what the graph says goes before the lists"
    number = "claim:rivalry { id:RIVALRY ent:idealPoint 0.5 . }"
    assert set(listed("1950-12-31", number)) == {late}, "a territory may be measured"


def test_a_year_far_in_the_future_is_told() -> None:
    (severity, _, message), (ends, _, _) = dated("2109-01-01", "2110-12-31")
    assert severity is Severity.VIOLATION and ends is Severity.WARNING
    assert "future" in message and date.today().year < 2100


def test_a_start_after_an_end_that_another_claim_gives_is_found() -> None:
    day = NamedNode("http://www.w3.org/2001/XMLSchema#date")
    quads = [*sound().quads()]
    posture = next(q for q in quads if q.subject.value.endswith("id/posture"))
    late = Quad(
        posture.subject,
        NamedNode("https://w3id.org/entente/ontology#end"),
        Literal("1999-12-31", datatype=day),
        NamedNode("https://w3id.org/entente/claim/interest"),
    )
    shapes = {f.shape for f in validate([*quads, late], engine="fast").found}
    assert "situation-starts-before-it-ends" in shapes


def test_of_a_date_that_is_text_its_order_is_not_told() -> None:
    quads = [*sound().quads()]
    until = next(q for q in quads if q.predicate.value.endswith("writtenUntil"))
    begun = NamedNode(until.predicate.value.replace("Until", "From"))
    for text, other in ((begun, until.predicate), (until.predicate, begun)):
        kept = [q for q in quads if q.subject != until.subject or q.predicate not in (text, other)]
        kept.append(Quad(until.subject, text, Literal("1999-12-31"), until.graph_name))
        kept.append(Quad(until.subject, other, until.object, until.graph_name))
        (found,) = [f for f in validate(kept, engine="fast").found if "ritten" in f.path]
        assert found.shape == f"{text.value.rpartition('#')[2]}-value"


def test_results_in_xml_are_well_formed_whatever_a_literal_holds() -> None:
    from xml.etree import ElementTree

    store = Store()
    store.add(Quad(NamedNode("urn:a"), NamedNode("urn:b"), Literal("a\x01\x0b\uffffb")))
    for query, media in (
        ("SELECT ?o { ?s ?p ?o }", "application/sparql-results+xml"),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "application/rdf+xml"),
    ):
        body = respond(store, SparqlRequest(query), media, 10).body
        assert "a\ufffd\ufffd\ufffdb" in "".join(ElementTree.fromstring(body).itertext())
    assert xml_bytes(b"<a>b</a>") == b"<a>b</a>"
