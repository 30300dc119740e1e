"""`kg serve` as a user starts it, for as long as a test needs it."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def serving(*options: str) -> Iterator[str]:
    """The address of a server that answers; it is ended afterwards."""
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        address = process.stderr.readline().strip()
        assert address.startswith("http://127.0.0.1:"), address
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{address}health", timeout=5).close()
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        yield address
        process.terminate()
