"""Cells: sets of pairs of states that are derived together, independently of all other cells."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import NamedNode

    Pair = tuple[NamedNode, NamedNode]


@dataclass(frozen=True)
class Cell:
    """A set of pairs, each of a state in one group with a state in another.

    Attributes:
        one: the states of the first group.
        other: the states of the second group.
        within_one: True if pairs of two states of the first group also belong to the cell.
        within_other: True if pairs of two states of the second group also belong to the cell.
    """

    one: tuple[NamedNode, ...]
    other: tuple[NamedNode, ...]
    within_one: bool = False
    within_other: bool = False

    @classmethod
    def of_pair(cls, pair: Pair) -> Cell:
        """Return the cell that contains one pair only."""
        return cls(pair[:1], pair[1:])

    @property
    def turned(self) -> Cell:
        """The same cell with its two groups swapped."""
        return Cell(self.other, self.one, self.within_other, self.within_one)

    @property
    def states(self) -> tuple[NamedNode, ...]:
        """The states of both groups."""
        return self.one + self.other


NO_PAIRS = Cell((), ())
"""The cell that contains no pair."""


def cells_of(states: Iterable[NamedNode], groups: int) -> list[Cell]:
    """Return cells that together contain each pair of states exactly once.

    States are assigned to groups by a digest of their names, so that groups are of similar size.

    Args:
        states: all states.
        groups: the number of groups, at least two; it yields ``groups * (groups - 1) / 2`` cells.
    """
    dealt: list[list[NamedNode]] = [[] for _ in range(groups)]
    for state in sorted(states, key=str):
        dealt[crc32(state.value.encode()) % groups].append(state)
    last = groups - 1
    return [
        Cell(
            tuple(dealt[one]),
            tuple(dealt[other]),
            within_one=other == one + 1,
            within_other=(one, other) == (0, last),
        )
        for one, other in combinations(range(groups), 2)
    ]
