"""Any file or query is either read or refused with an error that names it.

Each reader gets files that are cut, repeated, mixed and altered in single bytes, text made of the
tokens of its grammar, and rearranged graphs that are still well-formed. The environment variable
``FUZZ`` sets the number of examples of each (``FUZZ=20000`` takes an hour).
"""

from __future__ import annotations

import os
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest
from conftest import TESTS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse, serialize

from kg.errors import KgError
from kg.model import terms
from kg.rules.evaluate import derive
from kg.rules.rule import Rule, read_rules
from kg.store.claims import find_claim
from kg.store.dataset import Dataset
from kg.store.facts import Facts
from kg.store.files import read_quads
from kg.store.open import ontology_quads
from kg.store.query import run
from kg.store.query_file import parse as parse_query
from kg.store.times import date_of
from kg.tables.claim_writer import claim_quads
from kg.tables.engines import connect
from kg.tables.importing import read_records, rows
from kg.tables.mapping import read_mapping
from kg.tables.records import TableImport
from kg.validation.check import check
from kg.web.sparql import SparqlRequest, respond

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = int(os.environ.get("FUZZ", "12"))
FORMS = {
    "trig": RdfFormat.TRIG,
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
MARKS = [
    "<urn:a>",
    "<",
    ">",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    '"',
    '"""',
    "'",
    "\\",
    "\\u00",
    "^^",
    "@en",
    ".",
    ";",
    ",",
    "a",
    "@prefix",
    "@base",
    ":",
    "_:",
    "#",
    "\n",
    "<<",
    ">>",
    "<!DOCTYPE x [",
    "<!ENTITY a 'b'>",
    "&a;",
    "]]>",
    "<?xml",
    '"@id"',
    '"@context"',
    "null",
    "-1e9",
    "\ufeff",
    "\x00",
    "\ud7ff",
    "SELECT",
    "*",
    "WHERE",
    "FILTER",
    "?x",
    "$y",
    "CONSTRUCT",
    "NOT EXISTS",
    "MINUS",
    "BIND",
    "AS",
    "VALUES",
    "GRAPH",
    "SERVICE",
    "/",
    "|",
    "^",
    "!",
    "&&",
    "#+ summary: x",
]
SETTINGS = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None
)


@cache
def sample(ending: str) -> bytes:
    quads = list(parse((TESTS / "shapes" / "valid.trig").read_bytes(), format=RdfFormat.TRIG))[:60]
    form = FORMS[ending]
    told = quads if form.supports_datasets else [quad.triple for quad in quads]
    return serialize(told, format=form) or b""


@st.composite
def spoilt(draw: st.DrawFn, whole: bytes) -> bytes:
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        way = draw(st.integers(0, 4))
        if way == 0:
            del data[at:]
        elif way == 1 and data:
            data[at] = draw(st.integers(0, 255))
        elif way == 2:
            data[at:at] = draw(st.sampled_from(MARKS)).encode("utf-8", "surrogatepass")
        elif way == 3:
            data[at:at] = data[at : at + draw(st.integers(1, 200))] * draw(st.integers(1, 50))
        else:
            del data[at : at + draw(st.integers(1, 100))]
    return bytes(data)


marks = st.lists(st.sampled_from(MARKS), max_size=60).map(" ".join)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@pytest.mark.parametrize("ending", FORMS)
def test_readers_of_rdf(folder: Path, ending: str) -> None:
    file = folder / f"fuzzed.{ending}"

    @SETTINGS
    @given(st.one_of(spoilt(sample(ending)), marks.map(lambda text: text.encode())))
    def read(data: bytes) -> None:
        file.write_bytes(data)
        try:
            read_quads(file)
        except KgError as error:
            assert str(file) in str(error) and "\n" not in str(error)

    read()


@SETTINGS
@given(marks)
def test_queries_of_the_command_line_and_of_the_endpoint(text: str) -> None:
    store = Store()
    answer = respond(store, SparqlRequest(text), "", 10)
    assert answer.status in (200, 400, 403, 406)

    class Holder:
        is_union = False
        store = Store()

    try:
        run(Holder(), parse_query("q", "q.rq", text), {})  # type: ignore[arg-type]
    except KgError as error:
        assert "\n" not in str(error)


def test_rules(folder: Path) -> None:
    rule = next((TESTS.parent / "queries" / "rules").rglob("*.rq")).read_bytes()
    place = folder / "rules"
    place.mkdir()

    @SETTINGS
    @given(spoilt(rule))
    def read(data: bytes) -> None:
        (place / "fuzzed.rq").write_bytes(data)
        try:
            read_rules([place])
        except KgError as error:
            assert "\n" not in str(error)

    read()


