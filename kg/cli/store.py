"""Graphs that stay: ``kg derive``, ``build`` and ``load``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.graph_options import graph_options, open_graph, rule_options
from kg.cli.options import (
    is_given,
    output_option,
    rdf_format,
    rdf_format_option,
    refuse_unless,
    update_option,
    write_result,
)

if TYPE_CHECKING:
    from kg.configuration import Configuration

paths_argument = click.argument(
    "paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]..."
)


@click.command("derive")
@paths_argument
@output_option
@rdf_format_option
@update_option
@click.option(
    "--engine",
    type=click.Choice(["here", "spark"]),
    default="here",
    show_default=True,
    help="Derive in this process, or on Spark's workers; -o then names a folder for Parquet.",
)
@click.option(
    "--groups",
    type=click.IntRange(2, 1000),
    default=4,
    show_default=True,
    help="Groups into which states are dealt; Spark has a task for each two groups.",
)
@graph_options
@rule_options
def derive(
    paths: tuple[Path, ...],
    target: Path,
    format: str | None,
    update: str,
    engine: str,
    groups: int,
    configuration: Configuration,
) -> None:
    """Derive all that follows from the graph and PATHs, with proofs, as RDF.

    Conclusions and proofs each have a graph of their own; what they follow from is not repeated.
    With --endpoint they are written to the server, in place of earlier ones, unless -o is given.
    --engine spark writes rows of subject, predicate, object and graph.
    """
    refuse_unless(bool(configuration.endpoint), "update", "a server, which --endpoint names")
    refuse_unless(engine == "spark", "groups", "Spark, which --engine names")
    refuse_unless(engine == "here", "format", "statements that are derived here")
    graph = open_graph(configuration.adding(paths))
    if engine == "spark":
        if not is_given("target"):
            raise click.UsageError("Name the folder with -o; it must not exist.")
        click.echo(f"{graph.derive_on_spark(target, groups=groups):,} statements")
        return
    if not configuration.endpoint or is_given("target"):
        write_result(graph.conclusions(), rdf_format(format, target), target)
        return
    from kg.cli.progress import Progress
    from kg.rules.prov import prov_quads
    from kg.store.remote.client import Endpoint
    from kg.store.remote.upload import write_derived

    inference = graph.inference
    with Endpoint(configuration.endpoint, update) as server, Progress("writing") as progress:
        write_derived(server, prov_quads(inference), progress.step, graph.recorded)
    click.echo(f"{len(inference.proofs):,} proofs")


@click.command("build")
@paths_argument
@graph_options
@rule_options
def build(paths: tuple[Path, ...], configuration: Configuration) -> None:
    """Keep the graph, with PATHs added, in the folder that --store names.

    Only files that have changed since are read. Of a graph of up to 250,000 statements what follows
    is kept, too; of a larger one it is derived when it is asked for. Other commands take --store.
    """
    folder = configuration.store
    if folder is None or configuration.endpoint or configuration.chooses:
        raise click.UsageError("Name the folder with --store; it keeps all that files say.")
    graph = open_graph(replace(configuration, store=None).adding(paths))
    built = graph.workspace.build(folder)
    if built is None:
        click.echo("nothing has changed")
        return
    inference, total, changed = built
    told = f"{total:,} statements" if inference is None else f"{len(inference.proofs):,} proofs"
    click.echo(f"{told}; {changed:,} statements changed")


@click.command("load")
@paths_argument
@update_option
@click.option("--prune", is_flag=True, help="Drop every other graph that the server holds.")
@graph_options
def load(paths: tuple[Path, ...], update: str, prune: bool, configuration: Configuration) -> None:
    """Write the graph, with PATHs added, to the SPARQL server that --endpoint names.

    PATHs are validated first. A graph takes the place of the one of its name, whole; others stay.
    The default graph becomes what holds. What was derived on the server goes, for it may not follow
    any more: run 'kg derive' then, which adds it to the default graph too.
    """
    from kg.cli.progress import Progress
    from kg.store.remote.client import Endpoint
    from kg.store.remote.download import graph_sizes
    from kg.store.remote.upload import write_claims

    if not configuration.endpoint:
        raise click.UsageError("Name the server with --endpoint.")
    graph = open_graph(replace(configuration, endpoint="").adding(paths))
    dataset = graph.dataset
    with Endpoint(configuration.endpoint, update) as server, Progress("writing") as progress:
        names = {quad.graph_name for quad in dataset.quads()}
        gone = [name for name in graph_sizes(server) if name not in names] if prune else []
        written = write_claims(server, dataset.quads(), gone, progress.step, graph.stated)
    dropped = f", {len(gone):,} dropped" if gone else ""
    click.echo(f"{len(dataset):,} statements in {written:,} graphs{dropped}")
