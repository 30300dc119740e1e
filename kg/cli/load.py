"""``kg load``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from kg.cli.graph_options import GraphChoice, graph_options
from kg.cli.options import update_option


@click.command("load")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@update_option
@click.option("--prune", is_flag=True, help="Drop every other graph that the server holds.")
@graph_options
def command(paths: tuple[Path, ...], update: str, prune: bool, chosen: GraphChoice) -> None:
    """Write the graph, with PATHs added, to the SPARQL server that --endpoint names.

    PATHs are validated first. A graph takes the place of the one of its name, whole; others stay.
    What was derived on the server goes, for it may not follow any more: run 'kg derive' then.
    """
    from kg.cli.progress import Progress
    from kg.store.remote.client import Endpoint
    from kg.store.remote.download import graph_sizes
    from kg.store.remote.upload import write_claims

    if not chosen.endpoint:
        raise click.UsageError("Name the server with --endpoint.")
    local = replace(chosen, endpoint="").adding(paths)
    dataset = local.open()
    with Endpoint(chosen.endpoint, update) as server, Progress("writing") as progress:
        names = {quad.graph_name for quad in dataset.quads()}
        gone = [name for name in graph_sizes(server) if name not in names] if prune else []
        written = write_claims(server, dataset.quads(), gone, progress.step)
    dropped = f", {len(gone):,} dropped" if gone else ""
    click.echo(f"{len(dataset):,} statements in {written:,} graphs{dropped}")
