"""Read a table with Ibis on DuckDB: columns by any of their names, every cell checked."""

from __future__ import annotations

import csv
import gzip
import re
from typing import TYPE_CHECKING, Any

from kg.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from kg.tables.mapping import Column, TableMapping

_FIRST, _LAST = 1, 9999  # years
_KINDS = {
    "integer": ("int64", "a whole number"),
    "year": ("int64", "a year"),
    "number": ("float64", "a number"),
    "text": ("string", "text"),
    "date": ("date", "a date"),
}
"""Kinds of column: the type of its values, and what a person calls one."""


def connect() -> Any:
    """A DuckDB connection in memory, through Ibis (of the extra ``data``)."""
    import ibis

    return ibis.duckdb.connect()


def read_table(connection: Any, mapping: TableMapping, path: Path) -> Any:
    """A table of a file as an Ibis expression, with the mapping's names and types.

    A missing value is null. Files may be compressed with gzip.

    Raises:
        InputError: the file cannot be read, lacks a column, or has a cell that is none of what
            its column holds; names the row, counted from the header as line 1.
    """
    names = columns_of(path)
    chosen = {column.name: _named(names, column, path) for column in mapping.columns}
    raw = _loaded(connection, mapping.name, names, path)
    for column in mapping.columns:
        _check(raw, chosen[column.name], column, path)
    return raw.select(
        **{column.name: _typed(raw[chosen[column.name]], column) for column in mapping.columns}
    )


def _loaded(connection: Any, name: str, names: list[str], path: Path) -> Any:
    """All cells as text; a row that is longer or shorter than the header is refused."""
    try:
        read = connection.read_csv(
            str(path),
            columns=dict.fromkeys(names, "VARCHAR"),
            auto_detect=False,
            header=True,
            delim=",",
            quote='"',
            escape='"',
        )
        return connection.create_table(f"read_{name}", read, temp=True)
    except _failures() as error:
        text = str(error)
        line = re.search(r"Error on Line: (\d+)", text)
        if line:
            counts = re.search(r"Number of Columns: (\d+) Found: (\d+)", text)
            problem = "has {1} cells, not {0}".format(*counts.groups()) if counts else "is no row"
            raise InputError(str(path), problem, "mend the row", int(line[1]), 1) from error
        problem = " ".join(text.split()).partition(":")[2].strip()[:80] or text[:80]
        raise InputError(str(path), f"cannot be read as a table ({problem})") from error


def columns_of(path: Path) -> list[str]:
    """Names of the columns of a file.

    Raises:
        InputError: the file does not exist, is no text, or names a column twice.
    """
    if not path.is_file():
        raise InputError(str(path), "does not exist", "check the path")
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
            names = next(csv.reader(file), [])
    except (OSError, EOFError, UnicodeError, csv.Error) as error:
        raise InputError(str(path), f"cannot be read as a table ({error})") from error
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(str(path), f"has two columns called {twice!r}", "rename one", 1, 1)
    return names


def _failures() -> tuple[type[Exception], ...]:
    """What DuckDB and Ibis raise over a file that is no table."""
    import duckdb
    import ibis

    return duckdb.Error, ibis.common.exceptions.IbisError, OSError, UnicodeError


def _named(names: list[str], column: Column, path: Path) -> str:
    by_name = {name.lower(): name for name in names}
    for alias in column.aliases:
        if alias.lower() in by_name:
            return str(by_name[alias.lower()])
    known = " or ".join(column.aliases)
    raise InputError(str(path), f"lacks the column {known}", "check that it is this table", 1, 1)


def _typed(cell: Any, column: Column) -> Any:
    import ibis

    known = cell.nullif("")
    for text in column.missing:
        known = known.nullif(text)
    if column.values:
        cases = [(known == text, value) for text, value in column.values.items()]
        return ibis.cases(*cases)
    value = known.try_cast(_KINDS[column.kind][0])
    if column.kind == "year":
        value = ibis.ifelse(value.between(_FIRST, _LAST), value, ibis.null("int64"))
    return value


def _check(raw: Any, name: str, column: Column, path: Path) -> None:
    import ibis

    known = raw[name].nullif("")
    for text in column.missing:
        known = known.nullif(text)
    bad = known.notnull() & _typed(raw[name], column).isnull()
    numbered = raw.mutate(row_=ibis.row_number(), bad_=bad)
    found = numbered.filter(numbered.bad_).order_by("row_").limit(1)
    rows = found.select("row_", cell=found[name]).execute().to_dict("records")
    if rows:
        line = int(rows[0]["row_"]) + 2
        allowed = ", ".join(column.values) if column.values else _KINDS[column.kind][1]
        raise InputError(
            str(path), f"{name} is {rows[0]['cell']!r}, not {allowed}", "mend the row", line, 1
        )
