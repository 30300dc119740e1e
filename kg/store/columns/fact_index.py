"""Statements of one property in two orders: by subject and by value.

Each order is a sorted column of numbers that combine the two terms, kept in two runs: the stated
one, which may be on disk and is never copied, and the derived one, which grows by merging.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
"""Rows of a table, places in an array, counts."""
Numbers = NDArray[np.integer[Any]]
"""Numbers of terms."""
Days = NDArray[np.integer[Any]]
"""Days, as ordinals."""
Mask = NDArray[np.bool_]
"""Row by row, whether something is true."""


def within(counts: Ints) -> Ints:
    """For ragged rows of these lengths, the place of each element in its row."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) - np.repeat(ends - counts, counts)


def distinct(values: Ints) -> Ints:
    """The values in order, each once; ``numpy.unique`` would first import all of ``numpy.ma``."""
    ordered: Ints = np.sort(values)
    fresh = np.ones(len(ordered), bool)
    fresh[1:] = ordered[1:] != ordered[:-1]
    return ordered[fresh]


def is_among(values: Ints, wanted: Ints) -> Mask:
    """True for each value that is one of those wanted; as ``numpy.isin``, without ``numpy.ma``."""
    ordered = np.sort(wanted)
    at = np.searchsorted(ordered, values)
    found: Mask = at < len(ordered)
    found[found] = ordered[at[found]] == values[found]
    return found


def numbered(values: Ints) -> Ints:
    """For each value its place among all that there are, in order and each once."""
    order = np.argsort(values, kind="stable")
    fresh = np.zeros(len(order), np.int64)
    fresh[1:] = values[order][1:] != values[order][:-1]
    found = np.empty(len(order), np.int64)
    found[order] = np.cumsum(fresh)
    return found


_HIGH = 32


def joined(one: Numbers | Ints, other: Numbers | Ints) -> Ints:
    """Two terms as one number, which sorts by the first and then by the second."""
    return (one.astype(np.int64) << _HIGH) | other.astype(np.int64)


@dataclass(eq=False)
class SortedRun:
    """A sorted column, and the row of the table that each entry stands for.

    Attributes:
        keys: the column.
        rows: the rows.
        known_groups, known_spread: what ``groups`` and ``spread`` are, if that was written down.
    """

    keys: Ints
    rows: Numbers
    known_groups: int | None = None
    known_spread: float | None = None

    @classmethod
    def of(cls, keys: Ints, rows: Numbers | Ints) -> SortedRun:
        """From a column in any order."""
        order = np.argsort(keys)
        return cls(keys[order], rows[order].astype(np.int32))

    @classmethod
    def nothing(cls) -> SortedRun:
        """No entries."""
        return cls(np.empty(0, np.int64), np.empty(0, np.int32))

    def __len__(self) -> int:
        return len(self.keys)

    def merged(self, other: SortedRun) -> SortedRun:
        """With the entries of another."""
        at = np.searchsorted(self.keys, other.keys)
        return SortedRun(np.insert(self.keys, at, other.keys), np.insert(self.rows, at, other.rows))

    @cached_property
    def _view(self) -> memoryview:
        """The column as Python bisects it, which is quicker than numpy for one place."""
        return memoryview(self.keys)  # type: ignore[arg-type]

    def renumbered(self, place: Numbers) -> SortedRun:
        """The entries whose rows have a place elsewhere, with those places; -1 stands for none."""
        rows = place[self.rows]
        kept = rows >= 0
        return SortedRun(self.keys[kept], rows[kept])

    def stretch(self, value: int) -> tuple[int, int]:
        """Return the first and last position of a first term's entries."""
        low = bisect_left(self._view, value << _HIGH)
        return low, bisect_left(self._view, (value + 1) << _HIGH, low)

    def has(self, value: int) -> bool:
        """Return True if an entry has a first term."""
        low = bisect_left(self._view, value << _HIGH)
        return low < len(self._view) and self._view[low] >> _HIGH == value

    def found(self, first: int, second: int | None = None) -> Numbers:
        """Rows of the entries of a first term, or of both."""
        if second is None:
            low, high = self.stretch(first)
        else:
            key = (first << _HIGH) | second
            low = bisect_left(self._view, key)
            high = bisect_right(self._view, key, low)
        return self.rows[low:high]

    @cached_property
    def heads(self) -> tuple[Ints, Ints]:
        """The first terms, each once in order, and where the entries of each begin."""
        firsts = self.keys >> _HIGH
        fresh = np.flatnonzero(np.diff(firsts, prepend=-1))
        return firsts[fresh], np.append(fresh, len(firsts))

    def stretches(self, values: Numbers) -> tuple[Ints, Ints]:
        """Return where each first term's entries begin, and their number."""
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
        """Count the first terms."""
        return len(self.heads[0]) if self.known_groups is None else self.known_groups

    @cached_property
    def spread(self) -> float:
        """Estimate the entries of a typical entry's first term (large groups weigh more)."""
        if self.known_spread is not None:
            return self.known_spread
        counts = np.diff(self.heads[1]).astype(float)
        return float((counts**2).sum() / counts.sum()) if len(counts) else 0.0


