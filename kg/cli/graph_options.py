"""Which graph a command works on: the options that say so, and the graph that they name."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import Day, Span
from kg.configuration import Configuration

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, timedelta

    from kg.graph import Graph
    from kg.rules.inference import Inference


def open_graph(configuration: Configuration, before: Inference | None = None) -> Graph:
    """The graph that a configuration names, with a bar on what takes long; nothing is read yet."""
    from kg.cli.progress import Progress
    from kg.graph import Graph
    from kg.workspace import Workspace

    return Graph(Workspace(configuration, Progress, before))


def graph_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--graph``, ``--no-shipped``, ``--imported``, ``--endpoint`` and ``--store``.

    They reach the command as ``configuration``; these are the topmost of its options.
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
    """Refuses ``--known-by``, which other commands that take a graph have, with a reason."""

    def refuse(_: object, __: object, value: Any) -> None:
        if value is not None:
            raise click.UsageError(f"--known-by does not apply: {why}")

    return click.option("--known-by", hidden=True, expose_value=False, callback=refuse)


def rule_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--rules`` and what to believe; they need ``graph_options`` above them."""
    return belief_options(known_by_option(function))


def belief_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same, but for the day by which sources were written."""
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
