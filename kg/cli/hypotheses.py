"""``kg hypotheses``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.graph_options import GraphChoice, graph_options, rule_options
from kg.cli.options import StateCode, as_of_option, format_option, print_json

if TYPE_CHECKING:
    from datetime import date


@click.command("hypotheses")
@click.argument("first", type=StateCode())
@click.argument("second", type=StateCode())
@as_of_option
@format_option("text", "json")
@graph_options
@rule_options
def command(
    first: str,
    second: str,
    as_of: date | None,
    output: str,
    chosen: GraphChoice,
) -> None:
    """Weigh each form that the relationship of FIRST and SECOND may have against the claims.

    The forms are ranked by how many claims speak against them (Heuer's analysis of competing
    hypotheses); the criteria stand in queries/criteria.
    """
    from kg.analysis.dyad import find_dyad
    from kg.analysis.hypotheses import weigh
    from kg.render.hypotheses import matrix_json, matrix_text

    derived = chosen.derive()
    dyad = find_dyad(derived.facts, first, second, as_of)
    matrix = weigh(derived, dyad)
    if output == "json":
        print_json(matrix_json(matrix, dyad))
    else:
        click.echo(matrix_text(matrix, dyad), nl=False)
