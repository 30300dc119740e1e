"""Rows that are certain on fewer days than they are arguable.

Where sources agree there are no such rows, and a table has one set of days for each statement.
Where they differ, the table's own days are the arguable ones, and this module keeps the certain
days of these few rows.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from kg.rules.columns.spans import Spans
from kg.store.columns.fact_index import is_among

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.model.intervals import IntervalSet
    from kg.rules.columns.validity import Validity
    from kg.store.columns.fact_index import Ints, Mask


class Doubt:
    """The days on which rows that somebody disputes hold for certain.

    Args:
        holds: the days on which it can be argued that each row of the table holds.
    """

    def __init__(self, holds: Validity) -> None:
        self._holds = holds
        self._certain: dict[int, IntervalSet] = {}
        self._rows: Ints | None = None

    def __bool__(self) -> bool:
        return bool(self._certain)

    def __contains__(self, row: int) -> bool:
        return row in self._certain

    def rows(self) -> list[int]:
        """The rows, in order."""
        return sorted(self._certain)

    def among(self, rows: Ints) -> Mask:
        """True for each row that is disputed on some day."""
        if self._rows is None:
            self._rows = np.fromiter(self._certain, np.int64, len(self._certain))
        return is_among(rows, self._rows)

    def row(self, row: int) -> IntervalSet:
        """The days on which one row holds for certain."""
        known = self._certain.get(row)
        return self._holds.row(row) if known is None else known

    def take(self, rows: Ints) -> Spans:
        """The days on which rows hold for certain."""
        found = self._holds.take(rows)
        odd = np.flatnonzero(self.among(rows)) if self else rows[:0]
        if not len(odd):
            return found
        return found.with_rows(odd, Spans.of(self._certain[row] for row in rows[odd].tolist()))

    def note(self, row: int, certain: IntervalSet) -> None:
        """Give a row the days on which it holds for certain: those of the table, or fewer."""
        if certain != self._holds.row(row):
            self._certain[row] = certain
            self._rows = None
        elif self._certain.pop(row, None) is not None:
            self._rows = None

    def shared(self, columns: Sequence[Ints], arguable: Spans) -> Spans:
        """Days on which, row by row, a statement of each column holds for certain.

        Args:
            columns: rows of statements.
            arguable: the days on which it can be argued that all of them hold; this itself comes
                back where none is disputed.
        """
        if not self or not columns:
            return arguable
        odd = np.flatnonzero(np.logical_or.reduce([self.among(column) for column in columns]))
        if not len(odd):
            return arguable
        certain = reduce(Spans.__and__, [self.take(column[odd]) for column in columns])
        return arguable.with_rows(odd, certain)
