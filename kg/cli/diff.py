"""``kg diff``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.options import (
    Day,
    GraphChoice,
    StateCode,
    format_option,
    graph_options,
    print_json,
    rule_options,
)

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


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
    graphs: tuple[Path, ...],
    no_shipped: bool,
    rule_folders: tuple[Path, ...],
    viewpoints: tuple[str, ...],
) -> None:
    """What began, ended and changed between two dates for FIRST and SECOND."""
    from kg.explain.timeline import History
    from kg.report.history import diff_json, diff_text

    if since > until:
        raise click.UsageError("The day of --from is later than that of --to.")
    derived = GraphChoice(graphs, no_shipped).derive(rule_folders, viewpoints)
    history = History(derived, first, second)
    if output == "json":
        print_json(diff_json(history, since, until))
    else:
        click.echo(diff_text(history, since, until), nl=False)
