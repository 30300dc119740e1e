"""The endpoint as an ASGI application: /sparql and /health."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, Triple, serialize
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg import __version__
from kg.serve.answer import Answered, refused
from kg.serve.media import SOLUTIONS, TRIPLES, chosen
from kg.serve.request import Refused, read_request
from kg.vocabulary import terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from starlette.requests import Request

    from kg.serve.workers import Workers

_SD = "http://www.w3.org/ns/sparql-service-description#"
_LARGEST = 1_000_000  # bytes of a request


def application(workers: Workers, origins: Sequence[str] = ()) -> Starlette:
    """The application.

    Args:
        workers: who answers.
        origins: sites whose pages may ask (CORS); none, unless some are named.
    """

    async def sparql(request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > _LARGEST:
                return _response(refused(413, "the request is too large"))
        accept = ",".join(request.headers.getlist("accept"))
        try:
            asked = read_request(request.method, request.url.query, request.headers, body)
        except Refused as refusal:
            return _response(refused(refusal.status, refusal.problem))
        if asked is None:
            return _response(_description(str(request.url.replace(query="")), accept))
        return _response(await run_in_threadpool(workers.ask, asked, accept))

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok", "version": __version__})

    allowed = [
        Middleware(CORSMiddleware, allow_origins=list(origins), allow_methods=["GET", "POST"])
    ]
    return Starlette(
        routes=[
            Route("/sparql", sparql, methods=["GET", "POST"]),
            Route("/health", health, methods=["GET"]),
        ],
        middleware=allowed if origins else [],
    )


def _response(answered: Answered) -> Response:
    headers = {"Content-Type": answered.media, "X-Content-Type-Options": "nosniff"}
    if answered.status == 503:
        headers["Retry-After"] = "1"
    if answered.status == 200:
        headers["Vary"] = "Accept"
    return Response(answered.body, answered.status, headers)


def _description(endpoint: str, accept: str) -> Answered:
    """The description of the service (SPARQL 1.1 Service Description)."""
    media = chosen(accept, list(TRIPLES)) or "text/turtle"
    body = serialize(_described(endpoint), format=TRIPLES[media])
    assert body is not None
    return Answered(200, media, body)


def _described(endpoint: str) -> Iterator[Triple]:
    service, dataset, graph = BlankNode("service"), BlankNode("dataset"), BlankNode("graph")
    yield Triple(service, terms.TYPE, NamedNode(_SD + "Service"))
    yield Triple(service, NamedNode(_SD + "endpoint"), NamedNode(endpoint))
    yield Triple(service, NamedNode(_SD + "supportedLanguage"), NamedNode(_SD + "SPARQL11Query"))
    yield Triple(service, NamedNode(_SD + "feature"), NamedNode(_SD + "UnionDefaultGraph"))
    yield Triple(service, NamedNode(_SD + "defaultDataset"), dataset)
    yield Triple(dataset, terms.TYPE, NamedNode(_SD + "Dataset"))
    yield Triple(dataset, NamedNode(_SD + "defaultGraph"), graph)
    yield Triple(graph, terms.TYPE, NamedNode(_SD + "Graph"))
    syntaxes = [form.iri for form in SOLUTIONS.values()] + [form.iri for form in TRIPLES.values()]
    for iri in dict.fromkeys(syntaxes):
        yield Triple(service, NamedNode(_SD + "resultFormat"), NamedNode(iri))
