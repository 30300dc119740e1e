"""``kg timeline``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.graph_options import GraphChoice, graph_options, rule_options
from kg.cli.options import Day, StateCode, format_option, print_json

if TYPE_CHECKING:
    from datetime import date


@click.command("timeline")
@click.argument("first", type=StateCode())
@click.argument("second", type=StateCode())
@click.option("--from", "since", type=Day(), help="Only what is later than this day.")
@click.option("--to", "until", type=Day(), help="Only what is not later than this day.")
@format_option("text", "json")
@graph_options
@rule_options
def command(
    first: str,
    second: str,
    since: date | None,
    until: date | None,
    output: str,
    chosen: GraphChoice,
) -> None:
    """What began and ended between FIRST and SECOND; => marks a conclusion."""
    from kg.analysis.timeline import History
    from kg.render.timeline import events_json, events_text

    derived = chosen.derive()
    events = History(derived, first, second).events(since, until)
    if output == "json":
        print_json(events_json(events))
    else:
        click.echo(events_text(events), nl=False)
