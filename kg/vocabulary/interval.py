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
        if not self.parts or self == other:
            return other
        return IntervalSet.of((*self.parts, *other.parts)) if other.parts else self

    def __and__(self, other: IntervalSet) -> IntervalSet:
        if self == ALWAYS:
            return other
        if other == ALWAYS:
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
