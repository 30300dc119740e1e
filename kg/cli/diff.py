"""``kg diff``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.graph_options import GraphChoice, graph_options, rule_options
from kg.cli.options import Day, StateCode, format_option, print_json

if TYPE_CHECKING:
    from datetime import date


@click.command("diff")
@click.argument("first", type=StateCode())
@click.argument("second", type=StateCode())
@click.option("--from", "since", type=Day(), required=True, help="The earlier day.")
@click.option("--to", "until", type=Day(), required=True, help="The later day.")
@format_option("text", "json")
@graph_options
@rule_options
def command(
    first: str,
    second: str,
    since: date,
    until: date,
    output: str,
    chosen: GraphChoice,
) -> None:
    """What began, ended and changed between two dates for FIRST and SECOND."""
    from kg.analysis.timeline import History
    from kg.render.timeline import diff_json, diff_text

    if since > until:
        raise click.UsageError("The day of --from is later than that of --to.")
    derived = chosen.derive()
    history = History(derived, first, second)
    if output == "json":
        print_json(diff_json(history, since, until))
    else:
        click.echo(diff_text(history, since, until), nl=False)
