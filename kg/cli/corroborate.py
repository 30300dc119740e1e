"""``kg corroborate``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.graph_options import GraphChoice, graph_options
from kg.cli.options import Choice, format_option, print_json

if TYPE_CHECKING:
    from kg.analysis.corroboration import Corroboration


def _tests() -> dict[str, str]:
    from kg.analysis.corroboration import corroboration_tests

    return {test.name: test.summary for test in corroboration_tests()}


@click.command("corroborate")
@click.argument("claims", nargs=-1, metavar="[CLAIM]...")
@click.option(
    "--test",
    "names",
    multiple=True,
    type=Choice("test", _tests),
    help="Test to run (repeatable); all, if none is named.",
)
@click.option(
    "--figures",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to draw a chart in for each verdict (made if need be).",
)
@click.option(
    "--figure-format",
    type=click.Choice(["svg", "png", "pdf", "html"]),
    default="svg",
    show_default=True,
)
@format_option("text", "csv", "json")
@graph_options
def command(
    claims: tuple[str, ...],
    names: tuple[str, ...],
    folder: Path | None,
    figure_format: str,
    output: str,
    chosen: GraphChoice,
) -> None:
    """Hold CLAIMs, or all, against the tables that were imported: are they borne out?

    A verdict is supported or contradicted where the one side has at least twice the count of the
    other, else mixed; 'no data' where no table speaks to the claim.
    """
    from kg.analysis.corroboration import corroborate, corroboration_tests
    from kg.errors import UnknownName
    from kg.render.corroboration import ROW, corroboration_json, corroboration_rows
    from kg.render.corroboration import corroboration_text as as_text
    from kg.render.tabular import rows_csv
    from kg.store.names import find_claim

    tests = {test.name: test for test in corroboration_tests()}
    for name in names:
        if name not in tests:
            raise UnknownName(f"no test is called {name!r}; choose {', '.join(tests)}")
    dataset = replace(chosen, imported=True).open()
    picked = {find_claim(dataset, name).value for name in claims}
    wanted = [test for name, test in tests.items() if not names or name in names]
    found = corroborate(dataset, wanted, picked)
    if folder is not None:
        _draw(found, folder, figure_format)
    if output == "json":
        print_json(corroboration_json(found))
    elif output == "csv":
        click.echo(rows_csv(ROW, corroboration_rows(found)), nl=False)
    else:
        click.echo(as_text(found), nl=False)


def _draw(found: list[Corroboration], folder: Path, form: str) -> None:
    from kg.cli.progress import Progress
    from kg.model import terms
    from kg.render.charts.corroboration import corroboration_chart
    from kg.render.charts.draw import draw
    from kg.store.atomic import atomic_write, ensure_directory

    ensure_directory(folder)
    told = [one for one in found if one.years]
    with Progress("drawing") as progress:
        for number, one in enumerate(told, 1):
            name = f"{one.claim.iri.removeprefix(terms.CLAIM)}--{one.test}.{form}"
            with atomic_write(folder / name.replace("/", "-")) as file:
                file.write(draw(corroboration_chart(one), form))
            progress.step(number, len(told))
    click.echo(f"{len(told)} charts drawn in {folder}", err=True)
