"""SHACL and ontology checks: ``kg validate`` and ``lint``."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import (
    format_option,
    graph_options,
    is_given,
    no_known_by,
    open_graph,
    output_option,
    plain_option,
    print_result,
    refuse_unless,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.configuration import Configuration
    from kg.validation.finding import Findings

FORMATS = ("text", "json", "github", "sarif", "junit")
_SHOWN = 20


def findings_options(*formats: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a decorator that adds ``--format``, ``--fail-on`` and ``--show``."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in (
            click.option(
                "--show",
                "listed",
                type=click.IntRange(min=1),
                default=_SHOWN,
                show_default=True,
                help="Findings listed per shape in text; other formats list all.",
            ),
            click.option(
                "--fail-on",
                type=click.Choice(["violation", "warning", "info"]),
                default="violation",
                show_default=True,
                help="Exit 1 on findings of this severity or higher.",
            ),
            format_option(*FORMATS, *formats),
        ):
            function = option(function)
        return function

    return decorate


@click.command("validate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@findings_options("turtle")
@click.option(
    "--shapes",
    multiple=True,
    type=click.Path(path_type=Path),
    help="File of additional SHACL shapes (repeatable).",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    help="Accept the findings in this file, written with --format json.",
)
@click.option(
    "--changed-since",
    default="",
    metavar="REV",
    help="Check only statements changed since this Git revision.",
)
@click.option(
    "--engine",
    type=click.Choice(["pyshacl", "fast"]),
    help="SHACL engine (default: 'fast' if that extra is installed, else pySHACL).",
)
@click.option(
    "--context",
    multiple=True,
    type=click.Path(path_type=Path),
    help="File or folder to read but not check (repeatable).",
)
@click.option(
    "--allow-empty",
    is_flag=True,
    help="Accept empty PATHs and shapes that select nothing.",
)
@graph_options
@no_known_by("shapes check how files are written, not when their sources were.")
@plain_option
def validate(
    paths: tuple[Path, ...],
    format: str,
    fail_on: str,
    listed: int,
    shapes: tuple[Path, ...],
    baseline: Path | None,
    changed_since: str,
    engine: str | None,
    allow_empty: bool,
    context: tuple[Path, ...],
    configuration: Configuration,
) -> None:
    """Validate the graph, with PATHs added, against the shapes in ontology/shapes.

    Each finding has file, line and column. The exit code is 1 if there are findings of the severity
    of --fail-on or higher, and 2 if a file is not RDF.
    """
    if format == "turtle" and engine == "fast":
        raise click.UsageError("Only pySHACL writes its report as Turtle.")
    graph = open_graph(replace(configuration, paths=(*paths, *configuration.paths)))
    found = graph.validate(
        shapes=shapes,
        engine=engine or ("pyshacl" if format == "turtle" else ""),
        changed_since=changed_since,
        baseline=baseline,
        allow_empty=allow_empty,
        context=context,
    )
    _print_and_exit(found, format, listed, fail_on)


@click.command("lint")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@findings_options()
@click.option(
    "--checks",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Use the checks in this folder instead of the shipped ones (repeatable).",
)
@click.option("--no-shipped", is_flag=True, help="Check the PATHs alone.")
def lint(
    paths: tuple[Path, ...],
    format: str,
    fail_on: str,
    listed: int,
    folders: tuple[Path, ...],
    no_shipped: bool,
) -> None:
    """Check the ontology, with PATHs added, for defects; each check is a query file.

    The exit code is 1 if there are findings of the severity of --fail-on or higher.
    """
    from kg.validation.lint import lint as find_defects

    found = find_defects(paths, shipped=not no_shipped, folders=folders)
    _print_and_exit(found, format, listed, fail_on)


@click.command("convert")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH..."
)
@output_option
@click.option("--in-place", is_flag=True, help="Overwrite the files, and those in folders.")
@click.option(
    "--graph",
    "graphs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="RDF file or folder with claim descriptions that PATHs lack (repeatable).",
)
@no_known_by("files are rewritten whole.")
def convert(
    paths: tuple[Path, ...], target: Path, in_place: bool, graphs: tuple[Path, ...]
) -> None:
    """Update PATHs to the current form, in which no denied or supposed statement reads as a fact.

    What a claim denies is typed with ent:deniedType, what it predicts, hopes for or reports with
    ent:supposedType, on nodes of the claim's own. Comments and order in TriG are preserved.
    """
    from kg.store.atomic import atomic_write
    from kg.store.convert import convert as converted
    from kg.store.open import ontology_quads, read_files

    if in_place and is_given("target"):
        raise click.UsageError("Give -o or --in-place, not both.")
    context = [*ontology_quads(), *read_files(graphs)]
    found = list(converted(paths, context))
    if not in_place:
        if len(found) != 1:
            raise click.UsageError("Several files need --in-place.")
        with written(target) as file:
            file.write(found[0].content)
        return
    for one in found:
        if one.changed:
            with atomic_write(one.path) as file:
                file.write(one.content)
            click.echo(str(one.path))


def _print_and_exit(found: Findings, format: str, listed: int, fail_on: str) -> None:
    """Print findings; exit with 2 after a read error, 1 if the threshold is reached, else 0."""
    from kg.model.text import sanitize_line
    from kg.validation.finding import SYNTAX, Severity

    refuse_unless(format == "text", "listed", "--format text; the others list all findings")
    for finding in found.found:
        if finding.shape == SYNTAX:
            click.echo(f"kg: {sanitize_line(finding.text)}", err=True)
    print_result(replace(found, listed=listed), format)
    if not found.readable:
        sys.exit(2)
    sys.exit(0 if found.conforms(Severity[fail_on.upper()]) else 1)
