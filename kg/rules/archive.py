"""Graphs kept on disk with their conclusions, in a form that is quick to read and write.

A kept graph is one file of columns (see ``kg.store.columns.container``) that records the files it
was made from; unchanged files are not read again. There are two kinds: the folder that ``--store``
names holds one graph, which is updated in place; the user's cache folder holds graphs derived
earlier.

The key of a cached graph covers its files, their contents, the rules and the version of the
program, so a graph made from other files or by another version is never returned. The graph is
verified in full when it is read. A damaged graph is treated as absent, and a folder without write
permission is left alone. Anything in the cache may be deleted. Each graph is stored next to the
Oxigraph store that queries run on.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pyoxigraph import Store

from kg.errors import InputError, KgError
from kg.model.terms import MADE_GRAPHS
from kg.rules.columns.fact_table import days_of
from kg.rules.kept import derived_columns, digest, read_derived
from kg.store.atomic import ensure_directory, hold, remove, unfinished
from kg.store.columns.container import BROKEN, Container, read_metadata, write_container
from kg.store.facts import Facts
from kg.store.index import index_columns, read_index
from kg.store.reading import user_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pyoxigraph import Quad

    from kg.rules.inference import Inference
    from kg.rules.rule import Rule
    from kg.store.columns.stated import Stated
    from kg.store.dataset import Dataset
    from kg.store.index import Parts


@dataclass(frozen=True)
class Archive:
    """A kept graph, mapped into memory.

    Attributes:
        columns: the mapped file.
        dataset: the statements that were read.
        stated: the facts that these statements assert.
    """

    columns: Container
    dataset: Dataset
    stated: Stated

    @property
    def parts(self) -> Parts:
        """The files from which the graph was made."""
        parts: Parts = self.columns.metadata["parts"]
        return parts

    def facts(self) -> Facts:
        """Return the stated facts, without any conclusions."""
        return Facts(self.dataset, columns=self.stated)

    def inference(self, rules: Sequence[Rule]) -> Inference | None:
        """Return the kept conclusions of these rules, or None if there are none.

        Raises:
            one of ``BROKEN``: the file is damaged.
        """
        return self._derived(rules, whole=True)

    def common(self, rules: Sequence[Rule]) -> Inference | None:
        """Return the conclusions on which those about any pair rest, or None if they are not kept.

        Raises:
            one of ``BROKEN``: the file is damaged.
        """
        return self._derived(rules, whole=False)

    def _derived(self, rules: Sequence[Rule], whole: bool) -> Inference | None:
        metadata = self.columns.metadata["derived"]
        if not metadata or metadata["whole"] != whole:
            return None
        return read_derived(self.columns, metadata, self.facts(), rules)

    @cached_property
    def quads(self) -> list[Quad]:
        """The statements as they were read, without those that the program adds."""
        every = reversed(list(self.dataset.quads()))
        return [quad for quad in every if quad.graph_name not in MADE_GRAPHS]


def read_archive(path: Path, checked: bool = False) -> Archive:
    """Read a kept graph.

    Args:
        path: the file.
        checked: True to read the whole file and compare it with its checksum.

    Raises:
        one of ``BROKEN``: the file does not exist or is damaged.
    """
    columns = Container(path, checked)
    dataset, stated = read_index(columns, columns.metadata["index"])
    if not {"parts", "rules", "derived"} <= columns.metadata.keys():
        raise ValueError(f"{path} does not say what it was made from")
    return Archive(columns, dataset, stated)


def read_alike(path: Path, parts: Parts) -> Archive | None:
    """Read and verify a kept graph; None if another version or ontology was used to make it."""
    try:
        kept = read_archive(path, checked=True)
        return kept if kept.parts[0][:2] == parts[0][:2] else None
    except BROKEN:
        return None


def write_archive(
    path: Path, found: Facts | Inference, parts: Parts, rules: Sequence[Rule]
) -> None:
    """Write a graph to a file.

    Args:
        path: the file, which is replaced atomically.
        found: stated facts without conclusions, or facts with all their conclusions.
        parts: the files from which the graph was made.
        rules: the rules with which it was, or will be, derived.

    Raises:
        InputError: the folder does not exist or cannot be written to.
    """
    facts = found if isinstance(found, Facts) else found.facts
    terms = facts.columns.terms if isinstance(found, Facts) else found.proofs.table.terms
    columns, index = index_columns(facts.dataset, facts.columns, days_of(facts), terms)
    derived = None
    if not isinstance(found, Facts):
        more, derived = derived_columns(found)
        columns |= more
    metadata = {"parts": parts, "rules": digest(rules), "index": index, "derived": derived}
    write_container(path, columns, metadata)


def is_made_of(path: Path, parts: Parts, rules: Sequence[Rule]) -> bool:
    """Return True if a file keeps exactly the graph that these files and rules produce."""
    try:
        return _is_of(read_metadata(path), parts, rules)
    except BROKEN:
        return False


def _is_of(metadata: Any, parts: Parts, rules: Sequence[Rule]) -> bool:
    same = [part[:2] for part in metadata["parts"]] == [part[:2] for part in parts]
    return bool(same and metadata["rules"] == digest(rules))


_LOCK = "lock"


def index_of(folder: Path) -> Path:
    """Return the file in which a folder keeps its graph."""
    return folder / "graph.index"


def open_folder(folder: Path) -> Archive:
    """Open the graph kept in a folder.

    Raises:
        InputError: the folder holds no graph, or the graph is damaged.
    """
    path = index_of(folder)
    if not path.is_file():
        raise InputError(str(folder), "holds no built graph", "make one with 'kg build --store'")
    with complaint(folder):
        return read_archive(path)


@contextmanager
def complaint(folder: Path) -> Iterator[None]:
    """Raise an InputError if the graph of a folder is found to be damaged while it is read.

    Raises:
        InputError: the graph is damaged.
    """
    try:
        yield
    except BROKEN as error:
        path = str(index_of(folder))
        raise InputError(
            path, "is not what 'kg build' of this version writes", "remove it and build it again"
        ) from error


@contextmanager
def written_folder(folder: Path) -> Iterator[Path]:
    """Yield the file of a folder's graph while it is locked for writing.

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
    with (folder / _LOCK).open("w") as lock:
        if not hold(lock.fileno()):
            raise InputError(
                str(folder), "is being written by another process", "wait until it has finished"
            )
        yield path


