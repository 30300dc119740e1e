"""Two states: ``kg brief``, ``explain``, ``timeline``, ``diff``, ``hypotheses``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from kg.cli.graph_options import belief_options, graph_options, open_graph, rule_options
from kg.cli.options import (
    Day,
    as_of_option,
    format_option,
    pair_arguments,
    period_options,
    print_result,
)

if TYPE_CHECKING:
    from datetime import date

    from kg.configuration import Configuration


@click.command("brief")
@pair_arguments
@as_of_option
@format_option("text", "json", "md")
@click.option("--full", is_flag=True, help="With reasons, claims and sources, as text.")
@graph_options
@rule_options
def brief(
    first: str,
    second: str,
    as_of: date | None,
    format: str,
    full: bool,
    configuration: Configuration,
) -> None:
    """What the graph says and implies about FIRST and SECOND, in either order.

    Example: kg brief FIRST SECOND --as-of 2019

    It fits one screen; --full adds reasons, claims and sources. Without --as-of the brief speaks
    of the newest day on which anything is known of the two.
    """
    if full and format != "text":
        raise click.UsageError(f"--full is of text; {format} is whole anyway.")
    found = open_graph(configuration).brief(first, second, as_of=as_of)
    print_result(found, "full" if full else format)


@click.command("explain")
@click.argument("names", nargs=-1, required=True, metavar="CONCLUSION | FIRST SECOND KIND")
@as_of_option
@format_option("text", "json", "mermaid", "dot")
@graph_options
@rule_options
def explain(
    names: tuple[str, ...], as_of: date | None, format: str, configuration: Configuration
) -> None:
    """Why a conclusion holds or does not, down to the sentence of a source; or what is missing.

    CONCLUSION is an IRI as other commands print it. Or name two states and a kind, such as
    'mirrored-postures', 'overlap' or 'trajectory'.
    """
    if len(names) not in (1, 3):
        raise click.UsageError("Name one conclusion, or two states and a kind.")
    print_result(open_graph(configuration).explain(*names, as_of=as_of), format)


@click.command("timeline")
@pair_arguments
@period_options("Only what is later than this day.", "Only what is not later than this day.")
@format_option("text", "json")
@graph_options
@rule_options
def timeline(
    first: str,
    second: str,
    since: date | None,
    until: date | None,
    format: str,
    configuration: Configuration,
) -> None:
    """What began and ended between FIRST and SECOND; => marks a conclusion."""
    graph = open_graph(configuration)
    print_result(graph.timeline(first, second, since=since, until=until), format)


@click.command("diff")
@pair_arguments
@period_options("The earlier day.", "The later day.")
@as_of_option
@click.option(
    "--known-by",
    "written",
    multiple=True,
    type=Day(),
    metavar="DATE",
    help="What had been written by then; twice, to see how later sources changed the picture.",
)
@format_option("text", "json")
@graph_options
@belief_options
def diff(
    first: str,
    second: str,
    since: date | None,
    until: date | None,
    as_of: date | None,
    written: tuple[date, ...],
    format: str,
    configuration: Configuration,
) -> None:
    """What began, ended and changed between two dates for FIRST and SECOND.

    With --known-by twice: what of one day (--as-of) the sources written in between changed.
    """
    if len(written) == 2 and not since and not until:
        graph = open_graph(configuration)
        print_result(graph.hindsight(first, second, as_of=as_of, known_by=written), format)
        return
    if since is None or until is None or len(written) > 1 or as_of:
        raise click.UsageError("Name two days with --from and --to, or two with --known-by.")
    if since > until:
        raise click.UsageError("The day of --from is later than that of --to.")
    graph = open_graph(replace(configuration, known_by=written[0] if written else None))
    print_result(graph.diff(first, second, since=since, until=until), format)


@click.command("hypotheses")
@pair_arguments
@as_of_option
@format_option("text", "json")
@graph_options
@rule_options
def hypotheses(
    first: str, second: str, as_of: date | None, format: str, configuration: Configuration
) -> None:
    """Weigh each form that the relationship of FIRST and SECOND may have against what is known.

    The forms are ranked by what speaks against them and tells them apart (Heuer's analysis of
    competing hypotheses); the criteria stand in queries/criteria.
    """
    print_result(open_graph(configuration).hypotheses(first, second, as_of=as_of), format)
