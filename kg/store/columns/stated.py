"""All stated facts as columns: each distinct statement, with the graphs that make it.

Statements are collected graph by graph and then merged. The days that claims give to nodes are also
columns.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kg.model.intervals import BEGINNING, OPEN
from kg.store.columns.fact_index import SortedRun, by_property, distinct, joined, within

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from numpy.typing import NDArray

    from kg.store.columns.fact_index import Days, Ints, Mask, Numbers, Property
    from kg.store.columns.terms_table import Terms


@dataclass(frozen=True, eq=False)
class GraphStatements:
    """Statements, in the order of the graphs that make them.

    Attributes:
        ranks: the rank of each statement's graph among the admitted graphs, sorted by name.
        subjects, properties, values: the terms of each statement.
        denied: True for each statement that its claim denies.
    """

    ranks: Numbers
    subjects: Numbers
    properties: Numbers
    values: Numbers
    denied: Mask

    def __len__(self) -> int:
        return len(self.ranks)

    def extended(self, owners: Ints, properties: Numbers, values: Numbers) -> GraphStatements:
        """Add statements, each directly after the one that implies it.

        Args:
            owners: the rows of the statements that imply the new ones, with the same subjects.
            properties: the properties of the new statements.
            values: the values of the new statements.
        """
        if not len(owners):
            return self
        order = np.argsort(owners, kind="stable")
        owners = owners[order]
        late = owners + 1 + np.arange(len(owners))
        early = np.ones(len(self) + len(owners), bool)
        early[late] = False

        def placed(column: NDArray[Any], more: NDArray[Any]) -> NDArray[Any]:
            found = np.empty(len(early), column.dtype)
            found[early], found[late] = column, more
            return found

        return GraphStatements(
            placed(self.ranks, self.ranks[owners]),
            placed(self.subjects, self.subjects[owners]),
            placed(self.properties, properties[order]),
            placed(self.values, values[order]),
            placed(self.denied, self.denied[owners]),
        )


@dataclass(frozen=True, eq=False)
class Times:
    """The days that graphs give to nodes, sorted by node and then by graph.

    Attributes:
        keys: the node and the rank of the graph, encoded as one number (see ``joined``).
        first, last: the first and last day; the last is before the first for a node that never
            holds.
    """

    keys: Ints
    first: Days
    last: Days

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def ranks(self) -> Ints:
        """The rank of the graph in each row."""
        return self.keys & 0xFFFFFFFF

    @property
    def nodes(self) -> Ints:
        """The node in each row."""
        return self.keys >> 32

    def of(self, nodes: Numbers, ranks: Numbers) -> tuple[Ints, Days, Days]:
        """Return the days of many nodes, each according to one graph; see ``Facts.time_of``.

        Returns:
            for each period, the position of its node among those given, its first and its last day.
        """
        low = np.searchsorted(self.keys, nodes.astype(np.int64) << 32)
        high = np.searchsorted(self.keys, (nodes.astype(np.int64) + 1) << 32)
        wanted = joined(nodes, ranks)
        own = np.searchsorted(self.keys, wanted)
        told = np.zeros(len(nodes), bool)
        inside = own < len(self)
        told[inside] = self.keys[own[inside]] == wanted[inside]
        low, high = np.where(told, own, low), np.where(told, own + 1, high)
        counts = high - low
        owners = np.repeat(np.arange(len(nodes)), counts)
        at = np.repeat(low, counts) + within(counts)
        ever = np.flatnonzero(counts == 0)
        first, last = self.first[at], self.last[at]
        held = first <= last
        return (
            np.concatenate((owners[held], ever)),
            np.concatenate((first[held], np.full(len(ever), BEGINNING, np.int32))),
            np.concatenate((last[held], np.full(len(ever), OPEN, np.int32))),
        )


@dataclass(frozen=True, eq=False)
class Stated:
    """Statements, one in each row.

    Attributes:
        terms: the terms and their numbers.
        graphs: the graphs that state something, by rank, sorted by name.
        statements: subject, property and value of each row.
        starts: where the graphs of each row begin in ``behind``; one longer than the number of
            rows.
        behind: the ranks of the graphs that make each statement, in order.
        times: the days that graphs give to nodes.
        kept: results computed from these columns, if they were kept with them.
    """

    terms: Terms
    graphs: Numbers
    statements: Sequence[Numbers]
    starts: Ints
    behind: Numbers
    times: Times
    kept: Kept = field(default_factory=lambda: Kept())

    def __len__(self) -> int:
        return len(self.subjects)

    @property
    def subjects(self) -> Numbers:
        """The subject of each row."""
        return self.statements[0]

    @cached_property
    def by_property(self) -> dict[int, Property]:
        """The statements of each property, in both orders."""
        if self.kept.by_property is not None:
            return self.kept.by_property
        return by_property(*self.statements)

    @cached_property
    def by_graph(self) -> SortedRun:
        """The rows of each graph, by rank."""
        owners = np.repeat(np.arange(len(self)), np.diff(self.starts))
        return SortedRun.of(joined(self.behind, owners), owners)

    @cached_property
    def by_subject(self) -> SortedRun:
        """The rows of each subject."""
        rows = np.arange(len(self))
        return SortedRun.of(joined(self.subjects, rows), rows)

    @cached_property
    def nodes_by_graph(self) -> SortedRun:
        """The rows of ``times`` in which each graph, by rank, gives a time."""
        places = np.arange(len(self.times))
        return SortedRun.of(joined(self.times.ranks, places), places)

    def days(self, rows: Ints) -> tuple[Ints, Days, Days]:
        """Return the days on which rows are stated to hold.

        Returns:
            periods in no particular order, which may overlap: position of the row, first and last
            day.
        """
        counts = self.starts[rows + 1] - self.starts[rows]
        owners = np.repeat(np.arange(len(rows)), counts)
        ranks = self.behind[np.repeat(self.starts[rows], counts) + within(counts)]
        places, first, last = self.times.of(self.subjects[rows][owners], ranks)
        return owners[places], first, last

    def extends(self, other: Stated) -> bool:
        """Return True if all terms of other statements have the same numbers here."""
        common = self.terms.common(other.terms)
        columns = (*other.statements, other.graphs)
        return max(int(column.max(initial=-1)) for column in columns) < common

    def timed_otherwise(self, other: Stated) -> Ints:
        """Return the nodes to which graphs give other days than in an equally numbered table."""
        rank = np.full(len(self.terms), len(self.graphs), np.int64)
        rank[self.graphs] = np.arange(len(self.graphs))
        mine, theirs = self.times, other.times
        keys = joined(theirs.nodes, rank[other.graphs[theirs.ranks]])
        at = np.minimum(np.searchsorted(mine.keys, keys), max(len(mine) - 1, 0))
        same = np.zeros(len(theirs), bool)
        if len(mine):
            same = mine.keys[at] == keys
            same &= (mine.first[at] == theirs.first) & (mine.last[at] == theirs.last)
        odd = np.ones(len(mine), bool)
        odd[at[same]] = False
        return np.concatenate((mine.nodes[odd], theirs.nodes[~same]))

    def without(self, gone: Ints) -> Stated:
        """Return the statements without some graphs, by rank; the days that these give remain."""
        left = np.ones(len(self.graphs), bool)
        left[gone] = False
        kept = left[self.behind]
        owners = np.repeat(np.arange(len(self)), np.diff(self.starts))[kept]
        counts = np.bincount(owners, minlength=len(self))
        rows = np.flatnonzero(counts)
        place = np.full(len(self), -1, np.int32)
        place[rows] = np.arange(len(rows), dtype=np.int32)
        orders = {number: held.renumbered(place) for number, held in self.by_property.items()}
        return Stated(
            self.terms,
            self.graphs,
            [column[rows] for column in self.statements],
            np.concatenate(([0], np.cumsum(counts[rows]))),
            self.behind[kept],
            self.times,
            Kept(orders),
        )


@dataclass(eq=False)
class Kept:
    """Results computed from statements, or read from disk if they were kept.

    Attributes:
        by_property: the statements of each property.
        days: returns the columns of the days on which rows hold; they may be written to.
        rivals: the columns of the units that exclude each other if all claims are believed (see
            ``Rivals``).
    """

    by_property: dict[int, Property] | None = None
    days: Callable[[], list[Numbers]] | None = None
    rivals: Sequence[Numbers] | None = None


def stated(statements: GraphStatements, graphs: Numbers, times: Times, terms: Terms) -> Stated:
    """Return the distinct statements, in the order in which they are first made.

    Args:
        statements: the statements that each graph makes and entails.
        graphs: the graphs by rank.
        times: the days that graphs give to nodes.
        terms: the terms and their numbers.
    """
    firsts, rows = _once(joined(statements.subjects, statements.properties), statements.values)
    pairs = distinct(joined(rows, statements.ranks))
    counts = np.bincount(pairs >> 32, minlength=len(firsts))
    return Stated(
        terms,
        graphs,
        [
            column[firsts]
            for column in (statements.subjects, statements.properties, statements.values)
        ],
        np.concatenate(([0], np.cumsum(counts))),
        (pairs & 0xFFFFFFFF).astype(np.int32),
        times,
    )


def _once(one: Ints, other: Numbers) -> tuple[Ints, Ints]:
    """Return the first row of each combination of two columns, and each row's combination."""
    _, groups = np.unique(one, return_inverse=True)
    _, begins, groups = np.unique(joined(groups, other), return_index=True, return_inverse=True)
    order = np.argsort(begins)
    place = np.empty(len(begins), np.int64)
    place[order] = np.arange(len(begins))
    return begins[order], place[groups]
