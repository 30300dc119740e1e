"""Closed intervals of days, and sets of them: the time in which something holds.

Days are proleptic Gregorian ordinals (``datetime.date.toordinal``); an unknown beginning or an
open end is ``BEGINNING`` or ``OPEN``. Allen (1983) is the source for the operations.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

BEGINNING = 0
OPEN = date.max.toordinal() + 1


@dataclass(frozen=True, order=True)
class Interval:
    """Days from ``first`` to ``last``, both included; never empty."""

    first: int = BEGINNING
    last: int = OPEN

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"interval ends before it begins: {self.first} > {self.last}")

    def __contains__(self, day: int) -> bool:
        return self.first <= day <= self.last

    @property
    def start(self) -> date | None:
        """First day, None where no beginning is known."""
        return None if self.first == BEGINNING else date.fromordinal(self.first)

    @property
    def end(self) -> date | None:
        """Last day, None where the interval is open."""
        return None if self.last == OPEN else date.fromordinal(self.last)

    def __str__(self) -> str:
        return f"{self.start or '..'}/{self.end or '..'}"


@dataclass(frozen=True)
class IntervalSet:
    """Disjoint, non-adjacent intervals in order; the empty set means never."""

    parts: tuple[Interval, ...] = ()

    @classmethod
    def of(cls, intervals: Iterable[Interval]) -> IntervalSet:
        """Set of the days in any of the intervals; overlapping and adjacent ones merge."""
        merged: list[Interval] = []
        for part in sorted(intervals):
            if merged and part.first <= merged[-1].last + 1:
                if part.last > merged[-1].last:
                    merged[-1] = Interval(merged[-1].first, part.last)
            else:
                merged.append(part)
        return cls(tuple(merged))

    def __bool__(self) -> bool:
        return bool(self.parts)

    def __contains__(self, day: int) -> bool:
        return any(day in part for part in self.parts)

    def __or__(self, other: IntervalSet) -> IntervalSet:
        if not self.parts or self.parts == other.parts:
            return other
        if not other.parts or other._is_in_one_of(self):
            return self
        return IntervalSet.of((*self.parts, *other.parts))

    def _is_in_one_of(self, other: IntervalSet) -> bool:
        """True of a single interval within a single interval of the other."""
        if len(self.parts) != 1:
            return False
        first, last = self.parts[0].first, self.parts[0].last
        return any(part.first <= first and last <= part.last for part in other.parts)

    def __and__(self, other: IntervalSet) -> IntervalSet:
        if self is ALWAYS or not other.parts:
            return other
        if other is ALWAYS or not self.parts:
            return self
        if len(self.parts) == 1 and other._is_in_one_of(self):
            return other
        if len(other.parts) == 1 and self._is_in_one_of(other):
            return self
        return IntervalSet(
            tuple(
                Interval(max(a.first, b.first), min(a.last, b.last))
                for a in self.parts
                for b in other.parts
                if max(a.first, b.first) <= min(a.last, b.last)
            )
        )

    def __sub__(self, other: IntervalSet) -> IntervalSet:
        if not self.parts or not other.parts:
            return self
        return self & other.complement()

    def complement(self) -> IntervalSet:
        """All days that are not in the set."""
        gaps: list[Interval] = []
        day = BEGINNING
        for part in self.parts:
            if day < part.first:
                gaps.append(Interval(day, part.first - 1))
            day = part.last + 1
        if day <= OPEN:
            gaps.append(Interval(day, OPEN))
        return IntervalSet(tuple(gaps))

    def at(self, day: int) -> Interval | None:
        """The interval that holds the day, if any."""
        return next((part for part in self.parts if day in part), None)

    def __str__(self) -> str:
        return ", ".join(map(str, self.parts)) or "never"


NEVER = IntervalSet()
ALWAYS = IntervalSet((Interval(),))
