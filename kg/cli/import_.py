"""``kg import``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.graph_options import GraphChoice, graph_options
from kg.cli.options import Choice, engine_option, rdf_format, rdf_format_option, written

if TYPE_CHECKING:
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
    "Without it both are kept for other commands.",
)
@rdf_format_option
@click.option(
    "--between",
    "pairs",
    multiple=True,
    metavar="CODE-CODE",
    help="Only what is between two states (repeatable).",
)
@engine_option
@graph_options
def command(
    table: str,
    files: tuple[Path, ...],
    target: Path | None,
    form: str | None,
    pairs: tuple[str, ...],
    engine: str,
    chosen: GraphChoice,
) -> None:
    """Turn the rows of FILEs, a TABLE such as atop, gml-mid or rivalries, into claims.

    Codes are resolved through time and yearly rows folded into spells. What cannot be resolved is
    listed on standard error. What the graph knows already, such as a treaty, is recognised.
    """
    from kg.cli.progress import Progress
    from kg.errors import UnknownName
    from kg.render.rdf import write_quads
    from kg.store.names import find_pair
    from kg.tables.claim_writer import claim_quads
    from kg.tables.engines import connect
    from kg.tables.importing import needs_pairs, read_records, rows
    from kg.tables.library import library
    from kg.tables.mapping import importable, read_mapping
    from kg.tables.match import Matches
    from kg.tables.parquet import write_parquet
    from kg.tables.table_import import TableImport

    known = importable()
    if table not in known:
        raise UnknownName(f"no table is called {table!r}; choose {', '.join(known)}")
    mapping = read_mapping(table)
    dataset = chosen.open()
    connection = connect(engine)
    between = [find_pair(dataset, pair) for pair in pairs]
    what = TableImport(mapping, files, dataset, between)
    read = rows(connection, mapping, files)
    if target is not None and target.suffix == ".parquet":
        click.echo(f"{write_parquet(read, target)} rows written", err=True)
        return
    records = None
    if target is not None or between or not needs_pairs(mapping):
        records = read_records(read, what)
    if target is None:
        keep = library() / f"{table}.parquet"
        keep.parent.mkdir(parents=True, exist_ok=True)
        click.echo(f"{write_parquet(read, keep)} rows kept in {keep}", err=True)
    if records is None:
        return
    matches = Matches(dataset, mapping.matched) if mapping.matched else None
    quads = claim_quads(what, records, matches)
    to = library() / f"{table}.nq" if target is None else target
    total = sum(map(len, records.by_claim.values()))
    with Progress("writing claims") as progress, written(to) as output:
        write_quads(progress.over(quads, 12 * total), rdf_format(form, to), output)
    click.echo(f"{records.rows} rows became {total} claims", err=True)
    _tell(records)


def _tell(records: Records) -> None:
    """What a person should know of the rows, on standard error."""
    for oddity in records.oddities:
        click.echo(oddity, err=True)
    for lost in records.unresolved:
        click.echo(
            f"not resolved, in whole or in part: code {lost.code} in {lost.rows} rows, "
            f"{lost.first} to {lost.last}",
            err=True,
        )
