"""`kg serve` as a user starts it, running for as long as a test needs it."""

from __future__ import annotations

import random
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def serving(*options: str) -> Iterator[str]:
    """Start a server, yield its address once it responds, and stop it afterwards."""
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            address = process.stderr.readline().strip()
            assert address.startswith("http://127.0.0.1:"), address
            for _ in range(100):
                try:
                    urllib.request.urlopen(f"{address}health", timeout=5).close()
                    break
                except urllib.error.URLError:
                    time.sleep(0.1)
            yield address
        finally:
            process.terminate()


def made_network(nodes: int, edges: int) -> dict[str, object]:
    """Return an invented network in the form that the page receives."""
    dice = random.Random(7)
    return {
        "nodes": [
            {"id": f"n{i}", "label": f"State {i}", "kind": "state", "size": 16}
            | {"x": dice.random() * 1000, "y": dice.random() * 700}
            for i in range(nodes)
        ],
        "edges": [
            {"source": f"n{dice.randrange(nodes)}", "target": f"n{dice.randrange(nodes)}"}
            | {"label": "pact", "kind": "pact", "weight": 1, "sign": i % 3 - 1}
            | {"start": None, "end": None, "sources": [], "claims": [], "conclusion": None}
            for i in range(edges)
        ],
    }
