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
