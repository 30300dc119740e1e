"""Sets of days for many items at once: ragged columns of closed intervals, with one set a row.

The operations are those of ``IntervalSet``, applied to all rows in a few passes over arrays. The
intervals of a row are in order, disjoint and not adjacent; a row without intervals means never.

``TwoDays`` has two such sets: the days on which something is certain and those on which it is
arguable. For each set, a premise reads the same set and an absence reads the other one: a statement
that should be absent counts against certainty as soon as it is arguable, but against arguability
only if it is certain. This is the three-valued reading of a stratified program (Van Gelder, Ross
and Schlipf 1991). If nothing is disputed, both sets are the same object and are computed once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.model.intervals import BEGINNING, OPEN, Interval, IntervalSet
from kg.store.columns.fact_index import within

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kg.store.columns.fact_index import Days, Ints, Mask

_WIDE = 1 << 23
"""A number larger than any day, so that a row and a day can be encoded as one number."""


@dataclass(frozen=True, eq=False)
class Spans:
    """Sets of days, one in each row.

    Attributes:
        starts: where the intervals of each row begin; one longer than the number of rows.
        first: first day of each interval (an ordinal, or ``BEGINNING``).
        last: last day of each interval (an ordinal, or ``OPEN``).
    """

    starts: Ints
    first: Days
    last: Days

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def counts(self) -> Ints:
        """The number of intervals in each row."""
        return np.diff(self.starts)

    @property
    def is_single(self) -> bool:
        """True if each row has exactly one interval."""
        return len(self.first) == len(self) and bool((self.counts == 1).all())

    @property
    def owners(self) -> Ints:
        """The row of each interval."""
        return np.repeat(np.arange(len(self)), self.counts)

    @classmethod
    def single(cls, first: Days, last: Days) -> Spans:
        """Return one interval in each row, or none if it would end before it begins."""
        held = first <= last
        starts = np.concatenate(([0], np.cumsum(held)))
        return cls(starts, first[held].astype(np.int32), last[held].astype(np.int32))

    @classmethod
    def of(cls, sets: Iterable[IntervalSet]) -> Spans:
        """Return the given sets of days, one in each row."""
        parts = [one.parts for one in sets]
        starts = np.concatenate(([0], np.cumsum([len(p) for p in parts], dtype=np.int64)))
        flat = np.array([bound for p in parts for part in p for bound in part], np.int32)
        return cls(starts.astype(np.int64), flat[0::2], flat[1::2])

    @classmethod
    def merged(cls, owners: Ints, first: Days, last: Days, rows: int) -> Spans:
        """Build rows from intervals in any order, merging overlapping and adjacent ones."""
        keys = owners * _WIDE + first
        if (keys[1:] < keys[:-1]).any():
            order = np.argsort(keys)
            owners, first, last = owners[order], first[order], last[order]
        if not len(owners):
            return cls(np.zeros(rows + 1, np.int64), first.astype(np.int32), last.astype(np.int32))
        reach = np.maximum.accumulate(owners * _WIDE + last)
        fresh = np.ones(len(owners), bool)
        fresh[1:] = owners[1:] * _WIDE + first[1:] > reach[:-1] + 1
        fresh[1:] |= owners[1:] != owners[:-1]
        begins = np.flatnonzero(fresh)
        ends = np.append(begins[1:], len(owners)) - 1
        kept = owners[begins]
        counts = np.bincount(kept, minlength=rows)
        return cls(
            np.concatenate(([0], np.cumsum(counts))),
            first[begins].astype(np.int32),
            (reach[ends] - kept * _WIDE).astype(np.int32),
        )

    def take(self, rows: Ints) -> Spans:
        """Return the requested rows, in that order; a row may be requested twice."""
        counts = self.counts[rows]
        at = np.repeat(self.starts[rows], counts) + within(counts)
        starts = np.concatenate(([0], np.cumsum(counts)))
        return Spans(starts, self.first[at], self.last[at])

    def with_rows(self, rows: Ints, others: Spans) -> Spans:
        """Return a copy with the days of some rows replaced; each row is given once."""
        unnamed = np.ones(len(self), bool)
        unnamed[rows] = False
        kept = np.flatnonzero(unnamed)
        mine = self.take(kept)
        place = np.empty(len(self), np.int64)
        place[np.concatenate((kept, rows))] = np.arange(len(self))
        return mine.followed_by(others).take(place)

    def followed_by(self, other: Spans) -> Spans:
        """Return the rows of both, one after the other."""
        return Spans(
            np.concatenate((self.starts, other.starts[1:] + self.starts[-1])),
            np.concatenate((self.first, other.first)),
            np.concatenate((self.last, other.last)),
        )

    def __and__(self, other: Spans) -> Spans:
        """Return, row by row, the days in both."""
        if self.is_single and other.is_single:
            return Spans.single(
                np.maximum(self.first, other.first), np.minimum(self.last, other.last)
            )
        times = np.repeat(other.counts, self.counts)
        mine = np.repeat(np.arange(len(self.first)), times)
        theirs = np.repeat(np.repeat(other.starts[:-1], self.counts), times) + within(times)
        first = np.maximum(self.first[mine], other.first[theirs])
        last = np.minimum(self.last[mine], other.last[theirs])
        held = first <= last
        owners = self.owners[mine[held]]
        counts = np.bincount(owners, minlength=len(self))
        return Spans(np.concatenate(([0], np.cumsum(counts))), first[held], last[held])

    def __or__(self, other: Spans) -> Spans:
        """Return, row by row, the days in either."""
        return Spans.merged(
            np.concatenate((self.owners, other.owners)),
            np.concatenate((self.first, other.first)),
            np.concatenate((self.last, other.last)),
            len(self),
        )

    def complement(self) -> Spans:
        """Return, row by row, all days that are not in the set."""
        rows = len(self)
        counts = self.counts + 1
        starts = np.concatenate(([0], np.cumsum(counts)))
        first = np.full(int(starts[-1]), BEGINNING, np.int32)
        last = np.full(int(starts[-1]), OPEN, np.int32)
        place = np.arange(len(self.first)) + self.owners
        last[place] = self.first - 1
        first[place + 1] = self.last + 1
        held = first <= last
        kept = np.bincount(np.repeat(np.arange(rows), counts)[held], minlength=rows)
        return Spans(np.concatenate(([0], np.cumsum(kept))), first[held], last[held])

    def __sub__(self, other: Spans) -> Spans:
        """Return, row by row, the days in the first set but not in the second."""
        return self & other.complement()

    def differs(self, other: Spans) -> Mask:
        """Return True for each row in which the two sets differ."""
        different: Mask = self.counts != other.counts
        same = ~different
        mine = np.repeat(same, self.counts)
        theirs = np.repeat(same, other.counts)
        odd = (self.first[mine] != other.first[theirs]) | (self.last[mine] != other.last[theirs])
        different[self.owners[mine][odd]] = True
        return different

    def row(self, number: int) -> IntervalSet:
        """Return one row as a set of days."""
        held = slice(int(self.starts[number]), int(self.starts[number + 1]))
        bounds = zip(self.first[held].tolist(), self.last[held].tolist(), strict=True)
        return IntervalSet(tuple(Interval(one, other) for one, other in bounds))


class TwoDays:
    """The arguable and the certain days of each row.

    Args:
        arguable: the days on which something is arguable.
        certain: those of them on which it is certain; None for all of them.
    """

    __slots__ = ("arguable", "certain")

    def __init__(self, arguable: Spans, certain: Spans | None) -> None:
        self.arguable = arguable
        self.certain = arguable if certain is None else certain

    @property
    def agreed(self) -> bool:
        """True if no dispute was found, so that both sets are the same object."""
        return self.certain is self.arguable

    @property
    def disputed(self) -> Mask:
        """True for each row that is arguable on some day without being certain."""
        return self.arguable.differs(self.certain)

    def each(self, change: Callable[[Spans], Spans]) -> TwoDays:
        """Return both sets, each changed by the same function."""
        arguable = change(self.arguable)
        return TwoDays(arguable, None if self.agreed else change(self.certain))

    def _with(self, other: TwoDays, change: Callable[[Spans, Spans], Spans]) -> TwoDays:
        arguable = change(self.arguable, other.arguable)
        if self.agreed and other.agreed:
            return TwoDays(arguable, None)
        return TwoDays(arguable, change(self.certain, other.certain))

    def take(self, rows: Ints) -> TwoDays:
        """Return the requested rows, in that order."""
        return self.each(lambda days: days.take(rows))

    def merged(self, owners: Ints, count: int) -> TwoDays:
        """Return, for each owner from 0, the union of the days of its rows."""
        return self.each(
            lambda days: Spans.merged(owners[days.owners], days.first, days.last, count)
        )

    def followed_by(self, other: TwoDays) -> TwoDays:
        """Return the rows of both, one after the other."""
        return self._with(other, Spans.followed_by)

    def met_by(self, other: TwoDays) -> TwoDays:
        """Return, row by row, the days in both, for each of the two sets."""
        return self._with(other, Spans.__and__)

    def __or__(self, other: TwoDays) -> TwoDays:
        """Return, row by row, the days in either, for each of the two sets."""
        return self._with(other, Spans.__or__)

    def less(self, absent: TwoDays, groups: Ints) -> TwoDays:
        """Return the days that remain if something must be absent.

        Args:
            absent: the days on which it is present, by group.
            groups: the group of each row.
        """
        if not len(absent.arguable.first):
            return self
        arguable = self.arguable - absent.certain.take(groups)
        if self.agreed and absent.agreed:
            return TwoDays(arguable, None)
        return TwoDays(arguable, self.certain - absent.arguable.take(groups))

    def differs(self, other: TwoDays) -> Mask:
        """Return True for each row in which either of the two sets differs."""
        different = self.arguable.differs(other.arguable)
        if not (self.agreed and other.agreed):
            different |= self.certain.differs(other.certain)
        return different
