"""Reading of tables with Ibis, on DuckDB by default: all known column names, every cell checked."""

from __future__ import annotations

import csv
import gzip
import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from kg.errors import InputError
from kg.tables.description import Header
from kg.tables.engines import engine_failures, load_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kg.tables.description import Column, TableMapping


_FIRST, _LAST = 1, 9999  # years
_KINDS = {
    "integer": ("int64", "a whole number"),
    "year": ("int64", "a year"),
    "number": ("float64", "a number"),
    "text": ("string", "text"),
    "date": ("date", "a date"),
    "day": ("date", "a day written as YYYYMMDD"),
}
"""By kind of column, the type of its values and a phrase for one value."""


def read_table(connection: Any, mapping: TableMapping, paths: Sequence[Path]) -> Any:
    """Return a table of one or more files as an Ibis expression with the mapping's names and types.

    A missing value is null. Files may be compressed with gzip, or be Parquet files kept by an
    import. ``line_`` is the number of a row's line in its file.

    Raises:
        InputError: a file cannot be read, lacks a column, or has a cell that is not valid in its
            column; the error names the line.
    """
    read = [_read(connection, mapping, path) for path in paths]
    table = read[0]
    for more in read[1:]:
        table = table.union(more)
    return table


def _read(connection: Any, mapping: TableMapping, path: Path) -> Any:
    import ibis

    if path.suffix == ".parquet":
        return _kept(connection, mapping, path)
    header = read_header(path, mapping)
    chosen = _chosen(header, mapping, path)
    given = {name for _, name, _ in chosen} | set(_yearly(header, mapping))
    wanted = [name for name in header.names if name in given]
    raw = load_text(connection, header, mapping.layout, path, wanted)
    if mapping.layout.wide:
        raw = _lengthened(raw, _yearly(header, mapping), mapping.layout.wide)
    for name, value in header.stated.items():
        if not value:
            raise InputError(str(path), f"gives no {name} above its columns", "add it", 1)
        raw = raw.mutate(**{name: ibis.literal(value)})
    _check(raw, chosen, path)
    typed = {name: _typed(raw[given], column) for name, given, column in chosen}
    for column in mapping.columns:
        if column.optional and column.name not in typed:
            typed[column.name] = ibis.null(_KINDS[column.kind][0])
    return raw.select(**typed, line_=raw.line_)


def _kept(connection: Any, mapping: TableMapping, path: Path) -> Any:
    """Return a table that an import wrote as Parquet."""
    try:
        table = connection.read_parquet(str(path))
        wanted = [column.name for column in mapping.columns if not column.pattern]
        lacking = [name for name in wanted if name not in table.columns]
    except engine_failures() as error:
        raise InputError(
            str(path), "cannot be read as Parquet", "import the table again"
        ) from error
    if lacking:
        raise InputError(str(path), f"lacks the column {lacking[0]}", "import the table again")
    return table


def _lengthened(raw: Any, years: Sequence[str], wide: tuple[str, str]) -> Any:
    """Convert a column for each year to a row for each year."""
    return raw.pivot_longer(years, names_to=wide[0], values_to=wide[1])


def _yearly(header: Header, mapping: TableMapping) -> list[str]:
    """Return the columns that are years, in a table with one column for each year."""
    if not mapping.layout.wide:
        return []
    return [name for name in header.names if re.fullmatch(r"\d{4}", name)]


def _chosen(header: Header, mapping: TableMapping, path: Path) -> list[tuple[str, str, Column]]:
    """Return each column with its own name and that in the file; a pattern can match several."""
    made = {*header.stated, *(mapping.layout.wide or ())}
    chosen = []
    for column in mapping.columns:
        if column.pattern:
            given = [name for name in header.names if re.fullmatch(column.pattern, name)]
            chosen += [(f"{column.name}_{n}", name, column) for n, name in enumerate(given, 1)]
            if not given:
                raise InputError(
                    str(path), f"has no columns {column.pattern}", "check that it is this table", 1
                )
        elif column.name in made:
            chosen.append((column.name, column.name, column))
        elif name := _named(header, column, path):
            chosen.append((column.name, name, column))
    return chosen


def _named(header: Header, column: Column, path: Path) -> str:
    """Return the file's name for a column, empty if an optional column is missing."""
    by_name = {name.lower(): name for name in header.names}
    for alias in column.aliases:
        if alias.lower() in by_name:
            return by_name[alias.lower()]
    if column.optional:
        return ""
    known = " or ".join(column.aliases)
    line = max(header.line, 1)
    advice = "check that it is this table"
    for mark, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if len(header.names) == 1 and mark in header.names[0]:
            advice = f"its columns seem to be separated by {name}; separate them by commas"
    raise InputError(str(path), f"lacks the column {known}", advice, line, 1)


