"""``kg report``."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import click

from kg.cli.graph_options import GraphChoice, graph_options, rule_options
from kg.cli.options import StateCode, as_of_option, output_option, written

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


@click.command("report")
@click.argument("first", type=StateCode())
@click.argument("second", type=StateCode())
@as_of_option
@output_option
@graph_options
@rule_options
def command(first: str, second: str, as_of: date | None, target: Path, chosen: GraphChoice) -> None:
    """Write a report on FIRST and SECOND as one HTML file that can be mailed and printed.

    It holds the verdict, postures by region, figures, every conclusion with its proof down to the
    sources, and how to make it again. It asks nothing of the network.
    """
    from kg.analysis.brief import make_brief
    from kg.analysis.dyad import find_dyad
    from kg.cli.progress import Progress
    from kg.render.report import report_html

    derived = chosen.derive()
    brief = make_brief(derived, find_dyad(derived.facts, first, second, as_of))
    made_by = shlex.join(["kg", *sys.argv[1:]])
    with Progress("explaining") as progress:
        page = report_html(brief, derived, made_by, progress.step)
    with written(target) as file:
        file.write(page.encode())
