"""Unusual input is first given to a process of its own, which may die of it.

A process for everything would cost more than all the reading; so a cheap look-ahead chooses.
"""

from __future__ import annotations

import subprocess
import sys

_LIMITED = """
import io, sys
from pyoxigraph import RdfFormat, Store, parse
data, memory, seconds = sys.stdin.buffer.read(), *map(int, sys.argv[1:])
try:
    import resource as r
except ImportError:
    pass
else:
    for kind, most in (r.RLIMIT_AS, memory), (r.RLIMIT_CPU, seconds), (r.RLIMIT_STACK, 2**21):
        r.setrlimit(kind, (most, most))
    r.setrlimit(r.RLIMIT_CORE, (0, 0))
    r.setrlimit(r.RLIMIT_NOFILE, (0, 0))  # nor any socket
try:
    %s
except Exception:
    pass  # whoever reads it then is told
"""
QUERY = "Store().query(data.decode())"
"""Prepare a query."""
JSON_LD = "any(False for _ in parse(io.BytesIO(data), format=RdfFormat.JSON_LD))"
"""Parse a document of JSON-LD."""


def survives(action: str, data: bytes) -> bool:
    """Whether a process with a quarter of the usual stack, and bounds of memory and time, does.

    Args:
        action: ``QUERY`` or ``JSON_LD``.
        data: what is read; for each megabyte there are 5 s and 50 MB more than 5 s and 1 GB.
    """
    megabytes = len(data) // 1_000_000
    seconds = 5 + 5 * megabytes
    limits = str(2**30 + 50_000_000 * megabytes), str(seconds)
    try:
        done = subprocess.run(  # noqa: S603  (this Python, and no shell)
            [sys.executable, "-c", _LIMITED % action, *limits],
            input=data,
            capture_output=True,
            timeout=10 * seconds,  # where others compute meanwhile
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
