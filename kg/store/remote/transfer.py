"""Download and upload of a server's named graphs.

Download first counts the statements of each graph and then fetches the graphs in pages. A page
contains as many whole graphs as fit, so that nothing needs sorting and blank nodes keep their
names; only a graph longer than a page is sorted and split. Each page must have exactly the counted
number of rows: a server that truncates results is asked for fewer, and a graph that changes
meanwhile is an error.

Upload replaces each graph as a whole, in requests of a size that servers accept. SPARQL 1.1 has no
transactions over several requests, so a separate graph marks that writing has begun, and is removed
when everything is written; anyone who reads meanwhile, or after a failure, is warned.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.errors import InputError
from kg.model import terms
from kg.model.terms import MADE_GRAPHS
from kg.store.remote.client import BATCH, PAGE, is_own_graph, named
from kg.store.times import day_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pyoxigraph import Triple

    from kg.store.holds import WhatHolds
    from kg.store.remote.client import Endpoint, Row

_MOST = 10_000_000
"""Largest number of graphs on a server."""
LOADING = NamedNode(terms.GRAPH + "loading")
"""A graph that exists while claims are being written."""


def graph_sizes(endpoint: Endpoint) -> dict[NamedNode, int]:
    """Return the number of statements in each named graph, without the server's own graphs."""
    found: dict[NamedNode, int] = {}
    after = ""
    while True:
        rows = endpoint.select(
            "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } "
            f"FILTER(STR(?g) > {Literal(after)}) }} GROUP BY ?g ORDER BY STR(?g) LIMIT {PAGE}"
        )
        try:
            sizes = {name: int(getattr(n, "value", "")) for name, n in rows if name is not None}
        except ValueError as error:
            raise InputError(endpoint.address, "does not answer with a count of graphs") from error
        names = [name for name in sizes if isinstance(name, NamedNode)]
        if not names or names[-1].value == after or len(found) > _MOST:
            return found
        after = names[-1].value
        found |= {name: sizes[name] for name in names if not is_own_graph(name.value)}


def read_endpoint(
    endpoint: Endpoint, progress: Callable[[int, int], None] | None = None
) -> list[Quad]:
    """Read all named graphs except those of the ontology and of conclusions.

    Args:
        endpoint: the server.
        progress: called with the number of statements read and the total number.

    Raises:
        InputError: the server cannot be read, has no data, was being written to, or has an
            impossible date.
    """
    sizes = graph_sizes(endpoint)
    if LOADING in sizes:
        raise InputError(endpoint.address, "holds an incomplete upload", "run 'kg load' again")
    wanted = {name: count for name, count in sizes.items() if name not in MADE_GRAPHS}
    if not wanted:
        raise InputError(endpoint.address, "holds no graph", "write one with 'kg load'")
    total = sum(wanted.values())
    quads: list[Quad] = []
    for page in _pages(wanted):
        quads += _read(endpoint, page, wanted)
        if progress:
            progress(len(quads), total)
    _check_dates(endpoint.address, quads)
    return quads


def _pages(sizes: dict[NamedNode, int]) -> Iterator[list[NamedNode]]:
    page: list[NamedNode] = []
    rows = 0
    for name, count in sizes.items():
        if page and rows + count > PAGE:
            yield page
            page, rows = [], 0
        page.append(name)
        rows += count
    if page:
        yield page


def _read(endpoint: Endpoint, page: Sequence[NamedNode], sizes: dict[NamedNode, int]) -> list[Quad]:
    expected = sum(sizes[name] for name in page)
    if expected > PAGE:
        return _read_long(endpoint, page[0], expected)
    rows = endpoint.select(
        f"SELECT ?g ?s ?p ?o WHERE {{ VALUES ?g {{ {' '.join(map(str, page))} }} "
        "GRAPH ?g { ?s ?p ?o } }"
    )
    if len(rows) == expected:
        return [_quad(endpoint, row[1:], row[0]) for row in rows]
    if len(rows) > expected:
        raise _changing(endpoint)
    if len(page) == 1:
        return _read_long(endpoint, page[0], expected)
    half = len(page) // 2
    return _read(endpoint, page[:half], sizes) + _read(endpoint, page[half:], sizes)


def _read_long(endpoint: Endpoint, name: NamedNode, expected: int) -> list[Quad]:
    """Read a long graph by sorted pages; the inner query sorts, as Virtuoso sorts few rows."""
    found: dict[Quad, None] = {}
    while len(found) < expected:
        rows = endpoint.select(
            f"SELECT ?s ?p ?o WHERE {{ {{ SELECT ?s ?p ?o WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }} "
            f"ORDER BY ?s ?p ?o }} }} LIMIT {PAGE} OFFSET {len(found)}"
        )
        before = len(found)
        found |= dict.fromkeys(_quad(endpoint, row, name) for row in rows)
        if len(found) != before + len(rows) or not rows:
            raise _changing(endpoint)
    return list(found)


def _quad(endpoint: Endpoint, row: Row, graph: object) -> Quad:
    try:
        subject, predicate, value = row
        return Quad(subject, predicate, value, graph)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise InputError(endpoint.address, "returned something that is not a statement") from error


