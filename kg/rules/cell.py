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
    """The pairs of a state of one group with a state of another.

    Attributes:
        one: states of one group.
        other: states of the other.
        within_one: True where pairs of two states of the first group belong to the cell, too.
        within_other: True where those of the second do.
    """

    one: tuple[NamedNode, ...]
    other: tuple[NamedNode, ...]
    within_one: bool = False
    within_other: bool = False

    @classmethod
    def of_pair(cls, pair: Pair) -> Cell:
        """The cell of one pair."""
        return cls(pair[:1], pair[1:])

    @property
    def turned(self) -> Cell:
        """The same pairs, the groups named in the other order."""
        return Cell(self.other, self.one, self.within_other, self.within_one)

    @property
    def states(self) -> tuple[NamedNode, ...]:
        """The states of both groups."""
        return self.one + self.other


NO_PAIRS = Cell((), ())
"""The cell without a pair."""


def cells_of(states: Iterable[NamedNode], groups: int) -> list[Cell]:
    """Cells in which each pair of states is just once.

    States are dealt to groups by a digest of their names, so that a group is much like another.

    Args:
        states: all states.
        groups: the number of groups, at least two; ``groups * (groups - 1) / 2`` cells come of it.
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
