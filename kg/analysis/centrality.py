"""Network measures: centrality, communities and structural balance.

Degree, betweenness (Freeman 1977), communities by modularity (Clauset, Newman and Moore 2004), and
structural balance (Heider 1946; Cartwright and Harary 1956): a triad of signed relations is
balanced if the product of its signs is positive, so that the enemy of an enemy is a friend.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from importlib.metadata import entry_points
from itertools import combinations
from typing import TYPE_CHECKING

import networkx

from kg.analysis.network import on_day
from kg.store.query import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.analysis.network import Network, Node, Value

_LARGE = 500  # nodes; from this size on, a backend repays the time it takes to start
_AS_ATTRIBUTES = ("degree", "strength", "betweenness", "community")


@dataclass(frozen=True)
class Measures:
    """The measures of one node."""

    node: str
    label: str
    degree: int
    strength: float
    betweenness: float
    community: int


@dataclass(frozen=True)
class Triad:
    """Three nodes, each pair joined by a signed relation."""

    nodes: tuple[str, str, str]
    signs: tuple[int, int, int]

    @property
    def balanced(self) -> bool:
        """True if the product of the signs is positive."""
        one, two, three = self.signs
        return one * two * three > 0


def measures(network: Network) -> list[Measures]:
    """Return the measures of all nodes that have an edge, the most central first.

    Strength is the sum of the weights of a node's edges. Communities are numbered from one, the
    largest first. For large networks, backends of networkx such as nx-parallel are used if they are
    installed and can be loaded.
    """
    graph = _simple(network)
    with networkx.config(backend_priority=_backends() if len(graph) > _LARGE else []):
        betweenness = networkx.betweenness_centrality(graph)
        groups = (
            networkx.community.greedy_modularity_communities(graph, weight="weight")
            if graph
            else []
        )
    ordered = sorted(groups, key=lambda group: (-len(group), min(group)))
    community = {node: n for n, group in enumerate(ordered, 1) for node in group}
    labels = {node.id: node.label for node in network.nodes}
    found = [
        Measures(
            node,
            labels[node],
            graph.degree(node),
            graph.degree(node, weight="weight"),
            round(betweenness[node], 6),
            community[node],
        )
        for node in graph
    ]
    return sorted(found, key=lambda m: (-m.degree, -m.strength, m.node))


def with_measures(network: Network) -> Network:
    """Return the network with measures as attributes of its nodes; 0 for nodes without an edge."""
    known = {found.node: found for found in measures(network)}

    def measured(node: Node) -> Node:
        found = known.get(node.id, Measures(node.id, node.label, 0, 0.0, 0.0, 0))
        values: dict[str, Value] = {name: getattr(found, name) for name in _AS_ATTRIBUTES}
        return replace(node, more=node.more | values)

    return replace(network, nodes=tuple(map(measured, network.nodes)))


def _backends() -> list[str]:
    """Return the names of the networkx backends that can be loaded, in order."""
    found = []
    for entry in entry_points(group="networkx.backends"):
        if entry.name not in networkx.config.backends:
            continue
        with suppress(Exception):  # skip one made for another release of networkx
            entry.load()
            found.append(entry.name)
    return sorted(found)


def _simple(network: Network) -> networkx.Graph[str]:
    """Return a simple graph: one edge for each connected pair, with the sum of the weights."""
    graph: networkx.Graph[str] = networkx.Graph()
    for edge in network.edges:
        if edge.source != edge.target:
            known = graph.get_edge_data(edge.source, edge.target, {"weight": 0.0})
            graph.add_edge(edge.source, edge.target, weight=known["weight"] + edge.weight)
    return graph


def triads(network: Network) -> list[Triad]:
    """Return all triads of signed relations, in order.

    A pair has the sign of the sum of ``sign`` times weight over its edges; a pair whose sum
    is 0 has none.
    """
    sums: dict[tuple[str, str], float] = {}
    for edge in network.edges:
        sign = edge.more.get("sign")
        if isinstance(sign, int) and edge.source != edge.target:
            one, other = sorted((edge.source, edge.target))
            sums[one, other] = sums.get((one, other), 0.0) + sign * edge.weight
    signs = {pair: 1 if total > 0 else -1 for pair, total in sums.items() if total}
    near: dict[str, set[str]] = {}
    for one, other in signs:
        near.setdefault(one, set()).add(other)
    found = []
    for one, others in sorted(near.items()):
        for two, three in combinations(sorted(others), 2):
            if (two, three) in signs:
                parts = signs[one, two], signs[one, three], signs[two, three]
                found.append(Triad((one, two, three), parts))
    return found


_COLUMNS = ("day", "state", "degree", "strength", "betweenness", "community")


def measure_rows(network: Network, days: Sequence[str] = ()) -> Rows:
    """Return the measures of all nodes on each day (``YYYY-MM-DD``), or once over all time."""
    rows: list[tuple[str | int | float, ...]] = []
    for day, part in _parts(network, days):
        for found in measures(part):
            values = asdict(found)
            rows.append((day, found.label, *(values[name] for name in _COLUMNS[2:])))
    return Rows(_COLUMNS, tuple(rows))


def triad_rows(network: Network, days: Sequence[str] = ()) -> Rows:
    """Return the signed triads on each day (``YYYY-MM-DD``), or once over all time."""
    rows = []
    for day, part in _parts(network, days):
        labels = {node.id: node.label for node in part.nodes}
        for triad in triads(part):
            signs = "".join("+" if sign > 0 else "-" for sign in triad.signs)
            told = "balanced" if triad.balanced else "unbalanced"
            rows.append((day, *(labels[node] for node in triad.nodes), signs, told))
    return Rows(("day", "first", "second", "third", "signs", "balance"), tuple(rows))


def _parts(network: Network, days: Sequence[str]) -> Iterator[tuple[str, Network]]:
    if not days:
        yield "all", network
    for day in days:
        yield day, on_day(network, day)
