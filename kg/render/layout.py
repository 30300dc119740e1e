"""How a network looks when it is opened: colours by kind, sizes by degree, a stable layout.

The colours are those of Okabe and Ito (2008), which the colour-blind can tell apart. Small networks
are laid out by springs (Fruchterman and Reingold 1991), large ones as a sunflower (Vogel 1979),
nodes of many edges innermost.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx

if TYPE_CHECKING:
    from kg.analysis.network import Network

_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#999999")
_FEW = 400  # nodes that springs lay out
_SPREAD = 30.0


@dataclass(frozen=True)
class Layout:
    """Colour of each kind; size and place of each node by its id."""

    colours: dict[str, str]
    sizes: dict[str, float]
    places: dict[str, tuple[float, float]]

    @property
    def legend(self) -> str:
        """The colours in words."""
        told = ", ".join(f"{kind} {colour}" for kind, colour in self.colours.items())
        return f"colour: {told}; size: number of edges"


def layout_of(network: Network) -> Layout:
    """How a network looks; the same network always looks the same."""
    kinds = Counter(node.kind for node in network.nodes)
    ordered = sorted(kinds, key=lambda kind: (-kinds[kind], kind))
    colours = {kind: _COLOURS[min(n, len(_COLOURS) - 1)] for n, kind in enumerate(ordered)}
    degrees: Counter[str] = Counter()
    for edge in network.edges:
        degrees.update((edge.source, edge.target))
    sizes = {node.id: round(4 + 3 * math.sqrt(degrees[node.id]), 2) for node in network.nodes}
    return Layout(colours, sizes, _places(network, degrees))


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
