"""Any SPARQL 1.1 server gives the same conclusions and proofs as the embedded store."""

from __future__ import annotations

import re
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from conftest import ROOT, sparse
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Triple
from said import Notes, posture, write
from stores import PASSWORD, has_virtuoso, oxigraph, virtuoso
from test_brief import Kg
from test_disagreement import FIRST, PLACE

import kg as entente
from kg.errors import InputError, QueryError
from kg.rules.inference import Inference
from kg.rules.prov import prov_quads
from kg.store.holds import WhatHolds
from kg.store.query import bind, questions, run
from kg.store.query_file import read_parameters
from kg.store.remote import client
from kg.store.remote.client import BATCH, Endpoint, is_own_graph, named, readable, update_address
from kg.store.remote.transfer import (
    LOADING,
    _request,
    _steps,
    graph_sizes,
    read_endpoint,
    write_claims,
)

CAP = 700  # rows per answer of Virtuoso, so that the shipped graph needs several pages
OTHER = Notes("other", "2010-03-01", "2010-03-31", (posture("BOL", PLACE, "statusQuo"),))
STAKES = f"""PREFIX ent: <https://w3id.org/entente/ontology#> PREFIX id: <https://w3id.org/entente/id/>
SELECT DISTINCT ?level {{
  ?stake ent:isHeldBy id:BOL ; ent:isTowards id:{PLACE} ; ent:hasOrientation|ent:hasLevel ?level
}}"""
NO_COUNT = """<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="g"/>
<variable name="n"/></head><results><result><binding name="g"><uri>http://e.org/g</uri></binding>
<binding name="n"><literal>many</literal></binding></result></results></sparql>"""
MINE = NamedNode("http://example.org/mine")


@pytest.fixture(
    scope="module", params=["oxigraph", pytest.param("virtuoso", marks=pytest.mark.slow)]
)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "oxigraph":
        with oxigraph(folder) as address:
            yield address
    elif has_virtuoso():
        with pytest.MonkeyPatch.context() as patch, virtuoso(folder, CAP) as address:
            patch.setenv("KG_ENDPOINT_USER", "dba")
            patch.setenv("KG_ENDPOINT_PASSWORD", PASSWORD)
            yield address
    else:
        pytest.skip("Virtuoso is not installed (Debian: virtuoso-opensource-7)")


@pytest.fixture(scope="module")
def loaded(server: str, cli: Kg) -> str:
    done = cli("load", "--endpoint", server)
    assert done.exit_code == 0, done.output
    assert "statements in" in done.stdout
    return server


@pytest.mark.parametrize(
    "command",
    sparse(
        [
            ("brief", "CHN", "RUS", "--format", "json"),
            ("brief", "USA", "JPN", "--as-of", "2019"),
            ("explain", "CHN", "RUS", "mirrored-postures"),
            ("validate",),
            ("query", "agreements", "-p", "first=CHN", "-p", "second=RUS"),
            ("derive", "-o", "-"),
            ("export", "gexf"),
        ],
        2,
    ),
    ids=lambda command: command[0],
)
def test_the_same_answers_as_from_files(loaded: str, command: tuple[str, ...], kg: Kg) -> None:
    there = kg(*command, "--endpoint", loaded)
    here = kg(*command)
    assert there.exit_code == here.exit_code == 0, there.output
    assert there.stdout == here.stdout


@pytest.mark.slow
def test_conclusions_are_written_and_replaced(loaded: str, kg: Kg) -> None:
    for _ in range(2):
        done = kg("derive", "--endpoint", loaded)
        assert done.exit_code == 0 and done.stdout.endswith(" proofs\n")
    with Endpoint(loaded) as endpoint:
        rows = endpoint.select(
            "SELECT (COUNT(DISTINCT ?d) AS ?n) WHERE { GRAPH ?g "
            "{ ?d a <https://w3id.org/entente/ontology#Derivation> } }"
        )
        assert [int(n.value) for (n,) in rows] == [int(done.stdout.split()[0].replace(",", ""))]
    again = kg("load", "--endpoint", loaded)
    assert again.exit_code == 0
    with Endpoint(loaded) as endpoint:
        assert not any("conclusions" in name.value for name in graph_sizes(endpoint))


@pytest.mark.slow
def test_a_file_is_added_and_dropped_again(loaded: str, kg: Kg, tmp_path: Path) -> None:
    example = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")
    mine = tmp_path / "mine.trig"
    mine.write_text(example.split("```trig\n")[1].split("```")[0], encoding="utf-8")
    disputed = write(tmp_path / "disputed.trig", FIRST, OTHER)
    files = ("--graph", mine, "--graph", disputed)
    before = kg("query", "sources", "--endpoint", loaded).stdout
    assert kg("load", mine, disputed, "--endpoint", loaded).exit_code == 0
    after = kg("query", "sources", "--endpoint", loaded).stdout
    assert after != before and after == kg("query", "sources", *files).stdout
    asked = ("explain", "BOL", "CHL", "conflict", "--format", "json")
    contested = kg(*asked, "--endpoint", loaded).stdout
    assert '"contested": true' in contested and contested == kg(*asked, *files).stdout
    here = {str(row["level"]) for row in entente.open(mine, disputed).query(STAKES)}
    with Endpoint(loaded) as endpoint:
        there = {str(level) for (level,) in endpoint.select(STAKES)}
    if "sparql-auth" in loaded:  # its default graph is the union of all graphs: docs/servers.md
        assert "<https://w3id.org/entente/ontology#core>" in there and here == {"ent:core"}
    else:
        assert (there, here) == ({"<https://w3id.org/entente/ontology#core>"}, {"ent:core"})
    pruned = kg("load", "--prune", "--endpoint", loaded)
    assert "dropped" in pruned.stdout
    assert kg("query", "sources", "--endpoint", loaded).stdout == before


