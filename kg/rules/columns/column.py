"""A column that grows at its end; its initial part may be on disk and is never copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

N = TypeVar("N", bound=np.generic)


class GrowingColumn(Generic[N]):
    """One value for each row.

    Args:
        values: the initial values.
        on_disk: True if the values are mapped from a file and must not be moved. Changes to them
            stay in memory.
    """

    def __init__(self, values: NDArray[N], on_disk: bool = False) -> None:
        self._base = values if on_disk else values[:0]
        self._grown = values[:0].copy() if on_disk else values
        self._used = 0 if on_disk else len(values)

    def __len__(self) -> int:
        return len(self._base) + self._used

    def append(self, values: NDArray[N]) -> None:
        """Append rows."""
        needed = self._used + len(values)
        if needed > len(self._grown):
            larger = np.empty(max(needed, 2 * len(self._grown)), self._grown.dtype)
            larger[: self._used] = self._grown[: self._used]
            self._grown = larger
        self._grown[self._used : needed] = values
        self._used = needed

    @overload
    def __getitem__(self, rows: int) -> N: ...
    @overload
    def __getitem__(self, rows: NDArray[Any]) -> NDArray[N]: ...
    def __getitem__(self, rows: int | NDArray[Any]) -> N | NDArray[N]:
        base = len(self._base)
        if not isinstance(rows, np.ndarray):
            one: N = self._base[rows] if rows < base else self._grown[rows - base]
            return one
        late = rows >= base
        if not base or not late.any():
            held = self._base if base else self._grown
            found: NDArray[N] = held[rows]
            return found
        values = np.empty(len(rows), self._grown.dtype)
        values[~late] = self._base[rows[~late]]
        values[late] = self._grown[rows[late] - base]
        return values

    def put(self, rows: NDArray[Any], values: NDArray[N] | int) -> None:
        """Replace the values of some rows."""
        base = len(self._base)
        if not base:
            self._grown[rows] = values
            return
        late = rows >= base
        whole = np.broadcast_to(values, rows.shape)
        self._base[rows[~late]] = whole[~late]
        self._grown[rows[late] - base] = whole[late]

    def all(self) -> NDArray[N]:
        """Return the whole column; a copy if part of it is on disk."""
        grown = self._grown[: self._used]
        return np.concatenate((self._base, grown)) if len(self._base) else grown

    def copy(self) -> GrowingColumn[N]:
        """Return a copy that later changes do not affect."""
        return GrowingColumn(self.all().copy())
