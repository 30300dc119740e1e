"""The same derivation in one process and on two Spark workers, at several sizes.

Usage: python scale.py [--kind NAME] [--groups N] [SIZE ...]

A graph of ``growth.py`` of each size is derived and written by one process (``kg derive``), and by
two Spark worker processes on this machine (``kg derive --engine spark``). Seconds are wall-clock
time, including the start of Python and of the Spark workers. Both must write the same number of
statements.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from growth import KINDS, write

SIZES = (10_000, 30_000, 100_000, 300_000)
LOCAL = (
    "--master local-cluster[2,1,4096] --driver-memory 4g --conf spark.ui.enabled=false "
    "--conf spark.driver.host=127.0.0.1 --conf spark.driver.bindAddress=127.0.0.1 "
    "--conf spark.log.level=ERROR --conf spark.sql.shuffle.partitions=4 pyspark-shell"
)


def seconds(folder: Path, *arguments: object) -> tuple[float, str]:
    """Return the wall-clock seconds of ``kg derive`` on a folder's tables, and its output."""
    place = {"ENTENTE_DATA": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
    spark = {"PYSPARK_SUBMIT_ARGS": LOCAL, "SPARK_LOCAL_IP": "127.0.0.1"}
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "kg", "derive", "--no-shipped", "--imported", *map(str, arguments)],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | place | spark,
    )
    return time.monotonic() - began, done.stdout


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=KINDS, default="postures")
    parser.add_argument("--groups", type=int, default=4)
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES)
    chosen = parser.parse_args()
    for size in chosen.sizes:
        with tempfile.TemporaryDirectory() as folder:
            apart = Path(folder)
            write(chosen.kind, size, apart / "graph.nq")
            here, _ = seconds(apart, "-o", apart / "derived.out")
            with (apart / "derived.out").open("rb") as lines:
                statements = len(set(lines))
            spark = ("--engine", "spark", "--groups", chosen.groups)
            there, told = seconds(apart, *spark, "-o", apart / "parquet")
        assert told == f"{statements:,} statements\n", (told, statements)
        print(f"{size:,}: here {here:.1f} s, two workers {there:.1f} s, {told}", end="", flush=True)


if __name__ == "__main__":
    main()
