"""The folder of a built graph: statements in an Oxigraph store on disk, and their proofs.

``store/`` is the store (RocksDB), which other programs can open; ``proofs.json`` are the
derivations; ``built.json`` says of which files it was made, and is there only when all is written.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Store

from kg.errors import InputError
from kg.rules.archive_delta import difference, orphans
from kg.rules.evaluate import derive
from kg.rules.proof_file import digest, read_proofs, write_proofs
from kg.rules.prov import prov_quads
from kg.store.atomic import atomic_write, ensure_directory
from kg.store.facts import MADE_GRAPHS, Facts
from kg.store.open import ontology_files, open_dataset
from kg.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from pyoxigraph import Quad

    from kg.rules.inference import Inference
    from kg.rules.rule import Rule
    from kg.store.dataset import Dataset


def manifest(files: Iterable[Path], rules: Sequence[Rule]) -> dict[str, str]:
    """What a graph depends on: each file and what it holds, the rules and the program."""
    found = {"program": __version__, "rules": digest(rules)}
    for path in (*ontology_files(), *files):
        found[str(path.resolve())] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def is_up_to_date(folder: Path, parts: dict[str, str]) -> bool:
    """True where the folder holds just what the files make."""
    return _kept_parts(folder) == parts


def _kept_parts(folder: Path) -> dict[str, str]:
    """What the folder was built of; nothing where that is not said."""
    try:
        kept = json.loads((folder / "built.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def build(
    folder: Path,
    dataset: Dataset,
    rules: Sequence[Rule],
    parts: dict[str, str],
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Inference, int]:
    """Derive from a dataset, sparing rules that see nothing new since the last time, and keep all.

    Args:
        folder: where it is kept; made if need be.
        dataset: what the files say.
        rules: the rules to run.
        parts: what the dataset depends on.
        progress: called with the number of strata done and of all.

    Returns:
        what was derived, and how many statements of the store were added or removed.

    Raises:
        InputError: the folder holds something else, or another process has it open.
    """
    done = ensure_directory(folder) / "built.json"
    if not done.exists() and any(folder.iterdir()) and not (folder / "store").is_dir():
        raise InputError(str(folder), "holds something else", "name a folder of its own")
    store = _opened(folder)  # before it is read, so that nobody else writes meanwhile
    before = restore(folder, rules, store) if _has_same_words(folder, parts) else None
    inference = derive(Facts(dataset), rules, progress, before)
    done.unlink(missing_ok=True)
    if before is None:
        store.clear()
        store.bulk_extend([*dataset.quads(), *prov_quads(inference)])
        changed = len(store)
    else:
        changed = _change(store, before, inference)
    store.flush()
    with atomic_write(folder / "proofs.json") as file:
        write_proofs(inference, file)
    with atomic_write(done) as file:
        file.write(json.dumps(parts, indent=1).encode())
    return inference, changed


def _has_same_words(folder: Path, parts: dict[str, str]) -> bool:
    """True where it was built by this program and ontology, so that it can be changed in part."""
    words = ("program", *(str(path.resolve()) for path in ontology_files()))
    kept = _kept_parts(folder)
    return all(kept.get(name) == parts.get(name) for name in words)


def _change(store: Store, before: Inference, after: Inference) -> int:
    old, new = (set(inference.dataset.quads()) for inference in (before, after))
    gone, come = difference(before, after)
    for quad in gone | (old - new):
        store.remove(quad)
    added = come | (new - old)
    store.bulk_extend(added)
    left = orphans(store, gone)
    for quad in left:
        store.remove(quad)
    return len(gone) + len(old - new) + len(added) + len(left)


def read_asserted_quads(folder: Path, opened: Store | None = None) -> list[Quad]:
    """What was said, without the ontology and without what was derived.

    Args:
        folder: where it is kept.
        opened: its store, where it is open already.

    Raises:
        InputError: no graph is kept there, or another process is writing it.
    """
    if not (folder / "built.json").is_file():
        raise InputError(str(folder), "holds no built graph", "make one with 'kg build --store'")
    try:
        return _said(opened or Store.read_only(str(folder / "store")))
    except (OSError, RuntimeError) as error:
        raise InputError(
            str(folder), f"cannot be opened ({error})", "try again, or build it anew"
        ) from error


def _said(store: Store) -> list[Quad]:
    return [
        quad
        for graph in store.named_graphs()
        if graph not in MADE_GRAPHS
        for quad in store.quads_for_pattern(None, None, None, graph)
    ] + list(store.quads_for_pattern(None, None, None, DefaultGraph()))


def restore(folder: Path, rules: Sequence[Rule], opened: Store | None = None) -> Inference | None:
    """What was derived when the folder was built; None if by other rules.

    Args:
        folder: where it is kept.
        rules: the rules by which it should have been derived.
        opened: its store, where it is open already.

    Raises:
        InputError: no graph is kept there, or it is broken.
    """
    dataset = open_dataset(others=read_asserted_quads(folder, opened))
    try:
        return read_proofs((folder / "proofs.json").read_bytes(), Facts(dataset), rules)
    except (OSError, ValueError, KeyError, TypeError, IndexError, SyntaxError) as error:
        raise InputError(
            str(folder / "proofs.json"), "is not what 'kg build' writes", "remove the folder"
        ) from error


def _opened(folder: Path) -> Store:
    try:
        return Store(str(folder / "store"))
    except (OSError, RuntimeError) as error:
        raise InputError(
            str(folder), f"cannot be opened ({error})", "end what has it open"
        ) from error
