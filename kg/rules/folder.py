"""The folder that ``--store`` names: one graph, which is changed where its files are."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from kg.errors import InputError
from kg.rules.archive import Archive, read_archive
from kg.store.atomic import ensure_directory
from kg.store.columns.container import BROKEN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LOCK = "lock"


def index_of(folder: Path) -> Path:
    """The file in which a folder keeps its graph."""
    return folder / "graph.index"


def open_folder(folder: Path) -> Archive:
    """The graph of a folder.

    Raises:
        InputError: none is kept there, or it is broken.
    """
    path = index_of(folder)
    if not path.is_file():
        raise InputError(str(folder), "holds no built graph", "make one with 'kg build --store'")
    with complaint(folder):
        return read_archive(path)


@contextmanager
def complaint(folder: Path) -> Iterator[None]:
    """What is found to be broken while a folder's graph is read, said in a line.

    Raises:
        InputError: something is.
    """
    try:
        yield
    except BROKEN as error:
        path = str(index_of(folder))
        raise InputError(
            path, "is not what 'kg build' writes", "remove it and build it again"
        ) from error


@contextmanager
def written_folder(folder: Path) -> Iterator[Path]:
    """The file in which a folder keeps its graph, while nobody else writes it.

    Raises:
        InputError: the folder holds something else, or another process is writing it.
    """
    path = index_of(ensure_directory(folder))
    if not path.exists() and any(
        name.name != _LOCK
        for name in folder.iterdir()
        if not name.name.startswith(f".{path.name}.")
    ):
        raise InputError(str(folder), "has other contents", "name a new or empty folder")
    try:
        with (folder / _LOCK).open("w") as lock:
            _hold(lock.fileno())
            yield path
    except BlockingIOError as error:
        raise InputError(
            str(folder), "is being written by another process", "wait until it has ended"
        ) from error


def _hold(lock: int) -> None:
    """Take a lock that ends with the process; where the system knows none, none is taken.

    Raises:
        BlockingIOError: another process has it.
    """
    try:
        import fcntl
    except ImportError:
        return
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
