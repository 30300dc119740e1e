"""Text from a graph in lines and columns."""

from __future__ import annotations

import csv
import io
import shutil
import textwrap
from typing import TYPE_CHECKING, Any

from kg.model.text import sanitize_line
from kg.store.dataset import format_term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.store.dataset import Term
    from kg.store.query import Rows


_NARROWEST, _WIDEST = 50, 100


def line_width() -> int:
    """Return the width of the terminal in characters, 50 to 100, or 100 without a terminal."""
    found = shutil.get_terminal_size((_WIDEST, 24)).columns
    return max(_NARROWEST, min(found, _WIDEST))


def wrapped(text: str, indent: int = 0, hanging: int | None = None) -> list[str]:
    """Wrap text to the terminal's width; the first line is indented, the others hang."""
    rest = indent if hanging is None else hanging
    return textwrap.wrap(
        sanitize_line(text),
        line_width(),
        initial_indent=" " * indent,
        subsequent_indent=" " * rest,
        break_on_hyphens=False,
    ) or [" " * indent]


def folded(text: str, width: int) -> list[str]:
    """Fold text into lines of at most ``width`` characters."""
    return textwrap.wrap(sanitize_line(text), width, break_on_hyphens=False)


def named(name: str, text: str, width: int) -> list[str]:
    """Lay out a name in a column of its own, with the text beside it."""
    lines = wrapped(text or "unknown", width)
    return [f"{sanitize_line(name):<{width}}{lines[0][width:]}", *lines[1:]]


def columns(rows: list[list[str]], indent: int = 2, line: int = 0) -> list[str]:
    """Align rows in columns; cells continue below if a line would be too long."""
    cells = [[sanitize_line(cell) for cell in row] for row in rows]
    if not cells:
        return []
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    room = (line or line_width()) - indent - 2 * (len(widths) - 1)
    while sum(widths) > room:
        widths[widths.index(max(widths))] -= 1
    lines = []
    for row in cells:
        parts = [folded(cell, width) for cell, width in zip(row, widths, strict=True)]
        for number in range(max(map(len, parts))):
            line_of = [part[number] if number < len(part) else "" for part in parts]
            aligned = map(str.ljust, line_of, widths)
            lines.append((" " * indent + "  ".join(aligned)).rstrip())
    return lines


def _shown(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def rows_csv(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Return CSV with a header and unrounded numbers."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    return file.getvalue()


def rows_table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Return aligned columns with numbers to three decimals."""
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


def table(names: Sequence[str], rows: Sequence[Sequence[Term | None]], width: int = 0) -> str:
    """Return rows in columns with long cells wrapped, ending with a line break.

    Words are never broken, since a reader may copy an identifier. If the columns do not fit side by
    side, each row becomes a block of lines with the column's name before each cell.

    A column ``start`` with a companion ``startPrecision`` is shown with that precision, and the
    companion is left out.
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    columns = [n for n in names if not (n.endswith(_PRECISION) and n[: -len(_PRECISION)] in names)]
    texts = [[_cell(name, dict(zip(names, row, strict=True))) for name in columns] for row in rows]
    width = width or line_width()
    words = [
        max(len(word) for text in column for word in text.split() or [""])
        for column in zip(columns, *texts, strict=True)
    ]
    count = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    if rows and sum(words) + 2 * (len(words) - 1) > width:
        return f"{_blocks(columns, texts, width)}\n{count}\n"
    grid = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name, longest in zip(columns, words, strict=True):
        grid.add_column(Text(sanitize_line(name)), overflow="fold", min_width=longest)
    for texts_of in texts:
        grid.add_row(*map(Text, texts_of))
    console = Console(width=width, color_system=None, legacy_windows=False)
    with console.capture() as capture:
        console.print(grid)
    body = "\n".join(line.rstrip() for line in capture.get().splitlines())
    return f"{body}\n\n{count}\n" if rows else "0 rows\n"


def _blocks(names: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """Return each row as lines of a name and a cell, without empty cells."""
    broad = max(map(len, names)) + 2
    lines = []
    for row in rows:
        for name, text in zip(names, row, strict=True):
            cell = textwrap.wrap(
                text, width - broad, break_long_words=False, break_on_hyphens=False
            )
            heads = [sanitize_line(name), *[""] * (len(cell) - 1)]
            lines += [f"{head:<{broad}}{part}" for head, part in zip(heads, cell, strict=False)]
        lines.append("")
    return "\n".join(lines)


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
