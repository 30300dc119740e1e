"""A progress bar on stderr for tasks of more than a second, on a terminal only."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

T = TypeVar("T")

_OFTEN = 5000  # items between two checks of the clock
_PATIENCE = 1.0  # seconds before a bar is shown


class Progress:
    """A context in which ``step(done, total)`` moves a bar, shown after the first second."""

    def __init__(self, task: str) -> None:
        self.task = task
        self._began = 0.0
        self._bar: Any = None
        self._id: Any = None

    def __enter__(self) -> Progress:
        self._began = time.monotonic()
        return self

    def step(self, done: int, total: int) -> None:
        """Report how much is done."""
        if self._bar is None:
            if not sys.stderr.isatty() or time.monotonic() - self._began < _PATIENCE:
                return
            from rich.console import Console
            from rich.progress import Progress as Bar

            self._bar = Bar(console=Console(stderr=True), transient=True)
            self._bar.start()
            self._id = self._bar.add_task(self.task, total=total)
        self._bar.update(self._id, completed=done, total=total)

    def over(self, things: Iterable[T], about: int) -> Iterator[T]:
        """Yield the items and move the bar as they are taken; ``about`` is roughly their number."""
        for done, thing in enumerate(things, 1):
            if done % _OFTEN == 0:
                self.step(min(done, about), about)
            yield thing

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
