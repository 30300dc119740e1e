"""Figures and reports: ``kg figure`` and ``kg report``."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import click

from kg.cli.options import (
    as_of_option,
    graph_options,
    open_graph,
    output_option,
    pair_arguments,
    require,
    rule_options,
    write_result,
)

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from kg.configuration import Configuration


@click.command("figure")
@click.argument("kind", type=click.Choice(["matrix", "timeline", "map", "network", "trajectory"]))
@pair_arguments
@as_of_option
@output_option
@click.option(
    "--format",
    type=click.Choice(["svg", "png", "pdf", "html", "json"]),
    help="Default: by file extension, else SVG; 'json' is the Vega-Lite specification.",
)
@graph_options
@rule_options
def figure(
    kind: str,
    first: str,
    second: str,
    as_of: date | None,
    target: Path,
    format: str | None,
    configuration: Configuration,
) -> None:
    """Draw a figure of FIRST and SECOND.

    'matrix' shows postures and interests by region, 'map' the same on a world map, 'timeline' what
    began and ended, 'network' the two states and those related to them, and 'trajectory'
    cooperation and disputes over the years.
    """
    from kg.render.charts.figure import form_of

    require("altair")
    drawn = open_graph(configuration).figure(kind, first, second, as_of=as_of)
    write_result(drawn, form_of(target, format), target)


@click.command("report")
@pair_arguments
@as_of_option
@output_option
@graph_options
@rule_options
def report(
    first: str, second: str, as_of: date | None, target: Path, configuration: Configuration
) -> None:
    """Write a report on FIRST and SECOND as one HTML file, to mail or print.

    It has the verdict, postures by region, figures, every conclusion with its proof and sources,
    and the command to reproduce it. It loads nothing from the internet.
    """
    from kg.cli.progress import Progress

    require("altair")
    graph = open_graph(configuration)
    given = [target.name if word == str(target) else word for word in sys.argv[1:]]
    made_by = shlex.join(["kg", *given])
    with Progress("explaining") as progress:
        made = graph.report(first, second, as_of=as_of, made_by=made_by, progress=progress.step)
    write_result(made, "html", target)
