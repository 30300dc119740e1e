"""Intervals as people read them: as exact as the sources, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.model import terms
from kg.model.dates import format_date
from kg.store.facts import END, START, day_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.model.intervals import Interval
    from kg.store.dataset import Dataset

_ORDER = ("decade", "year", "month", "day")


def precision(
    dataset: Dataset, claims: Iterable[str], day: int | None, bound: NamedNode
) -> str | None:
    """The coarsest precision with which the claims date a day as start or end."""
    said = terms.ent("startPrecision" if bound == START else "endPrecision")
    found: set[str] = set()
    for claim in claims:
        for quad in dataset.store.quads_for_pattern(None, bound, None, NamedNode(claim)):
            if day_of(quad.object) == day:
                found.update(dataset.slug(value) for value in dataset.values(quad.subject, said))
    return next((p for p in _ORDER if p in found), None)


def interval_json(
    dataset: Dataset, interval: Interval | None, claims: Iterable[str]
) -> dict[str, str | None] | None:
    """Bounds as ISO dates (None where open), and how exactly the sources give them."""
    if interval is None:
        return None
    start, end = interval.start, interval.end
    return {
        "start": start.isoformat() if start else None,
        "end": end.isoformat() if end else None,
        "start_precision": precision(dataset, claims, interval.first, START) if start else None,
        "end_precision": precision(dataset, claims, interval.last, END) if end else None,
    }


def interval_text(dataset: Dataset, interval: Interval | None, claims: Iterable[str]) -> str:
    """``since 2019-10``, ``until 2008``, ``1950-04-11 to 1980-04-10``, or nothing."""
    if interval is None:
        return ""
    first = interval.start and format_date(
        interval.start, precision(dataset, claims, interval.first, START)
    )
    last = interval.end and format_date(
        interval.end, precision(dataset, claims, interval.last, END)
    )
    if first and last:
        return f"{first} to {last}"
    if first:
        return f"since {first}"
    return f"until {last}" if last else ""
