"""Bounds: what is known of the first and the last day of something, and how precisely."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.model import terms
from kg.model.dates import format_date
from kg.model.edtf import KNOWN, NO_EARLIER, NO_LATER, OPEN
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


def start_bound(dataset: Dataset, claims: Iterable[str], day: date | None) -> str:
    """Kind of the bound that a first day is: see ``kg.model.edtf``."""
    if day is None:
        return OPEN
    told = _said(dataset, claims, day, START)
    return told or (NO_LATER if is_first_attested(dataset, claims, day) else KNOWN)


def end_bound(dataset: Dataset, claims: Iterable[str], day: date | None) -> str:
    """The same of a last day."""
    if day is None:
        return OPEN
    told = _said(dataset, claims, day, END)
    return told or (NO_EARLIER if is_last_attested(dataset, claims, day) else KNOWN)


def dated_to(dataset: Dataset, claims: Iterable[str], held: Interval, day: date) -> str:
    """The month, year or decade of a day in which something begins or ends, nobody says when.

    Whether it stood on the day is then not known. Empty on all other days.
    """
    for bound, at, step in ((START, held.start, 1), (END, held.end, -1)):
        if at is None or at.year // 10 != day.year // 10:
            continue
        exactly = precision(dataset, claims, at, bound)
        told = format_date(at, exactly)
        within = {format_date(on, exactly) for on in (day, day + timedelta(step))} == {told}
        if within and (bound == END or start_bound(dataset, claims, at) != NO_LATER):
            return told
    return ""


def _said(dataset: Dataset, claims: Iterable[str], day: date, bound: NamedNode) -> str:
    """The kind that claims themselves give to a day; empty where none does."""
    name = terms.ent("startBound" if bound == START else "endBound")
    for claim in claims:
        for node, _, value in dataset.graph(NamedNode(claim), bound):
            if date_of(value) == day:
                for kind in dataset.values(node, name):
                    return dataset.slug(kind)
    return ""
