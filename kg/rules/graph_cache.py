"""Graphs that were read and derived before, kept in the user's cache folder.

One is found by its files, by what they hold, by the rules and by the program, so it is never that
of other files or of another version; it is checked whole when it is read. What cannot be read
counts as absent, and a folder that cannot be written to is left alone. Any of it may be deleted.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.rules.archive import is_made_of, read_archive, write_archive
from kg.rules.kept import digest
from kg.store.columns.container import BROKEN
from kg.store.parse_cache import user_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kg.rules.archive import Archive
    from kg.rules.inference import Inference
    from kg.rules.rule import Rule
    from kg.store.facts import Facts
    from kg.store.parts import Parts

FEW = 250_000
"""Quads of the largest graph that is kept here."""
_MOST_FILES = 8


def find_graph(parts: Parts, rules: Sequence[Rule]) -> Archive | None:
    """A graph that files and rules make, None where it is not kept."""
    try:
        path = _path(parts, rules)
        return read_archive(path, checked=True) if is_made_of(path, parts, rules) else None
    except (RuntimeError, *BROKEN):
        return None


def find_derived(kept: Archive, rules: Sequence[Rule]) -> Inference | None:
    """What was derived from a graph that is kept, None where that is not kept."""
    try:
        return kept.inference(rules)
    except (RuntimeError, *BROKEN):
        return None


def keep_graph(found: Facts | Inference, parts: Parts, rules: Sequence[Rule]) -> None:
    """Keep a graph, if the user's folder lets us."""
    try:
        path = _path(parts, rules)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_archive(path, found, parts, rules)
        _prune(path.parent)
    except (KgError, RuntimeError, *BROKEN):
        return


def _path(parts: Parts, rules: Sequence[Rule]) -> Path:
    told = json.dumps([[part[:2] for part in parts], digest(rules)])
    name = hashlib.sha256(told.encode()).hexdigest()
    return user_folder().parent / "graphs" / f"{name}.index"


def _prune(folder: Path) -> None:
    """Drop the oldest where there are too many."""
    files = sorted(folder.glob("*.index"), key=lambda path: path.stat().st_mtime)
    for path in files[:-_MOST_FILES]:
        path.unlink(missing_ok=True)
