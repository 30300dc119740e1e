"""Tests of claims and rules: ``what-if``, ``compare-viewpoints``, ``backtest``, ``corroborate``."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import (
    Choice,
    Day,
    format_option,
    graph_options,
    known_by_option,
    open_graph,
    period_options,
    print_result,
    refuse_unless,
    require,
    rule_options,
)

if TYPE_CHECKING:
    from datetime import date

    from kg.analysis.corroboration import Corroborations
    from kg.configuration import Configuration


@click.command("what-if")
@click.option(
    "--retract",
    "retracted",
    multiple=True,
    metavar="CLAIM",
    help="Claim to withdraw: its IRI or the last part of the IRI (repeatable).",
)
@click.option(
    "--add",
    "added",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="File or folder of claims to add (repeatable).",
)
@click.option("--dyad", type=str, metavar="CODE-CODE", help="Report only changes for this dyad.")
@format_option("text", "json")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if anything changes.")
@graph_options
@rule_options
def what_if(
    retracted: tuple[str, ...],
    added: tuple[Path, ...],
    dyad: str | None,
    format: str,
    exit_code: bool,
    configuration: Configuration,
) -> None:
    """Show which conclusions change if claims are withdrawn or added, and why; writes nothing.

    Each line has the answer before and after, and the first day on which they differ.
    """
    if not retracted and not added:
        raise click.UsageError("Give a claim to --retract or a file to --add.")
    found = open_graph(configuration).what_if(retract=retracted, add=added, dyad=dyad)
    print_result(found, format)
    sys.exit(1 if exit_code and found.changed else 0)


@click.command("compare-viewpoints")
@click.argument("first")
@click.argument("second")
@click.option("--as-of", type=Day(), help="Compare conclusions on this date (default: all time).")
@format_option("text", "json")
@graph_options
@rule_options
def compare_viewpoints(
    first: str, second: str, as_of: date | None, format: str, configuration: Configuration
) -> None:
    """Compare the claims of sources FIRST and SECOND, and the conclusions from each alone."""
    if configuration.viewpoints:
        raise click.UsageError("--viewpoint does not apply: each source is taken alone here.")
    print_result(open_graph(configuration).compare_viewpoints(first, second, as_of=as_of), format)


def _tested() -> dict[str, str]:
    from kg.analysis.backtest import backtests

    return backtests()


@click.command("backtest")
@click.argument("rule", type=Choice("rule", _tested))
@period_options("First year to score.", "Last year for which the outcome is known.")
@format_option("text", "json")
@graph_options
@rule_options
def backtest(
    rule: str, since: date | None, until: date | None, format: str, configuration: Configuration
) -> None:
    """Score RULE against what happened, over every dyad-year that the claims cover.

    The outcome that it predicts is defined in queries/backtests. Add imported tables with --graph.
    """
    print_result(open_graph(configuration).backtest(rule, since=since, until=until), format)


def _tests() -> dict[str, str]:
    from kg.analysis.corroboration import corroboration_tests

    return {test.name: test.summary for test in corroboration_tests()}


@click.command("corroborate")
@click.argument("claims", nargs=-1, metavar="[CLAIM]...")
@click.option(
    "--test",
    "tests",
    multiple=True,
    type=Choice("test", _tests),
    help="Test to run (repeatable; default: all).",
)
@click.option(
    "--figures",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="PATH",
    help="Draw a chart for each verdict in this folder, created if needed.",
)
@click.option(
    "--figure-format",
    type=click.Choice(["svg", "png", "pdf", "html"]),
    default="svg",
    show_default=True,
)
@format_option("text", "csv", "json")
@graph_options
@known_by_option
def corroborate(
    claims: tuple[str, ...],
    tests: tuple[str, ...],
    folder: Path | None,
    figure_format: str,
    format: str,
    configuration: Configuration,
) -> None:
    """Test CLAIMs, or all claims, against imported tables.

    The verdict is supported or contradicted if one side has at least twice the count of the other,
    otherwise mixed; it is 'no data' if no table covers the claim.
    """
    refuse_unless(folder is not None, "figure_format", "charts (--figures)")
    if folder is not None:
        require("altair")
    graph = open_graph(replace(configuration, imported=True))
    found = graph.corroborate(*claims, tests=tests)
    if folder is not None:
        _draw(found, folder, figure_format)
    print_result(found, format)


def _draw(found: Corroborations, folder: Path, form: str) -> None:
    from kg.cli.progress import Progress
    from kg.model import terms
    from kg.model.text import counted
    from kg.render.charts.corroboration import corroboration_chart
    from kg.render.charts.figure import Figure
    from kg.store.atomic import ensure_directory

    ensure_directory(folder)
    told = [one for one in found.found if one.years]
    with Progress("drawing") as progress:
        for number, one in enumerate(told, 1):
            name = f"{one.claim.iri.removeprefix(terms.CLAIM)}--{one.test}.{form}"
            Figure(corroboration_chart(one)).save(folder / name.replace("/", "-"))
            progress.step(number, len(told))
    click.echo(f"{counted(len(told), 'chart')} drawn in {folder}", err=True)
