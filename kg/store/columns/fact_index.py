"""Statements of one property in two orders: by subject and by value.

Each order is a sorted column of numbers that encode the two terms. It has two runs: the stated run,
which may be on disk and is never copied, and the derived run, which grows by merging.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
"""Rows of a table, positions in an array, or counts."""
Numbers = NDArray[np.integer[Any]]
"""Term numbers."""
Days = NDArray[np.integer[Any]]
"""Days as ordinals, with 1 for 1 January of the year 1."""
Mask = NDArray[np.bool_]
"""A boolean for each row."""


def within(counts: Ints) -> Ints:
    """Return the position of each element in its row, for ragged rows of the given lengths."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) - np.repeat(ends - counts, counts)


def distinct(values: Ints) -> Ints:
    """Return the sorted distinct values, as ``numpy.unique``, without importing ``numpy.ma``."""
    ordered: Ints = np.sort(values)
    fresh = np.ones(len(ordered), bool)
    fresh[1:] = ordered[1:] != ordered[:-1]
    return ordered[fresh]


def is_among(values: Ints, wanted: Ints) -> Mask:
    """Return True for each value among those wanted, as ``numpy.isin``, without ``numpy.ma``."""
    ordered = np.sort(wanted)
    at = np.searchsorted(ordered, values)
    found: Mask = at < len(ordered)
    found[found] = ordered[at[found]] == values[found]
    return found


def numbered(values: Ints) -> Ints:
    """Return the position of each value among the sorted distinct values."""
    order = np.argsort(values, kind="stable")
    fresh = np.zeros(len(order), np.int64)
    fresh[1:] = values[order][1:] != values[order][:-1]
    found = np.empty(len(order), np.int64)
    found[order] = np.cumsum(fresh)
    return found


_HIGH = 32


def joined(one: Numbers | Ints, other: Numbers | Ints) -> Ints:
    """Encode two terms as one number, which sorts by the first and then by the second."""
    return (one.astype(np.int64) << _HIGH) | other.astype(np.int64)


@dataclass(eq=False)
class SortedRun:
    """A sorted column, with the table row of each entry.

    Attributes:
        keys: the sorted column.
        rows: the table row of each entry.
        known_groups, known_spread: the values of ``groups`` and ``spread``, if they were kept.
    """

    keys: Ints
    rows: Numbers
    known_groups: int | None = None
    known_spread: float | None = None

    @classmethod
    def of(cls, keys: Ints, rows: Numbers | Ints) -> SortedRun:
        """Return a run from a column in any order."""
        order = np.argsort(keys)
        return cls(keys[order], rows[order].astype(np.int32))

    @classmethod
    def nothing(cls) -> SortedRun:
        """Return a run without entries."""
        return cls(np.empty(0, np.int64), np.empty(0, np.int32))

    def __len__(self) -> int:
        return len(self.keys)

    def merged(self, other: SortedRun) -> SortedRun:
        """Return the run merged with the entries of another."""
        at = np.searchsorted(self.keys, other.keys)
        return SortedRun(np.insert(self.keys, at, other.keys), np.insert(self.rows, at, other.rows))

    @cached_property
    def _view(self) -> memoryview:
        """The column as Python can bisect it, which is faster than numpy for a single lookup."""
        return memoryview(self.keys)  # type: ignore[arg-type]

    def renumbered(self, place: Numbers) -> SortedRun:
        """Return the entries with their rows renumbered, leaving out those whose new row is -1."""
        rows = place[self.rows]
        kept = rows >= 0
        return SortedRun(self.keys[kept], rows[kept])

    def stretch(self, value: int) -> tuple[int, int]:
        """Return the first position of a first term's entries, and the position after the last."""
        low = bisect_left(self._view, value << _HIGH)
        return low, bisect_left(self._view, (value + 1) << _HIGH, low)

    def has(self, value: int) -> bool:
        """Return True if an entry has the given first term."""
        low = bisect_left(self._view, value << _HIGH)
        return low < len(self._view) and self._view[low] >> _HIGH == value

    def found(self, first: int, second: int | None = None) -> Numbers:
        """Return the rows of the entries with a first term, or with both terms."""
        if second is None:
            low, high = self.stretch(first)
        else:
            key = (first << _HIGH) | second
            low = bisect_left(self._view, key)
            high = bisect_right(self._view, key, low)
        return self.rows[low:high]

    @cached_property
    def heads(self) -> tuple[Ints, Ints]:
        """The sorted distinct first terms, and where the entries of each begin."""
        firsts = self.keys >> _HIGH
        fresh = np.flatnonzero(np.diff(firsts, prepend=-1))
        return firsts[fresh], np.append(fresh, len(firsts))

    def stretches(self, values: Numbers) -> tuple[Ints, Ints]:
        """Return where the entries of each first term begin, and their number."""
        if len(values) * 8 < len(self):
            low = np.searchsorted(self.keys, values.astype(np.int64) << _HIGH)
            high = np.searchsorted(self.keys, (values.astype(np.int64) + 1) << _HIGH)
            return low, high - low
        firsts, bounds = self.heads
        at = np.minimum(np.searchsorted(firsts, values), max(len(firsts) - 1, 0))
        found = firsts[at] == values if len(firsts) else np.zeros(len(values), bool)
        return bounds[at], np.where(found, np.diff(bounds)[at] if len(firsts) else 0, 0)

    @property
    def groups(self) -> int:
        """The number of distinct first terms."""
        return len(self.heads[0]) if self.known_groups is None else self.known_groups

    @cached_property
    def spread(self) -> float:
        """The expected group size of a random entry (large groups weigh more)."""
        if self.known_spread is not None:
            return self.known_spread
        counts = np.diff(self.heads[1]).astype(float)
        return float((counts**2).sum() / counts.sum()) if len(counts) else 0.0


