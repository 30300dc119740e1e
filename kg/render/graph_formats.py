"""A network for networkx, and through it for yEd, Cytoscape and the like."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO

import networkx

from kg.model.text import sanitize_line
from kg.render.layout import layout_of

if TYPE_CHECKING:
    from kg.analysis.network import Edge, Network, Node, Value


def to_networkx(network: Network) -> networkx.MultiDiGraph[str]:
    """A graph with parallel edges, keyed by their number, and plain attributes."""
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(title=network.title)
    for node in network.nodes:
        graph.add_node(node.id, **_attributes(node, ("label", "kind", "start", "end")))
    for number, edge in enumerate(network.edges):
        own = ("label", "kind", "weight", "start", "end")
        graph.add_edge(edge.source, edge.target, key=str(number), **_attributes(edge, own))
    return graph


def _attributes(item: Node | Edge, own: tuple[str, ...]) -> dict[str, Any]:
    given = {name: getattr(item, name) for name in own} | item.more
    return {name: _flat(value) for name, value in given.items() if value is not None}


def _flat(value: Value) -> str | int | float | bool:
    """The value as a format without dates and lists can write it."""
    if isinstance(value, tuple):
        return "|".join(map(sanitize_line, value))
    return value if isinstance(value, bool | int | float) else sanitize_line(str(value))


def write_graphml(network: Network, file: BinaryIO) -> None:
    """GraphML, with labels, kinds and places as attributes."""
    graph = to_networkx(network)
    look = layout_of(network)
    for name, (x, y) in look.places.items():
        graph.nodes[name].update(x=x, y=y, size=look.sizes[name])
    renamed = networkx.relabel_nodes(graph, {name: sanitize_line(name) for name in graph})
    networkx.write_graphml(renamed, file, infer_numeric_types=True)


def write_cytoscape(network: Network, file: BinaryIO) -> None:
    """The JSON of Cytoscape.js, with places and a style that colours kinds."""
    look = layout_of(network)
    data = networkx.cytoscape_data(to_networkx(network))
    for element in data["elements"]["nodes"]:
        x, y = look.places[element["data"]["id"]]
        element["position"] = {"x": x, "y": y}
    for element in data["elements"]["edges"]:
        element["data"]["id"] = f"edge-{element['data'].pop('key')}"
    data["style"] = [
        {"selector": f"node[kind = {json.dumps(kind)}]", "style": {"background-color": colour}}
        for kind, colour in look.colours.items()
    ]
    file.write((json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode())
