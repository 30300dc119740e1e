"""Yearly counts for and against a claim, from the rows of a corroboration test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal

from kg.errors import InputError
from kg.model import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.store.dataset import Term
    from kg.store.query_file import QueryFile

    Row = dict[str, Term | None]

_DECREASE = terms.ent("falling")
_INCREASE = terms.ent("rising")


@dataclass(frozen=True)
class YearCount:
    """The tables' counts for one year; ``value`` is None if only counts are compared."""

    year: int
    supports: int
    contradicts: int
    value: float | None = None


def yearly_counts(test: QueryFile, rows: Sequence[Row], years: range) -> list[YearCount]:
    """Return the counts by year from the rows about one claim, as the test's header reads them.

    Raises:
        InputError: the header does not say what the rows mean.
    """
    if side := test.other.get("spells"):
        if side not in ("supports", "contradicts"):
            raise InputError(test.path, "'spells' must be supports or contradicts", "fix it")
        return _from_spells(rows, years, supporting=side == "supports")
    if trend := test.other.get("trend"):
        return _from_trend(rows, years, dict(trend))
    return _from_counts(test, rows, years)


def _from_counts(test: QueryFile, rows: Sequence[Row], years: range) -> list[YearCount]:
    found = []
    for row in rows:
        if not {"year", "supports", "contradicts"} <= row.keys():
            raise InputError(test.path, "lacks ?year, ?supports or ?contradicts", "add them")
        if (year := _number(row["year"])) and int(year) in years:
            value = _number(row.get("value"))
            supports, against = (int(_number(row[n]) or 0) for n in ("supports", "contradicts"))
            found.append(YearCount(int(year), supports, against, value))
    return sorted(found, key=lambda figure: figure.year)


def _from_spells(rows: Sequence[Row], years: range, *, supporting: bool) -> list[YearCount]:
    inside: set[int] = set()
    for row in rows:
        first, last = _number(row.get("first")), _number(row.get("last"))
        start = years.start if first is None else int(first)
        end = years.stop - 1 if last is None else int(last)
        inside.update(range(max(start, years.start), min(end, years.stop - 1) + 1))
    found = []
    for year in years:
        borne = (year in inside) == supporting
        found.append(YearCount(year, int(borne), int(not borne)))
    return found


def _from_trend(rows: Sequence[Row], years: range, trend: dict[str, Any]) -> list[YearCount]:
    lag, over, absent = int(trend["lag"]), int(trend.get("over", 1)), trend.get("absent")
    ways = {row.get("way") for row in rows}
    if len(ways) != 1 or not ways <= {_INCREASE, _DECREASE}:
        return []
    rising = ways == {_INCREASE}
    values = {
        int(year): value
        for row in rows
        if (year := _number(row.get("year"))) is not None
        and (value := _number(row.get("value"))) is not None
    }
    known = range(_cover_start(values, absent, years, lag, over), years.stop)
    summed = {}
    for year in known:
        parts = [values.get(y, absent) for y in range(year - over + 1, year + 1)]
        told = [float(part) for part in parts if part is not None]
        if len(told) == over:
            summed[year] = sum(told)
    found = []
    for year in years:
        if year in summed and year - lag in summed:
            apart = summed[year] - summed[year - lag]
            up, down = (apart > 0, apart < 0) if rising else (apart < 0, apart > 0)
            found.append(YearCount(year, int(up), int(down), summed[year]))
    return found


def _cover_start(
    values: dict[int, float], absent: float | None, years: range, lag: int, over: int
) -> int:
    """Return the first year for which a value can be summed."""
    return years.start - lag if absent is not None else min(values, default=years.stop) + over - 1


def _number(term: Term | None) -> float | None:
    if not isinstance(term, Literal):
        return None
    try:
        return float(term.value)
    except ValueError:
        return None


def turned(figures: Iterable[YearCount]) -> list[YearCount]:
    """Swap the counts, for a claim that denies the pattern of the test."""
    return [YearCount(f.year, f.contradicts, f.supports, f.value) for f in figures]
