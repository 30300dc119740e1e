"""Figures on hostile input and load: ``python tests/benchmarks/security.py``.

Mutated files and queries go to ``kg`` in separate processes, which are monitored for tracebacks,
signals and time. Commands that write are killed at random moments, and the files that they leave
are opened. Many clients query a server, and a fifth of their queries run away.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
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
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parent.parent
sys.path.insert(0, str(TESTS))
from serving import serving  # noqa: E402
from stores import oxigraph  # noqa: E402

KG = [sys.executable, "-m", "kg"]
QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
CHEAP = [
    "SELECT (COUNT(*) AS ?n) { ?s a ?c }",
    "SELECT DISTINCT ?c { ?s a ?c } LIMIT 20",
    "ASK { ?s ?p ?o }",
    "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 50",
]
RUNAWAY = "SELECT (COUNT(*) + %d AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def mutated(chance: random.Random, data: bytes) -> bytes:
    """Return a file's content with a few bytes, lines or blocks altered."""
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


def inputs(number_of_files: int) -> None:
    """Run three commands on mutated files."""
    chance = random.Random(21)
    whole = (TESTS / "shapes" / "valid.trig").read_bytes()
    rule = next((TESTS.parent / "queries" / "rules").rglob("*.rq")).read_bytes()
    told: Counter[str] = Counter()
    longest = 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(number_of_files):
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
    print(
        f"mutated inputs: {number_of_files}; {dict(sorted(told.items()))}; longest {longest:.1f} s"
    )


WRITING = {
    "build": ["build", "--store", "{folder}/store", "--graph", "{more}"],
    "import": ["import", "rivalries", "{table}", "-o", "{folder}/claims.nq"],
    "derive": ["derive", "--graph", "{more}", "-o", "{folder}/derived.trig"],
    "export": ["export", "gexf", "-o", "{folder}/network.gexf"],
    "report": ["report", "CHN", "RUS", "-o", "{folder}/report.html"],
    "keep": ["import", "rivalries", "{table}"],
}
"""Commands that write files; the last stores the table for other commands."""


def content(folder: Path) -> dict[str, bytes]:
    """Return files with their content, except those still being written."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.name.startswith(".")
    }


def kills(times: int) -> None:
    """Kill commands while they write; each file must be as before, or complete."""
    chance = random.Random(4)
    told: Counter[str] = Counter()
    left = 0
    for name, words in WRITING.items():
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "folder"
            folder.mkdir()
            table, more = TESTS / "tables" / "rivalries.csv", Path(place) / "more.nq"
            subprocess.run(
                [*KG, "import", "rivalries", str(table), "-o", more], check=True, **QUIET
            )
            command = [*KG, *(w.format(folder=folder, more=more, table=table) for w in words)]
            environment = {**os.environ, "XDG_CACHE_HOME": f"{place}/cache"}
            environment["ENTENTE_DATA"] = str(folder / "data")
            if name == "build":  # a graph that was stored before
                subprocess.run([*KG, "build", "--store", f"{folder}/store"], check=True, **QUIET)
            for file in ("claims.nq", "derived.trig", "network.gexf", "report.html"):
                (folder / file).write_bytes(b"as before")
            before = Path(place) / "before"
            shutil.copytree(folder, before)
            subprocess.run(command, env=environment, check=True, **QUIET)  # to warm the caches
            began = time.monotonic()
            subprocess.run(command, env=environment, check=True, **QUIET)
            lasts, after = time.monotonic() - began, content(folder)
            for number in range(times // len(WRITING)):
                shutil.rmtree(folder)
                shutil.copytree(before, folder)
                with subprocess.Popen(command, env=environment, **QUIET) as process:
                    time.sleep(chance.uniform(0.3 if number % 2 else 0.8, 1.0) * lasts)
                    process.send_signal(signal.SIGKILL)
                asked = [*KG, "export", "ntriples", "-o", "/dev/null"]
                asked += ["--store", f"{folder}/store"] if name == "build" else ["--imported"]
                done = subprocess.run(asked, env=environment, check=False, **QUIET)
                found, old = content(folder), content(before)
                odd = [f for f in found if found[f] not in (old.get(f), after.get(f))]
                odd = [f for f in odd if not f.startswith(("store", "data"))]
                left += sum(1 for file in folder.rglob(".*") if file.is_file())
                told["whole" if not done.returncode and not odd else f"broken by {name}"] += 1
        print(f"kills up to {name}: {dict(told)}; unfinished files left: {left}", flush=True)


def kills_of_load(times: int) -> None:
    """Kill ``kg load`` while it writes to a server, whose graph must be old, new or reported."""
    from kg.errors import InputError
    from kg.store.remote.client import Endpoint
    from kg.store.remote.transfer import read_endpoint

    chance = random.Random(8)
    told: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as place, oxigraph(Path(place) / "server") as address:
        more = Path(place) / "more.nq"
        rivalries = TESTS / "tables" / "rivalries.csv"
        subprocess.run([*KG, "import", "rivalries", rivalries, "-o", more], check=True, **QUIET)
        old = [*KG, "load", "--endpoint", address, "--prune"]
        new = [*old, "--no-shipped", str(more)]

        def stated() -> set[Any] | None:
            with Endpoint(address) as server:
                try:
                    return set(read_endpoint(server))
                except InputError as error:
                    assert "incomplete upload" in str(error), error
                    return None

        known = []
        for command in (new, old):
            subprocess.run(command, check=True, **QUIET)
            known.append(stated())
        began = time.monotonic()
        subprocess.run(new, check=True, **QUIET)
        lasts = time.monotonic() - began
        for number in range(times):
            subprocess.run(old, check=True, **QUIET)
            with subprocess.Popen(new, **QUIET) as process:
                time.sleep(chance.uniform(0.5 if number % 2 else 0.8, 1.0) * lasts)
                process.send_signal(signal.SIGKILL)
            found = stated()
            told["said to be incomplete" if found is None else "whole"] += found in (None, *known)
            if found is None:
                subprocess.run(new, check=True, **QUIET)
                told["whole when loaded again"] += stated() == known[0]
            elif found not in known:
                told["broken"] += 1
    print(f"kills of load: {times}; {dict(told)}", flush=True)


def memory() -> float:
    """Return the megabytes of this process's descendants, counting shared memory once."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
            parents[int(stat.parent.name)] = int(fields[1])
    mine, more = {os.getpid()}, True
    while more:
        more = {pid for pid, parent in parents.items() if parent in mine} - mine
        mine |= more
    total = 0
    for pid in mine - {os.getpid()}:
        with suppress(OSError, StopIteration):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1000


