"""Tables that were imported and kept: rows as Parquet, claims as N-Quads, in one folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from kg.store.atomic import atomic_path

VARIABLE = "ENTENTE_DATA"


def library() -> Path:
    """The folder that the variable ENTENTE_DATA names, else the one for data of programs."""
    chosen = os.environ.get(VARIABLE)
    return Path(chosen) if chosen else Path(click.get_app_dir("entente")) / "tables"


def kept_rows(table: str) -> Path | None:
    """The rows of a table that was kept, None where none was."""
    path = library() / f"{table}.parquet"
    return path if path.is_file() else None


def kept_claims() -> list[Path]:
    """The claims of all tables that were kept, by name."""
    return sorted(library().glob("*.nq"))


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
