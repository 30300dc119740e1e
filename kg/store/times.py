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
    from kg.store.columns.stated import GraphStatements
    from kg.store.columns.terms_table import Terms


def reconciled(nodes: Numbers, first: Days, last: Days, known: Mask) -> tuple[Days, Days]:
    """Return the bounds of nodes, reconciled from what all graphs say about each.

    An end that one graph gives without a beginning, or with the same beginning, also ends what
    another graph gives without an end. Something with only an end begins where another graph says.
    If none does, it is only known to hold on its last day, unless reference data (such as those on
    states) describe it: then it has no beginning.

    Args:
        nodes: the nodes, with equal ones adjacent.
        first: the first day that one graph gives each.
        last: the last day that it gives.
        known: True for rows from reference data.
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
    """Return the last days, limited by anything that ends a node.

    Args:
        nodes: the nodes, sorted, with equal ones adjacent.
        first: the first day that one graph gives each.
        last: the last day that it gives.
        below: the nodes that something ends.
        ends: the latest last day for each of these; periods that begin later are not changed.
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
    """Return the least or greatest day that any graph gives each node; open if none does."""
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
    """Return the day of an ``xsd:date`` literal, or None if it is not valid.

    The lexical form is that of XML Schema 1.1 (part 2, section 3.3.9.1) with a four-digit year; the
    time zone is ignored.
    """
    if isinstance(literal, Literal) and (match := _DAY.match(literal.value)):
        try:
            return date.fromisoformat(match[1])
        except ValueError:
            return None
    return None


def day_of(literal: object) -> int | None:
    """Return the day of a date literal as an ordinal, or None if it is not valid."""
    day = date_of(literal)
    return None if day is None else day.toordinal()


def read_times(
    statements: GraphStatements,
    known: Terms,
    ending: Collection[int] = (),
    closing: Collection[int] = (),
    reference: Collection[int] = (),
) -> Times:
    """Return the time that each graph gives each node; of several bounds, the last one counts.

    Args:
        statements: the statements of the graphs.
        known: the terms.
        ending: the numbers of properties whose subject ends no later than their value.
        closing: the numbers of properties whose value, if no graph gives its end, ends before their
            subject begins.
        reference: the ranks of the graphs of reference data.
    """
    bounds = [_bounds(statements, known, prop) for prop in (START, END)]
    keys = distinct(np.concatenate([found for found, _ in bounds]))
    first = np.full(len(keys), BEGINNING, np.int32)
    last = np.full(len(keys), OPEN, np.int32)
    for column, (found, days) in zip((first, last), bounds, strict=True):
        column[np.searchsorted(keys, found)] = days  # a later one overwrites an earlier one
    told = np.isin(keys & 0xFFFFFFFF, list(reference))
    since, until = reconciled(keys >> 32, first, last, told)
    nodes = keys >> 32
    rows = np.flatnonzero(np.isin(statements.properties, list(closing)) & ~statements.denied)
    begun = _days_of(nodes, since, statements.subjects[rows], np.minimum)
    before = np.where((begun == BEGINNING) | (begun == OPEN), OPEN, begun - 1)
    closed = ended(nodes, since, until, statements.values[rows], before)
    until = np.where(until == OPEN, closed, until)  # an explicit end takes precedence
    rows = np.flatnonzero(np.isin(statements.properties, list(ending)))
    ends = _days_of(nodes, until, statements.values[rows], np.maximum)
    until = ended(nodes, since, until, statements.subjects[rows], ends)
    return Times(keys, since, until)


def _bounds(statements: GraphStatements, known: Terms, prop: object) -> tuple[Ints, Days]:
    """Return the node and graph of each bound that is a valid day, and that day."""
    rows = np.flatnonzero(statements.properties == known.find(prop))  # type: ignore[arg-type]
    literals, places = np.unique(statements.values[rows], return_inverse=True)
    told = [day_of(known.term(number)) for number in literals.tolist()]
    days = np.array([-1 if day is None else day for day in told], np.int32)[places]
    dated = days >= 0
    rows = rows[dated]
    return joined(statements.subjects[rows], statements.ranks[rows]), days[dated]
