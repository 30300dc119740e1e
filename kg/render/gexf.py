"""GEXF 1.3 for Gephi.

networkx also writes GEXF, but not version 1.3 and not an edge's ``kind``, without which Gephi
merges parallel edges; see docs/decisions/0004-own-gexf-writer.md. The elements follow the schema
at https://gexf.net/1.3/gexf.xsd.
"""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, BinaryIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from kg.analysis.overview import LICENCE
from kg.model.text import sanitize_line
from kg.render.layout import edge_colour, layout_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.analysis.network import Edge, Network, Node, Value

NAMESPACE = "http://gexf.net/1.3"
VIZ = "http://gexf.net/1.3/viz"
_TYPES: dict[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "double",
    str: "string",
    date: "string",  # the schema has no type for days; in ISO 8601 they sort as text
    tuple: "liststring",
}


class Columns:
    """Attributes of nodes or edges; each has an id and one type, string if its values differ."""

    def __init__(self, rows: Iterable[Mapping[str, Value]]) -> None:
        found: dict[str, set[type]] = {}
        for row in rows:
            for name, value in row.items():
                found.setdefault(name, set()).add(type(value))
        self.types = {
            name: _TYPES[types.pop()] if len(types) == 1 else "string"
            for name, types in sorted(found.items())
        }
        self.ids = {name: str(number) for number, name in enumerate(self.types)}


class GexfWriter:
    """Writes a network element by element, without holding the document in memory."""

    def __init__(self, file: BinaryIO) -> None:
        self.xml = XMLGenerator(file, encoding="utf-8", short_empty_elements=True)
        self.depth = 0

    def write(self, network: Network) -> None:
        """Write the whole document."""
        self.xml.startDocument()
        self.look = layout_of(network)
        self._open("gexf", {"xmlns": NAMESPACE, "xmlns:viz": VIZ, "version": "1.3"})
        self._open("meta")
        self._text("creator", "Entente")
        self._text(
            "description", f"{network.title} Legend: {self.look.legend}. Licence: {LICENCE.value}"
        )
        self._close("meta")
        items: list[Node | Edge] = [*network.nodes, *network.edges]
        dated = any(item.start or item.end for item in items)
        # Readers reject a file that mixes both.
        both_ways = bool(network.edges) and all(
            edge.more.get("directed") is False for edge in network.edges
        )
        kind = "undirected" if both_ways else "directed"
        graph = {"defaultedgetype": kind, "mode": "dynamic" if dated else "static"}
        if dated:
            graph |= {"timeformat": "date", "timerepresentation": "interval"}
        self._open("graph", graph)
        node_columns = Columns(self._node_values(node) for node in network.nodes)
        edge_columns = Columns(_edge_values(edge) for edge in network.edges)
        self._columns("node", node_columns)
        self._columns("edge", edge_columns)
        self._nodes(network.nodes, node_columns)
        self._edges(network.edges, edge_columns)
        self._close("graph")
        self._close("gexf")
        self.xml.characters("\n")
        self.xml.endDocument()

    def _columns(self, kind: str, columns: Columns) -> None:
        if not columns.ids:
            return
        self._open("attributes", {"class": kind, "mode": "static"})
        for name, number in columns.ids.items():
            self._empty(
                "attribute",
                {"id": number, "title": sanitize_line(name), "type": columns.types[name]},
            )
        self._close("attributes")

    def _nodes(self, nodes: Sequence[Node], columns: Columns) -> None:
        self._open("nodes", {"count": str(len(nodes))})
        for node in nodes:
            attributes = {"id": sanitize_line(node.id), "label": sanitize_line(node.label)}
            self._open("node", attributes | _bounds(node))
            self._values(self._node_values(node), columns)
            self._looks(node)
            self._close("node")
        self._close("nodes")

    def _edges(self, edges: Sequence[Edge], columns: Columns) -> None:
        self._open("edges", {"count": str(len(edges))})
        for number, edge in enumerate(edges):
            attributes = {
                "id": str(number),
                "source": sanitize_line(edge.source),
                "target": sanitize_line(edge.target),
                "label": sanitize_line(edge.label),
                "kind": sanitize_line(edge.kind),
                "weight": f"{edge.weight:g}",
            }
            self._open("edge", attributes | _bounds(edge))
            self._values(_edge_values(edge), columns)
            self._colour(edge_colour(edge))
            self._empty("viz:thickness", {"value": f"{math.sqrt(edge.weight):g}"})
            self._close("edge")
        self._close("edges")

    def _node_values(self, node: Node) -> dict[str, Value]:
        """Return a node's attributes and its cluster, by which Gephi can colour and filter."""
        cluster = self.look.communities.get(node.id)
        named: dict[str, Value] = {"cluster": f"around {cluster}"} if cluster else {}
        return {"kind": node.kind} | named | node.more

    def _looks(self, node: Node) -> None:
        """Write the colour, size and position that Gephi shows."""
        self._colour(self.look.colour_of(node))
        x, y = self.look.places[node.id]
        self._empty("viz:size", {"value": f"{self.look.sizes[node.id]:g}"})
        self._empty("viz:position", {"x": f"{x:g}", "y": f"{y:g}", "z": "0"})

    def _colour(self, colour: str) -> None:
        parts = {
            name: str(int(colour[n : n + 2], 16)) for name, n in (("r", 1), ("g", 3), ("b", 5))
        }
        self._empty("viz:color", parts | {"a": "1.0"})

    def _values(self, values: Mapping[str, Value], columns: Columns) -> None:
        if not values:
            return
        self._open("attvalues")
        for name, value in sorted(values.items()):
            self._empty("attvalue", {"for": columns.ids[name], "value": _written(value)})
        self._close("attvalues")

    def _open(self, name: str, attributes: Mapping[str, str] | None = None) -> None:
        self.xml.characters("\n" + "  " * self.depth)
        self.xml.startElement(name, AttributesImpl(dict(attributes or {})))
        self.depth += 1

    def _close(self, name: str) -> None:
        self.depth -= 1
        self.xml.characters("\n" + "  " * self.depth)
        self.xml.endElement(name)

    def _empty(self, name: str, attributes: Mapping[str, str]) -> None:
        self.xml.characters("\n" + "  " * self.depth)
        self.xml.startElement(name, AttributesImpl(dict(attributes)))
        self.xml.endElement(name)

    def _text(self, name: str, text: str) -> None:
        self.xml.characters("\n" + "  " * self.depth)
        self.xml.startElement(name, AttributesImpl({}))
        self.xml.characters(sanitize_line(text))
        self.xml.endElement(name)


def _written(value: Value) -> str:
    """Return a value as GEXF text; the items of a list are separated by bars."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "|".join(sanitize_line(text).replace("|", "/") for text in value)
    return sanitize_line(str(value))


def _edge_values(edge: Edge) -> dict[str, Value]:
    """Return attributes that repeat what networkx and graphology would lose: kind and days."""
    days = {"firstDay": edge.start, "lastDay": edge.end}
    more = {name: value for name, value in edge.more.items() if name != "directed"}
    return {"relation": edge.kind} | {n: day for n, day in days.items() if day} | more


def _bounds(item: Node | Edge) -> dict[str, str]:
    return {name: day for name, day in (("start", item.start), ("end", item.end)) if day}


def write_gexf(network: Network, file: BinaryIO) -> None:
    """Write a network as GEXF 1.3."""
    GexfWriter(file).write(network)
