"""``kg figure``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.choice import GraphChoice, graph_options, rule_options
from kg.cli.options import StateCode, as_of_option, output_option, written

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


@click.command("figure")
@click.argument("kind", type=click.Choice(["matrix", "timeline", "network", "trajectory"]))
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

    'matrix' is postures and interests by region; 'timeline' what began and ended; 'network' the two
    and who is related to them; 'trajectory' dated cooperation and disputes over the years.
    """
    from kg.explain.brief import make_brief
    from kg.explain.dyad import find_dyad
    from kg.figure import brief as charts
    from kg.figure.draw import draw, form_of
    from kg.figure.rows import bars

    derived = chosen.derive()
    dataset = derived.facts.dataset
    brief = make_brief(derived, find_dyad(derived.facts, first, second, as_of))
    if kind == "matrix":
        chart = charts.matrix_chart(brief)
    elif kind == "network":
        from kg.export.network import read_network
        from kg.figure.network import network_chart

        chart = network_chart(brief, read_network(dataset, "state"))
    elif kind == "timeline":
        chart = charts.timeline_chart(brief, bars(brief, dataset))
    else:
        chart = charts.trajectory_chart(brief, bars(brief, dataset, conclusions=False))
    drawn = draw(chart, form_of(target, form))
    with written(target) as file:
        file.write(drawn)
