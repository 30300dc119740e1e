"""The facts as columns of numbers: subject, property, value, and the days on which each holds.

What rules read is a table; nothing in it is an object until somebody asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pyoxigraph import NamedNode, Triple

from kg.errors import RuleError
from kg.model.intervals import BEGINNING, NEVER, OPEN, IntervalSet
from kg.rules.columns.column import GrowingColumn
from kg.rules.columns.doubt import Doubt
from kg.rules.columns.fact_index import Property, joined
from kg.rules.columns.spans import Spans
from kg.rules.columns.terms_table import UNBOUND, Terms
from kg.rules.columns.two_days import TwoDays
from kg.rules.columns.validity import Validity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.rules.columns.arrays import Ints, Numbers
    from kg.rules.stratify import Schema
    from kg.store.dataset import Term
    from kg.store.facts import Facts

    Days = tuple[IntervalSet, IntervalSet]
    """Arguable days, and certain ones."""

_NOT = NEVER, NEVER


class FactTable:
    """Statements by row; those that are stated come first.

    Attributes:
        terms: the terms and their numbers.
        subjects, properties, values: the terms of each row.
        stated: how many rows are stated.
        holds: the days on which it can be argued that each row holds.
        doubt: the days on which it does for certain, where these are fewer.
        derived: rows that follow by some rule, in the order in which they were found.
        by_property: the statements of each property, in two orders.
    """

    def __init__(
        self,
        terms: Terms,
        statements: Sequence[GrowingColumn[np.integer[Any]]],
        holds: Validity,
        by_property: dict[int, Property],
    ) -> None:
        self.terms = terms
        self.subjects, self.properties, self.values = statements
        self.stated = len(self.subjects)
        self.holds = holds
        self.doubt = Doubt(holds)
        self.by_property = by_property
        self.derived: list[Ints] = []
        self._followed: dict[int, tuple[Days, Days]] = {}
        self._versions: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self.subjects)

    def version(self, number: int | str) -> int:
        """Grows whenever something new follows with a property (with any, for a variable)."""
        if isinstance(number, str):
            return sum(self._versions.values())
        return self._versions.get(number, 0)

    def rows_of(self, subjects: Numbers, properties: Numbers, values: Numbers) -> Numbers:
        """Rows of statements, -1 where there is none."""
        found = np.full(len(subjects), -1, np.int32)
        for number in np.unique(properties).tolist():
            held = self.by_property.get(number)
            if held is not None:
                at = np.flatnonzero(properties == number)
                found[at] = held.by_subject.row_of(joined(subjects[at], values[at]))
        return found

    def row_of(self, triple: Triple) -> int:
        """Row of a statement, -1 where there is none."""
        subject, prop, value = (self.terms.find(term) for term in triple)
        held = self.by_property.get(prop)
        if held is None or UNBOUND in (subject, value):
            return -1
        return int(held.by_subject.row_of(joined(np.array([subject]), np.array([value])))[0])

    def triple(self, row: int) -> Triple:
        """A row as a statement."""
        term = self.terms.term
        columns = (self.subjects, self.properties, self.values)
        return Triple(*(term(int(column[row])) for column in columns))  # type: ignore[arg-type]

    def follows(self, row: int) -> Days:
        """The days on which a row follows by some rule: arguably, and for certain."""
        if row >= self.stated:
            return self.holds.row(row), self.doubt.row(row)
        return self._followed.get(row, (_NOT, _NOT))[1]

    def days(self, rows: Ints) -> TwoDays:
        """The days on which rows hold."""
        return TwoDays(self.holds.take(rows), self.doubt.take(rows) if self.doubt else None)

    def said(self, rows: Ints) -> TwoDays:
        """The days on which rows that are stated hold by what is stated."""
        spans = self.days(rows)
        odd = np.flatnonzero(np.isin(rows, list(self._followed)))
        if not len(odd):
            return spans
        told = [self._followed[row][0] for row in rows[odd].tolist()]
        arguable, certain = (Spans.of(days) for days in zip(*told, strict=True))
        return TwoDays(
            spans.arguable.with_rows(odd, arguable), spans.certain.with_rows(odd, certain)
        )

    def conclude(
        self, subjects: Numbers, properties: Numbers, values: Numbers, days: TwoDays
    ) -> Ints:
        """Note that statements follow, each on some days; one may be named more than once.

        Returns:
            rows that hold on more days than before.
        """
        order = np.lexsort((values, subjects, properties))
        three = [column[order] for column in (properties, subjects, values)]
        fresh = np.ones(len(order), bool)
        fresh[1:] = np.any([column[1:] != column[:-1] for column in three], axis=0)
        number = np.empty(len(order), np.int64)
        number[order] = np.cumsum(fresh) - 1
        once = [column[fresh] for column in three]
        count = int(fresh.sum())
        period = days.merged(number, count)
        rows = self.rows_of(once[1], once[0], once[2])
        missing = np.flatnonzero(rows < 0)
        rows[missing] = self._extend(*(column[missing] for column in once))
        former = self.days(rows)
        latter = former | period
        before, after = former.arguable, latter.arguable
        changed = np.flatnonzero(latter.differs(former))
        news = rows[changed]
        for prop in np.unique(self.properties[news]).tolist():
            self._versions[prop] = self._versions.get(prop, 0) + 1
        seen = before.counts[changed] > 0
        for at in changed[(news < self.stated)].tolist():
            row = int(rows[at])
            told = former.arguable.row(at), former.certain.row(at)
            said, followed = self._followed.get(row, (told, _NOT))
            seen[np.searchsorted(changed, at)] = bool(followed[0])
            more = period.arguable.row(at), period.certain.row(at)
            self._followed[row] = said, (followed[0] | more[0], followed[1] | more[1])
        self.derived.append(news[~seen])
        self.holds.put(news, after.take(changed))
        if self.doubt or not latter.agreed:
            for at in changed[latter.take(changed).disputed | self.doubt.among(news)].tolist():
                self.doubt.note(int(rows[at]), latter.certain.row(at))
        return news

    def _extend(self, properties: Numbers, subjects: Numbers, values: Numbers) -> Numbers:
        """Give rows to statements that have none."""
        count = len(subjects)
        fresh = np.arange(len(self), len(self) + count, dtype=np.int32)
        self.subjects.append(subjects)
        self.properties.append(properties)
        self.values.append(values)
        self.holds.extend(Spans(np.zeros(count + 1, np.int64), *[np.empty(0, np.int32)] * 2))
        for number in np.unique(properties).tolist():
            at = np.flatnonzero(properties == number)
            added = subjects[at], values[at], fresh[at]
            if number in self.by_property:
                self.by_property[number].add(*added)
            else:
                self.by_property[number] = Property.of(*added)
        return fresh

    def several(self, properties: Iterable[Term]) -> Triple | None:
        """A statement that gives its subject a second value of a property, where both follow."""
        rows = self.derived_rows()
        if not len(rows):
            return None
        of_rows = self.properties[rows]
        for term in properties:
            held = rows[of_rows == self.terms.find(term)]
            subjects = self.subjects[held]
            order = np.argsort(subjects, kind="stable")
            again = np.flatnonzero(subjects[order][1:] == subjects[order][:-1])
            if len(again):
                return self.triple(int(held[order[again[0]]]))
        return None

    def derived_rows(self) -> Ints:
        """Rows that follow, in the order in which they were found."""
        return np.concatenate(self.derived) if self.derived else np.empty(0, np.int64)


def table_of(facts: Facts) -> FactTable:
    """The statements of facts from which nothing was derived yet, as a table."""
    terms = Terms()
    triples = list(facts.stated)
    subjects = terms.intern(_key(triple.subject) for triple in triples)
    properties = terms.intern(triple.predicate.value for triple in triples)
    values = terms.intern(_key(triple.object) for triple in triples)
    timed = np.zeros(len(terms), bool)
    timed[[number for node in facts.timed if (number := terms.find(node)) >= 0]] = True
    rows = np.flatnonzero(timed[subjects])
    first, last = (np.full(len(triples), day, np.int32) for day in (BEGINNING, OPEN))
    days = Validity.of(Spans.single(first, last))
    days.put(rows, Spans.of(facts.stated_arguable(triples[row]) for row in rows.tolist()))
    statements = [GrowingColumn(column) for column in (subjects, properties, values)]
    table = FactTable(terms, statements, days, by_property(subjects, properties, values))
    for triple in facts.disputed:
        table.doubt.note(table.row_of(triple), facts.stated_validity(triple))
    return table


def by_property(subjects: Numbers, properties: Numbers, values: Numbers) -> dict[int, Property]:
    """The statements of each property."""
    order = np.argsort(properties, kind="stable")
    numbers, begins = np.unique(properties[order], return_index=True)
    parts = np.split(order, begins[1:])
    return {
        number: Property.of(subjects[rows], values[rows], rows)
        for number, rows in zip(numbers.tolist(), parts, strict=True)
    }


def _key(term: object) -> object:
    return term.value if type(term) is NamedNode else term


def check_functional(table: FactTable, schema: Schema) -> None:
    """Refuse two values of a functional property.

    Raises:
        RuleError: rules give a node both.
    """
    triple = table.several(NamedNode(name[1:-1]) for name in schema.functional)
    if triple is not None:
        raise RuleError(
            f"rules give {triple.subject} two values of {triple.predicate}; "
            "let each conclusion have an IRI of its own"
        )