def _changing(endpoint: Endpoint) -> InputError:
    return InputError(endpoint.address, "changed while it was being read", "try again")


def _check_dates(address: str, quads: Sequence[Quad]) -> None:
    for quad in quads:
        value = quad.object
        if isinstance(value, Literal) and value.datatype == terms.DATE and day_of(value) is None:
            raise InputError(
                address,
                f"{value.value!r} in {quad.graph_name} is not a date",
                "write a calendar date as YYYY-MM-DD",
            )


_DEFAULT = str(DefaultGraph())

DERIVING = NamedNode(terms.GRAPH + "deriving")
"""A graph that exists while conclusions and proofs are being written."""


def write_claims(
    endpoint: Endpoint,
    quads: Iterable[Quad],
    gone: Iterable[NamedNode] = (),
    progress: Callable[[int, int], None] | None = None,
    holding: WhatHolds | None = None,
) -> int:
    """Replace the graphs of the same names on a server, and remove earlier conclusions.

    Args:
        endpoint: the server.
        quads: all statements of those graphs.
        gone: further graphs to drop.
        progress: called with the number of statements written and the total number.
        holding: the new content of the default graph; None to leave it unchanged.

    Returns:
        the number of named graphs written.

    Raises:
        InputError: the server cannot be reached or refuses.
        QueryError: a statement cannot be sent.
    """
    derived = (terms.CONCLUSIONS_GRAPH, terms.PROOFS_GRAPH, DERIVING)
    return _write(endpoint, quads, LOADING, (*gone, *derived), progress, holding)


def write_derived(
    endpoint: Endpoint,
    quads: Iterable[Quad],
    progress: Callable[[int, int], None] | None = None,
    holding: WhatHolds | None = None,
) -> int:
    """Replace the conclusions and proofs on a server.

    Args:
        endpoint: the server.
        quads: conclusions and proofs, as ``kg.rules.prov`` writes them.
        progress: called with the number of statements written and the total number.
        holding: the new content of the default graph; None to leave it unchanged.

    Returns:
        the number of named graphs written.

    Raises:
        InputError: the server cannot be reached or refuses.
    """
    return _write(endpoint, quads, DERIVING, (), progress, holding)


def _write(
    endpoint: Endpoint,
    quads: Iterable[Quad],
    mark: NamedNode,
    gone: Iterable[NamedNode],
    progress: Callable[[int, int], None] | None,
    holding: WhatHolds | None,
) -> int:
    graphs: dict[str, dict[str, None]] = {}
    for quad in named(quads):
        graphs.setdefault(str(quad.graph_name), {})[str(quad.triple)] = None
    total, written = sum(map(len, graphs.values())), len(graphs)
    endpoint.update(f"INSERT DATA {{ GRAPH {mark} {{ {mark} a {terms.ent('DerivedGraph')} }} }}")
    if holding is not None:
        home, held = _home(endpoint, holding, mark)
        graphs[home] = dict.fromkeys(str(q.triple) for q in named(Quad(*triple) for triple in held))
        total += len(graphs[home])
    done = 0
    steps = _steps(graphs, map(str, gone))
    while batch := list(islice(steps, BATCH)):
        endpoint.update(_request(batch))
        done += sum(1 for _, statement in batch if statement)
        if progress:
            progress(done, total)
    endpoint.update(f"DROP SILENT GRAPH {mark}")
    return written


def _home(endpoint: Endpoint, holding: WhatHolds, mark: NamedNode) -> tuple[str, Iterable[Triple]]:
    """Return the graph of a server for what holds, and the triples to add to it.

    If a server's default graph is the union of its named graphs, it already contains their
    statements; only entailed statements are written, to a named graph.
    """
    is_union = bool(endpoint.select(f"SELECT ?type {{ {mark} a ?type }}"))
    home, other = (
        (str(terms.HOLDS_GRAPH), _DEFAULT) if is_union else (_DEFAULT, str(terms.HOLDS_GRAPH))
    )
    with suppress(InputError):  # Virtuoso has no default graph of its own
        endpoint.update(f"DROP SILENT {_graph(other)}")
    return home, holding.entailed() if is_union else holding.default()


def _steps(graphs: dict[str, dict[str, None]], gone: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each graph to drop, with an empty text, and each statement to add, with its graph."""
    for name in gone:
        yield name, ""
    for name, statements in graphs.items():
        yield name, ""
        for statement in statements:
            yield name, statement


def _request(steps: Iterable[tuple[str, str]]) -> str:
    drops: list[str] = []
    added: dict[str, list[str]] = {}
    for name, statement in steps:
        if statement:
            added.setdefault(name, []).append(statement)
        else:
            drops.append(f"DROP SILENT {_graph(name)}")
    parts = "\n".join(_block(name, " . ".join(some)) for name, some in added.items())
    return ";\n".join([*drops, f"INSERT DATA {{\n{parts}\n}}"] if added else drops)


def _graph(name: str) -> str:
    return name if name == _DEFAULT else f"GRAPH {name}"


def _block(name: str, statements: str) -> str:
    return f"{statements} ." if name == _DEFAULT else f"GRAPH {name} {{ {statements} }}"
