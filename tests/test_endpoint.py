"""The SPARQL endpoint: real clients, read-only access, and no query that blocks the others."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from xml.etree import ElementTree

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse
from serving import serving

from kg.web.sparql import SOLUTIONS, TRIPLES, ProtocolError, chosen, read_request

ASK = "ASK { ?s ?p ?o }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with serving(
        "--timeout", "3", "--max-rows", "5000", "--workers", "2", "--memory", "300"
    ) as address:
        yield f"{address}sparql"


def call(
    address: str,
    body: bytes | None = None,
    accept: str = "",
    kind: str = "application/x-www-form-urlencoded",
    method: str | None = None,
) -> tuple[int, str, bytes]:
    headers = {"Accept": accept} if accept else {}
    if body is not None:
        headers["Content-Type"] = kind
    request = urllib.request.Request(address, body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.headers["Content-Type"], response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("Content-Type", ""), error.read()


def get(endpoint: str, query: str, accept: str = "", **more: str) -> tuple[int, str, bytes]:
    return call(f"{endpoint}?{urllib.parse.urlencode({'query': query} | more)}", accept=accept)


def test_all_three_ways_to_ask(endpoint: str) -> None:
    form = urllib.parse.urlencode({"query": ASK}).encode()
    for status, kind, body in (
        get(endpoint, ASK),
        call(endpoint, form),
        call(endpoint, ASK.encode(), kind="application/sparql-query"),
    ):
        assert status == 200 and kind == "application/sparql-results+json"
        assert json.loads(body)["boolean"] is True


@pytest.mark.parametrize("kind", sorted(SOLUTIONS))
def test_solutions_in_every_syntax(endpoint: str, kind: str) -> None:
    status, media, body = get(endpoint, COUNT, kind)
    assert status == 200 and media.startswith(kind)
    if "xml" in kind:
        ElementTree.fromstring(body)
    elif "json" in kind:
        assert json.loads(body)["head"]["vars"] == ["n"]
    else:
        assert body.decode().split()[0].strip("?") == "n"


@pytest.mark.parametrize("kind", sorted(TRIPLES))
def test_triples_in_every_syntax(endpoint: str, kind: str) -> None:
    status, media, body = get(endpoint, "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 5", kind)
    assert status == 200 and media.startswith(kind)
    assert len(list(parse(body, format=TRIPLES[kind]))) == 5


@pytest.mark.parametrize(
    ("request_of", "status"),
    [
        (lambda e: get(e, "SELECT ?s WHERE {"), 400),
        (
            lambda e: call(f"{e}?query={urllib.parse.quote(ASK)}&query={urllib.parse.quote(ASK)}"),
            400,
        ),
        (lambda e: call(e, b""), 400),
        (lambda e: call(e, b"update=INSERT+DATA+%7B%7D"), 403),
        (lambda e: call(e, b"INSERT DATA {}", kind="application/sparql-update"), 403),
        (lambda e: get(e, "INSERT DATA { <a:a> <a:b> <a:c> }"), 400),
        (lambda e: get(e, "SELECT * { SERVICE <http://192.0.2.1/> { ?s ?p ?o } }"), 403),
        (lambda e: get(e, "LOAD <http://192.0.2.1/>"), 400),
        (lambda e: call(e, ASK.encode(), kind="text/plain"), 415),
        (lambda e: get(e, ASK, "image/png"), 406),
        (lambda e: call(e, ASK.encode(), method="PUT"), 405),
        (lambda e: call(e, ASK.encode(), method="DELETE"), 405),
        (lambda e: call(e, b"\xff", kind="application/sparql-query"), 400),
        (lambda e: call(e, b"x" * 2_000_000, kind="application/sparql-query"), 413),
        (lambda e: get(e, "SELECT * { ?s ?p ?o }"), 403),
    ],
)
def test_what_is_refused_and_how(endpoint: str, request_of: object, status: int) -> None:
    found, _, body = request_of(endpoint)  # type: ignore[operator]
    assert found == status
    assert status == 405 or len(body.decode().splitlines()) == 1


def test_graphs_of_the_request(endpoint: str) -> None:
    whole = int(json.loads(get(endpoint, COUNT)[2])["results"]["bindings"][0]["n"]["value"])
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } LIMIT 2"
    names = [b["g"]["value"] for b in json.loads(get(endpoint, query)[2])["results"]["bindings"]]
    for kind, body in (
        ("default", COUNT),
        ("named", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"),
    ):
        data = json.loads(get(endpoint, body, **{f"{kind}-graph-uri": names[0]})[2])
        assert 0 < int(data["results"]["bindings"][0]["n"]["value"]) < whole
    assert get(endpoint, ASK, **{"default-graph-uri": "no iri"})[0] == 400
    alone = json.loads(get(endpoint, ASK, **{"named-graph-uri": names[0]})[2])
    assert alone["boolean"] is False  # no default graph was named


def test_description_of_the_service(endpoint: str) -> None:
    status, kind, body = call(endpoint, accept="text/turtle")
    assert status == 200 and kind.startswith("text/turtle")
    told = {
        quad.predicate.value.rsplit("#", 1)[-1] for quad in parse(body, format=RdfFormat.TURTLE)
    }
    assert {"endpoint", "supportedLanguage", "resultFormat"} <= told


def test_a_runaway_query_is_ended_and_others_are_served(endpoint: str) -> None:
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(get(endpoint, RUNAWAY)[0])) for _ in range(1)
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    began = time.monotonic()
    assert get(endpoint, ASK)[0] == 200 and time.monotonic() - began < 2
    for thread in threads:
        thread.join()
    assert found == [503]
    assert [get(endpoint, ASK)[0] for _ in range(4)] == [200] * 4


def test_many_clients_at_once(endpoint: str) -> None:
    found: list[int] = []

    def client() -> None:
        for _ in range(5):
            while (status := get(endpoint, COUNT)[0]) == 503:
                time.sleep(1)  # as the response asks on a busy machine
            found.append(status)

    threads = [threading.Thread(target=client) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [200] * 100


def test_real_clients(endpoint: str) -> None:
    import SPARQLWrapper
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    wrapper = SPARQLWrapper.SPARQLWrapper(endpoint)
    wrapper.setQuery(COUNT)
    wrapper.setReturnFormat(SPARQLWrapper.JSON)
    count = int(wrapper.queryAndConvert()["results"]["bindings"][0]["n"]["value"])
    store = SPARQLStore(endpoint)
    (row,) = rdflib.Graph(store).query(COUNT)
    assert int(row[0]) == count > 10_000
    done = subprocess.run(
        [
            "curl",
            "-s",
            "--data-urlencode",
            f"query={ASK}",
            "-H",
            "Accept: text/csv, */*;q=0.1",
            endpoint,
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.search(r"true", done.stdout)


def test_pages_of_other_sites_may_not_ask(endpoint: str) -> None:
    request = urllib.request.Request(
        f"{endpoint}?query={urllib.parse.quote(ASK)}", headers={"Origin": "http://example.org"}
    )
    with urllib.request.urlopen(request) as response:
        assert "Access-Control-Allow-Origin" not in response.headers


@given(st.binary(max_size=60), st.sampled_from(["GET", "POST"]), st.text(max_size=30))
def test_any_request_is_read_or_refused(body: bytes, method: str, url: str) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    try:
        read_request(method, url, headers, body)
    except ProtocolError as refusal:
        assert 400 <= refusal.status < 500 and "\n" not in refusal.problem


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("text/turtle;q=0.2, application/ld+json", "application/ld+json"),
        ("text/*;q=0.5, application/rdf+xml;q=0.4", "text/turtle"),
        ("text/turtle;q=0, */*;q=0.1", "application/n-triples"),
        ("image/png", None),
    ],
)
def test_negotiation(accept: str, wanted: str | None) -> None:
    assert chosen(accept, list(TRIPLES)) == wanted


def _asked(endpoint: str) -> None:
    with suppress(OSError, http.client.HTTPException):
        get(endpoint, RUNAWAY)


def test_cheap_queries_are_answered_while_expensive_ones_run(endpoint: str) -> None:
    """One of a client's six queries runs, the others must retry, and cheap queries go on."""
    told: list[tuple[int, bytes]] = []

    def runaway(number: int) -> None:
        status, _, body = get(endpoint, RUNAWAY.replace("?n", f"?n{number}"))
        told.append((status, body))

    threads = [threading.Thread(target=runaway, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    for _ in range(5):
        began = time.monotonic()
        assert get(endpoint, ASK)[0] == 200
        assert time.monotonic() - began < 2
    for thread in threads:
        thread.join()
    assert {status for status, _ in told} == {429, 503}
    assert sum(b"was ended" in body for _, body in told) == 1


def test_queries_that_nobody_has_asked_leave_a_worker_to_the_others(endpoint: str) -> None:
    found: list[int] = []

    def new(number: int) -> None:
        found.append(get(endpoint, RUNAWAY.replace("?i }", f"?i . ?i <urn:{number}> ?j }}"))[0])

    assert get(endpoint, ASK)[0] == 200  # known to be cheap from now on
    threads = [threading.Thread(target=new, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        began = time.monotonic()
        assert get(endpoint, ASK)[0] == 200 and time.monotonic() - began < 2
    for thread in threads:
        thread.join()
    assert set(found) <= {200, 429, 503}


def test_memory_of_a_query_is_limited(endpoint: str) -> None:
    for query in (
        "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d))) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
        "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?d",
        "CONSTRUCT { ?a ?e ?d } { ?a ?b ?c . ?d ?e ?f }",
    ):
        status, _, body = get(endpoint, query)
        assert status in (403, 503) and body.count(b"\n") == 1, body
    assert get(endpoint, ASK)[0] == 200


def test_options_and_what_is_well_known(endpoint: str) -> None:
    assert call(endpoint, method="OPTIONS")[0] == 204
    status, kind, body = call(endpoint.replace("sparql", ".well-known/void"))
    assert status == 200 and kind.startswith("text/turtle") and b"void" in body
    _, _, described = call(endpoint, accept="text/turtle")
    quads = list(parse(described, format=RdfFormat.TURTLE))
    ends = [quad.predicate.value.rpartition("#")[2] for quad in quads]
    assert ends.count("name") > 5
    assert any(str(quad.object) == "<http://www.w3.org/ns/formats/JSON-LD>" for quad in quads)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_outlives_the_server(how: signal.Signals) -> None:
    command = [sys.executable, "-m", "kg", "serve", "--port", "0"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stderr is not None
        address = process.stderr.readline().strip()
        thread = threading.Thread(target=_asked, args=(f"{address}sparql",))
        thread.start()
        time.sleep(1)
        process.send_signal(how)
        process.wait(10)  # Docker waits as long; the query would run for 30 s
        for _ in range(100):
            try:
                os.killpg(process.pid, 0)  # the group exists while one of its processes does
            except ProcessLookupError:
                return
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGKILL)
        raise AssertionError("a process is left")
