"""Read a table with Ibis on DuckDB: columns by any of their names, every cell checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from kg.tables.mapping import Column, TableMapping

_TYPES = {"integer": "int64", "number": "float64", "text": "string", "date": "date"}


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
    if not path.is_file():
        raise InputError(str(path), "does not exist", "check the path")
    try:
        read = connection.read_csv(str(path), all_varchar=True, header=True)
        raw = connection.create_table(f"read_{mapping.name}", read, temp=True)
    except _failures() as error:
        problem = " ".join(str(error).split())[:160]
        raise InputError(str(path), f"cannot be read as a table ({problem})") from error
    chosen = {column.name: _named(raw, column, path) for column in mapping.columns}
    for column in mapping.columns:
        _check(raw, chosen[column.name], column, path)
    return raw.select(
        **{column.name: _typed(raw[chosen[column.name]], column) for column in mapping.columns}
    )


def columns_of(connection: Any, path: Path) -> list[str]:
    """Names of the columns of a file; none where it is no table."""
    try:
        return list(connection.read_csv(str(path), all_varchar=True, header=True).columns)
    except _failures():  # whatever it is, it is not the table that is sought
        return []


def _failures() -> tuple[type[Exception], ...]:
    """What DuckDB and Ibis raise over a file that is no table."""
    import duckdb
    import ibis

    return duckdb.Error, ibis.common.exceptions.IbisError, OSError, UnicodeError


def _named(raw: Any, column: Column, path: Path) -> str:
    by_name = {name.lower(): name for name in raw.columns}
    for alias in column.aliases:
        if alias.lower() in by_name:
            return str(by_name[alias.lower()])
    known = " or ".join(column.aliases)
    raise InputError(str(path), f"lacks the column {known}", "check that it is this table", 1, 1)


def _typed(cell: Any, column: Column) -> Any:
    known = cell.nullif("")
    for text in column.missing:
        known = known.nullif(text)
    if column.values:
        cases = [(known == text, value) for text, value in column.values.items()]
        import ibis

        return ibis.cases(*cases)
    return known.try_cast(_TYPES[column.kind])


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
        allowed = ", ".join(column.values) if column.values else f"a {column.kind}"
        raise InputError(
            str(path), f"{name} is {rows[0]['cell']!r}, not {allowed}", "mend the row", line, 1
        )
