"""Importing tables, compared with rdflib; deriving all dyads; and the growth exponent.

Usage: python tables.py FOLDER, the folder with your copies of the tables, named as below.
"""

from __future__ import annotations

import csv
import gzip
import math
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path

from measure import measure

TABLES = {
    "atop": "atop5_1_directed_dyad_year.csv.gz",
    "gml-mid": "gml_directed_dispute_year.csv.gz",
    "rivalries": "tss_rivalries.csv",
    "nmc": "cow_nmc.csv.gz",
    "ideal-points": "un_ideal_points.csv.gz",
    "exercises": "mme_v7_exercises.csv.gz",
}
CHAIN = ("atop", "gml-mid", "rivalries")


def run(*arguments: str) -> int:
    """Run a command as a user does, and return the exit code."""
    from kg.cli.main import main

    try:
        main(list(arguments))
    except SystemExit as done:
        return int(done.code or 0)
    return 0


def run_all(commands: list[tuple[str, ...]]) -> None:
    """Run commands one after the other."""
    for command in commands:
        run(*command)


def with_rdflib(file: str, claims: str, target: str) -> int:
    """Read the rows, put the same claims into an rdflib dataset, and write it."""
    import rdflib
    from pyoxigraph import parse

    from kg.validation.engine_pyshacl import to_rdflib

    opened = gzip.open if file.endswith(".gz") else open
    with opened(file, "rt", encoding="latin-1", newline="") as rows:
        for _ in csv.reader(rows):
            pass
    dataset = rdflib.Dataset()
    for quad in parse(path=claims):
        subject, predicate, value = (
            to_rdflib(t) for t in (quad.subject, quad.predicate, quad.object)
        )
        dataset.graph(rdflib.URIRef(quad.graph_name.value)).add((subject, predicate, value))
    dataset.serialize(target, format="nquads")
    return len(dataset)


def derived(files: list[str]) -> int:
    """Derive all conclusions from some files, and return the number of proofs."""
    from kg.rules.evaluate import derive
    from kg.rules.rule import read_rules
    from kg.store.facts import Facts
    from kg.store.open import open_dataset

    found = derive(Facts(open_dataset(map(Path, files), shipped=False)), read_rules())
    return sum(1 for _ in found.proofs)


def rows_of(file: Path) -> int:
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rb") as text:
        return sum(1 for _ in text) - 1


def main() -> None:
    """Print the figures."""
    source = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print("table         rows     s    rows/s    MB   rdflib   ratio")
        for table, file in TABLES.items():
            claims = folder / f"{table}.nq"
            ours = measure(partial(run, "import", table, str(source / file), "-o", str(claims)), 1)
            other = str(folder / "other.nq")
            usual = measure(partial(with_rdflib, str(source / file), str(claims), other), 1)
            count = rows_of(source / file)
            print(
                f"{table:<13}{count:>7,}{ours.seconds:>6.1f}{count / ours.seconds:>10,.0f}"
                f"{ours.peak_mb:>6,.0f}{usual.seconds:>7.1f} s{usual.seconds / ours.seconds:>7.1f}"
            )
        files = [str(folder / f"{table}.nq") for table in CHAIN]
        began = time.monotonic()
        with ProcessPoolExecutor(max_workers=2) as pool:
            tasks = [
                ("import", t, str(source / TABLES[t]), "-o", f)
                for t, f in zip(CHAIN, files, strict=True)
            ]
            list(pool.map(run_all, [tasks[:1], tasks[1:]]))
        imported = time.monotonic() - began
        print(f"import {', '.join(CHAIN)} in two processes: {imported:.1f} s")
        checked = measure(partial(run, "validate", "--engine", "fast", "--no-shipped", *files), 1)
        print(f"validate {', '.join(CHAIN)}: {checked.seconds:.1f} s, {checked.peak_mb:,.0f} MB")
        whole = measure(partial(derived, files), 1)
        print(
            f"derive for every dyad: {whole.seconds:.1f} s, {whole.peak_mb:,.0f} MB, "
            f"{whole.result:,} proofs"
        )
        chain = imported + checked.seconds + whole.seconds
        print(f"imported, validated and derived: {chain:.1f} s")
        lines = b"".join(Path(file).read_bytes() for file in files).splitlines(keepends=True)
        claims_of: dict[bytes, list[bytes]] = {}
        for line in lines:
            graph = line.rsplit(b" ", 2)[1]
            key = line.split(b" ", 1)[0] if b"/source/" in graph else graph
            claims_of.setdefault(key, []).append(line)
        seconds = []
        for part in (100, 10, 1):
            few = folder / "part.nq"
            chosen = list(claims_of.values())
            few.write_bytes(b"".join(line for group in chosen[::part] for line in group))
            took = measure(partial(derived, [str(few)]), 1).seconds
            seconds.append(took)
            print(f"derive 1/{part} of the claims ({len(chosen[::part]):,} claims): {took:.2f} s")
        base = measure(partial(derived, []), 3).seconds
        steps = [math.log10((b - base) / max(a - base, 0.01)) for a, b in pairwise(seconds)]
        print(
            f"exponents over steps of ten, less {base:.2f} s of start: {steps[0]:.2f}, {steps[1]:.2f}"
        )


if __name__ == "__main__":
    main()
