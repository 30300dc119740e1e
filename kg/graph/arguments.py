"""What the methods of a graph take: paths and days, as people write them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kg.model.dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Sequence

PathLike = str | Path
Day = date | str | None
"""A day, or text that names a day, a month or a year; None is what each method says."""


def to_paths(paths: Sequence[PathLike]) -> tuple[Path, ...]:
    """The paths as paths."""
    return tuple(Path(path) for path in paths)


def to_path(path: PathLike | None) -> Path | None:
    """The path as a path, None where none is given."""
    return None if path is None else Path(path)


def to_day(day: Day) -> date | None:
    """The day that a text names: the last one of a month or a year.

    Raises:
        BadDay: it names none.
    """
    return parse_date(day) if isinstance(day, str) else day


def to_years(since: Day, until: Day) -> tuple[int, int]:
    """First and last year; from the first of all to the last of all where no day is given."""
    first, last = to_day(since), to_day(until)
    return (first.year if first else 0, last.year if last else 9999)
