"""One process and two workers of Spark: the same derivation, written out, at several sizes.

Usage: python scale.py [--kind NAME] [--groups N] [SIZE ...]

A graph of ``growth.py`` of each size is derived and written here (``kg derive``), and by two worker
processes of Spark on this machine (``kg derive --engine spark``). Seconds are those of the clock,
with the start of Python and, of Spark, of its workers. The number of
statements must be the same.
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
    """How long ``kg derive`` of the tables in a folder takes by the clock, and what it prints."""
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
