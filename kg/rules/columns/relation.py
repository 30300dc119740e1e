"""Partial matches of a rule as columns: its variables, its premises and the days they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.model.intervals import BEGINNING, OPEN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.rules.columns.fact_table import FactTable
    from kg.store.columns.arrays import Ints, Mask, Numbers


@dataclass(frozen=True, eq=False)
class Relation:
    """Matches so far, one a row.

    Attributes:
        size: number of rows.
        variables: number of the term that each variable stands for.
        premises: by number of the pattern, the row of the fact that matches it.
        first, last: bounds of the days on which all premises hold; the days themselves, where each
            premise holds for one interval.
    """

    size: int
    variables: Mapping[str, Numbers]
    premises: Mapping[int, Ints]
    first: Numbers
    last: Numbers

    @classmethod
    def unit(cls) -> Relation:
        """One match of nothing."""
        return cls(1, {}, {}, np.array([BEGINNING], np.int32), np.array([OPEN], np.int32))

    @classmethod
    def of(cls, variables: Mapping[str, Numbers], size: int) -> Relation:
        """Rows of constants."""
        first, last = np.full(size, BEGINNING, np.int32), np.full(size, OPEN, np.int32)
        return cls(size, variables, {}, first, last)

    def take(self, rows: Ints) -> Relation:
        """The rows asked for, in that order."""
        return Relation(
            len(rows),
            {name: column[rows] for name, column in self.variables.items()},
            {number: column[rows] for number, column in self.premises.items()},
            self.first[rows],
            self.last[rows],
        )

    def keep(self, held: Mask) -> Relation:
        """The rows for which a test is true."""
        return self if held.all() else self.take(np.flatnonzero(held))

    def having(self, name: str, column: Numbers) -> Relation:
        """With one more variable."""
        variables = {**self.variables, name: column}
        return Relation(self.size, variables, self.premises, self.first, self.last)

    def during(self, facts: FactTable, number: int, rows: Ints, prune: bool) -> Relation:
        """With one more premise; those that never hold together go, if asked."""
        first = np.maximum(self.first, facts.holds.first[rows])
        last = np.minimum(self.last, facts.holds.last[rows])
        premises = {**self.premises, number: rows}
        found = Relation(self.size, self.variables, premises, first, last)
        return found.keep(first <= last) if prune else found

    def beside(self, other: Relation, prune: bool) -> Relation:
        """Row by row with another of the same size; what both have must be equal."""
        first, last = np.maximum(self.first, other.first), np.minimum(self.last, other.last)
        found = Relation(
            self.size,
            {**other.variables, **self.variables},
            {**other.premises, **self.premises},
            first,
            last,
        )
        return found.keep(first <= last) if prune else found

    def join(self, other: Relation, prune: bool) -> Relation:
        """All pairs of rows that agree in the variables that both have."""
        shared = [name for name in self.variables if name in other.variables]
        if not shared:
            mine = np.repeat(np.arange(self.size), other.size)
            theirs = np.tile(np.arange(other.size), self.size)
            return self.take(mine).beside(other.take(theirs), prune)
        keys, wanted = _keys([(other.variables[n], self.variables[n]) for n in shared])
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        low = np.searchsorted(keys, wanted)
        counts = np.searchsorted(keys, wanted, "right") - low
        ends = np.cumsum(counts)
        within = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - counts, counts)
        mine = np.repeat(np.arange(self.size), counts)
        theirs = order[np.repeat(low, counts) + within]
        return self.take(mine).beside(other.take(theirs), prune)


def _keys(pairs: Sequence[tuple[Numbers, Numbers]]) -> tuple[Ints, Ints]:
    """Columns of two relations as one number a row, equal where all columns are."""
    one, other = pairs[0][0].astype(np.int64), pairs[0][1].astype(np.int64)
    for number, (left, right) in enumerate(pairs[1:]):
        if number:
            _, places = np.unique(np.concatenate((one, other)), return_inverse=True)
            one, other = places[: len(one)], places[len(one) :]
        one, other = (one << 32) | left, (other << 32) | right
    return one, other


def combinations(columns: Sequence[Numbers], size: int) -> tuple[Ints, Ints]:
    """Where each combination of values stands first, and which combination each row has."""
    if not columns:
        return np.zeros(min(size, 1), np.int64), np.zeros(size, np.int64)
    key = columns[0].astype(np.int64)
    for number, column in enumerate(columns[1:]):
        if number:
            _, key = np.unique(key, return_inverse=True)
        key = (key << 32) | (column.astype(np.int64) & 0xFFFFFFFF)
    _, firsts, places = np.unique(key, return_index=True, return_inverse=True)
    return firsts, places
