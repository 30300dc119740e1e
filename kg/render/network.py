"""A network for other programs: one file for Gephi, yEd or Cytoscape, or tables in a folder."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kg.render import edge_list
from kg.render.gexf import write_gexf
from kg.render.graph_formats import write_cytoscape, write_graphml
from kg.store.atomic import atomic_write, ensure_directory

if TYPE_CHECKING:
    from pathlib import Path

    from kg.analysis.network import Network


def network_text(network: Network) -> str:
    """The size of a network, in a line."""
    counts = f"{len(network.nodes):,} nodes and {len(network.edges):,} edges"
    return f"{network.title}: {counts}\n"


def _write_tables(form: str, network: Network, folder: Path) -> None:
    """``nodes`` and ``edges`` as CSV, as Neo4j's bulk import wants them, or as Parquet."""
    parts = (
        ("nodes", edge_list.node_rows(network), edge_list.NEO4J_NODES),
        ("edges", edge_list.edge_rows(network), edge_list.NEO4J_EDGES),
    )
    ending = "parquet" if form == "parquet" else "csv"
    for name, rows, fixed in parts:
        with atomic_write(ensure_directory(folder) / f"{name}.{ending}") as file:
            if form == "parquet":
                edge_list.write_parquet_rows(rows, file)
            else:
                heads = edge_list.neo4j_names(rows, fixed) if form == "neo4j" else None
                edge_list.write_csv(rows, file, heads)


FORMATS = {"text": network_text}
WRITERS = {"gexf": write_gexf, "graphml": write_graphml, "cytoscape": write_cytoscape}
FOLDERS = {name: partial(_write_tables, name) for name in ("csv", "neo4j", "parquet")}
