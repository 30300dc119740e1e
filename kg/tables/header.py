"""Where the columns of a table are named, and what its preamble says."""

from __future__ import annotations

import csv
import gzip
import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from kg.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kg.tables.description import TableMapping

_MOST = 60  # lines of a preamble


@dataclass(frozen=True)
class Header:
    """The names of the columns, and what stands above them.

    Attributes:
        line: number of the line that names them, counted from one; 0 where none does.
        release: which release of a table it is, where the preamble says so.
        stated: values of columns that the preamble states.
    """

    names: tuple[str, ...]
    line: int = 1
    release: str = ""
    stated: Mapping[str, str] = field(default_factory=dict)


def read_header(path: Path, mapping: TableMapping) -> Header:
    """The header of a file.

    Raises:
        InputError: the file does not exist, is no text, names a column twice, or names no columns.
    """
    layout = mapping.layout
    if not path.is_file():
        raise InputError(str(path), "does not exist", "check the path")
    if layout.names:
        return Header(layout.names, 0)
    lines = _first_lines(path, layout.encoding)
    rows = [_named(_cells(line, layout.delimiter, layout.ending)) for line in lines]
    number = 0
    if layout.preamble:
        known = [{alias.lower() for alias in c.aliases} for c in mapping.columns if c.aliases]
        wide = bool(layout.wide)
        number = next((n for n, row in enumerate(rows) if _names(row, known, wide)), -1)
        if number < 0:
            raise InputError(
                str(path), "has no line that names the columns", "check that it is this table", 1, 1
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


def _named(cells: Sequence[str]) -> list[str]:
    """The cells, with a name for those that have none."""
    return [cell or f"column_{number}" for number, cell in enumerate(cells, 1)]


def _names(row: Sequence[str], known: Sequence[set[str]], wide: bool) -> bool:
    """True where a row has a name for every column, and years if there should be some."""
    given = {cell.lower() for cell in row}
    return all(aliases & given for aliases in known) and (
        not wide or any(re.fullmatch(r"\d{4}", cell) for cell in row)
    )


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text) if pattern else None
    return match[1].strip() if match else ""
