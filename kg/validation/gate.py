"""What keeps a user's own files out of the graph: a violation of the shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import NonConforming
from kg.store.open import read_files
from kg.validation.background import run_in_fork
from kg.validation.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from kg.store.dataset import Dataset


class PendingCheck:
    """A validation that goes on while other work is done; call it to know the outcome.

    Args:
        paths: files and folders to validate; nothing is done where there are none.
        dataset: called for everything that was read, those files included.
    """

    def __init__(self, paths: Sequence[Path], dataset: Callable[[], Dataset]) -> None:
        self._found: list[str] | None = None if paths else []
        if paths:
            self._result = run_in_fork(lambda: violations(dataset(), paths))

    def __call__(self) -> None:
        """Wait for the outcome.

        Raises:
            NonConforming: one of the files makes the graph break a shape.
        """
        if self._found is None:
            self._found = self._result()
        if self._found:
            raise NonConforming(self._found)


def violations(dataset: Dataset, paths: Iterable[Path]) -> list[str]:
    """A line for each violation of what some files state.

    Args:
        dataset: everything, those files included.
        paths: the files and folders.
    """
    from kg.validation.shacl import quickest, validate

    report = validate(dataset.quads(), added=read_files(paths), engine=quickest())
    return [f.text for f in report.found if f.severity is Severity.VIOLATION]
