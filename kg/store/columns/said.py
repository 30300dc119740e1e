"""What admitted graphs say, statement by statement, before it is known which say the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from kg.store.columns.arrays import Ints, Mask, Numbers


@dataclass(frozen=True, eq=False)
class Said:
    """Statements in the order of the graphs that make them.

    Attributes:
        ranks: place of the graph that makes each among those admitted, in order of their names.
        subjects, properties, values: the terms of each.
        denied: True for each that its claim denies.
    """

    ranks: Numbers
    subjects: Numbers
    properties: Numbers
    values: Numbers
    denied: Mask

    def __len__(self) -> int:
        return len(self.ranks)

    def take(self, rows: Ints) -> Said:
        """The rows asked for, in that order."""
        columns = (self.ranks, self.subjects, self.properties, self.values)
        ranks, subjects, properties, values = (column[rows] for column in columns)
        return Said(ranks, subjects, properties, values, self.denied[rows])

    def extended(self, owners: Ints, properties: Numbers, values: Numbers) -> Said:
        """With more statements, each right after the one that implies it.

        Args:
            owners: rows of those from which they follow; their subjects are the same.
            properties: the properties of those that are added.
            values: their values.
        """
        rows = np.concatenate((np.arange(len(self)), owners))
        every = self.take(rows)
        every = replace(
            every,
            properties=np.concatenate((self.properties, properties)).astype(np.int32),
            values=np.concatenate((self.values, values)).astype(np.int32),
        )
        return every.take(np.argsort(rows, kind="stable"))
