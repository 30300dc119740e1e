"""Names of the arrays that columns are: numbers of terms, rows, days, and what is true of rows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
"""Rows of a table, places in an array, counts."""
Numbers = NDArray[np.integer[Any]]
"""Numbers of terms."""
Days = NDArray[np.integer[Any]]
"""Days, as ordinals."""
Mask = NDArray[np.bool_]
"""Row by row, whether something is true."""


def within(counts: Ints) -> Ints:
    """For ragged rows of these lengths, the place of each element in its row."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) - np.repeat(ends - counts, counts)


def distinct(values: Ints) -> Ints:
    """The values in order, each once; ``numpy.unique`` would first import all of ``numpy.ma``."""
    ordered: Ints = np.sort(values)
    fresh = np.ones(len(ordered), bool)
    fresh[1:] = ordered[1:] != ordered[:-1]
    return ordered[fresh]


def is_among(values: Ints, wanted: Ints) -> Mask:
    """True for each value that is one of those wanted; as ``numpy.isin``, without ``numpy.ma``."""
    ordered = np.sort(wanted)
    at = np.searchsorted(ordered, values)
    found: Mask = at < len(ordered)
    found[found] = ordered[at[found]] == values[found]
    return found
