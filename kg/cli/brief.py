"""``kg brief``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.options import (
    GraphChoice,
    StateCode,
    as_of_option,
    format_option,
    graph_options,
    print_json,
    rule_options,
)

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


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
    graphs: tuple[Path, ...],
    no_shipped: bool,
    rule_folders: tuple[Path, ...],
    viewpoints: tuple[str, ...],
) -> None:
    """What the graph says and implies about FIRST and SECOND, in either order.

    Without --as-of the brief speaks of the last day of which the graph has news of the two.
    """
    from kg.explain.brief import make_brief
    from kg.explain.dyad import find_dyad

    derived = GraphChoice(graphs, no_shipped).derive(rule_folders, viewpoints)
    brief = make_brief(derived, find_dyad(derived.facts, first, second, as_of))
    dataset = derived.facts.dataset
    if output == "json":
        from kg.report.brief_json import brief_json

        print_json(brief_json(brief, dataset))
    elif output == "md":
        from kg.report.brief_markdown import brief_markdown

        click.echo(brief_markdown(brief, dataset), nl=False)
    else:
        from kg.report.brief_text import brief_text

        click.echo(brief_text(brief, dataset), nl=False)
