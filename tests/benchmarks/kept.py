"""The cost of one pair in a stored graph: ``kg build``, an added file, a brief, a what-if.

Each command is a separate process with an empty cache; seconds are CPU time. The graph is stored
where imported tables are, which are not validated. ``growth.py`` makes the graphs.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def measured(arguments: list[str], folder: Path) -> tuple[float, int]:
    """Run the command line; return CPU seconds and peak memory in megabytes.

    A small process starts it, since a process's peak memory includes that of its parent.
    """
    command = [sys.executable, __file__, str(folder), *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    seconds, size = done.stdout.split()
    return float(seconds), int(size)


def _measured(arguments: list[str], folder: str) -> tuple[float, int]:
    environment = os.environ | {
        "ENTENTE_DATA": folder,
        "XDG_CACHE_HOME": f"{folder}/cache",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "kg", *arguments], stdout=subprocess.DEVNULL, env=environment
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"kg {' '.join(arguments)} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def one_pair(
    file: Path, pair: tuple[str, str], claim: str, more: Callable[[Path], None]
) -> Iterator[tuple[str, float, int]]:
    """Yield a name, seconds and megabytes for building, adding and each query.

    Args:
        file: the graph, which must be alone in its folder.
        pair: codes of two states.
        claim: last part of the name of a claim about one of them.
        more: called to write a file of ten claims.
    """
    folder = file.parent
    store = ["--store", str(folder / "kept")]
    graph = ["--no-shipped", "--imported", *store]
    asked = {
        "build": ["build", *graph],
        "a file of ten claims more": ["build", *graph],
        "a brief": ["brief", *pair, *store],
        "a what-if": ["what-if", "--retract", claim, "--dyad", "-".join(pair), *store],
    }
    for name, arguments in asked.items():
        if arguments == asked["build"] and name != "build":
            more(folder / "ten.nq")
        seconds, size = measured(arguments, folder)
        yield name, seconds, size


if __name__ == "__main__":
    print(*_measured(sys.argv[2:], sys.argv[1]))
