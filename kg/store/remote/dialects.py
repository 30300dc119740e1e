"""What servers do each in a way of their own, all in one place; docs/servers.md says it in words.

Found on the Oxigraph server and on Virtuoso 7; nothing here asks which server it is, for each way
is one that every SPARQL 1.1 server allows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from kg.errors import QueryError
from kg.model.terms import BASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.store.dataset import Term

PAGE = 10_000
"""Rows that are asked for at once; Virtuoso cuts an answer off there without saying so."""

BATCH = 2_000
"""Statements that are sent at once; Virtuoso's compiler takes under 5,000 of one graph."""

OWN_GRAPHS = (
    re.compile(r"http://www\.openlinksw\.com/"),
    re.compile(r"http://www\.w3\.org/ns/ldp#"),
    re.compile(r"http://localuriqaserver/sparql"),
    re.compile(r"urn:activitystreams-owl:map"),
)
"""Names of graphs in which a server (Virtuoso) keeps what is its own."""

_UPDATES = (
    (re.compile(r"/query/?$"), "/update"),  # Oxigraph, Fuseki
    (re.compile(r"(/repositories/[^/]+)/?$"), r"\1/statements"),  # RDF4J, GraphDB
)
_BNODE = re.compile(rb"<bnode>([^<]*)</bnode>")
_SKOLEM = BASE + ".well-known/genid/"


def update_address(query_address: str) -> str:
    """Where a server whose queries go to an address takes updates, unless one is told."""
    for pattern, other in _UPDATES:
        if pattern.search(query_address):
            return pattern.sub(other, query_address)
    return query_address


def is_own_graph(name: str) -> bool:
    """True of a graph in which a server keeps what is its own."""
    return any(pattern.match(name) for pattern in OWN_GRAPHS)


def readable(results: bytes) -> bytes:
    """Results in XML with blank nodes as XML's grammar wants them (Virtuoso: ``nodeID://b1``)."""
    return _BNODE.sub(lambda m: b"<bnode>b%b</bnode>" % m[1].hex().encode(), results)


def named(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Statements with IRIs in place of blank nodes (RDF 1.1 Concepts, 3.5, skolem IRIs).

    Virtuoso refuses blank nodes in ``INSERT DATA``, and two requests cannot speak of the same one.

    Raises:
        QueryError: a statement is about a statement, which SPARQL 1.1 does not know.
    """
    for quad in quads:
        if isinstance(quad.subject, Triple) or isinstance(quad.object, Triple):
            raise QueryError("a SPARQL 1.1 server holds no statements about quoted statements")
        subject, value = _named(quad.subject), _named(quad.object)
        assert isinstance(subject, NamedNode)
        yield Quad(subject, quad.predicate, value, quad.graph_name)


def _named(term: Term) -> Term:
    return NamedNode(_SKOLEM + term.value) if isinstance(term, BlankNode) else term