def _known(cell: Any, column: Column) -> Any:
    """Return the cell, or null if it means that the value is unknown."""
    known = cell.nullif("")
    for text in column.missing:
        known = known.nullif(text)
    return known


def _typed(cell: Any, column: Column) -> Any:
    import ibis

    known = _known(cell, column)
    if column.values:
        return ibis.cases(*((known == text, value) for text, value in column.values.items()))
    if column.kind == "day":
        parts = known.substr(0, 4), known.substr(4, 2), known.substr(6, 2)
        known = parts[0] + "-" + parts[1] + "-" + parts[2]
    value = known.try_cast(_KINDS[column.kind][0])
    if column.kind == "year":
        value = ibis.ifelse(value.between(_FIRST, _LAST), value, ibis.null("int64"))
    return value


def _check(raw: Any, chosen: Sequence[tuple[str, str, Column]], path: Path) -> None:
    """Check that every cell is valid in its column, and report the first that is not."""
    import ibis

    wrong = {
        f"wrong_{n}": _known(raw[given], column).notnull() & _typed(raw[given], column).isnull()
        for n, (_, given, column) in enumerate(chosen)
        if column.kind != "text" or column.values
    }
    if not wrong:
        return
    flagged = raw.mutate(**wrong)
    found = flagged.filter(ibis.or_(*(flagged[name] for name in wrong)))
    row = found.order_by("line_").limit(1).to_pyarrow().to_pylist()
    for number, (_, given, column) in enumerate(chosen):
        if row and row[0].get(f"wrong_{number}"):
            allowed = ", ".join(column.values) if column.values else _KINDS[column.kind][1]
            problem = f"{given} is {row[0][given]!r}, not {allowed}"
            raise InputError(str(path), problem, "fix the row", row[0]["line_"] or 0, 1)


_MOST = 60  # lines of a preamble


def read_header(path: Path, mapping: TableMapping) -> Header:
    """Return the header of a file.

    Raises:
        InputError: the file does not exist, is not text, names a column twice, or has no columns.
    """
    layout = mapping.layout
    if not path.is_file():
        raise InputError(str(path), "does not exist", "check the path")
    if layout.names:
        return Header(layout.names, 0)
    lines = _first_lines(path, layout.encoding)
    rows = [_names_of(_cells(line, layout.delimiter, layout.ending)) for line in lines]
    number = 0
    if layout.preamble:
        known = [{alias.lower() for alias in c.aliases} for c in mapping.columns if c.aliases]
        wide = bool(layout.wide)
        number = next((n for n, row in enumerate(rows) if _names(row, known, wide)), -1)
        if number < 0:
            raise InputError(
                str(path), "has no line of column names", "check that it is this table", 1, 1
            )
    above = "\n".join(lines[:number])
    names = rows[number] if rows else []
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        problem = f"has two columns called {twice!r}"
        raise InputError(str(path), problem, "rename one", number + 1, 1)
    return Header(
        tuple(names),
        number + 1,
        _found(layout.release, above),
        {name: _found(pattern, above) for name, pattern in layout.stated.items()},
    )


def _first_lines(path: Path, encoding: str) -> list[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    encoding = "utf-8-sig" if encoding == "utf-8" else encoding
    try:
        with opened(path, "rt", encoding=encoding, newline="") as file:
            return [line.rstrip("\r\n") for line in islice(file, _MOST)]
    except (OSError, EOFError, UnicodeError) as error:
        raise InputError(str(path), f"cannot be read as a table ({error})") from error


def _cells(line: str, delimiter: str, ending: str) -> list[str]:
    if ending:
        line = line.removesuffix(ending)
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _names_of(cells: Sequence[str]) -> list[str]:
    """Return the names in the cells, with a made-up name for each empty cell."""
    return [cell or f"column_{number}" for number, cell in enumerate(cells, 1)]


def _names(row: Sequence[str], known: Sequence[set[str]], wide: bool) -> bool:
    """Return True if a row names every column, and years if the table has columns for years."""
    given = {cell.lower() for cell in row}
    return all(aliases & given for aliases in known) and (
        not wide or any(re.fullmatch(r"\d{4}", cell) for cell in row)
    )


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text) if pattern else None
    return match[1].strip() if match else ""
