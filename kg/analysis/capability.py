"""Capabilities of two states, year by year (CINC; Singer 1987)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.tables.engines import connect
from kg.tables.mapping import read_mapping
from kg.tables.reader import read_table

if TYPE_CHECKING:
    from pathlib import Path


def capability_years(path: Path, first: int, second: int) -> list[tuple[int, float, float, float]]:
    """Year, CINC of the first, of the second, and the share of the first in the sum of both.

    The Composite Index of National Capability is a share of the world's, from 0 to 1; the last
    column is 0.5 for equals. Years in which either is unknown are left out.

    Args:
        path: file of National Material Capabilities.
        first: COW code of the one state.
        second: COW code of the other.

    Raises:
        InputError: the file cannot be read.
    """
    table = read_table(connect(), read_mapping("nmc"), [path])
    known = table.filter(table.a.isin([first, second]) & table.cinc.notnull())
    rows = known.select("a", "year", "cinc").execute().to_dict("records")
    by_year: dict[int, dict[int, float]] = {}
    for row in rows:
        by_year.setdefault(int(row["year"]), {})[int(row["a"])] = float(row["cinc"])
    found = []
    for year, cinc in sorted(by_year.items()):
        if len(cinc) == 2 and sum(cinc.values()) > 0:
            one, other = cinc[first], cinc[second]
            found.append((year, one, other, one / (one + other)))
    return found
