"""What a request to the endpoint asks (SPARQL 1.1 Protocol, section 2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"


@dataclass(frozen=True)
class SparqlRequest:
    """A query and the graphs to ask; none means all."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass
class ProtocolError(Exception):
    """A request that gets no answer: its HTTP status, and why in one line."""

    status: int
    problem: str


def read_request(
    method: str, url_query: str, headers: Mapping[str, str], body: bytes
) -> SparqlRequest | None:
    """The query of a request, None where it asks for the description of the service.

    Args:
        method: GET, HEAD or POST.
        url_query: the part of the URL after the question mark.
        headers: by name in small letters.
        body: of a POST.

    Raises:
        Refused: the request is not one of the protocol's, or wants to change something.
    """
    pairs = _pairs(url_query)
    if method == "POST":
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == _UPDATE:
            raise ProtocolError(403, "this endpoint only reads")
        if kind == _QUERY:
            pairs = [*pairs, ("query", _text(body))]
        elif kind == _FORM:
            if any(name == "query" for name, _ in pairs):
                raise ProtocolError(400, "a form has its query in the body, not in the address")
            pairs = _pairs(_text(body))
        else:
            raise ProtocolError(415, f"post {_FORM} or {_QUERY}")
    if any(name in ("update", "using-graph-uri", "using-named-graph-uri") for name, _ in pairs):
        raise ProtocolError(403, "this endpoint only reads")
    queries = [value for name, value in pairs if name == "query"]
    if not queries and method != "POST" and not pairs:
        return None
    if len(queries) != 1:
        raise ProtocolError(400, "name one query")
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
