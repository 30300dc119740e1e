"""Queries are read by the grammar: a class may be named Service, and parameters are bound."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

import kg as entente
from kg.errors import InputError, QueryError
from kg.store.query import bind
from kg.store.reading import read_query, refuse_service, service_place
from kg.web.sparql import SparqlRequest, respond

E = "http://example.org/"
P = "PREFIX : <http://example.org/>\n"


def store() -> Store:
    made = Store()
    for name, size in (("a", 1), ("b", 2), ("c", 3)):
        made.add(Quad(NamedNode(E + name), NamedNode(E + "size"), Literal(size)))
    return made


def rows(text: str) -> list[tuple[str, ...]]:
    result = store().query(text)
    assert isinstance(result, QuerySolutions)
    return sorted(tuple(getattr(term, "value", "") for term in row) for row in result)


@pytest.mark.parametrize(
    "text",
    [
        P + "SELECT * { ?s a :Service }",
        P + "SELECT * { ?s :service ?SERVICE . ?SERVICE a :Union } # SERVICE <http://x/> {}",
        P + 'SELECT * { ?s :note "SERVICE <http://x/> { ?a ?b ?c }" }',
        "SELECT * { ?s a <http://example.org/SERVICE> }",
        "PREFIX service: <urn:x:> SELECT (?s AS ?service) { ?s a service:SERVICE }",
        P + "ASK { :SERVICE ?p '''SERVICE { \" ''' }",
    ],
)
def test_the_word_service_may_be_a_name(text: str) -> None:
    assert service_place(text) is None
    refuse_service(text)
    store().query(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", (1, 12)),
        ("SELECT *\n{ ?s ?p ?o\n  service silent ?s { ?s ?p ?o } }", (3, 3)),
        ("ASK { FILTER EXISTS { ?s ?p ?o OPTIONAL { SERVICE ?s { ?s ?p ?o } } } }", (1, 43)),
        ("SELECT * { { SELECT * { SERVICE <http://x/> {} } } }", (1, 25)),
        ("SELECT (EXISTS { SERVICE <http://x/> {} } AS ?x) {}", (1, 18)),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o MINUS { SERVICE ?s { ?s ?p ?o } } }", (1, 49)),
        ("DESCRIBE ?s { SERVICE ?s { ?s ?p ?o } }", (1, 15)),
        ("SELECT * { ?s ?p ?o } GROUP BY ?s HAVING (EXISTS { SERVICE ?s {} })", (1, 52)),
        ("SELECT * { ?s ?p ?o } ORDER BY (EXISTS { SERVICE ?s {} })", (1, 42)),
        ("SELECT * { \\u0053ERVICE <http://x/> { ?s ?p ?o } }", (1, 12)),
    ],
)
def test_service_is_found_wherever_it_stands(text: str, place: tuple[int, int]) -> None:
    assert service_place(text) == place
    with pytest.raises(QueryError, match=r"SERVICE at \d+:\d+"):
        refuse_service(text)


def test_a_query_that_cannot_be_read_does_not_pass() -> None:
    with pytest.raises(InputError, match="1:12"):
        refuse_service("SELECT * { SERVICE }")


@pytest.mark.parametrize(
    "text",
    [
        P + "SELECT ?s WHERE { ?s :size ?n }",
        P + "SELECT ?s { ?s :size ?n FILTER(?n = ?n) }",
        P + "# { a comment {\nSELECT ?s {# {\n ?s :size ?n }",
        P + "SELECT ?s (EXISTS { ?s :size 1 } AS ?e) { ?s :size ?n }",
        P + "SELECT ?s { ?s :size ?m FILTER(?m = ?n) }",
        P + "SELECT ?s { ?s :size ?m FILTER(!BOUND(?n) || ?m = ?n) }",
        P + "SELECT ?s (?n * 2 AS ?twice) { ?s :size ?n }",
        P
        + "SELECT ?s (COUNT(*) AS ?c) { ?s :size ?n } GROUP BY ?s HAVING (COUNT(*) > 0) ORDER BY ?s",
        P + "SELECT ?s { { SELECT ?s ?n { ?s :size ?n } } }",
        P + "SELECT ?s { SELECT ?s ?n { ?s :size ?n } }",
        P + "SELECT ?s { { ?s :size ?n } UNION { ?s :weight ?n } OPTIONAL { ?s :name ?m } }",
        P + "SELECT ?s { ?s :size ?n } ORDER BY (?s) LIMIT 3 OFFSET 0",
    ],
)
def test_a_parameter_is_bound(text: str) -> None:
    bound = bind(text, {"n": str(Literal(2))})
    assert {row[0] for row in rows(bound)} == {E + "b"}


def test_other_forms_are_bound() -> None:
    two = {"n": str(Literal(2))}
    assert store().query(bind(P + "ASK { ?s :size ?n }", two))
    assert store().query(bind(P + "ASK WHERE{?s :size ?n FILTER(?n = 2)}", two))
    made = store().query(bind(P + "CONSTRUCT { ?s :is ?n } { ?s :size ?n }", two))
    assert len(list(made)) == 1  # type: ignore[arg-type]
    made = store().query(bind(P + "CONSTRUCT { } WHERE { ?s :size ?n }", two))
    assert not list(made)  # type: ignore[arg-type]
    made = store().query(bind(P + "DESCRIBE ?s { ?s :size ?n }", two))
    assert len(list(made)) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("CONSTRUCT WHERE { ?s ?p ?n }", "no template"),
        ("DESCRIBE <urn:e:a>", "no pattern"),
        ("SELECT * { ?s ?p", "SPARQL 1.1"),
    ],
)
def test_what_cannot_be_bound_says_so(text: str, said: str) -> None:
    with pytest.raises((QueryError, InputError), match=said):
        bind(text, {"n": "1"})


def test_a_term_cannot_leave_its_place() -> None:
    evil = Literal('2" } ?x ?y ?z } #')
    bound = bind(P + "SELECT ?s { ?s :size ?n }", {"n": str(evil)})
    assert rows(bound) == []


def test_terms_are_those_of_the_tree() -> None:
    text = P + 'SELECT * { ?s a :A ; :p/^:q "x"^^:T . FILTER(:f(?s)) # :no\n ?s ?p ":none" }'
    own = [term.removeprefix(E) for term in read_query(text).terms if term.startswith(E)]
    assert own == ["A", "p", "q", "T", "f"]


def test_a_class_called_service_is_asked_for_by_the_command(kg: Callable[..., Result]) -> None:
    result = kg("query", "-", "--no-shipped", stdin=P + "SELECT * { ?s a :Service }")
    assert result.exit_code == 0, result.stderr


FROM_ONE = """PREFIX ent: <https://w3id.org/entente/ontology#>
PREFIX claim: <https://w3id.org/entente/claim/>
SELECT ?r {} WHERE {{ {} }} ORDER BY ?r"""
ONE = "claim:stalin-report-1939-aggressors"


@pytest.fixture(scope="module")
def graph() -> entente.Graph:
    return entente.open()


PLAIN, NAMED = "?r a ent:Rivalry", "GRAPH ?g { ?r a ent:Rivalry }"


@pytest.mark.parametrize(
    ("clause", "pattern", "rows"),
    [
        (f"FROM {ONE}", PLAIN, 1),
        (f"FROM {ONE}", NAMED, 0),
        (f"FROM NAMED {ONE}", NAMED, 1),
        (f"FROM NAMED {ONE}", PLAIN, 0),
        (f"FROM <urn:none> FROM NAMED {ONE}", NAMED, 1),
        (f"FROM {ONE} FROM NAMED <urn:none>", PLAIN, 1),
    ],
)
def test_a_query_asks_the_graphs_that_it_names(
    graph: entente.Graph, clause: str, pattern: str, rows: int
) -> None:
    query = FROM_ONE.format(clause, pattern)
    assert len(graph.query(query)) == rows
    found = respond(graph.recorded.store, SparqlRequest(query), "text/csv", 100)
    assert found.status == 200 and len(found.body.decode().splitlines()) == rows + 1
    assert len(graph.query(FROM_ONE.format("", pattern))) > rows


def test_the_command_asks_the_graphs_that_a_query_names(kg: Callable[..., Result]) -> None:
    done = kg("query", "-", "--format", "csv", stdin=FROM_ONE.format(f"FROM {ONE}", PLAIN))
    assert len(done.stdout.splitlines()) == 2
