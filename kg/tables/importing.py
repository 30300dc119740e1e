"""Import of tables as records or as plain rows, and the library of imported tables.

The library is a folder that contains rows as Parquet and claims as N-Quads.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from pyoxigraph import NamedNode

from kg.store.atomic import atomic_path
from kg.store.names import RECOGNISED, listed_from
from kg.store.times import START
from kg.tables.aggregate import dated
from kg.tables.events import read_events
from kg.tables.reader import read_table
from kg.tables.spells import read_spells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.store.dataset import Dataset
    from kg.tables.description import TableMapping
    from kg.tables.records import Record, Records, TableImport

VARIABLE = "ENTENTE_DATA"


def library() -> Path:
    """Return the folder that ENTENTE_DATA names, else one in the user's application data."""
    chosen = os.environ.get(VARIABLE)
    return Path(chosen) if chosen else Path(click.get_app_dir("entente")) / "tables"


def kept_rows(table: str) -> Path | None:
    """Return the file with the kept rows of a table, or None if there is none."""
    path = library() / f"{table}.parquet"
    return path if path.is_file() else None


def kept_claims() -> list[Path]:
    """Return the files with the claims of all kept tables, sorted by name."""
    return sorted(library().glob("*.nq"))


def write_parquet(table: Any, path: Path) -> int:
    """Write an Ibis expression as Parquet and return the number of rows.

    DuckDB streams the rows to the file; those of another engine are collected first.
    """
    from pyarrow import parquet

    with atomic_path(path) as beside:
        if table.get_backend().name == "duckdb":
            table.to_parquet(beside, use_tmp_file=False)
        else:
            parquet.write_table(table.to_pyarrow(), beside)
        return int(parquet.ParquetFile(beside).metadata.num_rows)


def read_records(read: Any, table: TableImport) -> Records:
    """Turn the rows of a table into records.

    Raises:
        InputError: a row does not match the mapping; the error names its line.
    """
    records = (read_spells if table.mapping.is_folded else read_events)(read, table)
    return _in_their_time(records, table.dataset)


def _in_their_time(records: Records, dataset: Dataset) -> Records:
    """Return the records without those that end before one of their states can have existed.

    Records with measured values may be about a territory, and are kept.
    """

    @cache
    def begins(party: str) -> date:
        node = NamedNode(party)
        if dataset.value(node, START) is not None:
            return date.min
        first = listed_from(lambda code: {dataset.label(v) for v in dataset.values(node, code)})
        return first - RECOGNISED if first else date.min

    unborn: Counter[str] = Counter()

    def is_possible(record: Record) -> bool:
        ended = record.end
        if ended is None or record.values:
            return True
        early = [party for party in record.parties if ended < begins(party)]
        unborn.update(early[:1])
        return not early

    kept = {name: list(filter(is_possible, found)) for name, found in records.by_claim.items()}
    told = [
        f"{many} claim{'s are' if many > 1 else ' is'} left out, over more than a year before any "
        f"list of states has {dataset.label(NamedNode(party))}; name the state of that time"
        for party, many in sorted(unborn.items())
    ]
    return replace(records, by_claim=kept, oddities=(*records.oddities, *told))


def needs_pairs(mapping: TableMapping) -> bool:
    """Return True for a table with too many pairs to make claims for all of them."""
    return mapping.aggregate is not None and bool(mapping.aggregate.shared)


def rows(connection: Any, mapping: TableMapping, paths: Sequence[Path]) -> Any:
    """Return the checked rows as an Ibis expression, with dates from another table if needed.

    Raises:
        InputError: a file does not match the mapping.
    """
    table = read_table(connection, mapping, paths)
    if mapping.beside:
        table = dated(connection, table, mapping, paths)
    return table
