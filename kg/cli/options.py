"""Options that several commands share."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date


class Day(click.ParamType[Any]):
    """``2019-12-31``, ``2019-12`` or ``2019``; the last day of the period."""

    name = "date"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        from datetime import date

        from kg.model.dates import BadDay, parse_date

        if isinstance(value, date):
            return value
        try:
            return parse_date(value)
        except BadDay as error:
            self.fail(str(error), param, ctx)


class StateCode(click.ParamType[str]):
    """Code or English name of a state; completes from the graph."""

    name = "state"

    def shell_complete(self, ctx: Any, param: Any, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        from kg.store.names import by_identifier
        from kg.store.open import open_dataset

        dataset = open_dataset()
        return [
            CompletionItem(code, help=dataset.label(node))
            for code, node in by_identifier(dataset, "State").items()
            if code.startswith(incomplete.upper())
        ]


class Choice(click.ParamType[str]):
    """A name out of some; completes.

    Args:
        name: what is named, as the usage line shows it.
        names: called for the names, with what each stands for, when completion is asked for.
    """

    def __init__(self, name: str, names: Callable[[], Mapping[str, str]]) -> None:
        self.name = name
        self._names = names

    def shell_complete(self, ctx: Any, param: Any, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        return [
            CompletionItem(name, help=text)
            for name, text in self._names().items()
            if name.startswith(incomplete)
        ]


as_of_option = click.option(
    "--as-of", type=Day(), help="Day (or month, or year) of which to speak."
)
output_option = click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    default=Path("-"),
    help="File to write; standard output if none is named.",
)
rdf_format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["nquads", "trig", "jsonld"]),
    help="RDF syntax; by default that of the file's ending, else nquads.",
)


def rdf_format(chosen: str | None, target: Path) -> str:
    """The RDF syntax of ``--format``, else that of the file's ending, else N-Quads."""
    endings = {".trig": "trig", ".jsonld": "jsonld"}
    return chosen or endings.get(target.suffix, "nquads")


def format_option(*formats: str) -> Callable[..., Any]:
    """``--format``; the first is the default."""
    return click.option(
        "--format",
        "output",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
    )


def print_json(data: Any) -> None:
    """Print plain values for programs."""
    import json

    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


engine_option = click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="What runs the table.",
)


update_option = click.option(
    "--update-endpoint",
    "update",
    default="",
    metavar="URL",
    help="Where the server takes updates, if it is not known from --endpoint.",
)


@contextmanager
def written(target: Path) -> Iterator[BinaryIO]:
    """Standard output for ``-``, else a file that is written whole or not at all."""
    if str(target) == "-":
        yield sys.stdout.buffer
        return
    from kg.store.atomic import atomic_write

    with atomic_write(target) as file:
        yield file
