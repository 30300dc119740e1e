"""Measures of the field for two states, a row for each year, from the tables that hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.analysis.capability import capability_years
from kg.errors import InputError, OptionError, UnknownName
from kg.model.terms import ent
from kg.store.names import find_state
from kg.store.rows import Rows
from kg.tables.library import kept_rows

if TYPE_CHECKING:
    from pathlib import Path

    from kg.store.dataset import Dataset


def similarity(
    dataset: Dataset,
    first: str,
    second: str,
    *,
    votes: Path | None = None,
    roll_calls: Path | None = None,
    obligations: Path | None = None,
    squared: bool = False,
    engine: str = "duckdb",
    years: tuple[int, int] = (0, 9999),
) -> Rows:
    """How alike two states vote, or commit themselves: S, kappa, pi and agreement.

    Raises:
        InputError: no table is named or kept, or it cannot be read.
        OptionError: two tables are named.
        UnknownName: a state is unknown, or has no code in the table.
    """
    from kg.analysis.dyad_years import MEASURES, measured, obligation_years, vote_years

    if votes is not None and obligations is not None:
        raise OptionError("name one file, of votes or of obligations")
    if obligations is None and (votes or kept_rows("un-votes") or not kept_rows("atop")):
        codes = _codes(dataset, first, second, "isoAlpha2")
        found = vote_years(_table("un-votes", votes, "--votes"), roll_calls, engine)
    else:
        codes = _codes(dataset, first, second, "cowCode")
        found = obligation_years(_table("atop", obligations, "--obligations"), engine)
    rows: list[tuple[Any, ...]] = []
    for year in found:
        if years[0] <= year.year <= years[1]:
            counts = year.dyad(*codes)
            if counts is not None and counts.sum() > 0:
                values = measured(counts, squared=squared)
                rows.append((year.year, int(values.pop("n")), *values.values()))
    return Rows(("year", *MEASURES), tuple(rows))


def capability(
    dataset: Dataset,
    first: str,
    second: str,
    *,
    capabilities: Path | None = None,
    years: tuple[int, int] = (0, 9999),
) -> Rows:
    """The CINC scores of two states, and the share of the first in their sum.

    Raises:
        InputError: no table is named or kept, or it cannot be read.
        UnknownName: a state is unknown, or has no code in the table.
    """
    one, other = _codes(dataset, first, second, "cowCode")
    found = capability_years(_table("nmc", capabilities, "--capabilities"), int(one), int(other))
    rows = tuple(row for row in found if years[0] <= row[0] <= years[1])
    return Rows(("year", "first", "second", "share"), rows)


def disputes(
    dataset: Dataset,
    first: str,
    second: str,
    *,
    disputes: Path | None = None,
    by_region: bool = False,
    years: tuple[int, int] = (0, 9999),
) -> Rows:
    """Militarised disputes of two states, and in how many each sought change.

    Raises:
        InputError: no table is named or kept, or it cannot be read.
        UnknownName: a state is unknown.
    """
    from kg.analysis.disputes import by_opponents_region, joint_disputes, read_disputes

    states = find_state(dataset, first), find_state(dataset, second)
    rows = [
        row
        for row in read_disputes(_table("gml-mid", disputes, "--disputes"), dataset)
        if years[0] <= row.year <= years[1]
    ]
    if by_region:
        names: tuple[str, ...] = ("state", "region", "disputes", "revisionist")
        return Rows(names, tuple(by_opponents_region(rows, states, dataset)))
    names = ("year", "disputes", "revisionist_first", "revisionist_second")
    return Rows(names, tuple(joint_disputes(rows, *states)))


def _table(table: str, file: Path | None, option: str) -> Path:
    """The file that an option names, else the rows of the table that were kept."""
    found = file or kept_rows(table)
    if found is None:
        advice = f"name a file with {option}, or import one: kg import {table} FILE"
        raise InputError(table, "was not imported", advice)
    return found


def _codes(dataset: Dataset, first: str, second: str, kind: str) -> tuple[str, str]:
    """Codes of two states in the system of a table."""
    found = []
    for name in (first, second):
        code = dataset.text(find_state(dataset, name), ent(kind))
        if not code:
            raise UnknownName(f"the state {name!r} has no code of the kind that the table uses")
        found.append(code)
    return found[0], found[1]
