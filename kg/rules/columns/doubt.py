"""Rows that are certain on fewer days than they are arguable.

If sources agree, there are no such rows, and a table has one set of days for each statement. If
they differ, the days in the table are the arguable ones, and this module keeps the certain days of
these few rows.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from kg.rules.columns.spans import Spans
from kg.rules.columns.validity import Validity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.model.intervals import IntervalSet
    from kg.store.columns.fact_index import Ints, Mask


class Doubt:
    """The days on which disputed rows are certain.

    Args:
        holds: the days on which each row of the table arguably holds.
    """

    def __init__(self, holds: Validity) -> None:
        self._holds = holds
        self._certain = Validity.of(Spans.of(()))
        self._count = 0
        self._places = np.zeros(0, np.int32)
        """For each of the first rows, where its certain days are, from 1; 0 if not disputed."""

    def __bool__(self) -> bool:
        return self._count > 0

    def rows(self) -> list[int]:
        """Return the disputed rows in ascending order."""
        found: list[int] = np.flatnonzero(self._places).tolist()
        return found

    def __contains__(self, row: int) -> bool:
        return row < len(self._places) and bool(self._places[row])

    def among(self, rows: Ints) -> Mask:
        """Return True for each row that is disputed on some day."""
        found: Mask = rows < len(self._places)
        found[found] = self._places[rows[found]] > 0
        return found

    def row(self, row: int) -> IntervalSet:
        """Return the days on which one row is certain."""
        return self._certain.row(self._places[row] - 1) if row in self else self._holds.row(row)

    def take(self, rows: Ints) -> Spans:
        """Return the days on which rows are certain."""
        found, odd = self._holds.take(rows), np.flatnonzero(self.among(rows))
        if not len(odd):
            return found
        return found.with_rows(odd, self._certain.take(self._places[rows[odd]] - 1))

    def note(self, rows: Ints, certain: Spans) -> None:
        """Set the days on which rows, each given once, are certain: at most those of the table."""
        fewer = certain.differs(self._holds.take(rows))
        if fewer.any() and rows.max() >= len(self._places):
            longer = np.zeros(max(len(self._holds.first), int(rows.max()) + 1), np.int32)
            longer[: len(self._places)] = self._places
            self._places = longer
        places = np.where(fewer, len(self._certain.first) + np.cumsum(fewer), 0)
        self._certain.extend(certain.take(np.flatnonzero(fewer)))
        within = rows < len(self._places)
        self._count += int(fewer.sum()) - int(self.among(rows).sum())
        self._places[rows[within]] = places[within]

    def shared(self, columns: Sequence[Ints], arguable: Spans) -> Spans:
        """Return, row by row, the days on which the statements of all columns certainly hold.

        Args:
            columns: rows of statements.
            arguable: the days on which all of them arguably hold; returned as it is if none is
                disputed.
        """
        if not self or not columns:
            return arguable
        odd = np.flatnonzero(np.logical_or.reduce([self.among(column) for column in columns]))
        if not len(odd):
            return arguable
        certain = reduce(Spans.__and__, [self.take(column[odd]) for column in columns])
        return arguable.with_rows(odd, certain)