def load(clients: int, seconds: float, *, different: bool) -> None:
    """Run clients that query a server; a fifth of their queries run away.

    Args:
        clients: number of clients, each with one request at a time.
        seconds: duration.
        different: True gives each runaway query a different structure.
    """
    times: list[float] = []
    statuses: Counter[tuple[str, int]] = Counter()
    numbers = count()

    def client(number: int, endpoint: str, end: float) -> None:
        chance = random.Random(number)
        while time.monotonic() < end:
            runaway = chance.random() < 0.2
            text = RUNAWAY % chance.randrange(50) if runaway else chance.choice(CHEAP)
            if runaway and different:
                text = text.replace("?i }", f"?i FILTER (?a != <urn:{next(numbers)}>) }}")
            began = time.monotonic()
            try:
                url = f"{endpoint}?{urllib.parse.urlencode({'query': text})}"
                with urllib.request.urlopen(url, timeout=60) as answer:
                    status = answer.status
                    answer.read()
            except urllib.error.HTTPError as error:
                status = error.code
                if status in (429, 503):
                    time.sleep(float(error.headers.get("Retry-After", "1")))
            except OSError:
                status = 0
            statuses["runaway" if runaway else "cheap", status] += 1
            if not runaway and status == 200:
                times.append(time.monotonic() - began)

    used: list[float] = []
    with serving("--timeout", "10", "--workers", "2", "--memory", "300") as address:
        endpoint, end = f"{address}sparql", time.monotonic() + seconds
        threads = [threading.Thread(target=client, args=(n, endpoint, end)) for n in range(clients)]
        for thread in threads:
            thread.start()
        while time.monotonic() < end:
            time.sleep(min(5, max(end - time.monotonic(), 0)))
            used.append(memory())
        for thread in threads:
            thread.join()
    times.sort()
    assert all(status in (200, 429, 503) for _, status in statuses), statuses
    third = max(len(used) // 3, 1)
    print(
        f"load: {clients} clients for {seconds:g} s, runaway queries "
        f"{'each of a structure of its own' if different else 'of one structure'}; "
        f"{dict(sorted(statuses.items()))}; cheap queries: "
        f"median {statistics.median(times):.2f} s, p99 {times[int(len(times) * 0.99)]:.2f} s; "
        f"memory of all processes in the first third {statistics.mean(used[:third]):.0f} MB, "
        f"in the last {statistics.mean(used[-third:]):.0f} MB, at most {max(used):.0f} MB"
    )


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--inputs", type=int, default=700)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--clients", type=int, default=200)
    options.add_argument("--seconds", type=float, default=600)
    options.add_argument("--different", action="store_true", help="runaway queries all differ")
    chosen = options.parse_args()
    if chosen.inputs:
        inputs(chosen.inputs)
    if chosen.kills:
        kills(chosen.kills * 5 // 6)
        kills_of_load(chosen.kills // 6)
    if chosen.clients:
        load(chosen.clients, chosen.seconds, different=chosen.different)


if __name__ == "__main__":
    main()
