"""Work done in a second process while the first goes on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def run_in_fork(task: Callable[[], T]) -> Callable[[], T]:
    """Start a task in a process of its own; call what comes back to wait for its result.

    Where a process cannot safely be forked, or the forked one fails, the task is run here when its
    result is asked for, so that its errors are raised here.
    """
    if not _may_fork():
        return task
    from multiprocessing import get_context

    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    context.Process(target=_run, args=(task, sender), daemon=True).start()
    sender.close()

    def result() -> T:
        try:
            found: T = receiver.recv()
        except EOFError:
            return task()
        return found

    return result


def _may_fork() -> bool:
    """True of a Linux process with a single thread, native ones counted."""
    threads = Path("/proc/self/task")
    return sys.platform == "linux" and threads.is_dir() and len(list(threads.iterdir())) == 1


def _run(task: Callable[[], Any], sender: Any) -> None:
    from kg.errors import KgError

    try:
        sender.send(task())
    except KgError:
        sender.close()  # the first process runs the task again and says what is wrong
