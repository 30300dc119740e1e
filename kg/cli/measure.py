"""``kg measure``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import StateCode, engine_option, format_option, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

_FORMAT = format_option("table", "csv", "json")
_FROM = click.option("--from", "first_year", type=int, default=0, help="First year.")
_TO = click.option("--to", "last_year", type=int, default=9999, help="Last year.")


@click.group("measure")
def command() -> None:
    """Measures of the field for two states, a row a year.

    They are computed from the table that an option names, or else from one that was imported.
    """


@command.command("similarity")
@click.argument("first", type=StateCode())
@click.argument("second", type=StateCode())
@_FROM
@_TO
@click.option("--votes", type=click.Path(path_type=Path), help="File of UN General Assembly votes.")
@click.option(
    "--roll-calls",
    type=click.Path(path_type=Path),
    help="File that dates the votes; by default the one beside them.",
)
@click.option(
    "--obligations", type=click.Path(path_type=Path), help="File of ATOP directed dyad-years."
)
@click.option("--squared", is_flag=True, help="Weigh by squared distance instead of absolute.")
@engine_option
@_FORMAT
def similarity(
    first: str,
    second: str,
    first_year: int,
    last_year: int,
    votes: Path | None,
    roll_calls: Path | None,
    obligations: Path | None,
    squared: bool,
    engine: str,
    output: str,
) -> None:
    """How alike FIRST and SECOND vote, or commit themselves: S, kappa, pi and agreement.

    S is Signorino and Ritter's; kappa and pi correct it for chance (Häge 2011); agreement is
    Lijphart's. n is the number of items on which both made a choice.
    """
    from kg.analysis.dyad_years import MEASURES, measured, obligation_years, vote_years
    from kg.tables.library import kept_rows

    if votes is not None and obligations is not None:
        raise click.UsageError("Name one file, of --votes or of --obligations.")
    if obligations is None and (votes or kept_rows("un-votes") or not kept_rows("atop")):
        codes = _codes(first, second, "isoAlpha2")
        years = vote_years(_table("un-votes", votes, "--votes"), roll_calls, engine)
    else:
        codes = _codes(first, second, "cowCode")
        years = obligation_years(_table("atop", obligations, "--obligations"), engine)
    rows: list[tuple[Any, ...]] = []
    for year in years:
        if first_year <= year.year <= last_year:
            counts = year.dyad(*codes)
            if counts is not None and counts.sum() > 0:
                found = measured(counts, squared=squared)
                rows.append((year.year, int(found.pop("n")), *found.values()))
    _print(("year", *MEASURES), rows, output)


@command.command("capability")
@click.argument("first", type=StateCode())
@click.argument("second", type=StateCode())
@_FROM
@_TO
@click.option(
    "--capabilities",
    type=click.Path(path_type=Path),
    help="File of COW National Material Capabilities.",
)
@_FORMAT
def capability(
    first: str, second: str, first_year: int, last_year: int, capabilities: Path | None, output: str
) -> None:
    """The CINC scores of FIRST and SECOND, and the share of FIRST in their sum."""
    from kg.analysis.capability import capability_years

    one, other = _codes(first, second, "cowCode")
    file = _table("nmc", capabilities, "--capabilities")
    found = capability_years(file, int(one), int(other))
    rows = [row for row in found if first_year <= row[0] <= last_year]
    _print(("year", "first", "second", "share"), rows, output)


@command.command("disputes")
@click.argument("first", type=StateCode())
@click.argument("second", type=StateCode())
@_FROM
@_TO
@click.option(
    "--disputes",
    type=click.Path(path_type=Path),
    help="File of the Gibler-Miller-Little militarised disputes.",
)
@click.option(
    "--by-region",
    is_flag=True,
    help="Count the disputes of each with all states, by region of the opponent.",
)
@_FORMAT
def disputes(
    first: str,
    second: str,
    first_year: int,
    last_year: int,
    disputes: Path | None,
    by_region: bool,
    output: str,
) -> None:
    """Militarised disputes between FIRST and SECOND, and in how many each sought change.

    With --by-region, a row for each state and region of the opponent instead of each year.
    """
    from kg.analysis.disputes import by_opponents_region, joint_disputes, read_disputes
    from kg.store.names import find_state
    from kg.store.open import open_dataset

    dataset = open_dataset(shipped=False)
    states = find_state(dataset, first), find_state(dataset, second)
    rows = [
        row
        for row in read_disputes(_table("gml-mid", disputes, "--disputes"), dataset)
        if first_year <= row.year <= last_year
    ]
    if by_region:
        names = ("state", "region", "disputes", "revisionist")
        _print(names, by_opponents_region(rows, states, dataset), output)
    else:
        names = ("year", "disputes", "revisionist_first", "revisionist_second")
        _print(names, joint_disputes(rows, *states), output)


def _table(table: str, file: Path | None, option: str) -> Path:
    """The file that an option names, else the rows of the table that were kept."""
    from kg.errors import InputError
    from kg.tables.library import kept_rows

    found = file or kept_rows(table)
    if found is None:
        advice = f"name a file with {option}, or import one: kg import {table} FILE"
        raise InputError(table, "was not imported", advice)
    return found


def _codes(first: str, second: str, kind: str) -> tuple[str, str]:
    """Codes of two states in the system of a table."""
    from kg.errors import UnknownName
    from kg.model.terms import ent
    from kg.store.names import find_state
    from kg.store.open import open_dataset

    dataset = open_dataset(shipped=False)
    found = []
    for name in (first, second):
        code = dataset.text(find_state(dataset, name), ent(kind))
        if not code:
            raise UnknownName(f"the state {name!r} has no code of the kind that the table uses")
        found.append(code)
    return found[0], found[1]


def _print(names: Sequence[str], rows: Sequence[Sequence[Any]], output: str) -> None:
    from kg.render.tabular import rows_csv, rows_table

    if output == "json":
        data = [dict(zip(names, row, strict=True)) for row in rows]
        print_json(data)
    else:
        click.echo((rows_csv if output == "csv" else rows_table)(names, rows), nl=False)
