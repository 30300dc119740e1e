"""``kg validate``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.choice import GraphChoice, graph_options
from kg.cli.options import format_option


@click.command("validate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@format_option("text", "json", "turtle")
@click.option(
    "--fail-on",
    type=click.Choice(["violation", "warning", "info"]),
    default="violation",
    show_default=True,
    help="Gravest finding that is still accepted is the one below.",
)
@click.option(
    "--shapes",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Further file of SHACL shapes (repeatable).",
)
@graph_options
def command(
    paths: tuple[Path, ...],
    output: str,
    fail_on: str,
    shapes: tuple[Path, ...],
    chosen: GraphChoice,
) -> None:
    """Check the graph, with PATHs added, against the shapes in ontology/shapes.

    Exit code 1 if anything of the gravity of --fail-on or above is found.
    """
    from kg.report.findings import findings_json, findings_text
    from kg.validate.finding import Severity
    from kg.validate.shacl import validate

    dataset = chosen.adding(paths).open(checked=False)
    report = validate(dataset, shapes)
    if output == "json":
        click.echo(findings_json(report), nl=False)
    elif output == "turtle":
        click.echo(report.graph.serialize(format="turtle"), nl=False)
    else:
        click.echo(findings_text(report), nl=False)
    sys.exit(0 if report.conforms(Severity[fail_on.upper()]) else 1)
