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
from kg.store.columns.fact_index import is_among

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.model.intervals import IntervalSet
    from kg.rules.columns.validity import Validity
    from kg.store.columns.fact_index import Ints, Mask


class Doubt:
    """The days on which disputed rows are certain.

    Args:
        holds: the days on which each row of the table arguably holds.
    """

    def __init__(self, holds: Validity) -> None:
        self._holds = holds
        self._noted: dict[int, IntervalSet | None] = {}
        self._rows: Ints | None = None
        self._kept: Ints = np.empty(0, np.int64)
        self._kept_days = Spans.of(())

    def restore(self, rows: Ints, certain: Spans) -> None:
        """Restore kept rows, in ascending order, with the days on which each is certain."""
        self._kept, self._kept_days, self._rows = rows, certain, rows

    def __bool__(self) -> bool:
        return bool(len(self._all()))

    def __contains__(self, row: int) -> bool:
        return self._find(row) is not None

    def _all(self) -> Ints:
        found = self._rows
        if found is None:
            noted = [row for row, certain in self._noted.items() if certain is not None]
            gone = np.fromiter(self._noted, np.int64, len(self._noted))
            kept = self._kept[~is_among(self._kept, gone)]
            found = self._rows = np.concatenate((kept, np.array(noted, np.int64)))
        return found

    def _find(self, row: int) -> IntervalSet | None:
        if row in self._noted:
            return self._noted[row]
        at = int(np.searchsorted(self._kept, row)) if len(self._kept) else 0
        held = at < len(self._kept) and self._kept[at] == row
        return self._kept_days.row(at) if held else None

    def rows(self) -> list[int]:
        """Return the disputed rows in ascending order."""
        found: list[int] = np.sort(self._all()).tolist()
        return found

    def among(self, rows: Ints) -> Mask:
        """Return True for each row that is disputed on some day."""
        return is_among(rows, self._all())

    def row(self, row: int) -> IntervalSet:
        """Return the days on which one row is certain."""
        known = self._find(row)
        return self._holds.row(row) if known is None else known

    def take(self, rows: Ints) -> Spans:
        """Return the days on which rows are certain."""
        found = self._holds.take(rows)
        odd = np.flatnonzero(self.among(rows)) if self else rows[:0]
        noted = np.array([row in self._noted for row in rows[odd].tolist()], bool)
        kept = is_among(rows[odd], self._kept) & ~noted
        if kept.any():
            at = np.searchsorted(self._kept, rows[odd[kept]])
            found = found.with_rows(odd[kept], self._kept_days.take(at))
        late = odd[~kept]
        if len(late):
            found = found.with_rows(late, Spans.of(map(self.row, rows[late].tolist())))
        return found

    def note(self, row: int, certain: IntervalSet) -> None:
        """Set the days on which a row is certain: those of the table, or fewer."""
        if certain != self._holds.row(row):
            self._noted[row] = certain
            self._rows = None
        elif row in self:
            self._noted[row] = None
            self._rows = None

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
