"""``kg explain``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.graph_options import GraphChoice, graph_options, rule_options
from kg.cli.options import as_of_option, format_option, print_json

if TYPE_CHECKING:
    from datetime import date


@click.command("explain")
@click.argument("names", nargs=-1, required=True, metavar="CONCLUSION | FIRST SECOND KIND")
@as_of_option
@format_option("text", "json", "mermaid", "dot")
@graph_options
@rule_options
def command(
    names: tuple[str, ...],
    as_of: date | None,
    output: str,
    chosen: GraphChoice,
) -> None:
    """Why a conclusion holds or does not, down to the sentence of a source; or what is missing.

    CONCLUSION is an IRI as other commands print it. Or name two states and a kind, such as
    'mirrored-postures', 'overlap' or 'trajectory'.
    """
    from kg.analysis.dyad import find_dyad
    from kg.analysis.explanation import explain_conclusion, explain_kind

    if len(names) not in (1, 3):
        raise click.UsageError("Name one conclusion, or two states and a kind.")
    derived = chosen.derive()
    if len(names) == 1:
        found = explain_conclusion(derived, names[0], as_of)
    else:
        dyad = find_dyad(derived.facts, names[0], names[1], as_of)
        found = explain_kind(derived, dyad, names[2])
    dataset = derived.facts.dataset
    if output == "json":
        from kg.render.proof import proof_json

        rows = [proof_json(one, dataset) for one in found]
        print_json(rows)
    elif output == "text":
        from kg.render.proof import proof_text

        click.echo(proof_text(found, dataset), nl=False)
    else:
        from kg.render.proof import dot, draw, mermaid

        click.echo((mermaid if output == "mermaid" else dot)(draw(found)), nl=False)
