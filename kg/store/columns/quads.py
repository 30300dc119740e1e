"""Quads as columns: graph, subject, predicate and object, and the orders in which they are found.

A place in an order is found by bisection, which touches a few pages of a column that is mapped
from a file. What is found comes newest first, as a store gives it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kg.store.columns.arrays import distinct, within
from kg.store.columns.fact_index import SortedRun, joined
from kg.store.columns.terms_table import UNBOUND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.store.columns.arrays import Ints, Mask, Numbers
    from kg.store.columns.terms_table import Terms

ORDERS = {
    "by_subject": ("subjects", "predicates"),
    "by_object": ("objects", "predicates"),
    "by_predicate": ("predicates", ""),
    "by_graph": ("graphs", "predicates"),
}
"""Names of the orders, and of the columns by which they are sorted."""


class QuadColumns:
    """Quads by row, in the order in which they were read.

    Args:
        terms: the terms and their numbers.
        columns: graph, subject, predicate and object of each row; the default graph is
            ``UNBOUND``.
        kept: orders that are there already, by their names.
    """

    def __init__(
        self, terms: Terms, columns: Sequence[Numbers], kept: dict[str, SortedRun] | None = None
    ) -> None:
        self.terms = terms
        self.graphs, self.subjects, self.predicates, self.objects = columns
        self.kept = {} if kept is None else kept

    @property
    def columns(self) -> list[Numbers]:
        """The four columns."""
        return [self.graphs, self.subjects, self.predicates, self.objects]

    def __len__(self) -> int:
        return len(self.graphs)

    def order(self, name: str) -> SortedRun:
        """One of ``ORDERS``, sorted when it is first asked for."""
        found = self.kept.get(name)
        if found is None:
            found = self.kept[name] = self._sorted(name, np.arange(len(self)))
        return found

    def _sorted(self, name: str, rows: Ints) -> SortedRun:
        one, other = ORDERS[name]
        first = getattr(self, one)[rows]
        keys = joined(first, getattr(self, other)[rows] if other else np.zeros_like(first))
        order = np.argsort(keys, kind="stable")
        return SortedRun(keys[order], rows[order].astype(np.int32))

    def rows(self, name: str, first: int, second: int | None = None) -> Ints:
        """Rows that have a term, or two, in an order; newest first."""
        if first == UNBOUND or second == UNBOUND:
            return np.empty(0, np.int32)
        found = self.order(name).found(first, second)
        return found[::-1] if second is not None or not ORDERS[name][1] else np.sort(found)[::-1]

    def said_of(self, subject: int, predicate: int | None = None) -> Ints:
        """Rows about a subject, or with its values of a property."""
        return self.rows("by_subject", subject, predicate)

    def with_object(self, value: int, predicate: int | None = None) -> Ints:
        """Rows with an object, of any property or of one."""
        return self.rows("by_object", value, predicate)

    def of_property(self, predicate: int) -> Ints:
        """Rows with a property."""
        return self.rows("by_predicate", predicate)

    def in_graph(self, graph: int, predicate: int | None = None) -> Ints:
        """Rows of a graph, with any property or with one."""
        return self.rows("by_graph", graph, predicate)

    def holds(self, others: QuadColumns) -> Mask:
        """For each of other quads, whose terms are numbered alike, True where it is here."""
        mine, theirs = self.order("by_subject"), others
        keys = joined(theirs.subjects, theirs.predicates)
        low = np.searchsorted(mine.keys, keys)
        counts = np.searchsorted(mine.keys, keys, "right") - low
        owners = np.repeat(np.arange(len(others)), counts)
        rows = mine.rows[np.repeat(low, counts) + within(counts)]
        same = (self.objects[rows] == theirs.objects[owners]) & (
            self.graphs[rows] == theirs.graphs[owners]
        )
        found = np.zeros(len(others), bool)
        found[owners[same]] = True
        return found

    def differing(self, others: QuadColumns) -> int:
        """How many quads are only here or only there, where terms are numbered alike."""
        same = int(self.holds(others).sum())
        return len(self) + len(others) - 2 * same

    def followed_by(self, others: QuadColumns, rows: Ints) -> QuadColumns:
        """These quads and some of others, whose terms are numbered alike."""
        both = zip(self.columns, others.columns, strict=True)
        columns = [np.concatenate((mine, theirs[rows])) for mine, theirs in both]
        made = QuadColumns(others.terms, columns)
        late = np.arange(len(self), len(made))
        if len(late) < len(self):
            for name, run in self.kept.items():
                made.kept[name] = _merged(run, made._sorted(name, late))
        return made

    @cached_property
    def graph_numbers(self) -> Numbers:
        """The graphs, each once, in order of their numbers; the default graph is none of them."""
        held = np.zeros(len(self.terms) + 1, bool)
        held[self.graphs] = True  # the default graph is the last place
        found: Numbers = np.flatnonzero(held[:-1]).astype(np.int32)
        return found


def _merged(run: SortedRun, other: SortedRun) -> SortedRun:
    """Two runs as one; of equal keys those of the first come first."""
    at = np.searchsorted(run.keys, other.keys, "right")
    return SortedRun(np.insert(run.keys, at, other.keys), np.insert(run.rows, at, other.rows))


def repeats(columns: Sequence[Numbers]) -> Ints:
    """Rows that say what an earlier row says, in order."""
    graphs, subjects, predicates, objects = (column.astype(np.uint64) for column in columns)
    mixed = (graphs + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    for column in (subjects, predicates, objects):
        mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9) + column
    order = np.argsort(mixed, kind="stable")
    told = mixed[order]
    same = told[1:] == told[:-1]
    if not same.any():
        return np.empty(0, np.int64)
    alike = distinct(np.concatenate((order[1:][same], order[:-1][same])))
    known: set[tuple[int, ...]] = set()
    found = []
    for row, quad in zip(
        alike.tolist(),
        zip(*(column[alike].tolist() for column in columns), strict=True),
        strict=True,
    ):
        if quad in known:
            found.append(row)
        known.add(quad)
    return np.array(found, np.int64)
