"""Analyses of two states: ``kg brief``, ``explain``, ``timeline``, ``diff``, ``hypotheses``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from kg.cli.options import (
    Day,
    as_of_option,
    belief_options,
    format_option,
    graph_options,
    open_graph,
    pair_arguments,
    period_options,
    print_result,
    rule_options,
)

if TYPE_CHECKING:
    from datetime import date

    from kg.configuration import Configuration


@click.command("brief")
@pair_arguments
@as_of_option
@format_option("text", "json", "md")
@click.option("--full", is_flag=True, help="Add reasons, claims and sources (text only).")
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
    """Summarise what is known and concluded about FIRST and SECOND, in either order.

    The summary fits one screen; --full adds reasons, claims and sources. The default date is the
    latest covered by a source on both states.
    """
    if full and format != "text":
        raise click.UsageError(f"--full applies to text; {format} is always complete.")
    found = open_graph(configuration).brief(first, second, as_of=as_of)
    print_result(found, "full" if full else format)


@click.command("explain")
@click.argument("names", nargs=-1, required=True, metavar="CONCLUSION | SOURCE | FIRST SECOND KIND")
@as_of_option
@format_option("text", "json", "mermaid", "dot", "argdown", "aif")
@graph_options
@rule_options
def explain(
    names: tuple[str, ...], as_of: date | None, format: str, configuration: Configuration
) -> None:
    """Explain why a conclusion holds or does not, down to the sources, or what is missing.

    CONCLUSION is an IRI as printed by other commands. Alternatively, name two states and a kind of
    conclusion, such as 'mirrored-postures', 'overlap' or 'trajectory'. Of a SOURCE, show how it
    argues: what it offers for and against each of its claims, and whether they stand.
    """
    if len(names) not in (1, 3):
        raise click.UsageError("Name one conclusion or source, or two states and a kind.")
    graph = open_graph(configuration)
    if len(names) == 1 and graph.is_source(names[0]):
        print_result(graph.argument(names[0], as_of=as_of), format)
        return
    print_result(graph.explain(*names, as_of=as_of), format)


@click.command("timeline")
@pair_arguments
@period_options("Omit events before this date.", "Omit events after this date.")
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
    """List what began and ended between FIRST and SECOND; => marks a conclusion."""
    graph = open_graph(configuration)
    print_result(graph.timeline(first, second, since=since, until=until), format)


@click.command("diff")
@pair_arguments
@period_options("Earlier date.", "Later date.")
@as_of_option
@click.option(
    "--known-by",
    "written",
    multiple=True,
    type=Day(),
    metavar="DATE",
    help="Omit sources written after this date; give it twice to compare two states of knowledge.",
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
    """Show what changed between FIRST and SECOND from one date to another.

    With --known-by given twice, show how the sources written in between changed the picture of a
    single date (--as-of).
    """
    if len(written) == 2 and not since and not until:
        graph = open_graph(configuration)
        print_result(graph.hindsight(first, second, as_of=as_of, known_by=written), format)
        return
    if since is None or until is None or len(written) > 1 or as_of:
        raise click.UsageError("Give two dates with --from and --to, or two with --known-by.")
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
    """Weigh competing hypotheses about the relationship between FIRST and SECOND.

    Possible forms are ranked by the diagnostic evidence against each (Heuer's analysis of competing
    hypotheses); the criteria are in queries/criteria.
    """
    print_result(open_graph(configuration).hypotheses(first, second, as_of=as_of), format)
