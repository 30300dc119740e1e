"""Lists of states that scholars keep: each entry a code, an abbreviation and its dates."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache

from kg import resources


@dataclass(frozen=True)
class Listed:
    """A state is in the list of a system of codes from a day to another, to None if it still is."""

    system: str
    code: str
    abbreviation: str
    start: date
    end: date | None


@cache
def state_lists() -> tuple[Listed, ...]:
    """All entries of all lists, in the order of system, code and start."""
    path = resources.folder("graph") / "reference" / "state-lists.csv"
    with path.open(encoding="utf-8") as file:
        return tuple(
            Listed(
                row["list"],
                row["code"],
                row["abbreviation"],
                date.fromisoformat(row["start"]),
                date.fromisoformat(row["end"]) if row["end"] else None,
            )
            for row in csv.DictReader(file)
        )
