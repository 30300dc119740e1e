"""The days that claims give to nodes, as columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.model.intervals import BEGINNING, OPEN
from kg.store.columns.arrays import within
from kg.store.columns.fact_index import joined

if TYPE_CHECKING:
    from kg.store.columns.arrays import Days, Ints, Numbers


@dataclass(frozen=True, eq=False)
class Times:
    """The days that graphs give to nodes, in order of nodes and then of graphs.

    Attributes:
        keys: node and rank of the graph of each, as one number (see ``joined``).
        first, last: first and last day; the last is before the first where that is never.
    """

    keys: Ints
    first: Days
    last: Days

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def ranks(self) -> Ints:
        """Rank of the graph of each."""
        return self.keys & 0xFFFFFFFF

    @property
    def nodes(self) -> Ints:
        """Node of each."""
        return self.keys >> 32

    def of(self, nodes: Numbers, ranks: Numbers) -> tuple[Ints, Days, Days]:
        """The days of many nodes, each as one graph says: see ``Facts.time_of``.

        Returns:
            for each period the place of its node among those given, its first and its last day.
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
