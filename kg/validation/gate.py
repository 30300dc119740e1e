"""What keeps a user's own files out of the graph: a violation of the shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.store.open import read_files
from kg.validation.finding import Severity
from kg.validation.shacl import quickest, validate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kg.store.dataset import Dataset


def violations(dataset: Dataset, paths: Iterable[Path]) -> list[str]:
    """A line for each violation of what some files state.

    Args:
        dataset: everything, those files included.
        paths: the files and folders.
    """
    report = validate(dataset.quads(), added=read_files(paths), engine=quickest())
    return [f.text for f in report.findings if f.severity is Severity.VIOLATION]