TABLES = {
    "rivalries": "rivalries.csv",
    "atop": "obligations.csv",
    "gml-mid": "disputes.csv",
    "nmc": "capabilities.csv",
    "gdelt": "events.export.CSV",
}


def test_importers(folder: Path, shipped: Dataset) -> None:
    connection = connect("duckdb")

    @settings(SETTINGS, max_examples=max(EXAMPLES // 2, 2))
    @given(st.data(), st.sampled_from(sorted(TABLES)))
    def read(data: st.DataObject, table: str) -> None:
        made = TESTS / "tables" / TABLES[table]
        file = folder / made.name
        file.write_bytes(data.draw(spoilt(made.read_bytes()[:3000])))
        mapping = read_mapping(table)
        what = TableImport(mapping, (file,), shipped, [])
        try:
            records = read_records(rows(connection, mapping, (file,)), what)
            assert all(map(str, claim_quads(what, records, None)))
        except KgError as error:
            assert "\n" not in str(error)

    read()


def test_validation_of_spoilt_files(folder: Path) -> None:
    file = folder / "validated.trig"

    @settings(SETTINGS, max_examples=max(EXAMPLES // 4, 2))
    @given(spoilt(sample("trig")))
    def validated(data: bytes) -> None:
        file.write_bytes(data)
        found = check([file], shipped=False, engine="fast")
        assert all(finding.file and finding.line for finding in found.found)

    validated()


@st.composite
def rearranged(draw: st.DrawFn, quads: list[Quad]) -> list[Quad]:
    """Rearrange a graph that stays well-formed: swap terms, move dates, split graphs."""
    found = list(quads)
    for _ in range(draw(st.integers(1, 8))):
        at, other = (draw(st.integers(0, len(found) - 1)) for _ in range(2))
        one, two = found[at], found[other]
        subject, predicate, value, graph = one
        way = draw(st.integers(0, 4))
        if way == 0:
            value = two.object
        elif way == 1:
            predicate = two.predicate
        elif way == 2:
            graph = two.graph_name
        elif way == 3:
            subject = two.subject
        dated = [place for place, quad in enumerate(found) if date_of(quad.object)]
        if way == 4 and dated:
            at = draw(st.sampled_from(dated))
            subject, predicate, _, graph = found[at]
            moved = draw(st.dates(date(1, 1, 1), date(9999, 12, 31)))
            value = Literal(moved.isoformat(), datatype=terms.DATE)
        found[at] = Quad(subject, predicate, value, graph)
    return found


def test_what_stays_well_formed_is_validated_and_derived_from(
    folder: Path, rules: list[Rule]
) -> None:
    whole = list(parse((TESTS / "shapes" / "valid.trig").read_bytes(), format=RdfFormat.TRIG))
    ontology = ontology_quads()
    file = folder / "rearranged.nq"

    @settings(SETTINGS, max_examples=max(EXAMPLES // 6, 2))
    @given(rearranged(whole))
    def read(quads: list[Quad]) -> None:
        file.write_bytes(serialize(quads, format=RdfFormat.N_QUADS) or b"")
        found = check([file], shipped=False, engine="fast")
        assert all(finding.file and finding.line for finding in found.found)
        facts = derive(Facts(Dataset([*ontology, *quads])), rules).facts
        assert all(period for period in facts.derived.values())

    read()


@pytest.mark.parametrize(("name", "commits"), [("hasModality", False), ("hadPrimarySource", True)])
def test_a_claim_that_names_a_thing_by_text(name: str, commits: bool) -> None:
    """Text is neither a modality nor a source, and comparing it with one is no error."""
    graph = NamedNode(f"{terms.CLAIM}control")
    whole = list(parse((TESTS / "shapes" / "valid.trig").read_bytes(), format=RdfFormat.TRIG))
    text = [
        Quad(q.subject, q.predicate, Literal("the fact"), q.graph_name)
        if q.subject == graph and q.predicate.value.endswith(name)
        else q
        for q in whole
    ]
    held = [Facts(Dataset([*ontology_quads(), *quads])) for quads in (whole, text)]
    said = [quad.triple for quad in whole if quad.graph_name == graph]
    assert [any(map(facts.validity, said)) for facts in held] == [True, commits]
    claims = [find_claim(facts.dataset, graph.value) for facts in held]
    sources = [f"{terms.SOURCE}survey", "" if commits else f"{terms.SOURCE}survey"]
    assert [claim and claim.source for claim in claims] == sources
