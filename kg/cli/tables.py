"""Data sets: ``kg import`` and ``measure``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import (
    Choice,
    engine_option,
    format_option,
    graph_options,
    no_known_by,
    open_graph,
    pair_arguments,
    period_options,
    print_result,
    rdf_format,
    rdf_format_option,
    refuse_unless,
    written,
)
from kg.configuration import Configuration
from kg.model.text import counted

if TYPE_CHECKING:
    from datetime import date

    from kg.tables.records import Records


def _tables() -> dict[str, str]:
    from kg.tables.mapping import importable

    return importable()


@click.command("import")
@click.argument("table", type=Choice("table", _tables))
@click.argument(
    "files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE..."
)
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    help="File to write: claims as RDF ('-' is standard output), or rows as .parquet. "
    "Default: both are stored for other commands (--imported).",
)
@rdf_format_option
@click.option(
    "--between",
    "pairs",
    multiple=True,
    metavar="CODE-CODE",
    help="Import only rows on this dyad (repeatable).",
)
@engine_option
@graph_options
@no_known_by("all rows of a table share one date of writing.")
def import_table(
    table: str,
    files: tuple[Path, ...],
    target: Path | None,
    format: str | None,
    pairs: tuple[str, ...],
    engine: str,
    configuration: Configuration,
) -> None:
    """Turn the rows of FILEs into claims; TABLE names the data set, such as atop or rivalries.

    State codes are resolved through time and yearly rows merged into spells. Codes that cannot be
    resolved are listed on standard error. Events and treaties already in the graph are recognised.
    """
    from kg.cli.progress import Progress
    from kg.errors import UnknownName
    from kg.render import write
    from kg.store.names import find_pair
    from kg.store.query import Statements
    from kg.tables.claim_writer import claim_quads
    from kg.tables.engines import connect
    from kg.tables.importing import library, needs_pairs, read_records, rows, write_parquet
    from kg.tables.mapping import importable, read_mapping
    from kg.tables.match import KnownThings
    from kg.tables.records import TableImport

    known = importable()
    if table not in known:
        raise UnknownName(f"unknown table {table!r}; choose {', '.join(known)}")
    mapping = read_mapping(table)
    dataset = open_graph(configuration).dataset
    connection = connect(engine)
    between = [find_pair(dataset, pair) for pair in pairs]
    what = TableImport(mapping, files, dataset, between)
    read = rows(connection, mapping, files)
    if target is not None and target.suffix == ".parquet":
        click.echo(f"{counted(write_parquet(read, target), 'row')} written", err=True)
        return
    records = None
    if target is not None or between or not needs_pairs(mapping):
        records = read_records(read, what)
    if target is None:
        keep = library() / f"{table}.parquet"
        keep.parent.mkdir(parents=True, exist_ok=True)
        click.echo(f"{counted(write_parquet(read, keep), 'row')} kept in {keep}", err=True)
    if records is None:
        return
    matches = KnownThings(dataset, mapping.matched) if mapping.matched else None
    quads = claim_quads(what, records, matches)
    to = library() / f"{table}.nq" if target is None else target
    total = sum(map(len, records.by_claim.values()))
    with Progress("writing claims") as progress, written(to) as output:
        write(Statements(progress.over(quads, 12 * total)), rdf_format(format, to), output)
    click.echo(f"{counted(records.rows, 'row')} became {counted(total, 'claim')}", err=True)
    _tell(records)


def _tell(records: Records) -> None:
    """Print remarks about the rows on standard error."""
    for oddity in records.oddities:
        click.echo(oddity, err=True)
    for reason, rows in records.left.items():
        click.echo(f"{counted(rows, 'row')} without a claim: {reason}", err=True)
    for lost in records.unresolved:
        click.echo(
            f"not resolved, in whole or in part: code {lost.code} in {counted(lost.rows, 'row')}, "
            f"{lost.first} to {lost.last}",
            err=True,
        )


_STATES = Configuration(shipped=False)
_FORMAT = format_option("table", "csv", "json")
_PERIOD = period_options("First year.", "Last year.")


@click.group("measure")
def measure() -> None:
    """Compute similarity, capabilities or disputes of two states, one row per year.

    The data come from the file that an option names or, by default, from an imported table.
    """


@measure.command("similarity")
@pair_arguments
@_PERIOD
@click.option("--votes", type=click.Path(path_type=Path), help="File of UN General Assembly votes.")
@click.option(
    "--roll-calls",
    type=click.Path(path_type=Path),
    help="File with the dates of the votes (default: the one in the same folder).",
)
@click.option(
    "--obligations", type=click.Path(path_type=Path), help="File of ATOP directed dyad-years."
)
@click.option("--squared", is_flag=True, help="Use squared instead of absolute distance.")
@engine_option
@_FORMAT
def similarity(
    first: str,
    second: str,
    since: date | None,
    until: date | None,
    votes: Path | None,
    roll_calls: Path | None,
    obligations: Path | None,
    squared: bool,
    engine: str,
    format: str,
) -> None:
    """Similarity of votes or alliance commitments of FIRST and SECOND: S, kappa, pi, agreement.

    S is Signorino and Ritter's; kappa and pi correct it for chance (Häge 2011); agreement is
    Lijphart's. n is the number of items on which both made a choice.
    """
    if votes is not None and obligations is not None:
        raise click.UsageError("Give --votes or --obligations, not both.")
    refuse_unless(obligations is None, "roll_calls", "votes, not to --obligations")
    rows = open_graph(_STATES).similarity(
        first,
        second,
        votes=votes,
        roll_calls=roll_calls,
        obligations=obligations,
        squared=squared,
        engine=engine,
        since=since,
        until=until,
    )
    print_result(rows, format)


@measure.command("capability")
@pair_arguments
@_PERIOD
@click.option(
    "--capabilities",
    type=click.Path(path_type=Path),
    help="File of COW National Material Capabilities.",
)
@_FORMAT
def capability(
    first: str,
    second: str,
    since: date | None,
    until: date | None,
    capabilities: Path | None,
    format: str,
) -> None:
    """CINC scores of FIRST and SECOND, and the share of FIRST in their sum."""
    graph = open_graph(_STATES)
    rows = graph.capability(first, second, capabilities=capabilities, since=since, until=until)
    print_result(rows, format)


@measure.command("disputes")
@pair_arguments
@_PERIOD
@click.option(
    "--disputes",
    type=click.Path(path_type=Path),
    help="File of the Gibler-Miller-Little militarised disputes.",
)
@click.option(
    "--by-region",
    is_flag=True,
    help="Count the disputes of each state with all others, by region of the opponent.",
)
@_FORMAT
def disputes(
    first: str,
    second: str,
    since: date | None,
    until: date | None,
    disputes: Path | None,
    by_region: bool,
    format: str,
) -> None:
    """Militarised disputes between FIRST and SECOND, and in how many each was revisionist.

    With --by-region, rows are by state and region of the opponent instead of by year.
    """
    rows = open_graph(_STATES).disputes(
        first, second, disputes=disputes, by_region=by_region, since=since, until=until
    )
    print_result(rows, format)
