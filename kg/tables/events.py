"""Records from rows that each describe one thing: a treaty, an exercise, a value for a year."""

from __future__ import annotations

import calendar
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Any

from kg.errors import InputError
from kg.tables.aggregate import aggregated
from kg.tables.codes import Codes
from kg.tables.reader import read_header
from kg.tables.records import (
    FEW_PARTIES,
    NO_CLAIM,
    NO_STATE,
    NO_YEAR,
    ONE_STATE,
    OTHER_PAIRS,
    Record,
    Records,
    Unresolved,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.tables.codes import DaySpan
    from kg.tables.description import ClaimMapping
    from kg.tables.records import TableImport

_BATCH = 10_000  # rows read at once


def read_events(rows: Any, table: TableImport) -> Records:
    """Turn the rows of a table of events into records.

    Raises:
        InputError: a row cannot be such a thing; the error names its line.
    """
    mapping, path = table.mapping, table.paths[0]
    order = ["line_"]
    reader = _Reader(table)
    if mapping.aggregate:
        given = rows
        rows = aggregated(rows, table)
        order = [*mapping.parties, "period_"]
        if not mapping.aggregate.shared:
            counts = (given.count(), rows.rows_.sum())
            every, of_two = (int(count.to_pyarrow().as_py() or 0) for count in counts)
            reader.leave(FEW_PARTIES, every - of_two)
    for batch in rows.order_by(order).to_pyarrow().to_batches(_BATCH):
        for row in batch.to_pylist():
            reader.read(row)
    release = ""
    if path.suffix != ".parquet" and mapping.layout.release:
        release = read_header(path, mapping).release
    return reader.records(release)


class _Reader:
    def __init__(self, table: TableImport) -> None:
        self._mapping = table.mapping
        self._codes = Codes(table.dataset, table.mapping.states)
        self._file = str(table.paths[0])
        self._between = table.between
        self._found: list[tuple[dict[str, Any], Record]] = []
        self._lost: dict[str, tuple[int, int, int]] = {}
        self._keys: Counter[str] = Counter()
        self._left: Counter[str] = Counter()
        self._reversed: list[int] = []
        self._rows = 0
        many = [c.name for c in table.mapping.columns if c.pattern]
        self._many = many[0] if many else ""

    def leave(self, reason: str, rows: int) -> None:
        """Count rows that make no claim."""
        self._rows += rows
        self._left[reason] += rows

    def read(self, row: dict[str, Any]) -> None:
        many = int(row.get("rows_", 1))
        self._rows += many
        bounds = self._bounds(row)
        values = self._values(row)
        if bounds is None or (self._mapping.values and not values):
            self._left[NO_YEAR if bounds is None else NO_CLAIM] += many
            return
        key = "" if not self._mapping.key else str(row[self._mapping.key])
        if key:
            self._keys[key] += 1
            if self._keys[key] > 1:
                key = f"{key}-{self._keys[key]}"
        whole = Record(
            parties=(),
            start=bounds[0],
            precision=bounds[1],
            end=bounds[2],
            end_precision=bounds[3],
            key=key,
            name=str(row[self._mapping.named] or "") if self._mapping.named else "",
            values=values,
            line=row.get("line_", 0),
        )
        found = self._together(row, whole) if self._many else self._in_parts(row, whole)
        wanted = [r for r in found if self._is_wanted(r)]
        if not found:
            self._left[FEW_PARTIES if self._many else self._why(row, whole)] += many
        elif not wanted:
            self._left[OTHER_PAIRS] += many
        elif not any(_makes(row, claim) for claim in self._mapping.claims):
            self._left[NO_CLAIM] += many
        self._found += [(row, r) for r in wanted]

    def _is_wanted(self, record: Record) -> bool:
        return not self._between or any(pair <= set(record.parties) for pair in self._between)

    def _together(self, row: dict[str, Any], whole: Record) -> list[Record]:
        """Return one record with all parties known at its beginning, if there are two or more."""
        given = [value for name, value in row.items() if name.startswith(f"{self._many}_")]
        parties = set()
        for code in dict.fromkeys(str(value) for value in given if value is not None):
            begun = _last_day(whole.start, whole.precision)
            found = self._codes.days(code, whole.start, begun, _exact(whole))
            if found:
                parties.add(found[-1].state)
            else:
                self._lose(code, whole.start.year, whole.start.year)
        return [replace(whole, parties=tuple(sorted(parties)))] if len(parties) > 1 else []

    def _in_parts(self, row: dict[str, Any], whole: Record) -> list[Record]:
        """Return a record for each period in which the codes mean the same states."""
        codes = ["" if row[name] is None else str(row[name]) for name in self._mapping.parties]
        if len(set(codes)) < len(codes):
            raise InputError(self._file, "pairs a state with itself", "fix the row", whole.line, 1)
        spans = [self._meanings(code, whole) for code in codes]
        records = []
        for combination in product(*spans):
            begun = max(span.first for span in combination)
            ended = min(span.last for span in combination)
            parties = tuple(span.state for span in combination)
            if begun <= ended and len(set(parties)) == len(parties):
                records.append(_cut(replace(whole, parties=parties), begun, ended))
        return records

    def _meanings(self, code: str, whole: Record) -> list[DaySpan]:
        """Return the states that a code means while a record lasts; note what it does not cover.

        A month in which it comes to mean another, and in which the record begins or ends, is not
        divided: the record begins with the later state, or ends with the earlier.
        """
        last = whole.end or date.max
        found = self._codes.days(code, whole.start, last, _exact(whole))
        if sum((span.last - span.first).days + 1 for span in found) <= (last - whole.start).days:
            self._lose(code, whole.start.year, (whole.end or whole.start).year)
        if len(found) > 1 and whole.precision == "month" and _in_month(found[1].first, whole.start):
            found = found[1:]
        end = whole.end if whole.end_precision == "month" else None
        if len(found) > 1 and end and _in_month(found[-2].last, end):
            found = [*found[:-2], replace(found[-2], last=end)]
        return found

    def _why(self, row: dict[str, Any], whole: Record) -> str:
        """Return the reason why no part of a row's period has two different states as parties."""
        first, last = whole.start.year, (whole.end or date.max).year
        codes = [str(row[name]) for name in self._mapping.parties]
        known = all(self._codes.spans(code, first, last) for code in codes)
        return ONE_STATE if known else NO_STATE

    def _lose(self, code: str, first: int, last: int) -> None:
        rows, earliest, latest = self._lost.get(code or "none", (0, first, last))
        self._lost[code or "none"] = rows + 1, min(earliest, first), max(latest, last)

    def records(self, release: str) -> Records:
        ends = [record.end or record.start for _, record in self._found]
        last = max(ends, default=None)
        span = (min(r.start for _, r in self._found), last) if last else None
        by_claim = {
            claim.name: [
                self._open(_coded(row, record, claim), last)
                for row, record in self._found
                if _makes(row, claim)
            ]
            for claim in self._mapping.claims
        }
        lost = [Unresolved(code, *counts) for code, counts in self._lost.items()]
        left = {reason: rows for reason, rows in self._left.items() if rows}
        oddities = tuple(self._oddities())
        return Records(by_claim, sorted(lost), self._rows, left, span, release, oddities)

    def _open(self, record: Record, last: date | None) -> Record:
        """Return the record, open if it lasts to the end of a table that cannot know its end."""
        closed = self._mapping.complete or self._mapping.year or self._mapping.aggregate
        if closed or record.end != last:
            return record
        return replace(record, end=None)

    def _oddities(self) -> Iterator[str]:
        for key, count in sorted(self._keys.items()):
            if count > 1:
                yield f"{self._mapping.key} {key} appears in {count} rows, which are kept separate"
        for line in self._reversed:
            yield f"line {line} ends before it begins; its end is left out"

    def _bounds(self, row: dict[str, Any]) -> tuple[date, str, date | None, str] | None:
        mapping = self._mapping
        if "period_" in row:
            begun: date = row["period_"]
            by = mapping.aggregate.by if mapping.aggregate else "year"
            return begun, by, _last_day(begun, by), by
        if mapping.year:
            if row[mapping.year] is None:
                return None
            year = row[mapping.year] + mapping.year_one - 1
            return date(year, 1, 1), "year", date(year, 12, 31), "year"
        first = _day(row, mapping.bounds[0], mapping.precision)
        if first is None:
            return None
        start, precision = first
        last = _day(row, mapping.bounds[1], mapping.precision) if mapping.bounds[1] else None
        if last is None:
            return start, precision, None, "day"
        end = _last_day(*last)
        if end < start:
            line = row.get("line_", 0)
            if not mapping.forgiving:
                raise InputError(self._file, "ends before it begins", "fix the row", line, 1)
            self._reversed.append(line)
            return start, precision, None, "day"
        return start, precision, end, last[1]

    def _values(self, row: dict[str, Any]) -> dict[str, int | Decimal]:
        found: dict[str, int | Decimal] = {}
        for name, column in self._mapping.values.items():
            value = row[column]
            if isinstance(value, float):
                value = Decimal(repr(round(value, 9)))
            if value is not None:
                found[name] = value
        return found


def _makes(row: dict[str, Any], claim: ClaimMapping) -> bool:
    return all(row[column] in values for column, values in claim.where)


def _coded(row: dict[str, Any], record: Record, claim: ClaimMapping) -> Record:
    """Return the record with the value that makes the claim, and the flags that apply."""
    if not claim.where and not claim.flags:
        return record
    code = row[claim.where[0][0]] if claim.where else None
    flags = frozenset(column for column in claim.flag_columns if row[column] == 1)
    return replace(record, code=code, flags=flags)


def _day(row: dict[str, Any], columns: Sequence[str], precision: str) -> tuple[date, str] | None:
    """Return the first day of a written date with its precision, or None if it has no year."""
    if len(columns) == 1:
        value = row[columns[0]]
        if value is None:
            return None
        if isinstance(value, int):
            return date(value, 1, 1), "year"
        return value, precision or "day"
    year, month, day = (row[name] for name in columns)
    if not year:
        return None
    if not month or not 1 <= month <= 12:
        return date(year, 1, 1), "year"
    if not day or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return date(year, month, 1), "month"
    return date(year, month, day), "day"


def _cut(record: Record, first: date, last: date) -> Record:
    """The record between two days; a bound that is cut at the turn of a year is known to it."""
    if record.start < first:
        precision = "year" if (first.month, first.day) == (1, 1) else "day"
        record = replace(record, start=first, precision=precision)
    if (record.end or date.max) > last:
        precision = "year" if (last.month, last.day) == (12, 31) else "day"
        record = replace(record, end=last, end_precision=precision)
    return record


def _exact(record: Record) -> set[int]:
    """The years of its bounds that are known better than by the year."""
    bounds = (record.start, record.precision), (record.end, record.end_precision)
    return {day.year for day, precision in bounds if day and precision != "year"}


def _in_month(one: date, other: date) -> bool:
    return (one.year, one.month) == (other.year, other.month)


def _last_day(begun: date, precision: str) -> date:
    if precision == "year":
        return date(begun.year, 12, 31)
    if precision == "month":
        return begun.replace(day=calendar.monthrange(begun.year, begun.month)[1])
    return begun