def test_a_file_that_breaks_a_shape_is_not_written(loaded: str, kg: Kg, tmp_path: Path) -> None:
    bad = tmp_path / "bad.trig"
    bad.write_text(
        "<https://w3id.org/entente/claim/no-source> { <http://x/a> a "
        "<https://w3id.org/entente/ontology#Treaty> }",
        encoding="utf-8",
    )
    with Endpoint(loaded) as endpoint:
        before = graph_sizes(endpoint)
        done = kg("load", bad, "--endpoint", loaded)
        assert done.exit_code == 1 and done.stderr
        assert graph_sizes(endpoint) == before


def test_terms_of_every_sort_come_back(server: str) -> None:
    date = NamedNode("http://www.w3.org/2001/XMLSchema#date")
    values = [
        NamedNode("http://example.org/ä?b=c&d"),
        Literal('quote " backslash \\ line\nbreak\ttab é 漢 </x>&amp;'),
        Literal("tagged", language="en-gb"),
        Literal("1914-07-28", datatype=date),
        Literal("0800-12-25", datatype=date),
        Literal(7),
        Literal(True),
        Literal("", datatype=NamedNode("http://example.org/type")),
    ]
    subject = NamedNode("http://example.org/s")
    quads = [
        Quad(subject, NamedNode(f"http://example.org/p{i}"), value, MINE)
        for i, value in enumerate(values)
    ]
    with Endpoint(server) as endpoint:
        write_claims(endpoint, quads)
        assert {q for q in read_endpoint(endpoint) if q.graph_name == MINE} == set(quads)
        write_claims(endpoint, [], [MINE])
        assert MINE not in graph_sizes(endpoint)


def test_one_graph_longer_than_a_page_and_a_request(server: str) -> None:
    quads = [
        Quad(NamedNode(f"http://example.org/{i % 97}"), MINE, Literal(i), MINE)
        for i in range(2 * BATCH + 3)
    ]
    with Endpoint(server) as endpoint:
        write_claims(endpoint, quads)
        assert {q for q in read_endpoint(endpoint) if q.graph_name == MINE} == set(quads)
        write_claims(endpoint, [], [MINE])


def test_half_of_a_graph_is_not_read(server: str, kg: Kg) -> None:
    with Endpoint(server) as endpoint:
        endpoint.update(f"INSERT DATA {{ GRAPH {LOADING} {{ {LOADING} a {LOADING} }} }}")
        try:
            done = kg("brief", "CHN", "RUS", "--endpoint", server)
            assert done.exit_code == 2 and "kg load" in done.stderr
            assert len(done.stderr.splitlines()) == 1
        finally:
            endpoint.update(f"DROP SILENT GRAPH {LOADING}")


def test_from_python(loaded: str) -> None:
    there = entente.open(endpoint=loaded)
    assert there.brief("CHN", "RUS").data == entente.open().brief("CHN", "RUS").data


@pytest.mark.slow
@pytest.mark.parametrize("server", ["virtuoso"], indirect=True)
def test_wrong_credentials(server: str, kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_ENDPOINT_PASSWORD", "wrong")
    done = kg("load", "--endpoint", server)
    assert done.exit_code == 2 and "KG_ENDPOINT_PASSWORD" in done.stderr
    assert "wrong" not in done.stderr


asked: list[str] = []


def _hang(_: BaseHTTPRequestHandler) -> None:
    time.sleep(3)


def _drop(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"<sparql")


def _drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b" ")
        time.sleep(0.05)


