"""A part of a network: what holds on a day, or what lies around one node."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.export.network import Edge, Network, Node


def on_day(network: Network, day: str) -> Network:
    """The nodes and edges that are there on a day, written ``YYYY-MM-DD``.

    A node that is there only by edges that are not goes too, unless it has no edge at any time.
    """

    def there(item: Node | Edge) -> bool:
        return (item.start or "") <= day and day <= (item.end or "9999-12-31")

    nodes = [node for node in network.nodes if there(node)]
    known = {node.id for node in nodes}
    edges = [e for e in network.edges if there(e) and {e.source, e.target} <= known]
    ends = {end for edge in network.edges for end in (edge.source, edge.target)}
    left = {end for edge in edges for end in (edge.source, edge.target)}
    kept = tuple(node for node in nodes if node.id in left or node.id not in ends)
    return replace(network, nodes=kept, edges=tuple(edges))


def around(network: Network, center: str) -> Network:
    """A node, its neighbours, and all edges among them."""
    near = {center}
    for edge in network.edges:
        if center in (edge.source, edge.target):
            near |= {edge.source, edge.target}
    nodes = tuple(node for node in network.nodes if node.id in near)
    edges = tuple(e for e in network.edges if {e.source, e.target} <= near)
    return replace(network, nodes=nodes, edges=edges)
