"""``kg import``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli.options import written


class TableName(click.ParamType[str]):
    """Name of a table whose rows become claims; completes."""

    name = "table"

    def shell_complete(self, ctx: Any, param: Any, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        from kg.tables.mapping import importable_names

        return [CompletionItem(n) for n in importable_names() if n.startswith(incomplete)]


@click.command("import")
@click.argument("table", type=TableName())
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    default=Path("-"),
    help="File of claims to write; standard output if none is named.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["nquads", "trig", "jsonld"]),
    help="RDF syntax; by default that of the file's ending, else nquads.",
)
def command(table: str, file: Path, target: Path, form: str | None) -> None:
    """Turn the rows of FILE, a TABLE such as atop, gml-mid or rivalries, into claims.

    Codes are resolved through time and yearly rows folded into spells. What cannot be resolved is
    listed on standard error. Add the claims to the graph with --graph.
    """
    from kg.errors import UnknownName
    from kg.export.rdf import write_quads
    from kg.load.open import open_dataset
    from kg.tables.claims import claim_quads
    from kg.tables.mapping import importable_names, read_mapping
    from kg.tables.spells import read_spells

    if table not in importable_names():
        raise UnknownName(f"no table is called {table!r}; choose {', '.join(importable_names())}")
    mapping = read_mapping(table)
    dataset = open_dataset(shipped=False)
    spells = read_spells(mapping, file, dataset)
    endings = {".trig": "trig", ".jsonld": "jsonld"}
    with written(target) as output:
        write_quads(
            claim_quads(mapping, spells, dataset),
            form or endings.get(target.suffix, "nquads"),
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
