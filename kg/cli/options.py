"""Options that several commands share, above all those that choose the graph."""

from __future__ import annotations

import functools
import sys
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from kg.configuration import Configuration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date, timedelta

    from kg.graph import Graph
    from kg.model.result import Result
    from kg.rules.inference import Inference


class Day(click.ParamType[Any]):
    """A day, month or year (``2019-12-31``, ``2019-12``, ``2019``), read as its last day."""

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


class Span(click.ParamType[Any]):
    """A length of time: ``3y``, ``18m`` or ``90d``."""

    name = "span"

    def convert(self, value: Any, param: Any, ctx: Any) -> timedelta:
        from kg.model.dates import BadSpan, parse_span

        try:
            return parse_span(value)
        except BadSpan as error:
            self.fail(str(error), param, ctx)


class StateCode(click.ParamType[str]):
    """Code or English name of a state, with shell completion from the graph."""

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
    """A name from a list, with shell completion.

    Args:
        name: the kind of thing named, as shown in the usage line.
        names: called on completion for the names and their descriptions.
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
    "--as-of", type=Day(), help="Date to report on (YYYY, YYYY-MM or YYYY-MM-DD)."
)
output_option = click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    default=Path("-"),
    help="File to write (default: standard output).",
)
rdf_format_option = click.option(
    "--format",
    type=click.Choice(["nquads", "trig", "jsonld"]),
    help="RDF syntax (default: by file extension, else nquads).",
)
engine_option = click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="Engine that reads the table.",
)
update_option = click.option(
    "--update-endpoint",
    "update",
    default="",
    metavar="URL",
    help="Update endpoint of the server, if it cannot be derived from --endpoint.",
)


def pair_arguments(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the arguments ``FIRST`` and ``SECOND``, two states."""
    second = click.argument("second", type=StateCode())
    return click.argument("first", type=StateCode())(second(function))


