"""``kg validate``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.findings import exit_with, findings_options, print_findings
from kg.cli.graph_options import GraphChoice, graph_options


@click.command("validate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@findings_options("turtle")
@click.option(
    "--shapes",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Further file of SHACL shapes (repeatable).",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    help="File of findings to accept, written with --format json.",
)
@click.option(
    "--changed-since",
    default="",
    metavar="REV",
    help="Look only at what the PATHs say otherwise than at a revision of git.",
)
@click.option(
    "--engine",
    type=click.Choice(["pyshacl", "fast"]),
    default="pyshacl",
    show_default=True,
    help="What runs the shapes; 'fast' is compiled and needs the extra of that name.",
)
@graph_options
def command(
    paths: tuple[Path, ...],
    output: str,
    fail_on: str,
    shown: int,
    shapes: tuple[Path, ...],
    baseline: Path | None,
    changed_since: str,
    engine: str,
    chosen: GraphChoice,
) -> None:
    """Check the graph, with PATHs added, against the shapes in ontology/shapes.

    Each finding names file, line and column. Exit code 1 if anything of the gravity of --fail-on or
    above is found, 2 if a file is no RDF.
    """
    from kg.model.text import sanitize_line
    from kg.validation.baseline import without_known
    from kg.validation.check import SYNTAX, check

    if output == "turtle" and engine == "fast":
        raise click.UsageError("Only pySHACL writes its report as Turtle.")
    checked = check(
        (*paths, *chosen.own_files()),
        shipped=not chosen.no_shipped,
        others=chosen.elsewhere(),
        shapes=shapes,
        engine=engine,
        changed_since=changed_since,
    )
    findings = list(checked.report.findings)
    for finding in findings:
        if finding.shape == SYNTAX:
            click.echo(f"kg: {sanitize_line(finding.text)}", err=True)
    if baseline is not None:
        findings = without_known(findings, baseline)
    if output == "turtle":
        assert checked.report.graph is not None
        click.echo(checked.report.graph.serialize(format="turtle"), nl=False)
    else:
        print_findings(findings, output, shown, "The graph")
    exit_with(findings, fail_on, readable=checked.readable)
