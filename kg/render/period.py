"""Intervals as people read them: as exact as the sources, and no more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kg.analysis.bounds import end_bound, precision, start_bound
from kg.model.dates import format_date
from kg.model.edtf import ABOUT, NO_LATER, bound_text
from kg.store.times import END, START

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kg.model.intervals import Interval
    from kg.store.dataset import Dataset


def interval_json(
    dataset: Dataset, interval: Interval | None, claims: Iterable[str]
) -> dict[str, str | None] | None:
    """Bounds as ISO dates (None where open), and how exactly the sources give them."""
    if interval is None:
        return None
    start, end = interval.start, interval.end
    first = precision(dataset, claims, start, START) if start else None
    last = precision(dataset, claims, end, END) if end else None
    kinds = start_bound(dataset, claims, start), end_bound(dataset, claims, end)
    return {
        "start": start.isoformat() if start else None,
        "start_bound": kinds[0],
        "start_precision": first,
        "start_edtf": bound_text(start, first, kinds[0]) if start else "..",
        "end": end.isoformat() if end else None,
        "end_bound": kinds[1],
        "end_precision": last,
        "end_edtf": bound_text(end, last, kinds[1]) if end else "..",
    }


def interval_text(dataset: Dataset, interval: Interval | None, claims: Iterable[str]) -> str:
    """``since 2008``, ``until 2008``, ``1950-04-11 to 1980-04-10``, or nothing.

    Where sources only vouch for a beginning by saying in the present tense that something is so
    it is ``attested since 2019-10``; when it began is not said.
    """
    if interval is None:
        return ""
    start, end = interval.start, interval.end
    first = start and format_date(start, precision(dataset, claims, start, START))
    last = end and format_date(end, precision(dataset, claims, end, END))
    kinds = start_bound(dataset, claims, start), end_bound(dataset, claims, end)
    first = first and _worded(first, kinds[0])
    last = last and _worded(last, kinds[1])
    if kinds[0] == NO_LATER and first:
        return f"attested {first} to {last}" if last else f"attested since {first}"
    if first and last:
        return f"{first} to {last}"
    if first:
        return f"since {first}"
    return f"until {last}" if last else ""


def _worded(text: str, kind: str) -> str:
    """A bound as a reader takes it: about when it was."""
    return f"about {text}" if kind == ABOUT else text


def attested_text(attested: Interval) -> str:
    """The days on which a source vouches for something, no more exactly than by whole months."""
    first, last = _bounds(attested)
    return first if first and first == last else f"{first or '..'} to {last or 'open'}"


def attested_json(attested: Interval) -> dict[str, str | None]:
    """The same as plain values; whole months as such."""
    return dict(zip(("from", "until"), _bounds(attested), strict=True))


def month_text(day: date) -> str:
    """A day; the last one of a month as that month."""
    return day.isoformat()[: 7 if (day + timedelta(1)).day == 1 else 10]


def _bounds(attested: Interval) -> tuple[str | None, str | None]:
    start, end = attested.start, attested.end
    month = bool(end and (end + timedelta(1)).day == 1 and (start is None or start.day == 1))
    first, last = (
        None if day is None else day.isoformat()[: 7 if month else 10] for day in (start, end)
    )
    return first, last
