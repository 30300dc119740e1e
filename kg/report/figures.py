"""Rows of figures as CSV or in columns."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


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
        return "no answer is known\n"
    cells = [list(names), *([_shown(value) for value in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(names))]
    lines = [
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in cells
    ]
    return "\n".join(lines) + "\n"
