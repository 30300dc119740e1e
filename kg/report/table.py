"""The answer to a question as a table that a person reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.report.columns import WIDTH
from kg.store.dataset import shown
from kg.vocabulary.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.store.dataset import Term

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

    shown = [n for n in names if not (n.endswith(_PRECISION) and n[: -len(_PRECISION)] in names)]
    grid = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in shown:
        grid.add_column(Text(plain(name)), overflow="fold")
    for row in rows:
        cells = dict(zip(names, row, strict=True))
        grid.add_row(*(Text(_cell(name, cells)) for name in shown))
    console = Console(width=width, color_system=None, legacy_windows=False)
    with console.capture() as capture:
        console.print(grid)
    body = "\n".join(line.rstrip() for line in capture.get().splitlines())
    count = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    return f"{body}\n\n{count}\n" if rows else "no answer is known\n"


def _cell(name: str, cells: dict[str, Term | None]) -> str:
    text = shown(cells[name])
    precision = shown(cells.get(name + _PRECISION))
    if precision == "decade":
        return f"{text[:3]}0s"
    return text[: _SHOWN.get(precision, len(text))]
