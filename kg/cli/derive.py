"""``kg derive``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.choice import GraphChoice, graph_options, rule_options
from kg.cli.options import output_option, rdf_format, rdf_format_option, written


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
    chosen: GraphChoice,
) -> None:
    """Derive all that follows from the graph and PATHs, with proofs, as RDF.

    Conclusions and proofs each have a graph of their own; what they follow from is not repeated.
    """
    from kg.derive.record import record
    from kg.export.rdf import write_quads

    derived = chosen.adding(paths).derive()
    with written(target) as file:
        write_quads(record(derived), rdf_format(form, target), file)
