"""Queries and updates over HTTP (SPARQL 1.1 Protocol)."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import httpx
from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from kg.errors import InputError
from kg.store.remote.dialects import readable, update_address

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from kg.store.dataset import Term

    Row = tuple[Term | None, ...]

USER, PASSWORD, TOKEN = "KG_ENDPOINT_USER", "KG_ENDPOINT_PASSWORD", "KG_ENDPOINT_TOKEN"
_PATIENCE = 600.0
"""Seconds for a whole answer."""
_LARGEST = 500_000_000  # bytes of an answer


class Endpoint:
    """A server that is asked, and told, in SPARQL.

    Args:
        address: where queries go.
        update: where updates go; by the address of queries, if empty.
        environment: variables with the credentials: ``KG_ENDPOINT_USER`` and
            ``KG_ENDPOINT_PASSWORD`` (Basic or Digest, as the server wants), or
            ``KG_ENDPOINT_TOKEN`` (Bearer).

    Raises:
        InputError: the address is none of HTTP, or holds a password.
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
        """Rows of a SELECT query, with None where a variable is unbound.

        Raises:
            InputError: the server cannot be reached, refuses, or answers otherwise.
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
        """Change what the server holds.

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
    """Basic or Digest, whichever the server asks for."""

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
            raise InputError(address, "returned more than was asked for")
        if time.monotonic() > end:
            raise InputError(address, f"did not finish its answer within {_PATIENCE:g} seconds")
    return b"".join(parts)
