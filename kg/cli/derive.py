"""``kg derive``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import (
    GraphChoice,
    graph_options,
    output_option,
    rdf_format,
    rdf_format_option,
    rule_options,
    written,
)


@click.command("derive")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@output_option
@rdf_format_option
@graph_options
@rule_options
def command(
    paths: tuple[Path, ...],
    target: Path,
    form: str | None,
    graphs: tuple[Path, ...],
    no_shipped: bool,
    rule_folders: tuple[Path, ...],
    viewpoints: tuple[str, ...],
) -> None:
    """Derive all that follows from the graph and PATHs, with proofs, as RDF.

    Conclusions and proofs each have a graph of their own; what they follow from is not repeated.
    """
    from kg.derive.record import record
    from kg.export.rdf import write_quads

    derived = GraphChoice((*graphs, *paths), no_shipped).derive(rule_folders, viewpoints)
    with written(target) as file:
        write_quads(record(derived), rdf_format(form, target), file)
