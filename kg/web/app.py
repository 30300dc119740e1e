"""The web server: page, JSON API, SPARQL endpoint and health check."""

from __future__ import annotations

import time
from asyncio import Semaphore, get_running_loop, timeout
from contextlib import ExitStack
from importlib.resources import files
from typing import TYPE_CHECKING

from fastapi import FastAPI
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from kg.model import terms
from kg.version import __version__
from kg.web.api import json_api
from kg.web.sparql import (
    SOLUTIONS,
    TRIPLES,
    ProtocolError,
    SparqlResponse,
    chosen,
    read_request,
    refusal,
)
from kg.web.workers import QUEUE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.web.holder import GraphHolder
    from kg.web.workers import Workers

_SD = "http://www.w3.org/ns/sparql-service-description#"
_JSON_LD = "http://www.w3.org/ns/formats/JSON-LD"
_POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'"
_HOSTS = ["127.0.0.1", "localhost"]  # host names accepted in a request; others are refused
_LARGEST = 1_000_000  # largest request body, in bytes
_WORTH_PACKING = 1_000  # size in bytes from which a response may be compressed


def application(held: GraphHolder, workers: Workers, origins: Sequence[str] = ()) -> FastAPI:
    """Build the web application.

    Args:
        held: the graph that the page shows.
        workers: the processes that answer SPARQL queries.
        origins: sites whose pages may send requests (CORS); none by default.
    """
    turns, trials = Semaphore(workers.turns), Semaphore(workers.trials)

    async def sparql(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": "GET, HEAD, POST, OPTIONS"})
        body = b""
        try:
            async for part in request.stream():
                body += part
                if len(body) > _LARGEST:
                    return _response(refusal(413, "the request is too large"))
        except ClientDisconnect:
            return Response(status_code=400)  # the client has gone, so nobody reads it
        accept = ",".join(request.headers.getlist("accept"))
        try:
            query = read_request(request.method, request.url.query, request.headers, body)
        except ProtocolError as error:
            return _response(refusal(error.status, error.problem))
        if query is None:
            names = [graph.value for graph in _named(held)]
            return _response(_description(str(request.url.replace(query="")), accept, names))
        client = request.client.host if request.client else ""
        refused = workers.turned_away(query, client)
        if refused is not None:
            return _response(refused)
        until = time.monotonic() + QUEUE
        with ExitStack() as turn, ExitStack() as trial:
            try:
                async with timeout(QUEUE):
                    if not workers.is_known(query):
                        workers.waiting += 1
                        try:
                            await trials.acquire()
                        finally:
                            workers.waiting -= 1
                        trial.callback(trials.release)
                        if workers.is_known(query):  # another client has asked the same since
                            trial.close()
                    await turns.acquire()
                    turn.callback(turns.release)
            except TimeoutError:
                waited = f"no worker was free within {QUEUE:g} seconds; try again"
                return _response(refusal(503, waited))
            loop = get_running_loop()

            def tried() -> None:
                loop.call_soon_threadsafe(trial.close)

            answer = run_in_threadpool(workers.ask, query, accept, client, until, tried)
            return _response(await answer)

    def void(request: Request) -> Response:
        accept = ",".join(request.headers.getlist("accept"))
        media = chosen(accept, list(TRIPLES)) or "text/turtle"
        body = serialize(held.graph.description().found, format=TRIPLES[media])
        assert body is not None
        return _response(SparqlResponse(200, media, body))

    layers = [
        Middleware(TrustedHostMiddleware, allowed_hosts=_HOSTS),
        Middleware(GZipMiddleware, minimum_size=_WORTH_PACKING),
    ]
    if origins:
        methods = ["GET", "POST"]
        layers.append(
            Middleware(CORSMiddleware, allow_origins=list(origins), allow_methods=methods)
        )
    app = FastAPI(
        title="Entente",
        version=__version__,
        description="Strategic relationships between states, with reasons. Read-only.",
        docs_url=None,
        redoc_url=None,
        middleware=layers,
    )
    app.include_router(json_api(held))
    app.add_route("/sparql", sparql, methods=["GET", "POST", "OPTIONS"])
    app.add_route("/.well-known/void", void, methods=["GET"])
    site = files("kg") / "page"

    @app.get("/health")
    def health() -> dict[str, str]:
        """Report that the server is running."""
        return {"status": "ok", "version": __version__}

    @app.get("/", include_in_schema=False)
    def page() -> Response:
        content = (site / "index.html").read_bytes()
        return Response(
            content, media_type="text/html", headers={"Content-Security-Policy": _POLICY}
        )

    app.mount("/site", StaticFiles(packages=[("kg", "page")]))
    return app


def _response(answered: SparqlResponse) -> Response:
    headers = {"Content-Type": answered.media, "X-Content-Type-Options": "nosniff"}
    if answered.status in (429, 503):
        headers["Retry-After"] = "1"
    if answered.status == 200:
        headers["Vary"] = "Accept"
    return Response(answered.body, answered.status, headers)


def _named(held: GraphHolder) -> list[NamedNode]:
    found = held.graph.recorded.store.named_graphs()
    return sorted((graph for graph in found if isinstance(graph, NamedNode)), key=str)


def _description(endpoint: str, accept: str, names: Sequence[str]) -> SparqlResponse:
    """Return the SPARQL 1.1 Service Description."""
    media = chosen(accept, list(TRIPLES)) or "text/turtle"
    body = serialize(_described(endpoint, names), format=TRIPLES[media])
    assert body is not None
    return SparqlResponse(200, media, body)


def _described(endpoint: str, names: Sequence[str]) -> Iterator[Triple]:
    service, dataset, graph = BlankNode("service"), BlankNode("dataset"), BlankNode("graph")
    yield Triple(service, terms.TYPE, NamedNode(_SD + "Service"))
    yield Triple(service, NamedNode(_SD + "endpoint"), NamedNode(endpoint))
    yield Triple(service, NamedNode(_SD + "supportedLanguage"), NamedNode(_SD + "SPARQL11Query"))
    yield Triple(service, NamedNode(_SD + "defaultDataset"), dataset)
    yield Triple(dataset, terms.TYPE, NamedNode(_SD + "Dataset"))
    yield Triple(dataset, NamedNode(_SD + "defaultGraph"), graph)
    yield Triple(graph, terms.TYPE, NamedNode(_SD + "Graph"))
    for number, name in enumerate(names):
        node = BlankNode(f"graph{number}")
        yield Triple(dataset, NamedNode(_SD + "namedGraph"), node)
        yield Triple(node, terms.TYPE, NamedNode(_SD + "NamedGraph"))
        yield Triple(node, NamedNode(_SD + "name"), NamedNode(name))
    syntaxes = [form.iri for form in SOLUTIONS.values()] + [
        _syntax(form) for form in TRIPLES.values()
    ]
    for iri in dict.fromkeys(syntaxes):
        yield Triple(service, NamedNode(_SD + "resultFormat"), NamedNode(iri))


def _syntax(form: RdfFormat) -> str:
    """Return the IRI of a syntax in the W3C's list (https://www.w3.org/ns/formats/)."""
    return _JSON_LD if form == RdfFormat.JSON_LD else form.iri
