"""``kg measure``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import StateCode, format_option, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

_FORMAT = format_option("table", "csv", "json")
_FROM = click.option("--from", "first_year", type=int, default=0, help="First year.")
_TO = click.option("--to", "last_year", type=int, default=9999, help="Last year.")


@click.group("measure")
def command() -> None:
    """Measures of the field for two states, a row a year, computed from a table of yours."""


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
    output: str,
) -> None:
    """How alike FIRST and SECOND vote, or commit themselves: S, kappa, pi and agreement.

    S is Signorino and Ritter's; kappa and pi correct it for chance (Häge 2011); agreement is
    Lijphart's. n is the number of items on which both made a choice.
    """
    from kg.measure.frames import MEASURES, measured, obligation_years, vote_years

    if (votes is None) == (obligations is None):
        raise click.UsageError("Name one file, of --votes or of --obligations.")
    if votes is not None:
        codes = _codes(first, second, "isoAlpha2")
        years = vote_years(votes, roll_calls)
    else:
        assert obligations is not None
        codes = _codes(first, second, "cowCode")
        years = obligation_years(obligations)
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
    required=True,
    help="File of COW National Material Capabilities.",
)
@_FORMAT
def capability(
    first: str, second: str, first_year: int, last_year: int, capabilities: Path, output: str
) -> None:
    """The CINC scores of FIRST and SECOND, and the share of FIRST in their sum."""
    from kg.measure.capability import capability_years

    one, other = _codes(first, second, "cowCode")
    found = capability_years(capabilities, int(one), int(other))
    rows = [row for row in found if first_year <= row[0] <= last_year]
    _print(("year", "first", "second", "share"), rows, output)


def _codes(first: str, second: str, kind: str) -> tuple[str, str]:
    """Codes of two states in the system of a table."""
    from kg.errors import UnknownName
    from kg.load.open import open_dataset
    from kg.store.names import find_state
    from kg.vocabulary.terms import ent

    dataset = open_dataset(shipped=False)
    found = []
    for name in (first, second):
        code = dataset.text(find_state(dataset, name), ent(kind))
        if not code:
            raise UnknownName(f"the state {name!r} has no code of the kind that the table uses")
        found.append(code)
    return found[0], found[1]


def _print(names: Sequence[str], rows: Sequence[Sequence[Any]], output: str) -> None:
    from kg.report.figures import rows_csv, rows_table

    if output == "json":
        data = [dict(zip(names, row, strict=True)) for row in rows]
        print_json(data)
    else:
        click.echo((rows_csv if output == "csv" else rows_table)(names, rows), nl=False)
