"""Pairs of units that exclude each other, as columns; objects are created on request."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pyoxigraph import NamedNode, Triple

from kg.model.reachable import reachable
from kg.store.belief.argument import Unit
from kg.store.columns.fact_index import distinct, is_among, joined, numbered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.store.columns.fact_index import Ints, Numbers
    from kg.store.columns.terms_table import Terms
    from kg.store.dataset import Term


@dataclass(frozen=True, eq=False)
class Units:
    """Units as term numbers; property and value are -1 for all that a claim says about a node."""

    nodes: Numbers
    graphs: Numbers
    properties: Numbers
    values: Numbers

    @property
    def columns(self) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """The four columns of the units."""
        return self.nodes, self.graphs, self.properties, self.values

    @classmethod
    def of(cls, units: Iterable[Unit], terms: Terms) -> Units:
        """Return columns for some units."""
        rows = [_numbers(unit, terms) for unit in units]
        return cls(*np.array(rows, np.int64).reshape(-1, 4).T)

    @classmethod
    def together(cls, parts: Iterable[Units]) -> Units:
        """Return several sets of units, one after the other."""
        return cls(*map(np.concatenate, zip(*(part.columns for part in parts), strict=True)))

    def numbered(self) -> Ints:
        """Return each unit's position among the distinct units, sorted by node, then graph."""
        where = numbered(joined(self.nodes, self.graphs))
        return numbered(joined(where, numbered(joined(self.properties + 1, self.values + 1))))

    def take(self, rows: Ints) -> Units:
        """Return some of the units."""
        return Units(*(column[rows] for column in self.columns))


def _numbers(unit: Unit, terms: Terms) -> tuple[int, int, int, int]:
    said = unit.statement
    prop, value = (
        (-1, -1) if said is None else (terms.find(said.predicate), terms.find(said.object))
    )
    return terms.find(unit.node), terms.find(unit.graph), prop, value


class Rivals:
    """The units that exclude each other, numbered in order of their nodes and then of their graphs.

    Args:
        terms: the terms and their numbers.
        units: the four columns of the units.
        starts: where the rivals of each unit begin in ``others``; one longer than the number of
            units.
        others: the numbers of the rivals.
    """

    def __init__(self, terms: Terms, *columns: Numbers) -> None:
        self._terms = terms
        *units, self._starts, self._others = columns
        self.columns = columns
        self.units = Units(*units)
        self._read: dict[int, Unit] = {}

    @classmethod
    def of(cls, terms: Terms, one: Units, other: Units) -> Rivals:
        """Return rivals from pairs of units that exclude each other; units may be repeated."""
        every = Units.together((one, other))
        number = every.numbered()
        firsts = np.empty(int(number.max(initial=-1)) + 1, np.int64)
        firsts[number] = np.arange(len(number))
        units = every.take(firsts)
        left, right = number[: len(one.nodes)], number[len(one.nodes) :]
        pairs = distinct(np.concatenate((joined(left, right), joined(right, left))))
        starts = np.searchsorted(pairs >> 32, np.arange(len(firsts) + 1))
        return cls(terms, *units.columns, starts, pairs & 0xFFFFFFFF)

    def __len__(self) -> int:
        return len(self.units.nodes)

    @cached_property
    def _places(self) -> memoryview:
        return memoryview(joined(self.units.nodes, self.units.graphs))  # type: ignore[arg-type]

    @cached_property
    def _by_graph(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.units.graphs, kind="stable")
        return self.units.graphs[order], order

    def others(self, number: int) -> list[int]:
        """Return the numbers of the units that exclude a unit."""
        found: list[int] = self._others[self._starts[number] : self._starts[number + 1]].tolist()
        return found

    def of_node(self, node: Term) -> range:
        """Return the numbers of the units about a node."""
        number = self._terms.find(node) if len(self) else -1
        low = bisect_left(self._places, number << 32) if number >= 0 else 0
        high = bisect_left(self._places, (number + 1) << 32, low) if number >= 0 else 0
        return range(low, high)

    def of_claim(self, claim: str) -> list[int]:
        """Return the numbers of the units of a claim, given its IRI."""
        graphs, order = self._by_graph
        graph = self._terms.find_key(claim)
        low, high = np.searchsorted(graphs, [graph, graph + 1])
        found: list[int] = order[low:high].tolist()
        return found

    def near(self, nodes: Ints) -> Ints:
        """Return the nodes of all units connected by exclusion to the units about some nodes."""
        begin = np.flatnonzero(is_among(self.units.nodes, nodes)).tolist()
        return self.units.nodes[np.array(list(reachable(begin, self.others)), np.int64)]

    def differing(self, other: Rivals) -> Ints:
        """Return the nodes of units that exclude each other in only one of two sets of rivals."""
        both = Units.together((self.units, other.units)).numbered()
        twos = []
        for rivals, numbers in ((self, both[: len(self)]), (other, both[len(self) :])):
            owners = np.repeat(np.arange(len(rivals)), np.diff(rivals._starts))
            twos.append((rivals, owners, joined(numbers[owners], numbers[rivals._others])))
        (_, _, mine), (_, _, theirs) = twos
        found = [
            rivals.units.nodes[owners[~is_among(here, there)]]
            for (rivals, owners, here), there in zip(twos, (theirs, mine), strict=True)
        ]
        return distinct(np.concatenate(found))

    def find(self, unit: Unit) -> int:
        """Return the number of a unit, or -1 if nothing excludes it."""
        node, graph, *said = _numbers(unit, self._terms)
        place = node << 32 | graph
        low = bisect_left(self._places, place) if min(node, graph) >= 0 else 0
        high = bisect_right(self._places, place, low) if min(node, graph) >= 0 else 0
        for number in range(low, high):
            if [int(self.units.properties[number]), int(self.units.values[number])] == said:
                return number
        return -1

    def unit(self, number: int) -> Unit:
        """Return a unit as an object."""
        known = self._read.get(number)
        if known is None:
            node, graph, prop, value = (int(column[number]) for column in self.units.columns)
            term = self._terms.term
            said = None if prop < 0 else Triple(term(node), term(prop), term(value))  # type: ignore[arg-type]
            known = self._read[number] = Unit(
                NamedNode(str(self._terms.key(graph))), term(node), said
            )
        return known
