"""``kg compare-views``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.graph_options import GraphChoice, graph_options
from kg.cli.options import Day, format_option, print_json

if TYPE_CHECKING:
    from datetime import date


@click.command("compare-views")
@click.argument("first")
@click.argument("second")
@click.option("--as-of", type=Day(), help="Compare what follows on this day; else over all time.")
@format_option("text", "json")
@graph_options
def command(
    first: str,
    second: str,
    as_of: date | None,
    output: str,
    chosen: GraphChoice,
) -> None:
    """Lay the claims of sources FIRST and SECOND side by side, and what follows from each alone."""
    from kg.analysis.viewpoints import compare_viewpoints
    from kg.render.viewpoints import views_json, views_text
    from kg.rules.rule import read_rules
    from kg.store.names import find_source

    dataset = chosen.open()
    one, other = find_source(dataset, first), find_source(dataset, second)
    comparison = compare_viewpoints(dataset, read_rules(), one.value, other.value, as_of)
    names = dataset.label(one), dataset.label(other)
    if output == "json":
        print_json(views_json(comparison, names))
    else:
        click.echo(views_text(comparison, names), nl=False)
