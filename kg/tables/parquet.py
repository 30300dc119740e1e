"""Rows of a table as Parquet, written whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.store.atomic import atomic_path

if TYPE_CHECKING:
    from pathlib import Path


def write_parquet(table: Any, path: Path) -> int:
    """Write an Ibis expression; returns the number of rows.

    DuckDB streams the rows to the file; another engine's are gathered first.
    """
    from pyarrow import parquet

    with atomic_path(path) as beside:
        if table.get_backend().name == "duckdb":
            table.to_parquet(beside)
        else:
            parquet.write_table(table.to_pyarrow(), beside)
        return int(parquet.ParquetFile(beside).metadata.num_rows)
