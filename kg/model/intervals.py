"""Closed intervals of days, and sets of them.

Bounds are proleptic Gregorian ordinals (``datetime.date.toordinal``), so that arithmetic is cheap;
an unknown beginning or an open end is ``BEGINNING`` or ``OPEN``. Methods about one day also accept
a date. The operations follow Allen (1983).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BEGINNING = 0
OPEN = date.max.toordinal() + 1


def ordinal(day: date | int) -> int:
    """Return the ordinal of a day, the unit of bounds."""
    return day if isinstance(day, int) else day.toordinal()


class _Bounds(NamedTuple):
    first: int
    last: int


class Interval(_Bounds):
    """Days from ``first`` to ``last``, both included; never empty.

    Raises:
        ValueError: the interval would end before it begins.
    """

    __slots__ = ()

    def __new__(cls, first: int = BEGINNING, last: int = OPEN) -> Self:
        """Make an interval, which is all time if neither bound is given."""
        if first > last:
            raise ValueError(f"interval ends before it begins: {first} > {last}")
        return super().__new__(cls, first, last)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date | int) and self.first <= ordinal(day) <= self.last

    @property
    def start(self) -> date | None:
        """The first day, None if no beginning is known."""
        return None if self.first == BEGINNING else date.fromordinal(self.first)

    @property
    def end(self) -> date | None:
        """The last day, None if the interval is open."""
        return None if self.last == OPEN else date.fromordinal(self.last)

    def __str__(self) -> str:
        return f"{self.start or '..'}/{self.end or '..'}"


@dataclass(frozen=True, slots=True)
class IntervalSet:
    """Disjoint, non-adjacent intervals in order; the empty set means never."""

    parts: tuple[Interval, ...] = ()

    @classmethod
    def of(cls, intervals: Iterable[Interval]) -> IntervalSet:
        """Return the days in any of the intervals; overlapping and adjacent ones merge."""
        merged: list[Interval] = []
        for part in sorted(intervals):
            if merged and part.first <= merged[-1].last + 1:
                if part.last > merged[-1].last:
                    merged[-1] = Interval(merged[-1].first, part.last)
            else:
                merged.append(part)
        return cls(tuple(merged))

    @classmethod
    def union(cls, sets: Sequence[IntervalSet]) -> IntervalSet:
        """Return the days in any of the sets; this is faster than joining them one by one."""
        if len(sets) == 1:
            return sets[0]
        return cls.of(part for days in sets for part in days.parts)

    def __bool__(self) -> bool:
        return bool(self.parts)

    def __contains__(self, day: date | int) -> bool:
        return self.at(day) is not None

    def __or__(self, other: IntervalSet) -> IntervalSet:
        if not self.parts or self.parts == other.parts:
            return other
        if not other.parts or other._is_in_one_of(self):
            return self
        return IntervalSet.of((*self.parts, *other.parts))

    def _is_in_one_of(self, other: IntervalSet) -> bool:
        """Return True if a single interval lies within a single interval of the other set."""
        if len(self.parts) != 1:
            return False
        first, last = self.parts[0]
        for part in other.parts:
            if part[1] >= first:
                return part[0] <= first and last <= part[1]
        return False

    def __and__(self, other: IntervalSet) -> IntervalSet:
        if self is ALWAYS or not other.parts:
            return other
        if other is ALWAYS or not self.parts:
            return self
        if len(self.parts) == 1 and other._is_in_one_of(self):
            return other
        if len(other.parts) == 1 and self._is_in_one_of(other):
            return self
        common: list[Interval] = []
        mine, theirs = iter(self.parts), iter(other.parts)
        a, b = next(mine), next(theirs)
        try:
            while True:
                first, last = max(a[0], b[0]), min(a[1], b[1])
                if first <= last:
                    common.append(Interval(first, last))
                if a[1] <= b[1]:
                    a = next(mine)
                else:
                    b = next(theirs)
        except StopIteration:
            return IntervalSet(tuple(common))

    def __sub__(self, other: IntervalSet) -> IntervalSet:
        if not self.parts or not other.parts:
            return self
        return self & other.complement()

    def complement(self) -> IntervalSet:
        """Return all days that are not in the set."""
        gaps: list[Interval] = []
        day = BEGINNING
        for part in self.parts:
            if day < part.first:
                gaps.append(Interval(day, part.first - 1))
            day = part.last + 1
        if day <= OPEN:
            gaps.append(Interval(day, OPEN))
        return IntervalSet(tuple(gaps))

    def at(self, day: date | int) -> Interval | None:
        """Return the interval that contains the day, if any."""
        number = ordinal(day)
        return next((part for part in self.parts if part[0] <= number <= part[1]), None)

    def __str__(self) -> str:
        return ", ".join(map(str, self.parts)) or "never"


NEVER = IntervalSet()
ALWAYS = IntervalSet((Interval(),))
