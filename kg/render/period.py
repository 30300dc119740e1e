"""Intervals as people read them: as exact as the sources, and no more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.model import terms
from kg.model.dates import format_date
from kg.store.claims import last_days
from kg.store.times import END, START, date_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kg.model.intervals import Interval
    from kg.store.dataset import Dataset

_WRITTEN_FROM = terms.ent("writtenFrom")
_ORDER = ("decade", "year", "month", "day")


def precision(dataset: Dataset, claims: Iterable[str], day: date, bound: NamedNode) -> str | None:
    """The coarsest precision with which the claims date a day as start or end."""
    said = terms.ent("startPrecision" if bound == START else "endPrecision")
    found: set[str] = set()
    for claim in claims:
        for node, _, value in dataset.graph(NamedNode(claim), bound):
            if date_of(value) == day:
                found.update(map(dataset.slug, dataset.values(node, said)))
    return next((p for p in _ORDER if p in found), None)


def is_first_attested(dataset: Dataset, claims: Iterable[str], day: date) -> bool:
    """True of a first day on which sources write that something is so, not that it began.

    Args:
        dataset: the graph.
        claims: IRIs of the claims that stand behind it.
        day: the first day.
    """
    found = False
    for claim in claims:
        node = NamedNode(claim)
        if not any(date_of(value) == day for _, _, value in dataset.graph(node, START)):
            continue
        sources = dataset.nodes(node, terms.PRIMARY_SOURCE)
        written = {date_of(w) for s in sources for w in dataset.values(s, _WRITTEN_FROM)}
        if day not in written:
            return False
        found = True
    return found


def is_last_attested(dataset: Dataset, claims: Iterable[str], day: date) -> bool:
    """True of a last day on which a source looked, not one on which something ended."""
    looked = last_days(dataset)
    found = False
    for claim in claims:
        node = NamedNode(claim)
        if any(date_of(value) == day for _, _, value in dataset.graph(node, END)):
            return False
        sources = dataset.nodes(node, terms.PRIMARY_SOURCE)
        found |= any(looked.get(source.value) == day for source in sources)
    return found


def interval_json(
    dataset: Dataset, interval: Interval | None, claims: Iterable[str]
) -> dict[str, str | None] | None:
    """Bounds as ISO dates (None where open), and how exactly the sources give them."""
    if interval is None:
        return None
    start, end = interval.start, interval.end
    attested = bool(start) and is_first_attested(dataset, claims, start)  # type: ignore[arg-type]
    seen = bool(end) and is_last_attested(dataset, claims, end)  # type: ignore[arg-type]
    return {
        "start": start.isoformat() if start else None,
        "start_bound": ("no-later-than" if attested else "known") if start else "open",
        "end": end.isoformat() if end else None,
        "end_bound": ("no-earlier-than" if seen else "known") if end else "open",
        "start_precision": precision(dataset, claims, start, START) if start else None,
        "end_precision": precision(dataset, claims, end, END) if end else None,
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
    if start and first and is_first_attested(dataset, claims, start):
        return f"attested {first} to {last}" if last else f"attested since {first}"
    if first and last:
        return f"{first} to {last}"
    if first:
        return f"since {first}"
    return f"until {last}" if last else ""


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
