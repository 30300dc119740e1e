"""The days on which a node holds, according to the claims about it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from pyoxigraph import Literal

from kg.model import terms
from kg.model.intervals import BEGINNING, OPEN
from kg.store.columns.fact_index import distinct, joined
from kg.store.columns.stated import Times

if TYPE_CHECKING:
    from collections.abc import Collection

    from kg.store.columns.fact_index import Days, Ints, Mask, Numbers
    from kg.store.columns.stated import Said
    from kg.store.columns.terms_table import Terms


def reconciled(nodes: Numbers, first: Days, last: Days, known: Mask) -> tuple[Days, Days]:
    """The bounds of things, each from all that graphs say about it.

    An end that one graph tells without a beginning, or with the same beginning, ends what another
    tells without an end. What has an end alone begins where another says; if nobody does, no more
    is known than that it was so on its last day, unless reference data say so, such as those on
    states: what these describe was always there.

    Args:
        nodes: the things, those that are the same side by side.
        first: the first day that one graph gives each.
        last: the last day.
        known: True for what reference data say.
    """
    if not len(nodes):
        return first, last
    begins = np.flatnonzero(np.diff(nodes, prepend=-1))
    group = np.repeat(np.arange(len(begins)), np.diff(np.append(begins, len(nodes))))
    headless, endless = first == BEGINNING, last == OPEN
    ends_alone = headless & ~endless
    early = np.where(headless, OPEN, first)
    earliest = np.minimum.reduceat(early, begins)[group]
    since = np.where(earliest <= last, earliest, np.where(known, first, last))
    told = np.maximum.reduceat(np.where(ends_alone, last, BEGINNING - 1), begins)[group]
    _, alike = np.unique(joined(group, first), return_inverse=True)
    same = np.full(len(nodes), BEGINNING - 1, np.int64)
    np.maximum.at(same, alike, np.where(endless | headless, BEGINNING - 1, last))
    until = np.maximum(told, same[alike])
    ended = endless & ~headless & (until >= first)
    return (
        np.where(ends_alone, since, first).astype(np.int32),
        np.where(ended, until, last).astype(np.int32),
    )


def ended(nodes: Numbers, first: Days, last: Days, below: Numbers, ends: Days) -> Days:
    """The last days, none after what ends a thing.

    Args:
        nodes: the things, those that are the same side by side, in order.
        first: the first day that one graph gives each.
        last: the last day.
        below: things that something ends.
        ends: the last day that it leaves each; what had not begun by then is left alone.
    """
    if not len(nodes) or not len(below):
        return last
    owners = np.unique(nodes)
    limits = np.full(len(owners), OPEN, np.int64)
    at = np.minimum(np.searchsorted(owners, below), len(owners) - 1)
    dated = owners[at] == below
    np.minimum.at(limits, at[dated], ends[dated])
    limit = limits[np.searchsorted(owners, nodes)]
    return np.where(limit < first, last, np.minimum(last, limit)).astype(np.int32)


def _days_of(nodes: Numbers, days: Days, things: Numbers, pick: np.ufunc) -> Days:
    """The least or greatest day that any graph gives each of some things; open where none does."""
    if not len(nodes):
        return np.full(len(things), OPEN, np.int32)
    owners, begins = np.unique(nodes, return_index=True)
    found = pick.reduceat(days, begins)
    at = np.minimum(np.searchsorted(owners, things), len(owners) - 1)
    return np.where(owners[at] == things, found[at], OPEN).astype(np.int32)


START = terms.ent("start")
END = terms.ent("end")
_DAY = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?\Z"
)


def date_of(literal: object) -> date | None:
    """The day of an ``xsd:date`` literal, None where it is not one.

    The lexical form is that of XML Schema 1.1 (part 2, section 3.3.9.1) with four digits of the
    year; the day is the one written, whatever its time zone.
    """
    if isinstance(literal, Literal) and (match := _DAY.match(literal.value)):
        try:
            return date.fromisoformat(match[1])
        except ValueError:
            return None
    return None


def day_of(literal: object) -> int | None:
    """Return a bound's day as an ordinal."""
    day = date_of(literal)
    return None if day is None else day.toordinal()


def read_times(
    said: Said,
    known: Terms,
    ending: Collection[int] = (),
    closing: Collection[int] = (),
    reference: Collection[int] = (),
) -> Times:
    """The time that each graph's statements give each node; of several bounds the last counts.

    Args:
        said: what the graphs say.
        known: the terms.
        ending: numbers of the properties whose subject ends no later than their value.
        closing: numbers of those whose value, if nobody tells its end, ends before they begin.
        reference: ranks of the graphs of reference data.
    """
    bounds = [_bounds(said, known, prop) for prop in (START, END)]
    keys = distinct(np.concatenate([found for found, _ in bounds]))
    first = np.full(len(keys), BEGINNING, np.int32)
    last = np.full(len(keys), OPEN, np.int32)
    for column, (found, days) in zip((first, last), bounds, strict=True):
        column[np.searchsorted(keys, found)] = days  # a later one is written over an earlier one
    told = np.isin(keys & 0xFFFFFFFF, list(reference))
    since, until = reconciled(keys >> 32, first, last, told)
    nodes = keys >> 32
    rows = np.flatnonzero(np.isin(said.properties, list(closing)) & ~said.denied)
    begun = _days_of(nodes, since, said.subjects[rows], np.minimum)
    before = np.where((begun == BEGINNING) | (begun == OPEN), OPEN, begun - 1)
    closed = ended(nodes, since, until, said.values[rows], before)
    until = np.where(until == OPEN, closed, until)  # who tells the end knows it better
    rows = np.flatnonzero(np.isin(said.properties, list(ending)))
    ends = _days_of(nodes, until, said.values[rows], np.maximum)
    until = ended(nodes, since, until, said.subjects[rows], ends)
    return Times(keys, since, until)


def _bounds(said: Said, known: Terms, prop: object) -> tuple[Ints, Days]:
    """Node and graph of each bound that is a day, and that day."""
    rows = np.flatnonzero(said.properties == known.find(prop))  # type: ignore[arg-type]
    literals, places = np.unique(said.values[rows], return_inverse=True)
    told = [day_of(known.term(number)) for number in literals.tolist()]
    days = np.array([-1 if day is None else day for day in told], np.int32)[places]
    dated = days >= 0
    rows = rows[dated]
    return joined(said.subjects[rows], said.ranks[rows]), days[dated]
