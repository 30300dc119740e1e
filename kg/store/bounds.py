"""Bounds that one claim gives for a thing described by another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.model.intervals import BEGINNING, OPEN
from kg.store.columns.fact_index import joined

if TYPE_CHECKING:
    from kg.store.columns.arrays import Days, Mask, Numbers


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


def ended(nodes: Numbers, last: Days, below: Numbers, above: Numbers) -> Days:
    """The last days, none after the end of what a thing ends with.

    Args:
        nodes: the things, those that are the same side by side, in order.
        last: the last day that one graph gives each.
        below: things that end, at the latest, with some others.
        above: those others, one for each.
    """
    if not len(nodes) or not len(below):
        return last
    owners, begins = np.unique(nodes, return_index=True)
    until = np.maximum.reduceat(last, begins)
    ends = np.full(len(above), OPEN, np.int64)
    at = np.minimum(np.searchsorted(owners, above), len(owners) - 1)
    dated = owners[at] == above
    ends[dated] = until[at[dated]]
    limits = np.full(len(owners), OPEN, np.int64)
    at = np.minimum(np.searchsorted(owners, below), len(owners) - 1)
    dated = owners[at] == below
    np.minimum.at(limits, at[dated], ends[dated])
    return np.minimum(last, limits[np.searchsorted(owners, nodes)]).astype(np.int32)
