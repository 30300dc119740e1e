"""Text from a graph laid out in lines and columns."""

from __future__ import annotations

import textwrap

from kg.vocabulary.plain import plain

WIDTH = 100


def wrapped(text: str, indent: int = 0, hanging: int | None = None) -> list[str]:
    """Lines of at most ``WIDTH`` characters, the first indented, the others hanging."""
    rest = indent if hanging is None else hanging
    return textwrap.wrap(
        plain(text),
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * rest,
        break_on_hyphens=False,
    ) or [" " * indent]


def folded(text: str, width: int) -> list[str]:
    """Text in lines of at most ``width`` characters."""
    return textwrap.wrap(plain(text), width, break_on_hyphens=False)


def named(name: str, text: str, width: int) -> list[str]:
    """A name in a column of its own, the text beside it."""
    lines = wrapped(text or "unknown", width)
    return [f"{plain(name):<{width}}{lines[0][width:]}", *lines[1:]]


def columns(rows: list[list[str]], indent: int = 2) -> list[str]:
    """Rows aligned in columns, cut with an ellipsis where a line would grow too long."""
    cells = [[plain(cell) for cell in row] for row in rows]
    if not cells:
        return []
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    room = WIDTH - indent - 2 * (len(widths) - 1)
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
