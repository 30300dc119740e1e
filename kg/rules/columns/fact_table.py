"""The facts as columns of numbers: subject, property, value, and the days on which each holds.

Rules read the table; a row becomes an object only on request.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from pyoxigraph import NamedNode

from kg.errors import RuleError
from kg.model.intervals import NEVER, OPEN, IntervalSet
from kg.rules.columns.column import GrowingColumn
from kg.rules.columns.doubt import Doubt
from kg.rules.columns.spans import Spans, TwoDays
from kg.rules.columns.validity import Validity
from kg.store.columns.fact_index import Property, distinct, joined, within
from kg.store.columns.quads import TimedRows
from kg.store.columns.terms_table import Terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from pyoxigraph import Triple

    from kg.rules.stratify import Schema
    from kg.store.columns.fact_index import Ints, Mask, Numbers
    from kg.store.dataset import Term
    from kg.store.facts import Facts

    Days = tuple[IntervalSet, IntervalSet]
    """The arguable days and the certain days of a statement."""

_NOT = NEVER, NEVER


_FEW = 16
"""Number of rows up to which looping over them is faster than column operations."""
_BITS = 63
"""Number of bits of the largest number by which rows can be sorted at once."""
_SOON = 5_000
"""Number of disputed rows up to which all are weighed at once; beyond it, each when it is read."""


class FactTable(TimedRows):
    """The statements, one in each row; stated ones come first.

    Attributes:
        stated: the number of stated rows.
        holds: the days on which each row arguably holds.
        doubt: the days on which a row certainly holds, if these are fewer.
        derived: the rows derived by some rule, in the order found.
        seen: returns the days on which sources see a stated row hold, without those on which it is
            only presumed to last.
        facts: the facts that the table represents, if known.
    """

    subjects: GrowingColumn[np.integer[Any]]
    properties: GrowingColumn[np.integer[Any]]
    values: GrowingColumn[np.integer[Any]]

    def __init__(
        self,
        terms: Terms,
        statements: Sequence[GrowingColumn[np.integer[Any]]],
        holds: Validity,
        by_property: dict[int, Property],
    ) -> None:
        super().__init__(terms, statements, by_property)
        self.stated = len(self.subjects)
        self.holds = holds
        self.doubt = Doubt(holds)
        self.derived: list[Ints] = []
        self._followed: dict[int, tuple[Days, Days]] = {}
        self._versions: dict[int, int] = {}
        self.facts: Facts | None = None
        self._disputed = self._open = np.zeros(0, bool)
        self._weighing = Lock()

    def weigh_later(self, facts: Facts, soon: int | None = None) -> None:
        """Weigh disputed rows when they are read, or at once if they are few.

        Until then, such a row has all the days on which some claim says that it holds.
        """
        nodes = np.zeros(len(self.terms), bool)
        nodes[facts.belief.rivalry.units.nodes] = True
        self._disputed = nodes[facts.columns.subjects]
        self._open = self._disputed.copy()
        if int(self._open.sum()) <= (_SOON if soon is None else soon):
            self.settle()

    def waiting(self) -> Ints:
        """Return the disputed rows that have not been weighed yet."""
        return np.flatnonzero(self._open)

    def wait_again(self, rows: Ints) -> None:
        """Mark rows to be weighed when they are read, as they were before the table was kept."""
        assert self.facts is not None
        if len(rows):
            self.weigh_later(self.facts, soon=0)
            self._open[:] = False
            self._open[rows] = True

    def weigh_as(self, rows: Ints, days: TwoDays) -> None:
        """Take over the days of rows weighed elsewhere, in order; none may be weighed here yet."""
        if len(rows):
            odd = np.flatnonzero(days.disputed)
            self.holds.put(rows, days.arguable)
            self.doubt.note(rows[odd], days.certain.take(odd))
            self._open[rows] = False

    def is_open(self, rows: Ints) -> Mask:
        """Return True for each row that is disputed and has not been weighed yet."""
        return _among(rows, self._open)

    def are_disputed(self, rows: Ints) -> Mask:
        """Return True for each row that has been, or will be, weighed when it is read."""
        return _among(rows, self._disputed)

    def settle(self, rows: Ints | None = None) -> None:
        """Weigh the disputed rows among those about to be read; None weighs all."""
        if not len(self._open) or (rows is not None and not self.is_open(rows).any()):
            return
        assert self.facts is not None
        with self._weighing:  # threads of a server may call this at once
            odd = np.flatnonzero(self._open) if rows is None else distinct(rows[self.is_open(rows)])
            told = self.facts.weighed(odd)
            self.holds.put(odd, Spans.of(told[row][1] for row in odd.tolist()))
            self.doubt.note(odd, Spans.of(told[row][0] for row in odd.tolist()))
            self._open[odd] = False
            if rows is None:
                self._disputed = self._open = self._open[:0]

    def version(self, number: int | str) -> int:
        """Return a number that grows when a property (any, for a variable) gains conclusions."""
        if isinstance(number, str):
            return sum(self._versions.values())
        return self._versions.get(number, 0)

    def rows_of(self, subjects: Numbers, properties: Numbers, values: Numbers) -> Numbers:
        """Return the rows of statements, with -1 for statements not in the table."""
        found = np.full(len(subjects), -1, np.int32)
        for number in distinct(properties).tolist():
            held = self.by_property.get(number)
            if held is not None:
                at = np.flatnonzero(properties == number)
                found[at] = held.by_subject.row_of(joined(subjects[at], values[at]))
        return found

    def days(self, row: int) -> IntervalSet:
        """Return the days on which a row certainly holds."""
        if len(self._open):
            self.settle(np.array([row]))
        return self.doubt.row(row)

    @property
    def is_disputed(self) -> bool:
        """True if some row arguably holds on days on which it does not certainly hold."""
        return bool(self.doubt) or bool(self._open.any())

    def arguable(self, row: int) -> IntervalSet:
        """Return the days on which a row arguably holds."""
        if len(self._open):
            self.settle(np.array([row]))
        return self.holds.row(row)

    def on(self, rows: Ints, day: int, arguable: bool = False) -> Ints:
        """Return those of some rows that hold on a day (an ordinal), certainly or arguably."""
        self.settle(rows)
        days = self.arguable if arguable else self.days
        if len(rows) <= _FEW:
            held = [row for row in rows.tolist() if day in days(row)]
            return np.array(held, np.int64)
        within = (self.holds.first[rows] <= day) & (day <= self.holds.last[rows])
        sure = self.holds.counts[rows] <= 1
        if self.doubt and not arguable:
            sure &= ~self.doubt.among(rows)
        for at in np.flatnonzero(within & ~sure).tolist():
            within[at] = day in days(int(rows[at]))
        return rows[within]

    def follows(self, row: int) -> Days:
        """Return the arguable and the certain days on which some rule derives a row."""
        if row >= self.stated:
            return self.holds.row(row), self.doubt.row(row)
        return self._followed.get(row, (_NOT, _NOT))[1]

    def both(self, rows: Ints) -> TwoDays:
        """Return the arguable and the certain days on which rows hold."""
        self.settle(rows)
        return TwoDays(self.holds.take(rows), self.doubt.take(rows) if self.doubt else None)

    def stated_days(self, rows: Ints) -> TwoDays:
        """Return the days on which stated rows hold, without those contributed by rules."""
        spans = self.both(rows)
        odd = np.flatnonzero(np.isin(rows, list(self._followed)))
        if not len(odd):
            return spans
        told = [self._followed[row][0] for row in rows[odd].tolist()]
        arguable, certain = (Spans.of(days) for days in zip(*told, strict=True))
        return TwoDays(
            spans.arguable.with_rows(odd, arguable), spans.certain.with_rows(odd, certain)
        )

    def seen(self, rows: Ints) -> Spans:
        """Return the days on which sources see stated rows hold, not merely presume them to last.

        ``Facts.seen`` does the same for one statement.
        """
        assert self.facts is not None
        stated = self.facts.columns
        counts = stated.starts[rows + 1] - stated.starts[rows]
        owners = np.repeat(np.arange(len(rows)), counts)
        ranks = stated.behind[np.repeat(stated.starts[rows], counts) + within(counts)]
        nodes = stated.subjects[rows][owners]
        told = Spans.merged(*stated.times.of(nodes, ranks), len(nodes))
        some = np.flatnonzero(told.counts)
        ends = told.starts[some + 1] - 1
        until = self.facts.looked_until(nodes, ranks)[some]
        cut = (told.last[ends] == OPEN) & (told.first[ends] <= until)
        last = told.last.copy()
        last[ends[cut]] = until[cut]
        return Spans.merged(owners[told.owners], told.first, last, len(rows))

    def conclude(
        self, subjects: Numbers, properties: Numbers, values: Numbers, days: TwoDays
    ) -> Ints:
        """Add derived statements, each with some days; a statement may occur more than once.

        Returns:
            rows that hold on more days than before.
        """
        order = _in_order(properties, subjects, values)
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
        former = self.both(rows)
        latter = former | period
        before, after = former.arguable, latter.arguable
        changed = np.flatnonzero(latter.differs(former))
        news = rows[changed]
        for prop in distinct(self.properties[news]).tolist():
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
            odd = np.flatnonzero(latter.take(changed).disputed | self.doubt.among(news))
            self.doubt.note(news[odd], latter.certain.take(changed[odd]))
        return news

    def _extend(self, properties: Numbers, subjects: Numbers, values: Numbers) -> Numbers:
        """Append rows for statements that are not in the table."""
        count = len(subjects)
        fresh = np.arange(len(self), len(self) + count, dtype=np.int32)
        self.subjects.append(subjects)
        self.properties.append(properties)
        self.values.append(values)
        self.holds.extend(Spans(np.zeros(count + 1, np.int64), *[np.empty(0, np.int32)] * 2))
        for number in distinct(properties).tolist():
            at = np.flatnonzero(properties == number)
            added = subjects[at], values[at], fresh[at]
            self.by_property.setdefault(number, Property.nothing()).add(*added)
        return fresh

    def several(self, properties: Iterable[Term]) -> Triple | None:
        """Return a derived statement that gives its subject a second value of a property."""
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

    def followed(self) -> tuple[Ints, list[Spans]]:
        """Return the rows both stated and derived, with the arguable and certain days of each."""
        rows = np.array(list(self._followed), np.int64)
        ways = [(n, m) for n in (0, 1) for m in (0, 1)]
        return rows, [Spans.of(days[n][m] for days in self._followed.values()) for n, m in ways]

    def restore(self, stated: int, derived: Ints, followed: dict[int, tuple[Days, Days]]) -> None:
        """Restore what was derived before the table was kept.

        Args:
            stated: the number of stated rows.
            derived: the derived rows, in the order found.
            followed: for rows both stated and derived, the days of each kind.
        """
        self.stated = stated
        self.derived = [derived]
        self._followed = followed

    def derived_rows(self) -> Ints:
        """Return the derived rows, in the order found."""
        return np.concatenate(self.derived) if self.derived else np.empty(0, np.int64)


def _in_order(*columns: Numbers) -> Ints:
    """Return the rows sorted by the first column, then by the next; equal rows in any order."""
    wide = [int(column.max(initial=0)).bit_length() for column in columns]
    if sum(wide) > _BITS:
        return np.lexsort(columns[::-1])
    keys = np.zeros(len(columns[0]), np.int64)
    for column, bits in zip(columns, wide, strict=True):
        keys = (keys << bits) | column
    return np.argsort(keys)


def _among(rows: Ints, marked: Mask) -> Mask:
    """Return True for each marked row; rows beyond the marks are unmarked."""
    found = rows < len(marked)
    found[found] = marked[rows[found]]
    return found


def table_of(facts: Facts) -> FactTable:
    """Return the statements of facts as a table to which derived facts can be added."""
    stated = facts.columns
    statements = [GrowingColumn(column, on_disk=True) for column in stated.statements]
    orders = {number: held.stated_only() for number, held in stated.by_property.items()}
    days = Validity(days_of(facts), on_disk=True)
    table = FactTable(Terms(stated.terms), statements, days, orders)
    table.facts = facts
    if facts.belief:
        table.weigh_later(facts)
    return table


def days_of(facts: Facts) -> list[NDArray[Any]]:
    """Return the columns of the days on which statements are stated to hold, to be written to."""
    stated = facts.columns
    if stated.kept.days is None:
        owners, first, last = stated.days(np.arange(len(stated)))
        made = Validity.of(Spans.merged(owners, first, last, len(stated)))
        columns = [column.all() for column in made.columns()]
        stated.kept.days = lambda: [column.copy() for column in columns]
    return stated.kept.days()


def check_functional(table: FactTable, schema: Schema) -> None:
    """Check that rules give no node two values of a functional property.

    Raises:
        RuleError: rules give a node two values.
    """
    triple = table.several(NamedNode(name[1:-1]) for name in schema.functional)
    if triple is not None:
        raise RuleError(
            f"rules give {triple.subject} two values of {triple.predicate}; "
            "let each conclusion have an IRI of its own"
        )
