"""Text from a graph laid out in lines and columns."""

from __future__ import annotations

import csv
import io
import textwrap
from typing import TYPE_CHECKING, Any

from kg.model.text import sanitize_line
from kg.store.dataset import format_term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.store.dataset import Term
    from kg.store.query import Rows


WIDTH = 100


def wrapped(text: str, indent: int = 0, hanging: int | None = None) -> list[str]:
    """Lines of at most ``WIDTH`` characters, the first indented, the others hanging."""
    rest = indent if hanging is None else hanging
    return textwrap.wrap(
        sanitize_line(text),
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * rest,
        break_on_hyphens=False,
    ) or [" " * indent]


def folded(text: str, width: int) -> list[str]:
    """Text in lines of at most ``width`` characters."""
    return textwrap.wrap(sanitize_line(text), width, break_on_hyphens=False)


def named(name: str, text: str, width: int) -> list[str]:
    """A name in a column of its own, the text next to it."""
    lines = wrapped(text or "unknown", width)
    return [f"{sanitize_line(name):<{width}}{lines[0][width:]}", *lines[1:]]


def columns(rows: list[list[str]], indent: int = 2, line: int = WIDTH) -> list[str]:
    """Rows aligned in columns, cut with an ellipsis where a line would grow too long."""
    cells = [[sanitize_line(cell) for cell in row] for row in rows]
    if not cells:
        return []
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    room = line - indent - 2 * (len(widths) - 1)
    while sum(widths) > room:
        widths[widths.index(max(widths))] -= 1
    lines = []
    for row in cells:
        parts = [
            (cell if len(cell) <= width else cell[: width - 1] + "…").ljust(width)
            for cell, width in zip(row, widths, strict=True)
        ]
        lines.append((" " * indent + "  ".join(parts)).rstrip())
    return lines


def _shown(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def rows_csv(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Comma-separated, with a header; figures in full."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    return file.getvalue()


def rows_table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """In columns, to three decimals."""
    if not rows:
        return "0 rows\n"
    cells = [list(names), *([_shown(value) for value in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(names))]
    lines = [
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in cells
    ]
    return "\n".join(lines) + "\n"


_PRECISION = "Precision"
_SHOWN = {"month": 7, "year": 4}


def table(names: Sequence[str], rows: Sequence[Sequence[Term | None]], width: int = WIDTH) -> str:
    """Rows in columns, long cells wrapped, ending with a line break.

    A column ``start`` with a companion ``startPrecision`` is shown as exactly as the latter says,
    and the companion is left out.
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    columns = [n for n in names if not (n.endswith(_PRECISION) and n[: -len(_PRECISION)] in names)]
    grid = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in columns:
        grid.add_column(Text(sanitize_line(name)), overflow="fold")
    for row in rows:
        cells = dict(zip(names, row, strict=True))
        grid.add_row(*(Text(_cell(name, cells)) for name in columns))
    console = Console(width=width, color_system=None, legacy_windows=False)
    with console.capture() as capture:
        console.print(grid)
    body = "\n".join(line.rstrip() for line in capture.get().splitlines())
    count = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    return f"{body}\n\n{count}\n" if rows else "0 rows\n"


def _cell(name: str, cells: dict[str, Term | None]) -> str:
    text = format_term(cells[name])
    precision = format_term(cells.get(name + _PRECISION))
    if precision == "decade":
        return f"{text[:3]}0s"
    return text[: _SHOWN.get(precision, len(text))]


def _table(rows: Rows) -> str:
    return rows_table(rows.columns, rows.values)


def _csv(rows: Rows) -> str:
    return rows_csv(rows.columns, rows.values)


def _json(rows: Rows) -> list[dict[str, Any]]:
    return [dict(zip(rows.columns, row, strict=True)) for row in rows.values]


FORMATS = {"table": _table, "text": _table, "csv": _csv, "json": _json}
