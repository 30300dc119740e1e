"""The validity of each statement of a table, in separate columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kg.model.intervals import BEGINNING, NEVER, OPEN, Interval, IntervalSet
from kg.rules.columns.column import GrowingColumn
from kg.rules.columns.spans import Spans
from kg.store.columns.fact_index import within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kg.store.columns.fact_index import Days, Ints


class Validity:
    """The days on which statements hold, row by row; the days of a row can be replaced later.

    ``first`` and ``last`` bound the days of a row and are all that most joins need; the intervals
    themselves are in a pool. A row that never holds has ``first`` after ``last``.

    Args:
        columns: for each row, the first and last day, the number of intervals and the position of
            the first one in the pool; then the first and last day of each interval in the pool.
        on_disk: True if the columns are mapped from files.
    """

    def __init__(self, columns: Sequence[NDArray[Any]], on_disk: bool = False) -> None:
        made = [GrowingColumn(column, on_disk) for column in columns]
        self.first, self.last, self.counts, self.at, self.pool_first, self.pool_last = made

    @classmethod
    def of(cls, spans: Spans) -> Validity:
        """Return the validity given by sets of days, one for each row."""
        days, places = np.empty(0, np.int32), np.empty(0, np.int64)
        made = cls((days, days, places, places, days, days))
        made.extend(spans)
        return made

    def columns(self) -> list[GrowingColumn[Any]]:
        """Return the columns from which the validity can be rebuilt."""
        names = ("first", "last", "counts", "at", "pool_first", "pool_last")
        return [getattr(self, name) for name in names]

    def copy(self) -> Validity:
        """Return a copy that later changes do not affect."""
        return Validity([column.all().copy() for column in self.columns()])

    def extend(self, spans: Spans) -> None:
        """Append rows with their days."""
        old = len(self.first)
        for column in (self.first, self.last, self.counts, self.at):
            column.append(np.zeros(len(spans), np.int32))
        self.put(np.arange(old, old + len(spans)), spans)

    def put(self, rows: Ints, spans: Spans) -> None:
        """Replace the days of some rows, each given once."""
        counts = spans.counts
        held = counts > 0
        self.counts.put(rows, counts)
        self.at.put(rows, spans.starts[:-1] + len(self.pool_first))
        self.first.put(rows[~held], OPEN)
        self.last.put(rows[~held], BEGINNING)
        self.first.put(rows[held], spans.first[spans.starts[:-1][held]])
        self.last.put(rows[held], spans.last[spans.starts[1:][held] - 1])
        self.pool_first.append(spans.first)
        self.pool_last.append(spans.last)

    def take(self, rows: Ints) -> Spans:
        """Return the days of some rows."""
        counts = self.counts[rows]
        at = np.repeat(self.at[rows], counts) + within(counts)
        starts = np.concatenate(([0], np.cumsum(counts)))
        return Spans(starts, self.pool_first[at], self.pool_last[at])

    def row(self, number: int) -> IntervalSet:
        """Return the days of one row."""
        count = int(self.counts[number])
        if count == 1:
            first, last = int(self.first[number]), int(self.last[number])
            return IntervalSet((Interval(first, last),))
        return self.take(np.array([number])).row(0) if count else NEVER


def shared(validity: Validity, columns: Sequence[Ints], first: Days, last: Days) -> Spans:
    """Return, row by row, the days on which the statements of all columns hold.

    Args:
        validity: when statements hold.
        columns: rows of statements.
        first: the first of those days; exact if each statement has one interval.
        last: the last of those days, likewise.
    """
    several = [validity.counts[column] != 1 for column in columns]
    broken = np.logical_or.reduce(several) if several else np.zeros(len(first), bool)
    plain = Spans.single(first, last)
    rows = np.flatnonzero(broken)
    if not len(rows):
        return plain
    period = plain.take(rows)  # bounds of all rows; exact for statements with one interval
    for column, odd in zip(columns, several, strict=True):
        if odd.any():
            period = period & validity.take(column[rows])
    return plain.with_rows(rows, period)
