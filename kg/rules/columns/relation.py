"""Partial matches of a rule as columns: its variables, its premises and the days they share.

A triple pattern is joined to the rows found so far through its property's two indexes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.model.intervals import BEGINNING, OPEN
from kg.store.columns.fact_index import joined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.rules.columns.compile import Pattern, Slot
    from kg.rules.columns.fact_table import FactTable
    from kg.store.columns.fact_index import Ints, Mask, Numbers


@dataclass(frozen=True, eq=False)
class Relation:
    """The matches found so far, one in each row.

    Attributes:
        size: the number of rows.
        variables: for each variable, the numbers of its terms.
        premises: by pattern number, the row of the fact that matches it.
        first, last: bounds of the days on which all premises hold; exact if each premise holds for
            one interval.
    """

    size: int
    variables: Mapping[str, Numbers]
    premises: Mapping[int, Ints]
    first: Numbers
    last: Numbers

    @classmethod
    def unit(cls) -> Relation:
        """Return the relation with one row and no variables."""
        return cls(1, {}, {}, np.array([BEGINNING], np.int32), np.array([OPEN], np.int32))

    @classmethod
    def of(cls, variables: Mapping[str, Numbers], size: int) -> Relation:
        """Return a relation with the given columns and no premises."""
        first, last = np.full(size, BEGINNING, np.int32), np.full(size, OPEN, np.int32)
        return cls(size, variables, {}, first, last)

    def take(self, rows: Ints) -> Relation:
        """Return the requested rows, in that order."""
        return Relation(
            len(rows),
            {name: column[rows] for name, column in self.variables.items()},
            {number: column[rows] for number, column in self.premises.items()},
            self.first[rows],
            self.last[rows],
        )

    def keep(self, held: Mask) -> Relation:
        """Return the rows for which a test is true."""
        return self if held.all() else self.take(np.flatnonzero(held))

    def having(self, name: str, column: Numbers) -> Relation:
        """Return the relation with one more variable."""
        variables = {**self.variables, name: column}
        return Relation(self.size, variables, self.premises, self.first, self.last)

    def during(self, facts: FactTable, number: int, rows: Ints, prune: bool) -> Relation:
        """Add a premise; on request, drop the rows that never hold together."""
        first = np.maximum(self.first, facts.holds.first[rows])
        last = np.minimum(self.last, facts.holds.last[rows])
        premises = {**self.premises, number: rows}
        found = Relation(self.size, self.variables, premises, first, last)
        return found.keep(first <= last) if prune else found

    def settled(self, facts: FactTable, prune: bool) -> Relation:
        """Weigh the disputed premises, which can remove days."""
        columns = list(self.premises.values())
        if not any(facts.are_disputed(column).any() for column in columns):
            return self
        for column in columns:
            facts.settle(column)
        first = np.maximum.reduce([facts.holds.first[column] for column in columns])
        last = np.minimum.reduce([facts.holds.last[column] for column in columns])
        found = Relation(self.size, self.variables, self.premises, first, last)
        return found.keep(first <= last) if prune else found

    def beside(self, other: Relation, prune: bool) -> Relation:
        """Combine with a relation of the same size row by row; shared columns must be equal."""
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
        """Return all pairs of rows that agree in the shared variables."""
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
    """Encode columns of two relations as one number a row, equal if all their values are equal."""
    one, other = pairs[0][0].astype(np.int64), pairs[0][1].astype(np.int64)
    for number, (left, right) in enumerate(pairs[1:]):
        if number:
            _, places = np.unique(np.concatenate((one, other)), return_inverse=True)
            one, other = places[: len(one)], places[len(one) :]
        one, other = (one << 32) | left, (other << 32) | right
    return one, other


def combinations(columns: Sequence[Numbers], size: int) -> tuple[Ints, Ints]:
    """Return the first row of each combination of values, and each row's combination."""
    if not columns:
        return np.zeros(min(size, 1), np.int64), np.zeros(size, np.int64)
    key = columns[0].astype(np.int64)
    for number, column in enumerate(columns[1:]):
        if number:
            _, key = np.unique(key, return_inverse=True)
        key = (key << 32) | (column.astype(np.int64) & 0xFFFFFFFF)
    _, firsts, places = np.unique(key, return_index=True, return_inverse=True)
    return firsts, places


