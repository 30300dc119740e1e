"""``kg export``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.choice import GraphChoice, graph_options, rule_options
from kg.cli.options import output_option, written

if TYPE_CHECKING:
    from pathlib import Path


@click.command("export")
@click.argument("form", metavar="FORMAT", type=click.Choice(["gexf", "nquads", "trig", "jsonld"]))
@output_option
@click.option(
    "--as",
    "view",
    default="entity",
    show_default=True,
    help="View that says what is a node and what an edge (a folder of queries/views).",
)
@graph_options
@rule_options
def command(
    form: str,
    target: Path,
    view: str,
    chosen: GraphChoice,
) -> None:
    """Write the graph as FORMAT: claims, conclusions and proofs, or a network of them."""
    from kg.derive.record import record

    derived = chosen.derive()
    dataset = derived.facts.dataset
    dataset.extend(record(derived))
    if form == "gexf":
        from kg.export.gexf import write_gexf
        from kg.export.network import read_network

        network = read_network(dataset, view)
        with written(target) as file:
            write_gexf(network, file)
    else:
        from kg.export.rdf import write_quads

        with written(target) as file:
            write_quads(dataset.quads(), form, file)
