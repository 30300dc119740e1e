"""Options that several commands share, and what they open."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from kg.derive.engine import Derived
    from kg.store.dataset import Dataset


class Day(click.ParamType[Any]):
    """``2019-12-31``, ``2019-12`` or ``2019``; the last day of the period."""

    name = "date"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        from datetime import date

        from kg.vocabulary.day import BadDay, last_day

        if isinstance(value, date):
            return value
        try:
            return last_day(value)
        except BadDay as error:
            self.fail(str(error), param, ctx)


class StateCode(click.ParamType[str]):
    """Code or English name of a state; completes from the graph."""

    name = "state"

    def shell_complete(self, ctx: Any, param: Any, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        from kg.load.open import open_dataset
        from kg.store.names import named

        dataset = open_dataset()
        return [
            CompletionItem(code, help=dataset.label(node))
            for code, node in named(dataset, "State").items()
            if code.startswith(incomplete.upper())
        ]


class Named(click.ParamType[str]):
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


def graph_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--graph`` and ``--no-shipped``."""
    shipped = click.option(
        "--no-shipped", is_flag=True, help="Leave the shipped claims out; states and regions stay."
    )
    graph = click.option(
        "--graph",
        "graphs",
        multiple=True,
        type=click.Path(path_type=Path),
        help="RDF file or folder to add to the graph (repeatable).",
    )
    return graph(shipped(function))


def rule_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--rules`` and ``--viewpoint``."""
    rules = click.option(
        "--rules",
        "rule_folders",
        multiple=True,
        type=click.Path(path_type=Path),
        help="Folder of rules to use in place of the shipped ones (repeatable).",
    )
    viewpoint = click.option(
        "--viewpoint",
        "viewpoints",
        multiple=True,
        help="Source to believe (repeatable); all are believed if none is named.",
    )
    return rules(viewpoint(function))


@contextmanager
def written(target: Path) -> Iterator[BinaryIO]:
    """Standard output for ``-``, else a file that is written whole or not at all."""
    if str(target) == "-":
        yield sys.stdout.buffer
        return
    from kg.export.whole import whole_file

    with whole_file(target) as file:
        yield file


@dataclass(frozen=True)
class GraphChoice:
    """Which graph a command works on; ``context`` are files of it that need no check."""

    graphs: tuple[Path, ...] = ()
    no_shipped: bool = False
    context: tuple[Path, ...] = ()

    def open(self, *, checked: bool = True) -> Dataset:
        """The dataset; a user's own files are validated where ``checked``.

        Raises:
            NonConforming: a file of the user's makes the graph break a shape.
        """
        from kg.load.open import open_dataset

        conforming = self.check() if checked else None
        dataset = open_dataset((*self.context, *self.graphs), shipped=not self.no_shipped)
        if conforming:
            conforming()
        return dataset

    def check(self) -> Callable[[], None]:
        """Begin to validate the user's own files; call what comes back to know of it.

        Raises:
            NonConforming: (when called) a file of the user's makes the graph break a shape.
        """
        from kg.cli.beside import beside

        violations = beside(self._violations) if self.graphs else list

        def conforming() -> None:
            from kg.errors import NonConforming

            if found := violations():
                raise NonConforming(found)

        return conforming

    def _violations(self) -> list[str]:
        """A line for each violation in the user's own files."""
        from kg.load.open import read_files
        from kg.validate.finding import Severity
        from kg.validate.shacl import validate

        report = validate(self.open(checked=False), added=read_files(self.graphs))
        return [f.line for f in report.findings if f.severity is Severity.VIOLATION]

    def derive(
        self, rule_folders: tuple[Path, ...] = (), viewpoints: tuple[str, ...] = ()
    ) -> Derived:
        """All that follows from the graph."""
        from kg.cli.progress import Progress
        from kg.derive.engine import derive
        from kg.derive.rule import read_rules
        from kg.store.facts import Facts
        from kg.store.names import find_source

        conforming = self.check()
        dataset = self.open(checked=False)
        believed = None
        if viewpoints:
            believed = {find_source(dataset, name).value for name in viewpoints}
        rules = read_rules(rule_folders)
        try:
            with Progress("deriving") as progress:
                return derive(Facts(dataset, believed), rules, progress.step)
        finally:
            conforming()
