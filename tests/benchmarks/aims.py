"""A table of the engine's performance goals and the measured figures, one row for each.

Usage: python aims.py [--size N] [--large] [--tables FOLDER]

Graphs come from ``growth.py`` and ``explanations.py`` and have N statements (default: a million)
unless a row gives another size; use a smaller N to try the command. ``--tables`` names the folder
with your copies of the tables (see ``tables.py``); without it, their rows say so. Seconds are CPU
time, without reading if all pairs are derived; ``--large`` adds ten million statements.
"""

from __future__ import annotations

import argparse
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from explanations import invented
from growth import KINDS, derivation, exponent, ten, write
from kept import one_pair
from pyoxigraph import RdfFormat, serialize
from tables import CHAIN, TABLES, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    Row = tuple[str, str, str]

PAIR, DOUBTED = ("Q00000", "Q00001"), "made-0"
KEPT = {
    "build": "≤ 60 s, ≤ 3,000 MB",
    "a file of ten claims more": "≤ 3 s",
    "a brief": "≤ 1 s, ≤ 500 MB",
    "a what-if": "≤ 1.5 s",
}
KEPT_LARGE = {"a brief": "≤ 3 s, ≤ 500 MB"}


def all_pairs(file: Path) -> str:
    """Return the cost of deriving all conclusions from a file."""
    told = derivation(file)
    return f"{told['seconds']:.2f} s, {told['peak']:,} MB"


def of_tables(source: Path | None, folder: Path) -> Iterator[Row]:
    """Yield rows for the tables of alliances, disputes and rivalries, and for exercises."""
    file = folder / "tables.nq"
    for work, aim, tables in (
        ("ATOP, GML and rivalries, all pairs", "≤ 1.5 s", CHAIN),
        ("the same and exercises", "≤ 6 s, ≤ 1,500 MB", (*CHAIN, "exercises")),
    ):
        if source is None:
            yield work, aim, "not measured: no folder of tables was named"
            continue
        with file.open("wb") as out:
            for table in tables:
                claims = folder / f"{table}.nq"
                if not claims.exists():
                    run("import", table, str(source / TABLES[table]), "-o", str(claims))
                out.write(claims.read_bytes())
        yield work, aim, all_pairs(file)


def of_pair(size: int, aims: dict[str, str]) -> Iterator[Row]:
    """Yield rows for a stored graph of postures that is queried about one pair."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "made.nq"
        write("postures", size, file)
        for name, seconds, peak in one_pair(file, PAIR, DOUBTED, partial(ten, "postures")):
            if name in aims:
                yield f"{name}, {size:,} statements", aims[name], f"{seconds:.2f} s, {peak:,} MB"


def of_growth(size: int, folder: Path) -> Iterator[Row]:
    """Yield rows for all pairs of postures, and the growth exponent of each kind of graph."""
    file = folder / "made.nq"
    for kind in KINDS:
        told = []
        for statements in (size // 10, size):
            write(kind, statements, file)
            told.append(derivation(file))
        if kind == "postures":
            took = f"{told[1]['seconds']:.2f} s, {told[1]['peak']:,} MB"
            yield f"postures, all pairs, {size:,}", "≤ 120 s, ≤ 8,000 MB", took
        rows = [one["stated"] + one["rows"] for one in told]
        found = exponent(told[0]["seconds"], told[1]["seconds"], *rows)
        yield f"exponent, {kind}, {size // 10:,} to {size:,}", "≤ 1.15", f"{found:.2f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--tables", type=Path)
    chosen = parser.parse_args()
    print("| work | aim | measured |\n| --- | --- | --- |")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = folder / "invented.nq"
        made.write_bytes(serialize(invented(8000), format=RdfFormat.N_QUADS) or b"")
        parts = [
            of_tables(chosen.tables, folder),
            [("invented(8000), all pairs", "≤ 2 s", all_pairs(made))],
            of_growth(chosen.size, folder),
            of_pair(chosen.size, KEPT),
            of_pair(10_000_000, KEPT_LARGE) if chosen.large else (),
        ]
        for rows in parts:
            for row in rows:
                print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
