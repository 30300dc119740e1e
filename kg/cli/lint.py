"""``kg lint``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.findings import exit_with, findings_options, print_findings


@click.command("lint")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@findings_options()
@click.option(
    "--checks",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Folder of checks to use in place of the shipped ones (repeatable).",
)
@click.option("--no-shipped", is_flag=True, help="Look at the PATHs alone.")
def command(
    paths: tuple[Path, ...],
    output: str,
    fail_on: str,
    shown: int,
    folders: tuple[Path, ...],
    no_shipped: bool,
) -> None:
    """Check the ontology, with PATHs added, for defects of form: a query file for each.

    Exit code 1 if anything of the gravity of --fail-on or above is found.
    """
    from kg.validation.lint import lint

    found = lint(paths, shipped=not no_shipped, folders=folders)
    print_findings(found, output, shown, "The ontology")
    exit_with(found, fail_on)