def look_up(relation: Relation, pattern: Pattern, facts: FactTable, prune: bool) -> Relation:
    """Return each row joined with every statement that matches the pattern.

    Args:
        relation: the rows found so far.
        pattern: the pattern.
        facts: the statements.
        prune: True to leave out rows whose premises never hold together.
    """
    places, rows = _found(relation, pattern, facts)
    first = np.maximum(relation.first[places], facts.holds.first[rows])
    last = np.minimum(relation.last[places], facts.holds.last[rows])
    held = first <= last if prune else np.ones(len(rows), bool)
    columns = (facts.subjects, facts.properties, facts.values)
    new = [
        (slot, column)
        for slot, column in zip(pattern.slots, columns, strict=True)
        if isinstance(slot, str) and slot not in relation.variables
    ]
    for at, (slot, column) in enumerate(new):
        for other, same in new[:at]:
            if other == slot:
                held &= column[rows] == same[rows]
    if not held.all():
        kept = np.flatnonzero(held)
        places, rows, first, last = places[kept], rows[kept], first[kept], last[kept]
    grown = relation if _is_all(places, relation.size) else relation.take(places)
    return Relation(
        len(rows),
        {**grown.variables, **{slot: column[rows] for slot, column in new}},
        {**grown.premises, pattern.number: rows},
        first,
        last,
    )


def _is_all(places: Ints, size: int) -> bool:
    """Return True if each row occurs once, in order."""
    return len(places) == size and bool((places == np.arange(size)).all())


def _found(relation: Relation, pattern: Pattern, facts: FactTable) -> tuple[Ints, Ints]:
    """Return the rows and the statements that match each; new variables are not yet compared."""
    prop = pattern.predicate
    if not isinstance(prop, str):
        return _with_property(relation, pattern, facts, prop)
    found = []
    for number in list(facts.by_property):
        places, rows = _with_property(relation, pattern, facts, number)
        if prop in relation.variables:
            held = relation.variables[prop][places] == number
            places, rows = places[held], rows[held]
        found.append((places, rows))
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.int32)
    return np.concatenate([p for p, _ in found]), np.concatenate([r for _, r in found])


def _with_property(
    relation: Relation, pattern: Pattern, facts: FactTable, prop: int
) -> tuple[Ints, Ints]:
    held = facts.by_property.get(prop)
    if held is None or not relation.size:
        return np.empty(0, np.int64), np.empty(0, np.int32)
    one, other = (_column(slot, relation) for slot in (pattern.subject, pattern.value))
    if one is None and other is None:
        rows = held.by_subject.rows()
        return _every(relation.size, rows)
    if one is not None and other is not None:
        if isinstance(one, int) and isinstance(other, int):
            keys = joined(np.array([one]), np.array([other]))
            rows = held.by_subject.row_of(keys)
            return _every(relation.size, rows[rows >= 0])
        size = relation.size
        subjects = np.full(size, one, np.int32) if isinstance(one, int) else one
        values = np.full(size, other, np.int32) if isinstance(other, int) else other
        if isinstance(other, int):
            rows = held.by_value.row_of(joined(values, subjects))
        else:
            rows = held.by_subject.row_of(joined(subjects, values))
        places = np.flatnonzero(rows >= 0)
        return places, rows[places]
    order = held.by_subject if one is not None else held.by_value
    bound = one if one is not None else other
    if isinstance(bound, int):
        return _every(relation.size, order.rows_of(bound))
    assert bound is not None
    return order.matches(bound)


def _every(size: int, rows: Ints) -> tuple[Ints, Ints]:
    """Pair each row with each statement."""
    if size == 1:
        return np.zeros(len(rows), np.int64), rows
    return np.repeat(np.arange(size), len(rows)), np.tile(rows, size)


def _column(slot: Slot, relation: Relation) -> Numbers | int | None:
    """Return the number of a constant, or the column of a variable; None if it has no value yet."""
    return relation.variables.get(slot) if isinstance(slot, str) else slot


def seeded(pattern: Pattern, facts: FactTable, rows: Ints) -> Relation:
    """Return the matches of a single pattern among some statements."""
    columns = (facts.subjects, facts.properties, facts.values)
    held = np.ones(len(rows), bool)
    found: dict[str, Numbers] = {}
    for slot, column in zip(pattern.slots, columns, strict=True):
        if not isinstance(slot, str):
            held &= column[rows] == slot
        elif slot in found:
            held &= column[rows] == found[slot]
        else:
            found[slot] = column[rows]
    kept = np.flatnonzero(held)
    variables = {name: column[kept] for name, column in found.items()}
    return Relation.of(variables, len(kept)).during(facts, pattern.number, rows[kept], True)
