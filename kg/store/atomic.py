"""Atomic file writes."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kg.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator


_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}
"""What a disk says that is full or fails."""


def ensure_directory(path: Path) -> Path:
    """The folder, made if need be.

    Raises:
        InputError: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(str(path), f"cannot be created ({error.strerror})") from error
    return path


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """The path of a file beside the one named, which takes its place when all is written.

    Raises:
        InputError: the folder does not exist or cannot be written to, or the disk is full.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise InputError(str(path), f"cannot be written ({error.strerror})") from error
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        mode = path.stat().st_mode if path.exists() else 0o666 & ~_umask()
        beside.chmod(mode & 0o777)
        beside.replace(path)
    except BaseException as error:
        beside.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno in _DISK:
            raise InputError(str(path), f"cannot be written ({error.strerror})") from error
        raise


@contextmanager
def atomic_write(path: Path) -> Iterator[BinaryIO]:
    """The same, opened to be written.

    Raises:
        InputError: the folder does not exist or cannot be written to.
    """
    with atomic_path(path) as beside, beside.open("wb") as file:
        yield file


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
