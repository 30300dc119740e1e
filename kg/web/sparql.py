"""The SPARQL 1.1 Protocol: requests, responses and content negotiation (RFC 9110, 12.5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from types import NoneType
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
)

from kg.model.terms import BASE, is_iri
from kg.model.text import xml_bytes
from kg.store.reading import service_place
from kg.store.syntax import not_sparql, refuse_deep

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyoxigraph import QuerySolution, QueryTriples


_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"


@dataclass(frozen=True)
class SparqlRequest:
    """A query and its graphs; if none are given, the default graph and all named graphs."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass
class ProtocolError(Exception):
    """A request that cannot be answered: the HTTP status, and the reason in one line."""

    status: int
    problem: str


def read_request(
    method: str, url_query: str, headers: Mapping[str, str], body: bytes
) -> SparqlRequest | None:
    """Read the query of a request; None if the request asks for the service description.

    Args:
        method: GET, HEAD or POST.
        url_query: the part of the URL after the question mark.
        headers: the headers by lower-case name.
        body: the body of a POST request.

    Raises:
        ProtocolError: the request does not follow the protocol, or is an update.
    """
    pairs = _pairs(url_query)
    if method == "POST":
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == _UPDATE:
            raise ProtocolError(403, "this endpoint is read-only")
        if kind == _QUERY:
            pairs = [*pairs, ("query", _text(body))]
        elif kind == _FORM:
            if any(name == "query" for name, _ in pairs):
                raise ProtocolError(400, "a form carries its query in the body, not in the address")
            pairs = _pairs(_text(body))
        else:
            raise ProtocolError(415, f"post {_FORM} or {_QUERY}")
    if any(name in ("update", "using-graph-uri", "using-named-graph-uri") for name, _ in pairs):
        raise ProtocolError(403, "this endpoint is read-only")
    queries = [value for name, value in pairs if name == "query"]
    if not queries and method != "POST" and not pairs:
        return None
    if len(queries) != 1:
        raise ProtocolError(400, "send exactly one query")
    graphs = {
        kind: tuple(value for name, value in pairs if name == f"{kind}-graph-uri")
        for kind in ("default", "named")
    }
    return SparqlRequest(queries[0], graphs["default"], graphs["named"])


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError as error:
        raise ProtocolError(400, f"the parameters cannot be read ({error})") from error


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProtocolError(400, "the body is not UTF-8") from error


SOLUTIONS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
TRIPLES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "text/plain": RdfFormat.N_TRIPLES,
}


def chosen(accept: str, offered: list[str]) -> str | None:
    """Return the offered type that the client prefers, the first of equals; None if none fits.

    Args:
        accept: the Accept header; an empty one accepts everything.
        offered: media types in the server's order of preference.
    """
    best: tuple[float, str] | None = None
    for kind in offered:
        quality = _quality(accept or "*/*", kind)
        if quality > 0 and (best is None or quality > best[0]):
            best = quality, kind
    return best[1] if best else None


def _quality(accept: str, kind: str) -> float:
    """Return the quality of a media type, that of the most specific range that matches it."""
    found: tuple[int, float] = (-1, 0.0)
    for part in accept.split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        rank = {kind: 2, f"{kind.partition('/')[0]}/*": 1, "*/*": 0}.get(media, -1)
        weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            value = float(weight)
        except ValueError:
            value = 0.0
        if rank > found[0]:
            found = rank, value
    return found[1]


@dataclass(frozen=True)
class SparqlResponse:
    """An HTTP response: its status and body."""

    status: int
    media: str
    body: bytes


def refusal(status: int, problem: str) -> SparqlResponse:
    """Return an error response with the reason in one line."""
    return SparqlResponse(status, "text/plain; charset=utf-8", f"{problem}\n".encode())


def respond(store: Store, request: SparqlRequest, accept: str, rows: int) -> SparqlResponse:
    """Run a query and return its response.

    Args:
        store: the store to query; its default graph, unless the request or query names others.
        request: the query and its graphs.
        accept: the Accept header.
        rows: the largest number of rows or triples to return.
    """
    try:
        refuse_deep(request.query)
        if service_place(request.query, "query") is not None:
            return refusal(403, "SERVICE (federated queries) is disabled")
        result = _run(store, request)
        if isinstance(result, QueryBoolean):
            return _written(result, accept)
        found = list(islice(result, rows + 1))
        if len(found) > rows:
            return refusal(403, f"the answer has more than {rows:,} rows; add a LIMIT")
        if found:
            same = _same(result, found) if isinstance(result, QuerySolutions) else None
            result = same or _run(store, request)
        return _written(result, accept)
    except SyntaxError as error:
        return refusal(400, str(not_sparql("query", error)))
    except Exception as error:  # an error in one query must not affect others
        return refusal(400, " ".join(str(error).split())[:300])


def _run(store: Store, request: SparqlRequest) -> QuerySolutions | QueryBoolean | QueryTriples:
    graphs = [*request.default_graphs, *request.named_graphs]
    for name in graphs:
        if not is_iri(name):
            raise ValueError(f"{name!r} is not the IRI of a graph")
    if not graphs:
        return store.query(request.query, base_iri=BASE)
    return store.query(
        request.query,
        base_iri=BASE,
        default_graph=[NamedNode(name) for name in request.default_graphs],
        named_graphs=[NamedNode(name) for name in request.named_graphs],
    )


def _same(read: QuerySolutions, found: Sequence[QuerySolution]) -> QuerySolutions | None:
    """Return solutions already read, ready to serialise; None if they must be queried again."""
    width = len(read.variables)
    terms = [solution[place] for solution in found for place in range(width)]
    if not 0 < len(terms) <= _FEW or not all(isinstance(t, _CONSTANT) for t in terms):
        return None
    texts = ["UNDEF" if term is None else str(term) for term in terms]
    rows = (f"({' '.join(texts[at : at + width])})" for at in range(0, len(texts), width))
    names = " ".join(map(str, read.variables))
    made = Store().query(f"SELECT {names} {{ VALUES ({names}) {{ {' '.join(rows)} }} }}")
    assert isinstance(made, QuerySolutions)
    return made


_FEW = 5_000
"""Largest number of terms in an answer that is kept in memory."""
_CONSTANT = (NamedNode, Literal, NoneType)


def _written(result: QuerySolutions | QueryBoolean | QueryTriples, accept: str) -> SparqlResponse:
    if isinstance(result, QuerySolutions | QueryBoolean):
        offered = [k for k in SOLUTIONS if isinstance(result, QuerySolutions) or "text" not in k]
        media = chosen(accept, offered)
        form = SOLUTIONS[media] if media else None
        body = result.serialize(format=form) if form else None
    else:
        media = chosen(accept, list(TRIPLES))
        body = result.serialize(format=TRIPLES[media]) if media else None
    if media is None or body is None:
        return refusal(406, "none of the accepted syntaxes can hold this answer")
    if "xml" in media:
        body = xml_bytes(body)
    charset = "; charset=utf-8" if media.startswith("text/") else ""
    return SparqlResponse(200, media + charset, body)
