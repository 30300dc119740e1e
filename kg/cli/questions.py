"""``kg questions``."""

from __future__ import annotations

import click

from kg.cli.options import format_option


@click.command("questions")
@format_option("text", "json")
def command(output: str) -> None:
    """List the saved questions with their parameters; * marks one that must be given."""
    from kg.render.catalogue import questions_json, questions_text
    from kg.store.query import questions

    found = list(questions().values())
    click.echo(questions_json(found) if output == "json" else questions_text(found), nl=False)
