"""Sets of days for many things at once: ragged columns of closed intervals, one set a row.

The operations are those of ``IntervalSet``, for all rows in a few passes over arrays. Intervals of
a row are in order, disjoint and not adjacent; a row without intervals means never.

``TwoDays`` has two such sets: the days on which something is certain and those on which it is
arguable. A premise reads its own set and an absence the other one, since what should be absent
counts against certainty as soon as it is arguable, and against arguability only where it is
certain. This is the three-valued reading of a stratified program (Van Gelder, Ross and Schlipf
1991). Where nothing is disputed, both sets are one object and computed once.
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
"""More than any day, so that a row and a day can be one number."""


@dataclass(frozen=True, eq=False)
class Spans:
    """Sets of days, one a row.

    Attributes:
        starts: where the intervals of each row begin; one longer than there are rows.
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
        """Number of intervals of each row."""
        return np.diff(self.starts)

    @property
    def is_single(self) -> bool:
        """True where each row has one interval."""
        return len(self.first) == len(self) and bool((self.counts == 1).all())

    @property
    def owners(self) -> Ints:
        """Row of each interval."""
        return np.repeat(np.arange(len(self)), self.counts)

    @classmethod
    def single(cls, first: Days, last: Days) -> Spans:
        """One interval a row; none where it would end before it begins."""
        held = first <= last
        starts = np.concatenate(([0], np.cumsum(held)))
        return cls(starts, first[held].astype(np.int32), last[held].astype(np.int32))

    @classmethod
    def of(cls, sets: Iterable[IntervalSet]) -> Spans:
        """From sets of days, one a row."""
        parts = [one.parts for one in sets]
        starts = np.concatenate(([0], np.cumsum([len(p) for p in parts], dtype=np.int64)))
        flat = np.array([bound for p in parts for part in p for bound in part], np.int32)
        return cls(starts.astype(np.int64), flat[0::2], flat[1::2])

    @classmethod
    def merged(cls, owners: Ints, first: Days, last: Days, rows: int) -> Spans:
        """Intervals in any order, with their rows; overlapping and adjacent ones merge."""
        order = np.lexsort((first, owners))
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
        """The rows asked for, in that order; a row may be asked for twice."""
        counts = self.counts[rows]
        at = np.repeat(self.starts[rows], counts) + within(counts)
        starts = np.concatenate(([0], np.cumsum(counts)))
        return Spans(starts, self.first[at], self.last[at])

    def with_rows(self, rows: Ints, others: Spans) -> Spans:
        """With other days in some rows, each named once."""
        unnamed = np.ones(len(self), bool)
        unnamed[rows] = False
        kept = np.flatnonzero(unnamed)
        mine = self.take(kept)
        place = np.empty(len(self), np.int64)
        place[np.concatenate((kept, rows))] = np.arange(len(self))
        return mine.followed_by(others).take(place)

    def followed_by(self, other: Spans) -> Spans:
        """The rows of both, one after the other."""
        return Spans(
            np.concatenate((self.starts, other.starts[1:] + self.starts[-1])),
            np.concatenate((self.first, other.first)),
            np.concatenate((self.last, other.last)),
        )

    def __and__(self, other: Spans) -> Spans:
        """Row by row, the days in both."""
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
        """Row by row, the days in either."""
        return Spans.merged(
            np.concatenate((self.owners, other.owners)),
            np.concatenate((self.first, other.first)),
            np.concatenate((self.last, other.last)),
            len(self),
        )

    def complement(self) -> Spans:
        """Row by row, all days that are not in the set."""
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
        """Row by row, the days in the one and not in the other."""
        return self & other.complement()

    def differs(self, other: Spans) -> Mask:
        """Row by row, True where the two sets are not the same."""
        different: Mask = self.counts != other.counts
        same = ~different
        mine = np.repeat(same, self.counts)
        theirs = np.repeat(same, other.counts)
        odd = (self.first[mine] != other.first[theirs]) | (self.last[mine] != other.last[theirs])
        different[self.owners[mine][odd]] = True
        return different

    def row(self, number: int) -> IntervalSet:
        """One row as a set of days."""
        held = slice(int(self.starts[number]), int(self.starts[number + 1]))
        bounds = zip(self.first[held].tolist(), self.last[held].tolist(), strict=True)
        return IntervalSet(tuple(Interval(one, other) for one, other in bounds))


class TwoDays:
    """Two sets of days a row.

    Args:
        arguable: days on which it can be argued that something is so.
        certain: days, of these, on which it is certain; all of them, for None.
    """

    __slots__ = ("arguable", "certain")

    def __init__(self, arguable: Spans, certain: Spans | None) -> None:
        self.arguable = arguable
        self.certain = arguable if certain is None else certain

    @property
    def agreed(self) -> bool:
        """True where nothing was found to be disputed, so that both sets are one object."""
        return self.certain is self.arguable

    @property
    def disputed(self) -> Mask:
        """True for each row that is arguable on a day on which it is not certain."""
        return self.arguable.differs(self.certain)

    def each(self, change: Callable[[Spans], Spans]) -> TwoDays:
        """Both sets changed alike."""
        arguable = change(self.arguable)
        return TwoDays(arguable, None if self.agreed else change(self.certain))

    def _with(self, other: TwoDays, change: Callable[[Spans, Spans], Spans]) -> TwoDays:
        arguable = change(self.arguable, other.arguable)
        if self.agreed and other.agreed:
            return TwoDays(arguable, None)
        return TwoDays(arguable, change(self.certain, other.certain))

    def take(self, rows: Ints) -> TwoDays:
        """The rows asked for, in that order."""
        return self.each(lambda days: days.take(rows))

    def merged(self, owners: Ints, count: int) -> TwoDays:
        """The days on which any row of an owner has them, for each owner from 0."""
        return self.each(
            lambda days: Spans.merged(owners[days.owners], days.first, days.last, count)
        )

    def followed_by(self, other: TwoDays) -> TwoDays:
        """The rows of both, one after the other."""
        return self._with(other, Spans.followed_by)

    def met_by(self, other: TwoDays) -> TwoDays:
        """Row by row, what both are."""
        return self._with(other, Spans.__and__)

    def __or__(self, other: TwoDays) -> TwoDays:
        """Row by row, what either is."""
        return self._with(other, Spans.__or__)

    def less(self, absent: TwoDays, groups: Ints) -> TwoDays:
        """The days that are left where something must be absent.

        Args:
            absent: when it is there, by group.
            groups: the group of each row.
        """
        if not len(absent.arguable.first):
            return self
        arguable = self.arguable - absent.certain.take(groups)
        if self.agreed and absent.agreed:
            return TwoDays(arguable, None)
        return TwoDays(arguable, self.certain - absent.arguable.take(groups))

    def differs(self, other: TwoDays) -> Mask:
        """Row by row, True where a set of the one is not that of the other."""
        different = self.arguable.differs(other.arguable)
        if not (self.agreed and other.agreed):
            different |= self.certain.differs(other.certain)
        return different
