"""A network as tables of nodes and edges: CSV for spreadsheets, Neo4j's bulk import, Parquet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, BinaryIO

from kg.model.text import sanitize_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.analysis.network import Edge, Network, Node, Value

Row = dict[str, "Value | None"]
_FORMULA = ("=", "+", "-", "@")
_NEO4J_TYPES: dict[type, str] = {bool: "boolean", int: "long", float: "double"}


def node_rows(network: Network) -> list[Row]:
    """A row for each node; its own columns first, then those of the view."""
    return _filled([_row(node, ("id", "label", "kind", "start", "end")) for node in network.nodes])


def edge_rows(network: Network) -> list[Row]:
    """A row for each edge; its own columns first, then those of the view."""
    own = ("source", "target", "label", "kind", "weight", "start", "end")
    return _filled([_row(edge, own) for edge in network.edges])


def _row(item: Node | Edge, own: Iterable[str]) -> Row:
    return {name: getattr(item, name) for name in own} | dict(sorted(item.more.items()))


def _filled(rows: list[Row]) -> list[Row]:
    """All rows with the columns of all."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return [{name: row.get(name) for name in names} for row in rows]


def write_csv(rows: list[Row], file: BinaryIO, names: Iterable[str] | None = None) -> None:
    """Comma-separated (RFC 4180); a text that a spreadsheet would run gets an apostrophe first."""
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
    """The header of a file for ``neo4j-admin database import``: names with types."""
    names = []
    for name in rows[0] if rows else fixed:
        kinds = {type(row[name]) for row in rows if row[name] is not None}
        kind = _NEO4J_TYPES.get(kinds.pop()) if len(kinds) == 1 else None
        names.append(fixed.get(name, f"{name}:{kind}" if kind else name))
    return names


NEO4J_NODES = {"id": ":ID", "kind": ":LABEL"}
NEO4J_EDGES = {"source": ":START_ID", "target": ":END_ID", "kind": ":TYPE"}


def write_parquet_rows(rows: list[Row], file: BinaryIO) -> None:
    """Parquet, with the types of the values; lists stay lists."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    made = [{k: list(v) if isinstance(v, tuple) else v for k, v in row.items()} for row in rows]
    pq.write_table(pa.Table.from_pylist(made), file)
