"""Persistent graphs: ``kg derive``, ``build`` and ``load``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import (
    graph_options,
    is_given,
    no_known_by,
    open_graph,
    output_option,
    rdf_format,
    rdf_format_option,
    refuse_unless,
    rule_options,
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
    help="Derive in this process or on Spark; with Spark, -o is a folder for Parquet files.",
)
@click.option(
    "--groups",
    type=click.IntRange(2, 1000),
    default=4,
    show_default=True,
    help="Groups of states; Spark runs one task for each pair of groups.",
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
    """Write the conclusions from the graph and PATHs, with their proofs, as RDF.

    Conclusions and proofs are in separate named graphs; the claims themselves are not repeated.
    With --endpoint they replace earlier ones on the server, unless -o is given.
    --engine spark writes rows of subject, predicate, object and graph.
    """
    refuse_unless(bool(configuration.endpoint), "update", "a server (--endpoint)")
    refuse_unless(engine == "spark", "groups", "Spark (--engine spark)")
    refuse_unless(engine == "here", "format", "--engine here")
    graph = open_graph(configuration.adding(paths))
    if engine == "spark":
        if not is_given("target"):
            raise click.UsageError("Name a new folder with -o.")
        click.echo(f"{graph.derive_on_spark(target, groups=groups):,} statements")
        return
    if not configuration.endpoint or is_given("target"):
        write_result(graph.conclusions(), rdf_format(format, target), target)
        return
    from kg.cli.progress import Progress
    from kg.rules.prov import prov_quads
    from kg.store.remote.client import Endpoint
    from kg.store.remote.transfer import write_derived

    inference = graph.inference
    with Endpoint(configuration.endpoint, update) as server, Progress("writing") as progress:
        write_derived(server, prov_quads(inference), progress.step, graph.recorded)
    click.echo(f"{len(inference.proofs):,} proofs")


@click.command("build")
@paths_argument
@graph_options
@rule_options
def build(paths: tuple[Path, ...], configuration: Configuration) -> None:
    """Build a persistent graph, with PATHs added, in the folder given by --store.

    A later run reads only files that have changed. Up to 250,000 statements, conclusions are stored
    too; for a larger graph they are derived on demand. Other commands read it with --store.
    """
    folder = configuration.store
    if folder is None:
        raise click.UsageError("Name the folder with --store.")
    for parameter in ("endpoint", "viewpoints", "only", "prefer", "known_by"):
        refuse_unless(False, parameter, "commands that read the graph, not to building it")
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
@click.option("--prune", is_flag=True, help="Drop all other named graphs on the server.")
@graph_options
@no_known_by("a server stores everything; filter as you read, with --endpoint and --known-by.")
def load(paths: tuple[Path, ...], update: str, prune: bool, configuration: Configuration) -> None:
    """Load the graph, with PATHs added, into the SPARQL server given by --endpoint.

    PATHs are validated first. Each graph replaces the one of the same name on the server; others
    are kept. The default graph becomes what holds. Earlier conclusions on the server are removed,
    since they may no longer follow: run 'kg derive' afterwards to add new ones.
    """
    from kg.cli.progress import Progress
    from kg.store.remote.client import Endpoint
    from kg.store.remote.transfer import graph_sizes, write_claims

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
