"""Generated events with the columns of GDELT 2.0, and the time to count them by month.

Run ``python tests/benchmarks/events.py [ROWS] [SPARK_ROWS]``.
"""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path

import duckdb

COUNTRIES = ("CHN", "RUS", "USA", "JPN", "FRA", "DEU", "IND", "GBR", "BRA", "ZAF", "TUR", "EGY")
_COLUMNS = 61


def write_events(file: Path, rows: int, seed: int) -> None:
    """Write events between some countries over ten years; a seed always gives the same file."""
    places = {
        0: "i",
        1: "strftime(DATE '2010-01-01' + CAST(h % 3652 AS INTEGER), '%Y%m%d')",
        7: f"[{', '.join(map(repr, COUNTRIES))}][CAST(1 + (h // 3652) % {len(COUNTRIES)} AS BIGINT)]",
        17: f"[{', '.join(map(repr, COUNTRIES))}][CAST(1 + (h // 50000) % {len(COUNTRIES)} AS BIGINT)]",
        29: "1 + (h // 1000000) % 4",
    }
    columns = ", ".join(f"{places.get(n, repr(''))} AS c{n}" for n in range(_COLUMNS))
    made = (
        f"SELECT {columns} FROM (SELECT i, hash(i + {seed} * 1000003) AS h FROM range({rows}) t(i))"
    )
    duckdb.sql(f"COPY ({made}) TO '{file}' (DELIMITER '\t', HEADER false, QUOTE '')")


def imported(file: str, target: str, engine: str) -> int:
    """Run `kg import gdelt` as a user does, and return the exit code."""
    from kg.cli.main import main as kg

    try:
        kg(["import", "gdelt", file, "--engine", engine, "-o", target])
    except SystemExit as done:
        return int(done.code or 0)
    return 0


def main(rows: int = 50_000_000, spark_rows: int = 1_000_000) -> None:
    """Print seconds, rows per second and peak memory (on Spark, without its workers')."""
    from measure import measure

    sizes = {"duckdb": (rows // 100, rows // 10, rows), "spark": (spark_rows // 10, spark_rows)}
    with tempfile.TemporaryDirectory() as folder:
        for engine, numbers in sizes.items():
            for number in numbers:
                file = Path(folder) / "generated.export.CSV"
                write_events(file, number, seed=1)
                target = str(Path(folder) / "out.nq")
                took = measure(partial(imported, str(file), target, engine), runs=1)
                assert took.result == 0
                speed = number / took.seconds
                print(
                    f"{engine:<8}{number:>12,} rows {took.seconds:8.1f} s {speed:>12,.0f} rows/s "
                    f"{took.peak_mb:>7,.0f} MB"
                )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
