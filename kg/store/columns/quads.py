"""Quads as columns of numbers (graph, subject, predicate, object), with sorted orders for lookup.

This is the only copy of the statements read. Lookup is by bisection, which touches only a few pages
of a column mapped from a file. Results come newest first, as from a store.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from array import array
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from kg.model import terms
from kg.store.columns.fact_index import SortedRun, distinct, is_among, joined, within
from kg.store.columns.terms_table import UNBOUND, Terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.model.intervals import IntervalSet
    from kg.store.columns.fact_index import Ints, Mask, Numbers, Property
    from kg.store.columns.terms_table import Term, TermSource

    Pattern = tuple[Term | None, Term | None, Term | None]

ORDERS = {
    "by_subject": ("subjects", "predicates"),
    "by_object": ("objects", "predicates"),
    "by_predicate": ("predicates", ""),
    "by_graph": ("graphs", "predicates"),
}
"""The columns by which each order is sorted, by its name."""


class QuadColumns:
    """Quads, one in each row, in the order read.

    Args:
        terms: the terms and their numbers.
        columns: graph, subject, predicate and object of each row; the default graph is ``UNBOUND``.
        kept: orders that already exist, by name.
    """

    def __init__(
        self, terms: Terms, columns: Sequence[Numbers], kept: dict[str, SortedRun] | None = None
    ) -> None:
        self.terms = terms
        self.graphs, self.subjects, self.predicates, self.objects = columns
        self.kept = {} if kept is None else kept

    @property
    def columns(self) -> list[Numbers]:
        """The four columns of the quads."""
        return [self.graphs, self.subjects, self.predicates, self.objects]

    def __len__(self) -> int:
        return len(self.graphs)

    def order(self, name: str) -> SortedRun:
        """Return one of ``ORDERS``, sorting it on first use."""
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
        """Return the rows with one or two given terms, by an order; newest first."""
        if first == UNBOUND or second == UNBOUND:
            return np.empty(0, np.int32)
        found = self.order(name).found(first, second)
        return found[::-1] if second is not None or not ORDERS[name][1] else np.sort(found)[::-1]

    def with_subject(self, subject: int, predicate: int | None = None) -> Ints:
        """Return the rows about a subject, optionally with one property."""
        return self.rows("by_subject", subject, predicate)

    def with_object(self, value: int, predicate: int | None = None) -> Ints:
        """Return the rows with an object, optionally with one property."""
        return self.rows("by_object", value, predicate)

    def of_property(self, predicate: int) -> Ints:
        """Return the rows with a property."""
        return self.rows("by_predicate", predicate)

    def in_graph(self, graph: int, predicate: int | None = None) -> Ints:
        """Return the rows of a graph, optionally with one property."""
        return self.rows("by_graph", graph, predicate)

    def holds(self, others: QuadColumns) -> Mask:
        """Return True for each of other quads, with the same term numbers, that is also here."""
        found = np.zeros(len(others), bool)
        common = min(len(self), len(others))
        both = zip(self.columns, others.columns, strict=True)
        found[:common] = np.logical_and.reduce([a[:common] == b[:common] for a, b in both])
        moved = np.flatnonzero(~found)
        if not len(moved):
            return found
        mine = self.order("by_subject")
        keys = joined(others.subjects[moved], others.predicates[moved])
        low = np.searchsorted(mine.keys, keys)
        counts = np.searchsorted(mine.keys, keys, "right") - low
        owners = np.repeat(moved, counts)
        rows = mine.rows[np.repeat(low, counts) + within(counts)]
        same = (self.objects[rows] == others.objects[owners]) & (
            self.graphs[rows] == others.graphs[owners]
        )
        found[owners[same]] = True
        return found

    def differing(self, others: QuadColumns) -> int:
        """Count the quads in only one of two sets with the same term numbers."""
        same = int(self.holds(others).sum())
        return len(self) + len(others) - 2 * same

    def followed_by(self, others: QuadColumns, rows: Ints) -> QuadColumns:
        """Return these quads followed by some of others with the same term numbers."""
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
        """The distinct graphs in order of their numbers, without the default graph."""
        held = np.zeros(len(self.terms) + 1, bool)
        held[self.graphs] = True  # the default graph is the last position
        found: Numbers = np.flatnonzero(held[:-1]).astype(np.int32)
        return found


def _merged(run: SortedRun, other: SortedRun) -> SortedRun:
    """Merge two runs; of equal keys, those of the first run come first."""
    at = np.searchsorted(run.keys, other.keys, "right")
    return SortedRun(np.insert(run.keys, at, other.keys), np.insert(run.rows, at, other.rows))


def repeats(columns: Sequence[Numbers]) -> Ints:
    """Return the rows that repeat an earlier row, in order."""
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


class RowValues(Protocol):
    """A column that returns the values of rows."""

    def __len__(self) -> int: ...

    def __getitem__(self, rows: Ints) -> Numbers: ...


class StatementRows:
    """Statements, one in each row.

    Args:
        terms: the terms and their numbers.
        statements: subject, property and value of each row.
        by_property: the statements of each property, in both orders.
    """

    def __init__(
        self, terms: Terms, statements: Sequence[RowValues], by_property: dict[int, Property]
    ) -> None:
        self.terms = terms
        self.subjects, self.properties, self.values = statements
        self.by_property = by_property

    def __len__(self) -> int:
        return len(self.subjects)

    def triple(self, row: int) -> Triple:
        """Return a row as a statement."""
        return next(self.triples(np.array([row])))

    def triples(self, rows: Ints) -> Iterator[Triple]:
        """Yield rows as statements."""
        term = self.terms.term
        three = (self.subjects, self.properties, self.values)
        for s, p, o in zip(*(column[rows].tolist() for column in three), strict=True):
            yield Triple(term(s), term(p), term(o))  # type: ignore[arg-type]

    def quads_for_pattern(
        self, subject: Term | None, predicate: NamedNode | None, value: Term | None
    ) -> Iterator[Quad]:
        """Return the statements that match a pattern, as a store does; None stands for any term."""
        rows = self.matching((subject, predicate, value))
        return (Quad(*triple) for triple in self.triples(rows))

    def row_of(self, triple: Triple) -> int:
        """Return the row of a statement, or -1 if it is not in the table."""
        return self._row(*map(self.terms.find, triple))

    def _row(self, subject: int, prop: int, value: int) -> int:
        held = self.by_property.get(prop)
        if held is None or UNBOUND in (subject, value):
            return -1
        for run in held.by_subject.runs:
            found = run.found(subject, value)
            if len(found):
                return int(found[0])
        return -1

    def matching(self, pattern: Pattern) -> Ints:
        """Return the rows that match subject, property and value; None stands for any term."""
        numbers = [None if term is None else self.terms.find(term) for term in pattern]
        subject, prop, value = numbers
        if UNBOUND in numbers:
            return np.empty(0, np.int32)
        if prop is not None:
            return self._of(prop, subject, value)
        found = [self._of(p, subject, value) for p in self._properties(subject, value)]
        return np.concatenate(found) if found else np.empty(0, np.int32)

    def members(self, nodes: Ints, kind: Term) -> Ints:
        """Return those of some nodes that are members of a class."""
        held = self.by_property.get(self.terms.find(terms.TYPE))
        if held is None or not len(nodes):
            return nodes[:0]
        kinds = np.full(len(nodes), self.terms.find(kind), np.int64)
        return nodes[held.by_subject.row_of(joined(nodes, kinds)) >= 0]

    def naming(self, nodes: Ints, values: Ints) -> Ints:
        """Select the nodes that have one of some values for any property; the nodes are sorted."""
        found: list[Ints] = [np.empty(0, np.int64)]
        for held in self.by_property.values():
            if len(nodes) < len(values):
                places, rows = held.by_subject.matches(nodes)
                found.append(nodes[places[is_among(self.values[rows], values)]])
            else:
                _, rows = held.by_value.matches(values)
                found.append(self.subjects[rows])
        return nodes[is_among(nodes, np.concatenate(found))]

    def _properties(self, subject: int | None, value: int | None) -> Iterator[int]:
        """Yield the properties of statements with a given subject, or else with a given value."""
        for prop, held in self.by_property.items():
            term = value if subject is None else subject
            order = held.by_value if subject is None else held.by_subject
            if term is None or order.has(term):
                yield prop

    def _of(self, prop: int, subject: int | None, value: int | None) -> Ints:
        held = self.by_property.get(prop)
        if held is None:
            return np.empty(0, np.int32)
        if subject is not None and value is not None:
            row = self._row(subject, prop, value)
            return np.array([row] if row >= 0 else [], np.int32)
        if subject is not None:
            return held.by_subject.rows_of(subject)
        return held.by_subject.rows() if value is None else held.by_value.rows_of(value)


class TimedRows(StatementRows, ABC):
    """Statements, one in each row, with the days on which they hold."""

    @abstractmethod
    def days(self, row: int) -> IntervalSet:
        """Return the days on which a row certainly holds."""

    @property
    @abstractmethod
    def is_disputed(self) -> bool:
        """True if some row arguably holds on days on which it does not certainly hold."""

    @abstractmethod
    def arguable(self, row: int) -> IntervalSet:
        """Return the days on which a row arguably holds."""

    @abstractmethod
    def on(self, rows: Ints, day: int, arguable: bool = False) -> Ints:
        """Return those of some rows that hold on a day (an ordinal), certainly or arguably."""


_TEXT = ("http://www.w3.org/2001/XMLSchema#string",)


def read_columns(quads: Iterable[Quad], base: TermSource | None = None) -> QuadColumns:
    """Return columns of the distinct quads in order, with literals as Oxigraph writes them.

    Args:
        quads: the quads.
        base: terms that keep their numbers.
    """
    terms = Terms(base)
    columns = interned(quads, terms)
    again = repeats(columns)
    if len(again):
        kept = np.ones(len(columns[0]), bool)
        kept[again] = False
        columns = [column[kept] for column in columns]
    return QuadColumns(terms, columns)


def with_more(columns: QuadColumns, quads: Iterable[Quad]) -> QuadColumns:
    """Return the quads of columns followed by further quads; the given columns do not change."""
    more = read_columns(quads, columns.terms)
    fresh = np.flatnonzero(~columns.holds(more))
    return columns.followed_by(more, fresh)


def interned(quads: Iterable[Quad], terms: Terms) -> list[Numbers]:
    """Return the graph (``UNBOUND`` if default), subject, predicate and object of each quad."""
    known = len(terms.added)
    flat = array("i")
    add, of_key = flat.append, terms.of_key
    iri = NamedNode
    for subject, predicate, value, graph in quads:
        add(UNBOUND if type(graph) is DefaultGraph else of_key(_key(graph)))
        add(of_key(subject.value if type(subject) is iri else subject))
        add(of_key(predicate.value))
        add(of_key(value.value if type(value) is iri else value))
    columns = np.array(flat, np.int32).reshape(-1, 4).T
    graphs, subjects, predicates, values = map(np.ascontiguousarray, columns)
    odd = _as_written(terms, known)
    if odd:
        first = len(terms) - len(terms.added)
        place = np.arange(len(terms.added), dtype=np.int32) + first
        place[[number - first for number in odd]] = list(odd.values())
        for number, other in odd.items():
            terms.put_aside(number, other)
        late = values >= first
        values[late] = place[values[late] - first]
    return [graphs, subjects, predicates, values]


def _key(term: object) -> object:
    return term.value if type(term) is NamedNode else term


def _as_written(terms: Terms, known: int) -> dict[int, int]:
    """Map the numbers of literals that the store rewrites to the numbers of the rewritten ones."""
    first = len(terms) - len(terms.added)
    typed = {
        number + first: key
        for number, key in enumerate(terms.added[known:], known)
        if type(key) is Literal and key.language is None and key.datatype.value not in _TEXT
    }
    if not typed:
        return {}
    store = Store()
    node = NamedNode("urn:x")
    store.bulk_extend(
        Quad(NamedNode(f"urn:x:{number}"), node, key) for number, key in typed.items()
    )
    written = {int(quad.subject.value[6:]): quad.object for quad in store}
    return {
        number: terms.of_key(literal)
        for number, literal in written.items()
        if literal != typed[number]
    }
