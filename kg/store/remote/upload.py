"""Graphs of a server, each replaced whole, in requests of a size that servers take.

SPARQL 1.1 knows no transaction of several requests. So a graph of its own says that writing has
begun, and goes when all is written; whoever reads meanwhile, or after a failure, is told.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.errors import InputError
from kg.model import terms
from kg.store.remote.dialects import BATCH, named
from kg.store.remote.download import LOADING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyoxigraph import Triple

    from kg.store.holds import WhatHolds
    from kg.store.remote.client import Endpoint

_DEFAULT = str(DefaultGraph())

DERIVING = NamedNode(terms.GRAPH + "deriving")
"""A graph that is there while conclusions and proofs are being written."""


def write_claims(
    endpoint: Endpoint,
    quads: Iterable[Quad],
    gone: Iterable[NamedNode] = (),
    progress: Callable[[int, int], None] | None = None,
    holding: WhatHolds | None = None,
) -> int:
    """Put graphs in place of those of the same name; what was derived before goes.

    Args:
        endpoint: the server.
        quads: all statements of those graphs.
        gone: further graphs to drop.
        progress: called with the number of statements written and of all.
        holding: what the default graph becomes; it stays as it is, if None.

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
    """Put conclusions and proofs in place of earlier ones.

    Args:
        endpoint: the server.
        quads: what was derived, as ``kg.rules.prov`` writes it.
        progress: called with the number of statements written and of all.
        holding: what the default graph becomes; it stays as it is, if None.

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
    """Where a server keeps what holds, and what it needs to be told of it.

    A server whose default graph is all others together finds there what they say; what that
    entails goes into a named graph.
    """
    is_union = bool(endpoint.select(f"SELECT ?type {{ {mark} a ?type }}"))
    home, other = (
        (str(terms.HOLDS_GRAPH), _DEFAULT) if is_union else (_DEFAULT, str(terms.HOLDS_GRAPH))
    )
    with suppress(InputError):  # Virtuoso has no default graph of its own
        endpoint.update(f"DROP SILENT {_graph(other)}")
    return home, holding.entailed() if is_union else holding.default()


def _steps(graphs: dict[str, dict[str, None]], gone: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Graphs to drop, with nothing, and statements to add, with their graph; drops come first."""
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
