"""``kg what-if``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.graph_options import GraphChoice, graph_options, rule_options
from kg.cli.options import format_option, print_json


@click.command("what-if")
@click.option(
    "--retract",
    "retracted",
    multiple=True,
    metavar="CLAIM",
    help="Claim to doubt: its IRI or the last part of it (repeatable).",
)
@click.option(
    "--add",
    "added",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="File or folder of claims to add (repeatable).",
)
@click.option("--dyad", type=str, metavar="CODE-CODE", help="Only what changes about this pair.")
@format_option("text", "json")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if anything changes.")
@graph_options
@rule_options
def command(
    retracted: tuple[str, ...],
    added: tuple[Path, ...],
    dyad: str | None,
    output: str,
    exit_code: bool,
    chosen: GraphChoice,
) -> None:
    """Which conclusions change if claims are doubted or added, and why; writes nothing.

    Each line says the answer before and after, on the first day on which they differ.
    """
    from kg.analysis.what_if import what_if
    from kg.render.changes import changes_json, changes_text
    from kg.store.dataset import Dataset
    from kg.store.names import find_claim
    from kg.store.open import read_files

    if not retracted and not added:
        raise click.UsageError("Name a claim to --retract or a file to --add.")
    conforming = chosen.check(added)
    derived = chosen.derive()
    dataset = derived.facts.dataset
    if added:
        dataset = Dataset([*dataset.quads(), *read_files(added)])
    doubted = [find_claim(derived.facts.dataset, name).value for name in retracted]
    changed, _ = what_if(derived, dataset, doubted)
    conforming()
    if dyad:
        pair = "-".join(sorted(dyad.upper().split("-")))
        changed = [change for change in changed if change.dyad == pair]
    if output == "json":
        print_json(changes_json(changed))
    else:
        click.echo(changes_text(changed), nl=False)
    sys.exit(1 if exit_code and changed else 0)
