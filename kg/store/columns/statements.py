"""StatementRows by row, and the rows that match a pattern."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Protocol

import numpy as np
from pyoxigraph import Triple

from kg.store.columns.terms_table import UNBOUND

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.model.intervals import IntervalSet
    from kg.store.columns.arrays import Ints, Numbers
    from kg.store.columns.fact_index import Property
    from kg.store.columns.terms_table import Term, Terms

    Pattern = tuple[Term | None, Term | None, Term | None]


class RowValues(Protocol):
    """Values by row."""

    def __len__(self) -> int: ...

    def __getitem__(self, rows: Ints) -> Numbers: ...


class StatementRows:
    """StatementRows by row.

    Args:
        terms: the terms and their numbers.
        statements: subject, property and value of each row.
        by_property: the statements of each property, in two orders.
    """

    def __init__(
        self, terms: Terms, statements: Sequence[RowValues], by_property: dict[int, Property]
    ) -> None:
        self.terms = terms
        self.subjects, self.properties, self.values = statements
        self.by_property = by_property

    def __len__(self) -> int:
        return len(self.subjects)

    def triple(self, row: int) -> Triple:
        """A row as a statement."""
        return next(self.triples(np.array([row])))

    def triples(self, rows: Ints) -> Iterator[Triple]:
        """Rows as statements."""
        term = self.terms.term
        three = (self.subjects, self.properties, self.values)
        for s, p, o in zip(*(column[rows].tolist() for column in three), strict=True):
            yield Triple(term(s), term(p), term(o))  # type: ignore[arg-type]

    def row_of(self, triple: Triple) -> int:
        """Row of a statement, -1 where there is none."""
        return self._row(*map(self.terms.find, triple))

    def _row(self, subject: int, prop: int, value: int) -> int:
        held = self.by_property.get(prop)
        if held is None or UNBOUND in (subject, value):
            return -1
        for run in held.by_subject.runs:
            found = run.found(subject, value)
            if len(found):
                return int(found[0])
        return -1

    def matching(self, pattern: Pattern) -> Ints:
        """Rows of the statements that match subject, property and value; None stands for any."""
        numbers = [None if term is None else self.terms.find(term) for term in pattern]
        subject, prop, value = numbers
        if UNBOUND in numbers:
            return np.empty(0, np.int32)
        if prop is not None:
            return self._of(prop, subject, value)
        found = [self._of(p, subject, value) for p in self._properties(subject, value)]
        return np.concatenate(found) if found else np.empty(0, np.int32)

    def _properties(self, subject: int | None, value: int | None) -> Iterator[int]:
        """Properties with which something is stated of a subject, or with a value."""
        for prop, held in self.by_property.items():
            term = value if subject is None else subject
            order = held.by_value if subject is None else held.by_subject
            if term is None or order.has(term):
                yield prop

    def _of(self, prop: int, subject: int | None, value: int | None) -> Ints:
        held = self.by_property.get(prop)
        if held is None:
            return np.empty(0, np.int32)
        if subject is not None and value is not None:
            row = self._row(subject, prop, value)
            return np.array([row] if row >= 0 else [], np.int32)
        if subject is not None:
            return held.by_subject.rows_of(subject)
        return held.by_subject.rows() if value is None else held.by_value.rows_of(value)


class TimedRows(StatementRows, ABC):
    """StatementRows of which it is known when they hold."""

    @abstractmethod
    def days(self, row: int) -> IntervalSet:
        """The days on which a row holds for certain."""

    @property
    @abstractmethod
    def is_disputed(self) -> bool:
        """True where some row is arguable on days on which it is not certain."""

    @abstractmethod
    def arguable(self, row: int) -> IntervalSet:
        """The days on which it can be argued that a row holds."""

    @abstractmethod
    def on(self, rows: Ints, day: int, arguable: bool = False) -> Ints:
        """Those of some rows that hold on a day, an ordinal: for certain, or arguably."""
