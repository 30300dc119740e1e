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
            raise click.UsageError("Name a server or a folder, not both.")
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
            help="Folder of 'kg build' whose graph takes the place of the shipped one.",
        ),
        click.option(
            "--endpoint",
            default="",
            metavar="URL",
            help="SPARQL server whose graph takes the place of the shipped one.",
        ),
        click.option(
            "--imported", is_flag=True, help="Add the claims of tables that were imported and kept."
        ),
        click.option(
            "--no-shipped",
            is_flag=True,
            help="Leave the shipped claims out; states and regions stay.",
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
    help="Folder of rules to use in place of the shipped ones (repeatable).",
)


known_by_option = click.option(
    "--known-by",
    type=Day(),
    metavar="DATE",
    help="Leave out what sources say that were written later.",
)


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
            help="Which of two sources that differ outweighs the other (repeatable).",
        ),
        click.option(
            "--stale-after",
            type=Span(),
            metavar="SPAN",
            help="Count as unknown what was last attested longer before the day (3y, 18m, 90d).",
        ),
        click.option(
            "--only",
            type=click.Choice(["explicit", "implied"]),
            help="Leave out claims that their source does not make at least so plainly.",
        ),
        click.option(
            "--viewpoint",
            "viewpoints",
            multiple=True,
            help="Source to believe (repeatable); all are believed if none is named.",
        ),
    ):
        function = option(function)
    return rules_option(function)


plain_option = click.option(
    "--plain",
    is_flag=True,
    help="Take the files as they are, in whatever words: no ontology, no rules, no shipped graph.",
)
