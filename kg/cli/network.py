"""``kg network``."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kg.cli.graph_options import GraphChoice, graph_options, rule_options
from kg.cli.options import as_of_option, format_option, print_json

if TYPE_CHECKING:
    from kg.analysis.network import Network

_COLUMNS = ("day", "state", "degree", "strength", "betweenness", "community")


@click.command("network")
@as_of_option
@click.option("--from", "first", type=int, help="First year of a series, at the end of each year.")
@click.option("--to", "last", type=int, help="Last year of the series.")
@click.option("--triads", "balance", is_flag=True, help="List signed triads, balanced or not.")
@format_option("table", "csv", "json")
@graph_options
@rule_options
def command(
    as_of: date | None,
    first: int | None,
    last: int | None,
    balance: bool,
    output: str,
    chosen: GraphChoice,
) -> None:
    """Measures of the network of states: degree, betweenness, communities, structural balance.

    Without a day or years, all relations of all time count.
    """
    from kg.analysis.network import read_network
    from kg.analysis.subgraph import on_day
    from kg.render.tabular import rows_csv, rows_table
    from kg.rules.prov import prov_quads

    if (first is None) != (last is None) or (first is not None and as_of is not None):
        raise click.UsageError("Name --from and --to, or --as-of, or neither.")
    derived = chosen.derive()
    dataset = derived.facts.dataset
    dataset.extend(prov_quads(derived))
    network = read_network(dataset, "state")
    days = [as_of.isoformat()] if as_of else []
    if first is not None and last is not None:
        days = [date(year, 12, 31).isoformat() for year in range(first, last + 1)]
    parts = [(day, on_day(network, day)) for day in days] or [("", network)]
    names, rows = _triads(parts) if balance else _measures(parts)
    if output == "json":
        print_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        click.echo((rows_csv if output == "csv" else rows_table)(names, rows), nl=False)


def _measures(parts: list[tuple[str, Network]]) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    from kg.analysis.centrality import measures

    rows = []
    for day, network in parts:
        for found in measures(network):
            values = asdict(found)
            rows.append((day or "all", found.label, *(values[name] for name in _COLUMNS[2:])))
    return _COLUMNS, rows


def _triads(parts: list[tuple[str, Network]]) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    from kg.analysis.centrality import triads

    rows = []
    for day, network in parts:
        labels = {node.id: node.label for node in network.nodes}
        for triad in triads(network):
            signs = "".join("+" if sign > 0 else "-" for sign in triad.signs)
            told = "balanced" if triad.balanced else "unbalanced"
            rows.append((day or "all", *(labels[node] for node in triad.nodes), signs, told))
    return ("day", "first", "second", "third", "signs", "balance"), rows
