"""Tables that were imported and kept: rows as Parquet, claims as N-Quads, in one folder."""

from __future__ import annotations

import os
from pathlib import Path

import click

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