def period_options(
    since: str, until: str, *, required: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a decorator that adds ``--from`` and ``--to`` with the given help texts."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        last = click.option("--to", "until", type=Day(), required=required, help=until)
        return click.option("--from", "since", type=Day(), required=required, help=since)(
            last(function)
        )

    return decorate


def format_option(*formats: str) -> Callable[..., Any]:
    """Return the option ``--format``; the first format is the default."""
    return click.option(
        "--format", type=click.Choice(formats), default=formats[0], show_default=True
    )


def rdf_format(chosen: str | None, target: Path) -> str:
    """Return the RDF syntax of ``--format``, else of the file's extension, else N-Quads."""
    endings = {".trig": "trig", ".jsonld": "jsonld"}
    return chosen or endings.get(target.suffix, "nquads")


def require(package: str) -> None:
    """Raise an error, before any work, if a package of an extra is missing.

    Raises:
        ModuleNotFoundError: the package is not installed.
    """
    if find_spec(package) is None:
        raise ModuleNotFoundError(f"No module named {package!r}", name=package)


def is_given(parameter: str) -> bool:
    """Return True if the option was given on the command line, whatever its value."""
    source = click.get_current_context().get_parameter_source(parameter)
    return source is click.core.ParameterSource.COMMANDLINE


def refuse_unless(applies: bool, parameter: str, to: str) -> None:
    """Refuse an option that was given but does not apply.

    Args:
        applies: True if the option applies.
        parameter: name of the option's parameter.
        to: the cases to which it applies.

    Raises:
        UsageError: the option was given but does not apply.
    """
    if applies or not is_given(parameter):
        return
    command = click.get_current_context().command
    option = next(p.opts[0] for p in command.params if p.name == parameter)
    raise click.UsageError(f"{option} applies to {to}.")


def print_result(result: Result, format: str) -> None:
    """Print a result in a format."""
    from kg.render import render

    click.echo(render(result, format), nl=False)


def write_result(result: Result, format: str, target: Path, *, folder: bool = False) -> None:
    """Write a result to a file, to standard output (``-``) or, as several files, to a folder."""
    from kg.render import write, write_folder

    if folder:
        write_folder(result, format, target)
        return
    with written(target) as file:
        write(result, format, file)


@contextmanager
def written(target: Path) -> Iterator[BinaryIO]:
    """Open standard output for ``-``, else a file that is written atomically."""
    if str(target) == "-":
        yield sys.stdout.buffer
        return
    from kg.store.atomic import atomic_write

    with atomic_write(target) as file:
        yield file


def open_graph(configuration: Configuration, before: Inference | None = None) -> Graph:
    """Return the graph of a configuration, not read yet; long tasks show a progress bar."""
    from kg.cli.progress import Progress
    from kg.graph import Graph
    from kg.workspace import Workspace

    return Graph(Workspace(configuration, Progress, before))


def graph_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--graph``, ``--no-shipped``, ``--imported``, ``--endpoint`` and ``--store``.

    The command receives them as ``configuration``, with the options of ``rule_options`` below it.
    """

    @functools.wraps(function)
    def with_configuration(
        *args: Any,
        graphs: tuple[Path, ...],
        no_shipped: bool,
        imported: bool,
        endpoint: str,
        store: Path | None,
        rule_folders: tuple[Path, ...] = (),
        viewpoints: tuple[str, ...] = (),
        known_by: date | None = None,
        only: str | None = None,
        prefer: tuple[str, ...] = (),
        stale_after: timedelta | None = None,
        plain: bool = False,
        **others: Any,
    ) -> Any:
        if endpoint and store:
            raise click.UsageError("Give --endpoint or --store, not both.")
        configuration = Configuration(
            graphs,
            not no_shipped,
            imported,
            rule_folders,
            viewpoints,
            endpoint,
            store,
            known_by,
            only or "",
            prefer,
            stale_after,
            plain,
        )
        return function(*args, configuration=configuration, **others)

    for option in (
        click.option(
            "--store",
            type=click.Path(path_type=Path),
            help="Use the graph built in this folder (see 'kg build').",
        ),
        click.option(
            "--endpoint",
            default="",
            metavar="URL",
            help="Use the graph on this SPARQL server.",
        ),
        click.option("--imported", is_flag=True, help="Add the claims of imported tables."),
        click.option(
            "--no-shipped",
            is_flag=True,
            help="Omit the shipped claims; keep states and regions.",
        ),
        click.option(
            "--graph",
            "graphs",
            multiple=True,
            type=click.Path(path_type=Path),
            help="RDF file or folder to add to the graph (repeatable).",
        ),
    ):
        with_configuration = option(with_configuration)
    return with_configuration


rules_option = click.option(
    "--rules",
    "rule_folders",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Use the rules in this folder instead of the shipped ones (repeatable).",
)


known_by_option = click.option(
    "--known-by",
    type=Day(),
    metavar="DATE",
    help="Omit sources written after this date.",
)


def no_known_by(why: str) -> Callable[..., Any]:
    """Return an option that rejects ``--known-by``, which other commands have, with a reason."""

    def refuse(_: object, __: object, value: Any) -> None:
        if value is not None:
            raise click.UsageError(f"--known-by does not apply: {why}")

    return click.option("--known-by", hidden=True, expose_value=False, callback=refuse)


def rule_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--rules`` and the options on belief; they need ``graph_options`` above them."""
    return belief_options(known_by_option(function))


def belief_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options on belief, without the date of knowledge."""
    for option in (
        click.option(
            "--prefer",
            multiple=True,
            type=click.Choice(["later", "reliable"]),
            help="Which source prevails where two disagree (repeatable).",
        ),
        click.option(
            "--stale-after",
            type=Span(),
            metavar="SPAN",
            help="Treat evidence older than this as unknown (3y, 18m, 90d).",
        ),
        click.option(
            "--only",
            type=click.Choice(["explicit", "implied"]),
            help="Use only claims that their source makes at least this plainly.",
        ),
        click.option(
            "--viewpoint",
            "viewpoints",
            multiple=True,
            metavar="SOURCE",
            help="Use only this source (repeatable; default: all).",
        ),
    ):
        function = option(function)
    return rules_option(function)


plain_option = click.option(
    "--plain",
    is_flag=True,
    help="Read only your own files, in any vocabulary: no ontology, rules or shipped graph.",
)
