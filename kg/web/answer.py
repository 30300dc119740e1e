"""Answer one query from the store, in the syntax that is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions

from kg.model.terms import BASE, is_iri
from kg.store.reading import service_place
from kg.store.syntax import not_sparql
from kg.web.media import SOLUTIONS, TRIPLES, chosen

if TYPE_CHECKING:
    from pyoxigraph import QueryTriples, Store

    from kg.web.request import SparqlRequest


@dataclass(frozen=True)
class SparqlResponse:
    """An HTTP status with its body."""

    status: int
    media: str
    body: bytes


def refusal(status: int, problem: str) -> SparqlResponse:
    """An answer that says in one line why there is none."""
    return SparqlResponse(status, "text/plain; charset=utf-8", f"{problem}\n".encode())


def respond(store: Store, asked: SparqlRequest, accept: str, rows: int) -> SparqlResponse:
    """Run a query.

    Args:
        store: what is asked; without named graphs in the request, all graphs together.
        asked: the query and its graphs.
        accept: the header with the syntaxes that are wanted.
        rows: the most rows or triples that are given.
    """
    try:
        if service_place(asked.query, "query") is not None:
            return refusal(403, "the query asks another server (SERVICE), which is not done here")
        result = _run(store, asked)
        count = 1 if isinstance(result, QueryBoolean) else len(list(islice(result, rows + 1)))
        if count > rows:
            return refusal(403, f"the answer has more than {rows:,} rows; add a LIMIT")
        if count and not isinstance(result, QueryBoolean):
            result = _run(store, asked)
        return _written(result, accept)
    except SyntaxError as error:
        return refusal(400, str(not_sparql("query", error)))
    except Exception as error:  # whatever goes wrong in one query, the others are served
        return refusal(400, " ".join(str(error).split())[:300])


def _run(store: Store, asked: SparqlRequest) -> QuerySolutions | QueryBoolean | QueryTriples:
    graphs = [*asked.default_graphs, *asked.named_graphs]
    for name in graphs:
        if not is_iri(name):
            raise ValueError(f"{name!r} is no IRI of a graph")
    if not graphs:
        return store.query(asked.query, base_iri=BASE, use_default_graph_as_union=True)
    return store.query(
        asked.query,
        base_iri=BASE,
        default_graph=[NamedNode(name) for name in asked.default_graphs],
        named_graphs=[NamedNode(name) for name in asked.named_graphs],
    )


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
    charset = "; charset=utf-8" if media.startswith("text/") else ""
    return SparqlResponse(200, media + charset, body)
