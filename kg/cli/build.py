"""``kg build``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.graph_options import GraphChoice, graph_options, rule_options


@click.command("build")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@graph_options
@rule_options
def command(paths: tuple[Path, ...], chosen: GraphChoice) -> None:
    """Keep the graph, with PATHs added, and what follows from it in the folder --store names.

    The folder is changed only where files have changed since, and only rules that see something
    new run again. Other commands read it with --store; DIR/store is an Oxigraph store on disk.
    """
    from dataclasses import replace

    from kg.cli.progress import Progress
    from kg.rules.archive import build, is_up_to_date, manifest
    from kg.rules.rule import read_rules
    from kg.store.open import graph_paths

    if chosen.store is None or chosen.endpoint or chosen.viewpoints:
        raise click.UsageError("Name the folder with --store; it keeps all that files say.")
    local = replace(chosen, store=None).adding(paths)
    rules = read_rules(chosen.rule_folders)
    parts = manifest(graph_paths(local.own_files(), not chosen.no_shipped), rules)
    if is_up_to_date(chosen.store, parts):
        click.echo("nothing has changed")
        return
    dataset = local.open()
    with Progress("deriving") as progress:
        derived, changed = build(chosen.store, dataset, rules, parts, progress.step)
    click.echo(f"{len(derived.proofs):,} proofs; {changed:,} statements changed")
