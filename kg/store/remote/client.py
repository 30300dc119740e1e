"""Queries and updates over HTTP (SPARQL 1.1 Protocol), and how servers differ.

The differences were found on the Oxigraph server and on Virtuoso 7 (see docs/servers.md). The code
never checks which server it is talking to: it only does what every SPARQL 1.1 server allows.
"""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING

import httpx
from pyoxigraph import (
    BlankNode,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    Triple,
    parse_query_results,
)

from kg.errors import InputError, QueryError
from kg.model.terms import BASE

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping

    from kg.store.dataset import Term

    Row = tuple[Term | None, ...]

PAGE = 10_000
"""Number of rows requested at once; Virtuoso truncates longer results without notice."""

BATCH = 2_000
"""Number of statements sent at once; Virtuoso's compiler accepts under 5,000 of one graph."""

OWN_GRAPHS = (
    re.compile(r"http://www\.openlinksw\.com/"),
    re.compile(r"http://www\.w3\.org/ns/ldp#"),
    re.compile(r"http://localuriqaserver/sparql"),
    re.compile(r"urn:activitystreams-owl:map"),
)
"""Names of graphs in which a server (Virtuoso) keeps its own data."""

_UPDATES = (
    (re.compile(r"/query/?$"), "/update"),  # Oxigraph, Fuseki
    (re.compile(r"(/repositories/[^/]+)/?$"), r"\1/statements"),  # RDF4J, GraphDB
)
_BNODE = re.compile(rb"<bnode>([^<]*)</bnode>")
_SKOLEM = BASE + ".well-known/genid/"


def update_address(query_address: str) -> str:
    """Return the usual address for updates that belongs to an address for queries."""
    for pattern, other in _UPDATES:
        if pattern.search(query_address):
            return pattern.sub(other, query_address)
    return query_address


def is_own_graph(name: str) -> bool:
    """Return True for a graph in which a server keeps its own data."""
    return any(pattern.match(name) for pattern in OWN_GRAPHS)


def readable(results: bytes) -> bytes:
    """Return XML results with valid labels for blank nodes (Virtuoso uses ``nodeID://b1``)."""
    return _BNODE.sub(lambda m: b"<bnode>b%b</bnode>" % m[1].hex().encode(), results)


def named(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield statements with IRIs instead of blank nodes (RDF 1.1 Concepts, 3.5, skolem IRIs).

    Virtuoso rejects blank nodes in ``INSERT DATA``, and two requests cannot refer to the same one.

    Raises:
        QueryError: a statement is about a statement, which SPARQL 1.1 does not support.
    """
    for quad in quads:
        if isinstance(quad.subject, Triple) or isinstance(quad.object, Triple):
            raise QueryError("a SPARQL 1.1 server cannot store statements about quoted statements")
        subject, value = _named(quad.subject), _named(quad.object)
        assert isinstance(subject, NamedNode)
        yield Quad(subject, quad.predicate, value, quad.graph_name)


def _named(term: Term) -> Term:
    return NamedNode(_SKOLEM + term.value) if isinstance(term, BlankNode) else term


USER, PASSWORD, TOKEN = "KG_ENDPOINT_USER", "KG_ENDPOINT_PASSWORD", "KG_ENDPOINT_TOKEN"
_PATIENCE = 600.0
"""Timeout for a complete response, in seconds."""
_LARGEST = 500_000_000  # largest response, in bytes


class Endpoint:
    """A server for SPARQL queries and updates.

    Args:
        address: the address for queries.
        update: the address for updates; if empty, it is derived from the address for queries.
        environment: variables with the credentials: ``KG_ENDPOINT_USER`` and
            ``KG_ENDPOINT_PASSWORD`` (Basic or Digest, as the server requires), or
            ``KG_ENDPOINT_TOKEN`` (Bearer).

    Raises:
        InputError: the address is not an HTTP address, or contains a password.
    """

    def __init__(
        self, address: str, update: str = "", environment: Mapping[str, str] = os.environ
    ) -> None:
        self.address = _checked(address)
        self.update_address = _checked(update) if update else update_address(address)
        self._client = httpx.Client(
            auth=_auth(environment), timeout=httpx.Timeout(_PATIENCE, connect=10)
        )

    def __enter__(self) -> Endpoint:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def select(self, query: str) -> list[Row]:
        """Return the rows of a SELECT query, with None for unbound variables.

        Raises:
            InputError: the server cannot be reached, refuses, or returns no SELECT results.
        """
        data = self._post(self.address, {"query": query}, "application/sparql-results+xml")
        try:
            found = parse_query_results(readable(data), format=QueryResultsFormat.XML)
            if isinstance(found, QuerySolutions):
                return [tuple(row) for row in found]
        except (SyntaxError, ValueError):
            pass
        raise InputError(
            self.address,
            "does not answer with SPARQL results",
            "check that queries go to this address",
        )

    def update(self, text: str) -> None:
        """Run a SPARQL update on the server.

        Raises:
            InputError: the server cannot be reached or refuses.
        """
        self._post(self.update_address, {"update": text}, "*/*")

    def _post(self, address: str, form: dict[str, str], accept: str) -> bytes:
        try:
            with self._client.stream(
                "POST", address, data=form, headers={"Accept": accept}
            ) as answer:
                data = _body(answer, address)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            problem = str(error) or type(error).__name__
            raise InputError(
                address, f"cannot be reached ({problem})", "check that the server runs"
            ) from error
        if answer.status_code in (401, 403):
            raise InputError(
                address,
                f"refuses access ({answer.status_code})",
                f"set {USER} and {PASSWORD}, or {TOKEN}",
            )
        if not answer.is_success:
            told = " ".join(data.decode(errors="replace").split())[:200]
            raise InputError(address, f"answers {answer.status_code} ({told})")
        return data


class _Login(httpx.Auth):
    """Basic or Digest authentication, whichever the server requires."""

    def __init__(self, user: str, password: str) -> None:
        self._schemes = {
            "digest": httpx.DigestAuth(user, password),
            "basic": httpx.BasicAuth(user, password),
        }
        self._known: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._known is None:
            answer = yield request
            scheme = answer.headers.get("www-authenticate", "").partition(" ")[0].lower()
            if answer.status_code != 401 or scheme not in self._schemes:
                return
            self._known = self._schemes[scheme]
        yield from self._known.auth_flow(request)


class _Bearer(httpx.Auth):
    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


def _auth(environment: Mapping[str, str]) -> httpx.Auth | None:
    if token := environment.get(TOKEN):
        return _Bearer(token)
    if user := environment.get(USER):
        return _Login(user, environment.get(PASSWORD, ""))
    return None


def _checked(address: str) -> str:
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise InputError(address, f"is not a valid address ({error})", "write http://…") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise InputError(address, "is not the address of a server", "write http://… or https://…")
    if url.userinfo:
        raise InputError(url.host, "has credentials in its address", f"set {USER} and {PASSWORD}")
    return address


def _body(answer: httpx.Response, address: str) -> bytes:
    parts, size = [], 0
    end = time.monotonic() + _PATIENCE
    for part in answer.iter_bytes():
        parts.append(part)
        size += len(part)
        if size > _LARGEST:
            raise InputError(address, "returned more than was requested")
        if time.monotonic() > end:
            raise InputError(address, f"did not finish its answer within {_PATIENCE:g} seconds")
    return b"".join(parts)
