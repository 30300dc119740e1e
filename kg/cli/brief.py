"""``kg brief``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.graph_options import GraphChoice, graph_options, rule_options
from kg.cli.options import StateCode, as_of_option, format_option, print_json

if TYPE_CHECKING:
    from datetime import date


@click.command("brief")
@click.argument("first", type=StateCode())
@click.argument("second", type=StateCode())
@as_of_option
@format_option("text", "json", "md")
@graph_options
@rule_options
def command(
    first: str,
    second: str,
    as_of: date | None,
    output: str,
    chosen: GraphChoice,
) -> None:
    """What the graph says and implies about FIRST and SECOND, in either order.

    Without --as-of the brief speaks of the last day of which the graph has news of the two.
    """
    from kg.analysis.brief import make_brief
    from kg.analysis.dyad import find_dyad

    derived = chosen.derive()
    brief = make_brief(derived, find_dyad(derived.facts, first, second, as_of))
    dataset = derived.facts.dataset
    if output == "json":
        from kg.render.brief import brief_json

        print_json(brief_json(brief, dataset))
    elif output == "md":
        from kg.render.brief import brief_markdown

        click.echo(brief_markdown(brief, dataset), nl=False)
    else:
        from kg.render.brief import brief_text

        click.echo(brief_text(brief, dataset), nl=False)
