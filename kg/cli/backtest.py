"""``kg backtest``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import GraphChoice, graph_options, rule_options

if TYPE_CHECKING:
    from pathlib import Path


class TestedRule(click.ParamType[str]):
    """Name of a rule that has a backtest; completes."""

    name = "rule"

    def shell_complete(self, ctx: Any, param: Any, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        from kg.explain.backtest import backtest_names

        return [CompletionItem(n) for n in backtest_names() if n.startswith(incomplete)]


@click.command("backtest")
@click.argument("rule", type=TestedRule())
@click.option("--from", "first", type=int, help="First year to score.")
@click.option("--to", "last", type=int, help="Last year of which the outcome is known.")
@click.option(
    "--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@graph_options
@rule_options
def command(
    rule: str,
    first: int | None,
    last: int | None,
    output: str,
    graphs: tuple[Path, ...],
    no_shipped: bool,
    rule_folders: tuple[Path, ...],
    viewpoints: tuple[str, ...],
) -> None:
    """Score RULE against what happened, over every dyad-year that the claims speak to.

    The outcome that it foresees stands in queries/backtests. Add imported tables with --graph.
    """
    from kg.explain.backtest import read_backtest, score
    from kg.report.backtest import score_json, score_text

    backtest = read_backtest(rule)
    derived = GraphChoice(graphs, no_shipped).derive(rule_folders, viewpoints)
    scored = score(derived, backtest, first, last)
    if output == "json":
        import json

        data = score_json(backtest, scored, derived.facts.dataset)
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        click.echo(score_text(backtest, scored, derived.facts.dataset), nl=False)
