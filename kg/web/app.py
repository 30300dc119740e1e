"""What is served: the page, its JSON API, the SPARQL endpoint, and whether all is well."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from fastapi import FastAPI
from pyoxigraph import BlankNode, NamedNode, Triple, serialize
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request  # noqa: TC002  (read at run time)
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

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.web.holder import GraphHolder
    from kg.web.workers import Workers

_SD = "http://www.w3.org/ns/sparql-service-description#"
_POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'"
_HOSTS = ["127.0.0.1", "localhost"]  # no other name may lead a browser here
_LARGEST = 1_000_000  # bytes of a request
_WORTH_PACKING = 1_000  # bytes of an answer that is sent compressed where that is accepted


def application(held: GraphHolder, workers: Workers, origins: Sequence[str] = ()) -> FastAPI:
    """The application.

    Args:
        held: what the page speaks of.
        workers: who answers SPARQL.
        origins: sites whose pages may ask (CORS); none, unless some are named.
    """

    async def sparql(request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > _LARGEST:
                return _response(refusal(413, "the request is too large"))
        accept = ",".join(request.headers.getlist("accept"))
        try:
            asked = read_request(request.method, request.url.query, request.headers, body)
        except ProtocolError as error:
            return _response(refusal(error.status, error.problem))
        if asked is None:
            return _response(_description(str(request.url.replace(query="")), accept))
        return _response(await run_in_threadpool(workers.ask, asked, accept))

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
        description="Strategic relationships between states, and why; everything only reads.",
        docs_url=None,
        redoc_url=None,
        middleware=layers,
    )
    app.include_router(json_api(held))
    app.add_route("/sparql", sparql, methods=["GET", "POST"])
    site = files("kg") / "page"

    @app.get("/health")
    def health() -> dict[str, str]:
        """Whether the server answers."""
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
    if answered.status == 503:
        headers["Retry-After"] = "1"
    if answered.status == 200:
        headers["Vary"] = "Accept"
    return Response(answered.body, answered.status, headers)


def _description(endpoint: str, accept: str) -> SparqlResponse:
    """The description of the service (SPARQL 1.1 Service Description)."""
    media = chosen(accept, list(TRIPLES)) or "text/turtle"
    body = serialize(_described(endpoint), format=TRIPLES[media])
    assert body is not None
    return SparqlResponse(200, media, body)


def _described(endpoint: str) -> Iterator[Triple]:
    service, dataset, graph = BlankNode("service"), BlankNode("dataset"), BlankNode("graph")
    yield Triple(service, terms.TYPE, NamedNode(_SD + "Service"))
    yield Triple(service, NamedNode(_SD + "endpoint"), NamedNode(endpoint))
    yield Triple(service, NamedNode(_SD + "supportedLanguage"), NamedNode(_SD + "SPARQL11Query"))
    yield Triple(service, NamedNode(_SD + "defaultDataset"), dataset)
    yield Triple(dataset, terms.TYPE, NamedNode(_SD + "Dataset"))
    yield Triple(dataset, NamedNode(_SD + "defaultGraph"), graph)
    yield Triple(graph, terms.TYPE, NamedNode(_SD + "Graph"))
    syntaxes = [form.iri for form in SOLUTIONS.values()] + [form.iri for form in TRIPLES.values()]
    for iri in dict.fromkeys(syntaxes):
        yield Triple(service, NamedNode(_SD + "resultFormat"), NamedNode(iri))
