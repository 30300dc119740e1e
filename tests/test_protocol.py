"""The W3C's tests of the SPARQL 1.1 Protocol (queries) and Service Description."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

import pytest
import rdflib
from conftest import ROOT
from rdflib import RDF, RDFS
from rdflib.collection import Collection

HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
FOLDER = ROOT.parent / "shared" / "w3c" / "sparql11-protocol"
TABULAR = ("application/sparql-results+", "text/csv", "text/tab-separated-values")
GRAPHS = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")

manifest = rdflib.Graph()
if FOLDER.is_dir():
    manifest.parse(FOLDER / "manifest.ttl")
TESTS = sorted(manifest.subjects(RDF.type, MF.ProtocolTest)) or [None]


class Reply(NamedTuple):
    status: int
    kind: str
    text: str


class Client:
    """A client that sends exactly the given request, without further headers."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            with connection.getresponse() as reply:
                kind = reply.headers.get("content-type", "")
                return Reply(reply.status, kind, reply.read().decode())


SERVER = """
import sys
from pathlib import Path

import uvicorn
from pyoxigraph import NamedNode, RdfFormat, Store

import kg
from kg.web.app import application
from kg.web.holder import GraphHolder
from kg.web.workers import Workers

store = Store()
for given in sys.argv[1:]:
    name, _, file = given.partition(" ")
    store.load(Path(file).read_bytes(), format=RdfFormat.N_TRIPLES, to_graph=NamedNode(name))
workers = Workers(store, 1, 10, 1000)
config = uvicorn.Config(application(GraphHolder(kg.open()), workers), "127.0.0.1", 0, log_level="warning")
with config.bind_socket() as socket:
    print(socket.getsockname()[1], flush=True)
    uvicorn.Server(config).run(sockets=[socket])
workers.close()
"""


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """A client of the endpoint, which serves the tests' data in a separate process."""
    data = {
        f"{manifest.value(node, RDFS.label)} {FOLDER / Path(str(file)).name}"
        for node in manifest.objects(None, UT.graphData)
        if (file := manifest.value(node, UT.graph)) is not None
    }
    there = sorted(one for one in data if Path(one.partition(" ")[2]).is_file())
    command = [sys.executable, "-c", SERVER, *there]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        asking = Client(int(server.stdout.readline()))
        for _ in range(200):
            with suppress(ConnectionRefusedError):
                asking.ask("GET", "/health", None, {})
                break
            time.sleep(0.05)
        yield asking
        server.terminate()


@pytest.mark.parametrize("test", TESTS, ids=lambda t: str(t).rpartition("#")[2])
def test_of_the_protocol(client: Client, test: rdflib.URIRef | None) -> None:
    if test is None:
        pytest.skip("the W3C's tests are not here")
    changing = "update" in test.rpartition("#")[2]
    connection = manifest.value(test, MF.action)
    for request in Collection(manifest, manifest.value(connection, HT.requests)):
        path = str(manifest.value(request, HT.absolutePath)).replace("/sparql/", "/sparql", 1)
        body = manifest.value(request, HT.body)
        content = None
        if body is not None:
            encoding = str(manifest.value(body, CNT.characterEncoding) or "UTF-8")
            content = str(manifest.value(body, CNT.chars)).encode(encoding)
        named = manifest.value(request, HT.headers)
        headers = {
            str(manifest.value(h, HT.fieldName)): str(manifest.value(h, HT.fieldValue))
            for h in (Collection(manifest, named) if named else ())
        }
        method = str(manifest.value(request, HT.methodName))
        reply = client.ask(method, path, content, headers)
        updates = (content or b"").startswith(b"update=") or "update=" in path
        if updates or "application/sparql-update" in str(headers):
            assert 400 <= reply.status < 500, reply.text
            continue
        wanted = manifest.value(request, HT.resp)
        classes = {str(s)[-3] for s in manifest.objects(wanted, MF.expectedStatus)}
        if not changing:
            assert str(reply.status)[0] in classes, reply.text
        if reply.status != 200 or changing:
            continue
        kind = reply.kind
        form = str(manifest.value(wanted, MF.expectedFormat) or "")
        if form in ("boolean", "tabular"):
            assert kind.startswith(TABULAR)
        elif form == "RDF":
            assert kind.startswith(GRAPHS)
        truth = manifest.value(wanted, MF.expectedBoolean)
        if truth is not None:
            asked = client.ask(method, path, content, headers | {"Accept": "application/json"})
            assert json.loads(asked.text)["boolean"] == truth.toPython()


def test_service_describes_itself(client: Client) -> None:
    """Check what the three tests of the Service Description require."""
    reply = client.ask("GET", "/sparql", None, {"Accept": "text/turtle"})
    assert reply.status == 200
    described = rdflib.Graph().parse(data=reply.text, format="turtle")  # is RDF
    (service,) = described.subjects(RDF.type, SD.Service)
    endpoint = described.value(service, SD.endpoint)  # has an endpoint
    assert str(endpoint).endswith("/sparql")
    known = {*described.predicates(), *described.objects(None, RDF.type)}
    for term in known:  # keeps to the vocabulary
        assert str(term).startswith((str(SD), str(RDF)))
