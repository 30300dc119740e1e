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
@format_option("text", "json")
def command(rule_folders: tuple[Path, ...], output: str) -> None:
    """List the rules in the order in which they run, stratum by stratum."""
    from kg.derive.rule import read_rules
    from kg.derive.schema import Schema
    from kg.derive.strata import stratify
    from kg.load.open import ontology_quads
    from kg.report.catalogue import rules_json, rules_text
    from kg.store.dataset import Dataset

    strata = stratify(read_rules(rule_folders), Schema.of(Dataset(ontology_quads())))
    click.echo(rules_json(strata) if output == "json" else rules_text(strata), nl=False)