@dataclass(eq=False)
class Order:
    """The statements of a property, sorted by one of their terms and then by the other."""

    stated: SortedRun
    derived: SortedRun | None = None
    _waiting: list[SortedRun] = field(default_factory=list)
    _counts: dict[int, int] = field(default_factory=dict)
    _spread: float | None = None

    @property
    def runs(self) -> list[SortedRun]:
        """The runs that are not empty."""
        return [run for run in (self.stated, self.merged_derived()) if run is not None and len(run)]

    def merged_derived(self) -> SortedRun | None:
        """Return the derived entries in order; None if there are none."""
        if self._waiting:
            for run in self._waiting:
                self.derived = run if self.derived is None else self.derived.merged(run)
            self._waiting.clear()
        return self.derived

    def __len__(self) -> int:
        return sum(map(len, self.runs))

    def add(self, keys: Ints, rows: Numbers) -> None:
        """Add derived statements, which are merged when the order is next read."""
        self._waiting.append(SortedRun.of(keys, rows))
        self._counts.clear()
        self._spread = None

    def count(self, value: int) -> int:
        """Return the number of statements with a first term."""
        if value not in self._counts:
            found = [run.stretch(value) for run in self.runs]
            self._counts[value] = sum(high - low for low, high in found)
        return self._counts[value]

    def has(self, value: int) -> bool:
        """Return True if a statement has the given first term."""
        return self.stated.has(value) or bool((run := self.merged_derived()) and run.has(value))

    def rows_of(self, value: int) -> Ints:
        """Return the rows of the statements with a first term."""
        found = [run.rows[slice(*run.stretch(value))] for run in self.runs]
        return np.concatenate(found) if found else np.empty(0, np.int32)

    def rows(self) -> Ints:
        """Return the rows of all statements."""
        found = [run.rows for run in self.runs]
        return np.concatenate(found) if found else np.empty(0, np.int32)

    def matches(self, values: Numbers) -> tuple[Ints, Ints]:
        """Look up many first terms; return the positions of those found, with the matching rows."""
        places, rows = [], []
        for run in self.runs:
            low, counts = run.stretches(values)
            places.append(np.repeat(np.arange(len(values)), counts))
            rows.append(run.rows[np.repeat(low, counts) + within(counts)])
        if len(places) == 1:
            return places[0], rows[0]
        if not places:
            return np.empty(0, np.int64), np.empty(0, np.int32)
        return np.concatenate(places), np.concatenate(rows)

    def row_of(self, keys: Ints) -> Ints:
        """Return the rows of statements by both terms, with -1 for statements not in the table."""
        found = np.full(len(keys), -1, np.int32)
        for run in self.runs:
            at = np.minimum(np.searchsorted(run.keys, keys), len(run) - 1)
            held = run.keys[at] == keys
            found[held] = run.rows[at[held]]
        return found

    @property
    def heads(self) -> int:
        """The number of distinct first terms; a term in both runs counts twice."""
        return sum(run.groups for run in self.runs)

    @property
    def spread(self) -> float:
        """The expected number of statements with the first term of a random statement."""
        if self._spread is None:
            total = len(self)
            parts = sum(run.spread * len(run) for run in self.runs)
            self._spread = parts / total if total else 0.0
        return self._spread


@dataclass(eq=False)
class Property:
    """The statements of one property, by subject and by value."""

    by_subject: Order
    by_value: Order

    @classmethod
    def of(cls, subjects: Numbers, values: Numbers, rows: Numbers | Ints) -> Property:
        """Return a property from statements in any order."""
        return cls(
            Order(SortedRun.of(joined(subjects, values), rows)),
            Order(SortedRun.of(joined(values, subjects), rows)),
        )

    @classmethod
    def nothing(cls) -> Property:
        """Return a property without statements."""
        return cls(Order(SortedRun.nothing()), Order(SortedRun.nothing()))

    def add(self, subjects: Numbers, values: Numbers, rows: Numbers) -> None:
        """Add derived statements."""
        self.by_subject.add(joined(subjects, values), rows)
        self.by_value.add(joined(values, subjects), rows)

    def renumbered(self, place: Numbers) -> Property:
        """Return the stated rows renumbered, leaving out those whose new row is -1."""
        one, other = (order.stated.renumbered(place) for order in (self.by_subject, self.by_value))
        return Property(Order(one), Order(other))

    def stated_only(self) -> Property:
        """Return the property without derived rows; it is not affected by later additions."""
        return Property(Order(self.by_subject.stated), Order(self.by_value.stated))


def by_property(subjects: Numbers, properties: Numbers, values: Numbers) -> dict[int, Property]:
    """Return the statements of each property."""
    order = np.argsort(properties, kind="stable")
    numbers, begins = np.unique(properties[order], return_index=True)
    if not len(numbers):
        return {}
    parts = np.split(order, begins[1:])
    return {
        number: Property.of(subjects[rows], values[rows], rows)
        for number, rows in zip(numbers.tolist(), parts, strict=True)
    }
