"""``kg figure``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.graph_options import GraphChoice, graph_options, rule_options
from kg.cli.options import StateCode, as_of_option, output_option, written

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


@click.command("figure")
@click.argument("kind", type=click.Choice(["matrix", "timeline", "map", "network", "trajectory"]))
@click.argument("first", type=StateCode())
@click.argument("second", type=StateCode())
@as_of_option
@output_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["svg", "png", "pdf", "html", "json"]),
    help="By default that of the file's ending, else SVG; 'json' is the Vega-Lite specification.",
)
@graph_options
@rule_options
def command(
    kind: str,
    first: str,
    second: str,
    as_of: date | None,
    target: Path,
    form: str | None,
    chosen: GraphChoice,
) -> None:
    """Draw a figure of FIRST and SECOND.

    'matrix' is postures and interests by region; 'map' shows them on the world; 'timeline' what
    began and ended; 'network' the two and who is related to them; 'trajectory' dated cooperation
    and disputes over the years.
    """
    from kg.analysis.brief import make_brief
    from kg.analysis.dyad import find_dyad
    from kg.render.charts.draw import draw, form_of
    from kg.render.charts.pair import PAIR_CHARTS

    derived = chosen.derive()
    brief = make_brief(derived, find_dyad(derived.facts, first, second, as_of))
    chart = PAIR_CHARTS[kind](brief, derived.facts.dataset)
    drawn = draw(chart, form_of(target, form))
    with written(target) as file:
        file.write(drawn)
