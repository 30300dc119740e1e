"""The look of a network: colours, sizes by degree, and a stable layout.

Nodes are coloured by kind, or if all have the same kind, by community in the network of
cooperative relations (Louvain: Blondel et al. 2008). Cooperative edges are blue, conflictual ones
orange, all others grey.

The colours are those of Okabe and Ito (2008), which colour-blind readers can tell apart. Small
networks get a spring layout (Fruchterman and Reingold 1991); large ones are laid out as a sunflower
(Vogel 1979), with the nodes of highest degree innermost.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx

if TYPE_CHECKING:
    from kg.analysis.network import Edge, Network, Node

_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#999999")
_BINDS, _PARTS, _NEITHER = "#0072b2", "#d55e00", "#999999"
_FEW = 400  # nodes up to which a spring layout is used
_SPREAD = 30.0


@dataclass(frozen=True)
class Layout:
    """The look of a network.

    Attributes:
        colours: colour of each kind, or of each community, which is named after the member with
            most edges.
        communities: name of each node's community, by the node's id; empty if kinds differ.
        sizes: size of each node, by its id.
        places: position of each node, by its id.
    """

    colours: dict[str, str]
    communities: dict[str, str]
    sizes: dict[str, float]
    places: dict[str, tuple[float, float]]

    @property
    def legend(self) -> str:
        """A description of the colours."""
        told = ", ".join(f"{kind} {colour}" for kind, colour in self.colours.items())
        if self.communities:
            told = ", ".join(f"around {name} {c}" for name, c in self.colours.items())
        signs = (
            f"edges: cooperative {_BINDS}, hostile {_PARTS}, other {_NEITHER}; thickness: weight"
        )
        return f"colour: {told}; size: number of edges; {signs}"

    def colour_of(self, node: Node) -> str:
        """Return the colour of a node."""
        return self.colours[self.communities.get(node.id, node.kind)]


def edge_colour(edge: Edge) -> str:
    """Return the colour of an edge: cooperative, conflictual or other."""
    sign = edge.more.get("sign", 0)
    if not isinstance(sign, int | float) or sign == 0:
        return _NEITHER
    return _BINDS if sign > 0 else _PARTS


def layout_of(network: Network) -> Layout:
    """Lay out a network; the same network always gets the same layout."""
    kinds = Counter(node.kind for node in network.nodes)
    degrees: Counter[str] = Counter()
    for edge in network.edges:
        degrees.update((edge.source, edge.target))
    communities = _communities(network, degrees) if len(kinds) == 1 else {}
    kinds = Counter(communities.values()) or kinds
    ordered = sorted(kinds, key=lambda kind: (-kinds[kind], kind))
    colours = {kind: _COLOURS[min(n, len(_COLOURS) - 1)] for n, kind in enumerate(ordered)}
    sizes = {node.id: round(4 + 3 * math.sqrt(degrees[node.id]), 2) for node in network.nodes}
    return Layout(colours, communities, sizes, _places(network, degrees))


def _communities(network: Network, degrees: Counter[str]) -> dict[str, str]:
    """Return, for each node, the label of the best-connected member of its community."""
    graph: networkx.Graph[str] = networkx.Graph()
    graph.add_nodes_from(node.id for node in network.nodes)
    binding = [edge for edge in network.edges if edge_colour(edge) == _BINDS]
    for edge in binding or network.edges:
        if edge.source != edge.target and edge_colour(edge) != _PARTS:
            graph.add_edge(edge.source, edge.target)
    labels = {node.id: node.label for node in network.nodes}
    found: dict[str, str] = {}
    for members in networkx.community.louvain_communities(graph, seed=1):
        lead = min(members, key=lambda name: (-degrees[name], name))
        found |= dict.fromkeys(members, labels[lead])
    return found


def _places(network: Network, degrees: Counter[str]) -> dict[str, tuple[float, float]]:
    count = len(network.nodes)
    if 1 < count <= _FEW:
        graph: networkx.Graph[str] = networkx.Graph()
        graph.add_nodes_from(node.id for node in network.nodes)
        graph.add_edges_from((edge.source, edge.target) for edge in network.edges)
        found = networkx.spring_layout(graph, seed=1, scale=_SPREAD * math.sqrt(count))
        return {name: (round(float(x), 2), round(float(y), 2)) for name, (x, y) in found.items()}
    ordered = sorted(network.nodes, key=lambda node: (-degrees[node.id], node.id))
    places = {}
    for number, node in enumerate(ordered):
        angle, radius = number * math.pi * (3 - math.sqrt(5)), _SPREAD * math.sqrt(number)
        places[node.id] = (round(radius * math.cos(angle), 2), round(radius * math.sin(angle), 2))
    return places
