"""``kg import``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import Named, output_option, rdf_format, rdf_format_option, written


def _tables() -> dict[str, str]:
    from kg.tables.mapping import importable

    return importable()


@click.command("import")
@click.argument("table", type=Named("table", _tables))
@click.argument("file", type=click.Path(path_type=Path))
@output_option
@rdf_format_option
def command(table: str, file: Path, target: Path, form: str | None) -> None:
    """Turn the rows of FILE, a TABLE such as atop, gml-mid or rivalries, into claims.

    Codes are resolved through time and yearly rows folded into spells. What cannot be resolved is
    listed on standard error. Add the claims to the graph with --graph.
    """
    from kg.errors import UnknownName
    from kg.export.rdf import write_quads
    from kg.load.open import open_dataset
    from kg.tables.claims import claim_quads
    from kg.tables.mapping import importable, read_mapping
    from kg.tables.spells import read_spells

    known = importable()
    if table not in known:
        raise UnknownName(f"no table is called {table!r}; choose {', '.join(known)}")
    mapping = read_mapping(table)
    dataset = open_dataset(shipped=False)
    spells = read_spells(mapping, file, dataset)
    with written(target) as output:
        write_quads(
            claim_quads(mapping, spells, dataset),
            rdf_format(form, target),
            output,
        )
    count = sum(map(len, spells.by_claim.values()))
    click.echo(f"{spells.rows} rows became {count} claims", err=True)
    for lost in spells.unresolved:
        click.echo(
            f"not resolved, in whole or in part: code {lost.code} in {lost.rows} rows, "
            f"{lost.first} to {lost.last}",
            err=True,
        )
