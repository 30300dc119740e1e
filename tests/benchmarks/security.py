"""Hostile input and load, with figures: ``python tests/benchmarks/security.py``.

Mutated files and queries go to ``kg`` in processes of their own, which are watched for tracebacks,
signals and time; ``kg build`` is killed at random moments and what it kept is opened; a server is
asked by many clients, a fifth of whose queries run away.
"""

from __future__ import annotations

import argparse
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parent.parent
sys.path.insert(0, str(TESTS))
from serving import serving  # noqa: E402

KG = [sys.executable, "-m", "kg"]
CHEAP = "SELECT (COUNT(*) AS ?n) { ?s a ?c }"
RUNAWAY = "SELECT (COUNT(*) + %d AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def mutated(chance: random.Random, data: bytes) -> bytes:
    """A file in which a few bytes, lines or blocks are not what they were."""
    spoilt = bytearray(data)
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(spoilt) or 1)
        way = chance.randrange(5)
        if way == 0:
            del spoilt[at:]
        elif way == 1 and spoilt:
            spoilt[at] = chance.randrange(256)
        elif way == 2:
            spoilt[at:at] = chance.choice(
                [b"[" * 5000, b"(" * 5000, b"<<", b"\x00", b'"', b"{", b"."]
            )
        elif way == 3:
            spoilt[at:at] = bytes(spoilt[at : at + 300]) * chance.randint(1, 20)
        else:
            del spoilt[at : at + chance.randint(1, 300)]
    return bytes(spoilt)


def inputs(count: int) -> None:
    """Mutated files through three commands."""
    chance = random.Random(21)
    whole = (TESTS / "shapes" / "valid.trig").read_bytes()
    rule = next((TESTS.parent / "queries" / "rules").rglob("*.rq")).read_bytes()
    told: Counter[str] = Counter()
    longest = 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(count):
            kind = number % 3
            file = folder / ("fuzzed.trig" if kind < 2 else "fuzzed.rq")
            file.write_bytes(mutated(chance, rule if kind == 2 else whole))
            command = [
                ["validate", "--no-shipped", str(file)],
                ["brief", "CHN", "RUS", "--no-shipped", "--graph", str(file)],
                ["query", str(file), "--no-shipped"],
            ][kind]
            began = time.monotonic()
            done = subprocess.run([*KG, *command], capture_output=True, timeout=120, check=False)
            longest = max(longest, time.monotonic() - began)
            if b"Traceback" in done.stderr:
                told["traceback"] += 1
                print(done.stderr.decode("utf-8", "replace")[-500:], file=sys.stderr)
            elif done.returncode < 0:
                told[f"signal {-done.returncode}"] += 1
            else:
                told[f"exit {done.returncode}"] += 1
    print(f"mutated inputs: {count}; {dict(sorted(told.items()))}; longest {longest:.1f} s")


def kills(count: int) -> None:
    """``kg build`` killed; what it kept before is still there, or all that it made."""
    chance = random.Random(4)
    kept = 0
    with tempfile.TemporaryDirectory() as name:
        store = Path(name) / "store"
        subprocess.run([*KG, "build", "--store", str(store)], capture_output=True, check=True)
        more = TESTS / "shapes" / "valid.trig"
        for _ in range(count):
            command = [*KG, "build", "--store", str(store), "--graph", str(more)]
            with subprocess.Popen(command, stdout=-3, stderr=-3) as process:
                time.sleep(chance.uniform(0.1, 3))
                process.send_signal(signal.SIGKILL)
            asked = subprocess.run(
                [*KG, "export", "ntriples", "--store", str(store), "-o", "/dev/null"],
                capture_output=True,
                check=False,
            )
            kept += asked.returncode == 0
    print(f"kills of kg build: {count}; stores that open afterwards: {kept}")


def load(clients: int, seconds: float) -> None:
    """Clients of whose queries a fifth run away."""
    times: list[float] = []
    statuses: Counter[tuple[str, int]] = Counter()

    def client(number: int, endpoint: str, end: float) -> None:
        chance = random.Random(number)
        while time.monotonic() < end:
            runaway = chance.random() < 0.2
            text = RUNAWAY % chance.randrange(50) if runaway else CHEAP
            began = time.monotonic()
            try:
                url = f"{endpoint}?{urllib.parse.urlencode({'query': text})}"
                with urllib.request.urlopen(url, timeout=60) as answer:
                    status = answer.status
                    answer.read()
            except urllib.error.HTTPError as error:
                status = error.code
                if status == 429:
                    time.sleep(float(error.headers.get("Retry-After", "1")))
            except OSError:
                status = 0
            statuses["runaway" if runaway else "cheap", status] += 1
            if not runaway and status == 200:
                times.append(time.monotonic() - began)

    with serving("--timeout", "10", "--workers", "2", "--memory", "300") as address:
        endpoint, end = f"{address}sparql", time.monotonic() + seconds
        threads = [threading.Thread(target=client, args=(n, endpoint, end)) for n in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    times.sort()
    assert all(status in (200, 429, 503) for _, status in statuses), statuses
    print(
        f"load: {clients} clients for {seconds:g} s; {dict(sorted(statuses.items()))}; cheap queries: "
        f"median {statistics.median(times):.2f} s, p99 {times[int(len(times) * 0.99)]:.2f} s"
    )


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--inputs", type=int, default=700)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--clients", type=int, default=200)
    options.add_argument("--seconds", type=float, default=600)
    chosen = options.parse_args()
    if chosen.inputs:
        inputs(chosen.inputs)
    if chosen.kills:
        kills(chosen.kills)
    if chosen.clients:
        load(chosen.clients, chosen.seconds)


if __name__ == "__main__":
    main()
