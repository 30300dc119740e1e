"""Which graph a command works on: the options that say so, and what they open."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyoxigraph import Quad

    from kg.rules.inference import Inference
    from kg.store.dataset import Dataset


@dataclass(frozen=True)
class GraphChoice:
    """Which graph a command works on, and what it derives from it.

    Attributes:
        graphs: files and folders of the user's own.
        no_shipped: leave the shipped claims out.
        imported: add the claims of tables that were kept.
        rule_folders: folders of rules in place of the shipped ones.
        viewpoints: sources to believe; all, if none are named.
        endpoint: a SPARQL server whose graph takes the place of the shipped one.
        store: a folder of ``kg build`` whose graph does.
    """

    graphs: tuple[Path, ...] = ()
    no_shipped: bool = False
    imported: bool = False
    rule_folders: tuple[Path, ...] = ()
    viewpoints: tuple[str, ...] = ()
    endpoint: str = ""
    store: Path | None = None

    def adding(self, paths: tuple[Path, ...]) -> GraphChoice:
        """The same with more files."""
        return replace(self, graphs=(*self.graphs, *paths))

    def own_files(self) -> tuple[Path, ...]:
        """The files beside the shipped graph, those of kept tables first."""
        if not self.imported:
            return self.graphs
        from kg.tables.library import kept_claims

        return (*kept_claims(), *self.graphs)

    def watched(self) -> list[Path]:
        """Files and folders on which what is derived depends."""
        from kg import resources

        rules = self.rule_folders or (resources.folder("queries") / "rules",)
        return [resources.folder("ontology"), resources.folder("graph"), *rules, *self.own_files()]

    def open(self, *, checked: bool = True) -> Dataset:
        """The dataset; a user's own files are validated where ``checked``.

        Raises:
            NonConforming: a file of the user's makes the graph break a shape.
        """
        from kg.store.open import open_dataset

        conforming = self.check(self.graphs) if checked else None
        dataset = open_dataset(
            self.own_files(), shipped=not self.no_shipped, others=self.elsewhere()
        )
        if conforming:
            conforming()
        return dataset

    def elsewhere(self) -> list[Quad]:
        """What the server or the folder holds, if one was named.

        Raises:
            InputError: it cannot be read, or holds nothing.
        """
        if self.store is not None:
            from kg.rules.archive import read_asserted_quads

            return read_asserted_quads(self.store)
        if not self.endpoint:
            return []
        from kg.cli.progress import Progress
        from kg.store.remote.client import Endpoint
        from kg.store.remote.download import read_endpoint

        with Progress("reading") as progress, Endpoint(self.endpoint) as server:
            return read_endpoint(server, progress.step)

    def check(self, paths: tuple[Path, ...]) -> Callable[[], None]:
        """Begin to validate files in the graph; call what comes back to know of it.

        Raises:
            NonConforming: (when called) one of them makes the graph break a shape.
        """
        from kg.cli.background import run_in_fork

        violations = run_in_fork(functools.partial(self._violations, paths)) if paths else list

        def conforming() -> None:
            from kg.errors import NonConforming

            if found := violations():
                raise NonConforming(found)

        return conforming

    def _violations(self, paths: tuple[Path, ...]) -> list[str]:
        """A line for each violation in some files."""
        from kg.validation.gate import violations

        more = tuple(path for path in paths if path not in self.graphs)
        return violations(self.adding(more).open(checked=False), paths)

    def derive(self, before: Inference | None = None) -> Inference:
        """All that follows from the graph.

        Args:
            before: what followed when it was a little other; rules that see nothing new are spared.
        """
        from kg.cli.progress import Progress
        from kg.rules.evaluate import derive
        from kg.rules.rule import read_rules
        from kg.store.facts import Facts
        from kg.store.names import find_source

        if self.store is not None and before is None:
            from kg.rules.archive import restore

            before = restore(self.store, read_rules(self.rule_folders))
            if before is not None and not self.own_files() and not self.viewpoints:
                return before
        conforming = self.check(self.graphs)
        dataset = self.open(checked=False)
        believed = None
        if self.viewpoints:
            believed = {find_source(dataset, name).value for name in self.viewpoints}
        rules = read_rules(self.rule_folders)
        try:
            with Progress("deriving") as progress:
                return derive(Facts(dataset, believed), rules, progress.step, before)
        finally:
            conforming()


def graph_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--graph``, ``--no-shipped``, ``--imported``, ``--endpoint`` and ``--store`` as ``chosen``.

    The topmost of a command's options.
    """

    @functools.wraps(function)
    def with_choice(
        *args: Any,
        graphs: tuple[Path, ...],
        no_shipped: bool,
        imported: bool,
        endpoint: str,
        store: Path | None,
        rule_folders: tuple[Path, ...] = (),
        viewpoints: tuple[str, ...] = (),
        **others: Any,
    ) -> Any:
        if endpoint and store:
            raise click.UsageError("Name a server or a folder, not both.")
        chosen = GraphChoice(
            graphs, no_shipped, imported, rule_folders, viewpoints, endpoint, store
        )
        return function(*args, chosen=chosen, **others)

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
        with_choice = option(with_choice)
    return with_choice


def rule_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--rules`` and ``--viewpoint``; they need ``graph_options`` above them."""
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
