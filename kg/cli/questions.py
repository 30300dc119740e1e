"""``kg questions``."""

from __future__ import annotations

import click


@click.command("questions")
@click.option(
    "--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def command(output: str) -> None:
    """List the saved questions with their parameters; * marks one that must be given."""
    from kg.query.run import questions
    from kg.report.catalogue import questions_json, questions_text

    found = list(questions().values())
    click.echo(questions_json(found) if output == "json" else questions_text(found), nl=False)