@dataclass(eq=False)
class Order:
    """Statements of a property by one of their terms, then by the other."""

    stated: SortedRun
    derived: SortedRun | None = None
    _waiting: list[SortedRun] = field(default_factory=list)
    _counts: dict[int, int] = field(default_factory=dict)
    _spread: float | None = None

    @property
    def runs(self) -> list[SortedRun]:
        """The runs that hold anything."""
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
        """Add statements that were derived; they are merged when the order is next read."""
        self._waiting.append(SortedRun.of(keys, rows))
        self._counts.clear()
        self._spread = None

    def count(self, value: int) -> int:
        """Count the statements of a first term."""
        if value not in self._counts:
            found = [run.stretch(value) for run in self.runs]
            self._counts[value] = sum(high - low for low, high in found)
        return self._counts[value]

    def has(self, value: int) -> bool:
        """Return True if a statement has a first term."""
        return self.stated.has(value) or bool((run := self.merged_derived()) and run.has(value))

    def rows_of(self, value: int) -> Ints:
        """Rows of the statements that have a first term."""
        found = [run.rows[slice(*run.stretch(value))] for run in self.runs]
        return np.concatenate(found) if found else np.empty(0, np.int32)

    def rows(self) -> Ints:
        """Rows of all statements."""
        found = [run.rows for run in self.runs]
        return np.concatenate(found) if found else np.empty(0, np.int32)

    def matches(self, values: Numbers) -> tuple[Ints, Ints]:
        """For many first terms at once: places of those found, and the rows that match them."""
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
        """Rows of statements by both terms, -1 where there is none."""
        found = np.full(len(keys), -1, np.int32)
        for run in self.runs:
            at = np.minimum(np.searchsorted(run.keys, keys), len(run) - 1)
            held = run.keys[at] == keys
            found[held] = run.rows[at[held]]
        return found

    @property
    def heads(self) -> int:
        """Count the first terms; one in both runs counts twice."""
        return sum(run.groups for run in self.runs)

    @property
    def spread(self) -> float:
        """Estimate the statements of a typical statement's first term."""
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
        """From statements in any order."""
        return cls(
            Order(SortedRun.of(joined(subjects, values), rows)),
            Order(SortedRun.of(joined(values, subjects), rows)),
        )

    @classmethod
    def nothing(cls) -> Property:
        """A property with which nothing is stated."""
        return cls(Order(SortedRun.nothing()), Order(SortedRun.nothing()))

    def add(self, subjects: Numbers, values: Numbers, rows: Numbers) -> None:
        """Add statements that were derived."""
        self.by_subject.add(joined(subjects, values), rows)
        self.by_value.add(joined(values, subjects), rows)

    def renumbered(self, place: Numbers) -> Property:
        """Keep the stated rows that have a position elsewhere, renumbered."""
        one, other = (order.stated.renumbered(place) for order in (self.by_subject, self.by_value))
        return Property(Order(one), Order(other))

    def stated_only(self) -> Property:
        """Return the property without derived rows; later additions do not reach it."""
        return Property(Order(self.by_subject.stated), Order(self.by_value.stated))


def by_property(subjects: Numbers, properties: Numbers, values: Numbers) -> dict[int, Property]:
    """The statements of each property."""
    order = np.argsort(properties, kind="stable")
    numbers, begins = np.unique(properties[order], return_index=True)
    if not len(numbers):
        return {}
    parts = np.split(order, begins[1:])
    return {
        number: Property.of(subjects[rows], values[rows], rows)
        for number, rows in zip(numbers.tolist(), parts, strict=True)
    }
