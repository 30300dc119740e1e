"""The endpoint with 200 clients for a minute, and the Oxigraph server with the same data.

Usage: python endpoint.py [SECONDS]; the comparison needs an installed ``oxigraph``.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from pathlib import Path

CLIENTS = 200
QUERY = "SELECT ?claim ?label { ?claim a <https://w3id.org/entente/ontology#Claim> ; <http://www.w3.org/2004/02/skos/core#prefLabel> ?label } LIMIT 20"


def memory(process: int) -> float:
    """Return the memory of a process and its descendants, in megabytes."""
    listed = subprocess.run(
        ["ps", "-o", "rss=", "--pid", str(process), "--ppid", str(process)],
        capture_output=True,
        text=True,
    )
    return sum(map(int, listed.stdout.split())) / 1024


def load(address: str, seconds: float) -> tuple[list[float], int]:
    """Return the latencies in seconds, and the number of errors."""
    url = f"{address}?{urllib.parse.urlencode({'query': QUERY})}"
    latencies: list[float] = []
    errors = [0]
    until = time.monotonic() + seconds

    def client() -> None:
        while time.monotonic() < until:
            began = time.monotonic()
            try:
                with urllib.request.urlopen(url, timeout=60) as reply:
                    reply.read()
                latencies.append(time.monotonic() - began)
            except OSError:
                errors[0] += 1

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return latencies, errors[0]


def waited(address: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)


def told(name: str, process: int, address: str, seconds: float) -> float:
    before = memory(process)
    latencies, errors = load(address, seconds)
    cuts = statistics.quantiles(latencies, n=100)
    print(
        f"{name}: {len(latencies) / seconds:,.0f} answers/s, {errors} errors, median "
        f"{cuts[49] * 1000:.0f} ms, 99th percentile {cuts[98] * 1000:.0f} ms, "
        f"memory {before:,.0f} to {memory(process):,.0f} MB"
    )
    return len(latencies) / seconds


def main() -> None:
    """Print the figures."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    command = [sys.executable, "-m", "kg", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as ours:
        assert ours.stderr is not None
        address = ours.stderr.readline().strip()
        waited(f"{address}health")
        rate = told("kg serve", ours.pid, f"{address}sparql", seconds)
        ours.terminate()
    oxigraph = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}")
    if oxigraph is None:
        print("oxigraph is not installed; no peer")
        return
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "all.nq"
        subprocess.run([sys.executable, "-m", "kg", "export", "nquads", "-o", data], check=True)
        store = str(Path(name) / "store")
        subprocess.run([oxigraph, "load", "--location", store, "--file", data], check=True)
        bind = "127.0.0.1:7878"
        serve = [oxigraph, "serve-read-only", "--location", store, "--bind", bind]
        with subprocess.Popen([*serve, "--union-default-graph"]) as bare:
            waited(f"http://{bind}/")
            peer = told("oxigraph", bare.pid, f"http://{bind}/query", seconds)
            bare.terminate()
    print(f"the bare server gives {peer / rate:.1f} times as many answers")


if __name__ == "__main__":
    main()
