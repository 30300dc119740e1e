"""``kg rules``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import format_option


@click.command("rules")
@click.option(
    "--rules",
    "rule_folders",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Folder of rules to use in place of the shipped ones (repeatable).",
)
@click.option(
    "--as",
    "language",
    type=click.Choice(["shacl"]),
    help="Write them as SHACL Advanced Features (Turtle), for processors that infer.",
)
@format_option("text", "json")
def command(rule_folders: tuple[Path, ...], language: str | None, output: str) -> None:
    """List the rules in the order in which they run, stratum by stratum."""
    from kg.render.catalogue import rules_json, rules_text
    from kg.rules.rule import read_rules
    from kg.rules.schema import Schema
    from kg.rules.stratify import stratify
    from kg.store.dataset import Dataset
    from kg.store.open import ontology_quads

    schema = Schema.of(Dataset(ontology_quads()))
    strata = stratify(read_rules(rule_folders), schema)
    if language:
        from kg.render.shacl import shacl_rules

        click.echo(shacl_rules(strata, schema), nl=False)
        return
    click.echo(rules_json(strata) if output == "json" else rules_text(strata), nl=False)
