"""Columns and their description in one file, which is memory-mapped.

The file begins with a format marker, the length of the header, and the header in JSON; the columns
follow. It is written under another name and then moved into place, so readers keep the file that
they opened, and an interrupted write leaves the old file intact.
"""

from __future__ import annotations

import json
import mmap
import os
import weakref
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.store.atomic import atomic_write

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

_WORD = b"ENTENTE1"
_ALIGNED = 64
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_KINDS = frozenset({"|u1", "|i1", "<i4", "<i8", "<u8"})
BROKEN = (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError)
"""Exceptions that can occur if a file that is read is not a valid container."""


def write_container(path: Path, columns: Mapping[str, NDArray[Any]], metadata: Any) -> None:
    """Write named columns with a description, which must be JSON data.

    Raises:
        InputError: the folder does not exist or cannot be written to.
    """
    places: dict[str, list[Any]] = {}
    at = check = 0
    whole = {name: np.ascontiguousarray(column) for name, column in columns.items()}
    for name, column in whole.items():
        places[name] = [column.dtype.str, len(column), at]
        check = zlib.crc32(bytes(-column.nbytes % _ALIGNED), zlib.crc32(column.data, check))
        at += -(-column.nbytes // _ALIGNED) * _ALIGNED
    header = json.dumps({"columns": places, "bytes": at, "check": check, "told": metadata}).encode()
    begin = -(-(len(_WORD) + 8 + len(header)) // _ALIGNED) * _ALIGNED
    with atomic_write(path) as file:
        file.write(_WORD + len(header).to_bytes(8, "little") + header)
        file.write(bytes(begin - file.tell()))
        for column in whole.values():
            file.write(column.data)
            file.write(bytes(-column.nbytes % _ALIGNED))


def read_metadata(path: Path) -> Any:
    """Read the description of a file's columns, without the columns.

    Raises:
        OSError, ValueError, KeyError, TypeError: the file is not a container.
    """
    with path.open("rb") as file:
        if file.read(len(_WORD)) != _WORD:
            raise ValueError(f"{path} is of another format")
        return json.loads(file.read(int.from_bytes(file.read(8), "little")))["told"]


class Container:
    """Columns mapped from a file.

    Args:
        path: the file.
        checked: True to compare the columns with their checksum, which reads the whole file.

    Attributes:
        metadata: the description of the columns.

    Raises:
        OSError, ValueError, KeyError, TypeError: the file is not a container, or is damaged.
    """

    def __init__(self, path: Path, checked: bool = False) -> None:
        self._file = os.open(path, _READ)  # kept open, since the file may be replaced
        weakref.finalize(self, os.close, self._file)
        self._map = mmap.mmap(self._file, 0, access=mmap.ACCESS_READ)
        if self._map[: len(_WORD)] != _WORD:
            raise ValueError(f"{path} is of another format")
        length = int.from_bytes(self._map[len(_WORD) : len(_WORD) + 8], "little")
        header = json.loads(self._map[len(_WORD) + 8 : len(_WORD) + 8 + length])
        self._begin = -(-(len(_WORD) + 8 + length) // _ALIGNED) * _ALIGNED
        self._places = header["columns"]
        self.metadata = header["told"]
        if len(self._map) != self._begin + header["bytes"]:
            raise ValueError(f"{path} is cut off")
        if checked:
            with memoryview(self._map) as whole, whole[self._begin :] as columns:
                if zlib.crc32(columns) != header["check"]:
                    raise ValueError(f"{path} is damaged")

    def column(self, name: str) -> NDArray[Any]:
        """Return a column, which must not be written to.

        Raises:
            KeyError, ValueError: there is no such column.
        """
        return self._column(self._map, name)

    def _column(self, mapped: mmap.mmap, name: str) -> NDArray[Any]:
        kind, length, at = self._places[name]
        if kind not in _KINDS:
            raise ValueError(f"{name} has a type that no column has")
        if not length:
            return np.empty(0, kind)
        return np.frombuffer(mapped, kind, length, self._begin + at)

    def changeable(self, *names: str) -> list[NDArray[Any]]:
        """Return columns that may be written to; changes stay in memory and affect only these."""
        mapped = mmap.mmap(self._file, 0, access=mmap.ACCESS_COPY)
        return [self._column(mapped, name) for name in names]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the columns."""
        return iter(self._places)