def _flood(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(b" " * 100_000)


def _lead_away(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(307)
    handler.send_header("Location", f"http://localhost:{handler.server.server_port}/500/TOKEN")  # type: ignore[attr-defined]
    handler.end_headers()


BEHAVIOUR: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {
    "/hang": _hang,
    "/drop": _drop,
    "/drip": _drip,
    "/flood": _flood,
    "/away": _lead_away,
}


@pytest.fixture
def odd_server() -> Iterator[str]:
    """A server that answers as its path says, and records the requests that it gets."""

    class Odd(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            asked.append(self.path)
            if self.path in BEHAVIOUR:
                with suppress(OSError):
                    BEHAVIOUR[self.path](self)
                return
            status, _, rest = self.path.lstrip("/").partition("/")
            body = urllib.parse.unquote(rest).replace("TOKEN", self.headers["Authorization"] or "")
            self.send_response(int(status))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None: ...

    asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Odd) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/200/hello", "does not answer with SPARQL results"),
        ("/200/%3Csparql", "does not answer with SPARQL results"),
        ("/500/it%20broke%1b[31m", "answers 500 (it broke"),
        ("/403/", "refuses access"),
    ],
)
def test_whatever_a_server_answers_is_told_in_a_line(
    odd_server: str, path: str, told: str, kg: Kg
) -> None:
    done = kg("validate", "--endpoint", odd_server + path)
    assert done.exit_code == 2 and told in done.stderr and "\x1b" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "address",
    ["", "example.org", "ftp://example.org/", "http://u:hidden@127.0.0.1/", "http://127.0.0.1:1/"],
)
def test_addresses_that_lead_nowhere(address: str, kg: Kg) -> None:
    done = kg("load", "--endpoint", address)
    assert done.exit_code == 2 and len(done.stderr.splitlines()) == 1
    assert "hidden" not in done.stderr


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/hang", "cannot be reached (timed out)"),
        ("/drop", "cannot be reached (peer closed connection"),
        ("/drip", "did not finish its answer within 0.5 seconds"),
        ("/flood", "more than was requested"),
        ("/away", "answers 307"),
        ("/200/" + urllib.parse.quote(NO_COUNT), "does not answer with a count of graphs"),
    ],
)
def test_a_server_that_does_not_behave_is_left_in_a_line(
    odd_server: str, path: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_PATIENCE", 0.5)
    monkeypatch.setattr(client, "_LARGEST", 1_000_000)
    secret = {"KG_ENDPOINT_TOKEN": "abc"}
    with (
        Endpoint(odd_server + path, environment=secret) as endpoint,
        pytest.raises(InputError, match=re.escape(told)) as error,
    ):
        graph_sizes(endpoint)
    assert "\n" not in str(error.value) and "abc" not in str(error.value)
    assert asked == [path]  # no other server received the token


def test_a_token_goes_along(odd_server: str) -> None:
    with (
        Endpoint(f"{odd_server}/500/TOKEN", environment={"KG_ENDPOINT_TOKEN": "abc"}) as endpoint,
        pytest.raises(InputError, match="Bearer abc"),
    ):
        endpoint.select("SELECT * {}")


@pytest.mark.parametrize(
    ("queries", "updates"),
    [
        ("http://h:7878/query", "http://h:7878/update"),
        ("http://h/ds/query", "http://h/ds/update"),
        ("http://h/repositories/kg", "http://h/repositories/kg/statements"),
        ("http://h/sparql-auth", "http://h/sparql-auth"),
    ],
)
def test_where_updates_go(queries: str, updates: str) -> None:
    assert update_address(queries) == updates


def test_what_cannot_be_sent_is_named_or_refused() -> None:
    node = BlankNode("b")
    (found,) = named([Quad(node, MINE, node, MINE)])
    assert isinstance(found.subject, NamedNode) and found.subject == found.object
    with pytest.raises(QueryError):
        list(named([Quad(MINE, MINE, Triple(MINE, MINE, MINE), MINE)]))
    assert is_own_graph("http://www.openlinksw.com/schemas/virtrdf#") and not is_own_graph("x:y")
    assert b"nodeID" not in readable(b"<bnode>nodeID://b1</bnode>")


@given(
    st.dictionaries(
        st.sampled_from(["<x:a>", "<x:b>", "<x:c>"]),
        st.lists(st.integers(0, 99).map(lambda n: f"<x:s> <x:p> {n}"), unique=True),
    )
)
def test_no_statement_is_sent_before_its_graph_is_dropped(graphs: dict[str, list[str]]) -> None:
    steps = list(_steps({k: dict.fromkeys(v) for k, v in graphs.items()}, []))
    for name, statements in graphs.items():
        of_graph = [statement for graph, statement in steps if graph == name]
        assert of_graph == ["", *statements]
    text = _request(steps)
    assert text.count("DROP SILENT") == len(graphs)
    assert "INSERT" not in text or text.rindex("DROP") < text.index("INSERT")


@pytest.mark.slow
def test_saved_questions_are_plain_sparql(loaded: str, kg: Kg, derived: Inference) -> None:
    """The server itself answers them like the embedded store, once it has the conclusions."""
    if "sparql-auth" in loaded:
        pytest.skip("docs/servers.md says which questions Virtuoso cannot answer")
    assert kg("derive", "--endpoint", loaded).exit_code == 0
    dataset = derived.facts.dataset
    recorded = WhatHolds(derived.facts, prov_quads(derived))
    given = {"first": "CHN", "second": "RUS"}
    with Endpoint(loaded) as endpoint:
        for name, file in questions().items():
            chosen = {p.name: given[p.name] for p in file.parameters if p.name in given}
            values = read_parameters(file, chosen, dataset)
            text = bind(file.text, {key: str(value) for key, value in values.items()})
            here = run(recorded, file, values)
            assert isinstance(here, QuerySolutions)
            assert sorted(map(str, endpoint.select(text))) == sorted(
                str(tuple(row)) for row in here
            ), name
