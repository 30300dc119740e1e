"""Atomic file writes.

An unfinished file has a hidden name in the target folder, and its writer holds a lock on it that
ends with the process. Files left by a killed process are removed when the folder is next written
to.
"""

from __future__ import annotations

import errno
import os
import re
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kg.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator


_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}
"""Error numbers of a disk that is full, read-only or failing."""


def ensure_directory(path: Path) -> Path:
    """Return a folder, creating it if it does not exist.

    Raises:
        InputError: the folder cannot be created.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(str(path), f"cannot be created ({error.strerror})") from error
    return path


_UNFINISHED = ".unfinished"
_HIDDEN = re.compile(r"\..+\.[a-z0-9_]{8}" + re.escape(_UNFINISHED))
_swept: set[Path] = set()


class Unmade(OSError):
    """A file or folder could not be created."""


@contextmanager
def unfinished(path: Path, folder: bool = False) -> Iterator[Path]:
    """Yield a new hidden file or folder next to a path; remove it afterwards if it still exists.

    Raises:
        Unmade: it cannot be created.
    """
    _sweep(path.parent)
    try:
        beside, handle = _made(path, folder)
        while handle >= 0 and not (hold(handle) and beside.exists()):
            os.close(handle)  # another process removed it first
            beside, handle = _made(path, folder)
    except OSError as error:
        raise Unmade(error.errno, error.strerror) from error
    try:
        yield beside
    finally:
        remove(beside)
        if handle >= 0:
            os.close(handle)


def _made(path: Path, folder: bool) -> tuple[Path, int]:
    """Create a hidden file or folder, and return it with a handle (-1 if folders have none)."""
    import tempfile

    prefix = f".{path.name}."
    if folder:
        name = tempfile.mkdtemp(_UNFINISHED, prefix, path.parent)
        return Path(name), os.open(name, os.O_RDONLY) if os.name == "posix" else -1
    handle, name = tempfile.mkstemp(_UNFINISHED, prefix, path.parent)
    return Path(name), handle


def _sweep(folder: Path) -> None:
    """Remove unfinished files of killed processes from a folder; done once per process."""
    if folder in _swept or os.name != "posix":
        return
    _swept.add(folder)
    with suppress(OSError):
        for path in folder.glob(f".*{_UNFINISHED}"):
            if not _HIDDEN.fullmatch(path.name):
                continue
            with suppress(OSError):
                handle = os.open(path, os.O_RDONLY)
                try:
                    if hold(handle, without=False):
                        remove(path)
                finally:
                    os.close(handle)


def hold(handle: int, without: bool = True) -> bool:
    """Take a lock that ends with the process; return False if another process holds it.

    Args:
        handle: the open file or folder.
        without: the result on a system, or for a file system, that has no such locks.
    """
    try:
        import fcntl
    except ImportError:
        return without
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # some network file systems have no locks
        return without
    return True


def remove(path: Path) -> None:
    """Remove a file, or a folder with its contents."""
    import shutil

    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Yield the path of a temporary file, which replaces the target when it is complete.

    Raises:
        InputError: the folder does not exist or cannot be written to, or the disk is full.
    """
    try:
        with unfinished(path) as beside:
            yield beside
            mode = path.stat().st_mode if path.exists() else 0o666 & ~_umask()
            beside.chmod(mode & 0o777)
            beside.replace(path)
    except OSError as error:
        if isinstance(error, Unmade) or error.errno in _DISK:
            raise InputError(str(path), f"cannot be written ({error.strerror})") from error
        raise


@contextmanager
def atomic_write(path: Path) -> Iterator[BinaryIO]:
    """Yield an open temporary file, which replaces the target when it is complete.

    Raises:
        InputError: the folder does not exist or cannot be written to.
    """
    with atomic_path(path) as beside, beside.open("wb") as file:
        yield file


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
