"""One import: a table in some files, for all pairs of states or for some."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from kg.store.dataset import Dataset
    from kg.tables.description import TableMapping


@dataclass(frozen=True)
class TableImport:
    """What is imported.

    Attributes:
        mapping: what the table is.
        paths: its files.
        dataset: the states with their codes and labels.
        between: pairs of IRIs; if any are given, only what is between those is read.
    """

    mapping: TableMapping
    paths: Sequence[Path]
    dataset: Dataset
    between: Collection[frozenset[str]] = ()
