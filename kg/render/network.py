"""A network as one file for Gephi, yEd or Cytoscape, or as tables in a folder."""

from __future__ import annotations

import csv
import io
import json
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

import networkx
from pyoxigraph import NamedNode

from kg.model.terms import expand
from kg.model.text import sanitize_line
from kg.render.gexf import write_gexf
from kg.render.layout import layout_of
from kg.store.atomic import atomic_write, ensure_directory

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kg.analysis.network import Edge, Network, Node, Value
    from kg.rules.inference import Inference


def network_text(network: Network) -> str:
    """Return the size of a network in one line."""
    counts = f"{len(network.nodes):,} nodes and {len(network.edges):,} edges"
    return f"{network.title}: {counts}\n"


def _write_tables(form: str, network: Network, folder: Path) -> None:
    """Write ``nodes`` and ``edges`` as CSV, as CSV for Neo4j's bulk import, or as Parquet."""
    parts = (
        ("nodes", node_rows(network), NEO4J_NODES),
        ("edges", edge_rows(network), NEO4J_EDGES),
    )
    ending = "parquet" if form == "parquet" else "csv"
    for name, rows, fixed in parts:
        with atomic_write(ensure_directory(folder) / f"{name}.{ending}") as file:
            if form == "parquet":
                write_parquet_rows(rows, file)
            else:
                heads = neo4j_names(rows, fixed) if form == "neo4j" else None
                write_csv(rows, file, heads)


def to_networkx(network: Network) -> networkx.MultiDiGraph[str]:
    """Return a networkx graph with plain attributes; parallel edges are keyed by number."""
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
    """Convert a value for a format without dates and lists."""
    if isinstance(value, tuple):
        return "|".join(map(sanitize_line, value))
    return value if isinstance(value, bool | int | float) else sanitize_line(str(value))


def write_graphml(network: Network, file: BinaryIO) -> None:
    """Write GraphML with labels, kinds and positions as attributes."""
    graph = to_networkx(network)
    look = layout_of(network)
    for name, (x, y) in look.places.items():
        graph.nodes[name].update(x=x, y=y, size=look.sizes[name])
    renamed = networkx.relabel_nodes(graph, {name: sanitize_line(name) for name in graph})
    networkx.write_graphml(renamed, file, infer_numeric_types=True)


def write_cytoscape(network: Network, file: BinaryIO) -> None:
    """Write Cytoscape.js JSON with positions and a style that colours kinds."""
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


Row = dict[str, "Value | None"]
_FORMULA = ("=", "+", "-", "@")
_NEO4J_TYPES: dict[type, str] = {bool: "boolean", int: "long", float: "double"}


def node_rows(network: Network) -> list[Row]:
    """Return a row for each node: the standard columns, then those of the view."""
    return _filled([_row(node, ("id", "label", "kind", "start", "end")) for node in network.nodes])


def edge_rows(network: Network) -> list[Row]:
    """Return a row for each edge: the standard columns, then those of the view."""
    own = ("source", "target", "label", "kind", "weight", "start", "end")
    return _filled([_row(edge, own) for edge in network.edges])


def _row(item: Node | Edge, own: Iterable[str]) -> Row:
    return {name: getattr(item, name) for name in own} | dict(sorted(item.more.items()))


def _filled(rows: list[Row]) -> list[Row]:
    """Return the rows, each with the columns that any of them has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return [{name: row.get(name) for name in names} for row in rows]


def write_csv(rows: list[Row], file: BinaryIO, names: Iterable[str] | None = None) -> None:
    """Write CSV (RFC 4180); text that a spreadsheet would run as a formula gets an apostrophe."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    head = list(rows[0]) if rows else []
    writer.writerow(list(names) if names is not None else head)
    for row in rows:
        writer.writerow([_cell(value) for value in row.values()])
    text.detach()


def _cell(value: Value | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return _cell("|".join(value))
    if isinstance(value, str):
        clean = sanitize_line(value)
        return f"'{clean}" if clean.startswith(_FORMULA) else clean
    return str(value)


def neo4j_names(rows: list[Row], fixed: dict[str, str]) -> list[str]:
    """Return the header for ``neo4j-admin database import``: column names with types."""
    names = []
    for name in rows[0] if rows else fixed:
        kinds = {type(row[name]) for row in rows if row[name] is not None}
        kind = _NEO4J_TYPES.get(kinds.pop()) if len(kinds) == 1 else None
        names.append(fixed.get(name, f"{name}:{kind}" if kind else name))
    return names


NEO4J_NODES = {"id": ":ID", "kind": ":LABEL"}
NEO4J_EDGES = {"source": ":START_ID", "target": ":END_ID", "kind": ":TYPE"}


def write_parquet_rows(rows: list[Row], file: BinaryIO) -> None:
    """Write Parquet with the types of the values; lists remain lists."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    made = [{k: list(v) if isinstance(v, tuple) else v for k, v in row.items()} for row in rows]
    pq.write_table(pa.Table.from_pylist(made), file)


def drawn_json(network: Network, inference: Inference) -> dict[str, Any]:
    """Return states and their relations as plain values, with the look of each."""
    look = layout_of(network)
    nodes = [
        {"id": n.id, "label": n.label, "kind": n.kind, "size": look.sizes[n.id]}
        | {"colour": look.colour_of(n), "community": look.communities.get(n.id)}
        | dict(zip("xy", look.places[n.id], strict=True))
        for n in network.nodes
    ]
    edges = [
        {"source": e.source, "target": e.target, "label": e.label, "kind": e.kind}
        | {"weight": e.weight, "sign": e.more.get("sign", 0), "start": e.start, "end": e.end}
        | {"sources": sources_of([e], inference)}
        | {"claims": [iri for iri in e.claims if iri in inference.facts.claims]}
        | {"conclusion": expand(str(e.more["conclusion"])) if "conclusion" in e.more else None}
        for e in network.edges
    ]
    return {"nodes": nodes, "edges": edges}


def sources_of(edges: Iterable[Edge], inference: Inference) -> list[str]:
    """Return the labels of the sources of the claims behind edges."""
    known, label = inference.facts.claims, inference.dataset.label
    claims = {iri for edge in edges for iri in edge.claims}
    return sorted({label(NamedNode(known[iri].source)) for iri in claims if iri in known})


FORMATS = {"text": network_text}
WRITERS = {"gexf": write_gexf, "graphml": write_graphml, "cytoscape": write_cytoscape}
FOLDERS = {name: partial(_write_tables, name) for name in ("csv", "neo4j", "parquet")}
