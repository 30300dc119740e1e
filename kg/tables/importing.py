"""A table of any kind as records, or as plain rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.tables.aggregate import dated
from kg.tables.events import read_events
from kg.tables.reader import read_table
from kg.tables.spells import read_spells

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kg.tables.description import TableMapping
    from kg.tables.records import Records, TableImport


def read_records(read: Any, table: TableImport) -> Records:
    """What the rows of a table become.

    Raises:
        InputError: a row is not what the mapping describes; names its line.
    """
    return (read_spells if table.mapping.is_folded else read_events)(read, table)


def needs_pairs(mapping: TableMapping) -> bool:
    """True of a table with so many pairs that claims are made for chosen ones only."""
    return mapping.aggregate is not None and bool(mapping.aggregate.shared)


def rows(connection: Any, mapping: TableMapping, paths: Sequence[Path]) -> Any:
    """The checked rows as an Ibis expression, dated where another table dates them.

    Raises:
        InputError: a file is not the table that the mapping describes.
    """
    table = read_table(connection, mapping, paths)
    if mapping.beside:
        table = dated(connection, table, mapping, paths)
    return table
