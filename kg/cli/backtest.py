"""``kg backtest``."""

from __future__ import annotations

import click

from kg.cli.graph_options import GraphChoice, graph_options, rule_options
from kg.cli.options import Choice, format_option, print_json


def _tested() -> dict[str, str]:
    from kg.analysis.backtest import backtests

    return backtests()


@click.command("backtest")
@click.argument("rule", type=Choice("rule", _tested))
@click.option("--from", "first", type=int, help="First year to score.")
@click.option("--to", "last", type=int, help="Last year of which the outcome is known.")
@format_option("text", "json")
@graph_options
@rule_options
def command(
    rule: str,
    first: int | None,
    last: int | None,
    output: str,
    chosen: GraphChoice,
) -> None:
    """Score RULE against what happened, over every dyad-year that the claims speak to.

    The outcome that it foresees stands in queries/backtests. Add imported tables with --graph.
    """
    from kg.analysis.backtest import read_backtest, score
    from kg.render.backtest import score_json, score_text

    backtest = read_backtest(rule)
    derived = chosen.derive()
    scored = score(derived, backtest, first, last)
    if output == "json":
        data = score_json(backtest, scored, derived.facts.dataset)
        print_json(data)
    else:
        click.echo(score_text(backtest, scored, derived.facts.dataset), nl=False)