FEW = 250_000
"""Number of quads above which a graph is not cached."""
_MOST_FILES = 8
_QUERIED = ".queried"


def find_graph(parts: Parts, rules: Sequence[Rule]) -> Archive | None:
    """Return the cached graph that files and rules produce, or None if it is not cached."""
    try:
        kept = read_archive(_path(parts, rules), checked=True)
        return kept if _is_of(kept.columns.metadata, parts, rules) else None
    except (RuntimeError, *BROKEN):
        return None


def find_derived(kept: Archive, rules: Sequence[Rule]) -> Inference | None:
    """Return the conclusions kept with a graph, or None if there are none."""
    try:
        return kept.inference(rules)
    except (RuntimeError, *BROKEN):
        return None


def keep_graph(found: Facts | Inference, parts: Parts, rules: Sequence[Rule]) -> None:
    """Cache a graph if the user's cache folder is writable."""
    try:
        path = _path(parts, rules)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_archive(path, found, parts, rules)
        _prune(path.parent)
    except (KgError, RuntimeError, *BROKEN):
        return


def find_query_store(parts: Parts, rules: Sequence[Rule]) -> Store | None:
    """Return the cached store that queries over a graph run on, or None if it is not cached."""
    path = _path(parts, rules).with_suffix(_QUERIED)
    try:
        return Store.read_only(str(path)) if path.is_dir() else None
    except (OSError, RuntimeError):
        remove(path)
        return None


def keep_query_store(store: Store, parts: Parts, rules: Sequence[Rule]) -> Store:
    """Cache the store that queries over a graph run on.

    Returns:
        the cached store, or the given store if the user's cache folder is not writable.
    """
    path = _path(parts, rules).with_suffix(_QUERIED)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished(path, folder=True) as made:
            kept = Store(str(made))
            kept.bulk_extend(iter(store))
            kept.flush()
            del kept
            if not path.exists():
                made.rename(path)
        _prune(path.parent)
    except (OSError, RuntimeError):
        return store
    return find_query_store(parts, rules) or store


def _path(parts: Parts, rules: Sequence[Rule]) -> Path:
    key = json.dumps([[part[:2] for part in parts], digest(rules)])
    name = hashlib.sha256(key.encode()).hexdigest()
    return user_folder().parent / "graphs" / f"{name}.index"


def _prune(folder: Path) -> None:
    """Delete the oldest graphs beyond the limit, and stores whose graph is gone."""
    files = sorted(folder.glob("*.index"), key=lambda path: path.stat().st_mtime)
    for path in files[:-_MOST_FILES]:
        path.unlink(missing_ok=True)
    for path in folder.glob(f"*{_QUERIED}"):
        if not path.with_suffix(".index").exists():
            remove(path)
