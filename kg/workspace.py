"""The workspace: opens, validates and derives the graph of one configuration, each at most once."""

from __future__ import annotations

from contextlib import nullcontext
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kg.configuration import Configuration
from kg.errors import NonConforming, OptionError, UnknownName
from kg.model.terms import ent
from kg.rules.rule import concludes, read_rules
from kg.store.belief.argument import PREFERENCES
from kg.store.facts import WHICH, Facts
from kg.store.names import find_source
from kg.validation.gate import PendingCheck, another_vocabulary, is_ours

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from contextlib import AbstractContextManager
    from pathlib import Path

    from pyoxigraph import Quad

    from kg.rules.archive import Archive
    from kg.rules.cell import Cell
    from kg.rules.inference import Inference
    from kg.rules.rule import Rule
    from kg.store.dataset import Dataset
    from kg.store.holds import WhatHolds
    from kg.store.index import Parts
    from kg.store.query import Queryable

    Progress = Callable[[str], AbstractContextManager[Any]]
    """Called with the name of a task; what it gives has ``step(done, total)``."""


_FEW = 250_000
"""Statements up to which all conclusions are stored with a graph. Those of a larger graph are
derived on demand, and for two states alone if no more is needed."""
_SOON = 20_000
"""Statements up to which deriving all conclusions is as fast as deriving those on two states."""


class _Silent:
    def step(self, done: int, total: int) -> None:
        """Report nothing."""


def _silent(_: str) -> AbstractContextManager[Any]:
    return nullcontext(_Silent())


class Workspace:
    """Opens, validates and derives the graph of a configuration, each on demand and at most once.

    Args:
        configuration: the graph and the rules to use.
        progress: shows the progress of a task.
        before: the inference from a slightly different graph; rules unaffected by the change are
            not run again.
    """

    def __init__(
        self,
        configuration: Configuration | None = None,
        progress: Progress = _silent,
        before: Inference | None = None,
    ) -> None:
        self.configuration = configuration or Configuration()
        self.progress = progress
        self._before = before
        if self.configuration.endpoint and self.configuration.store:
            raise OptionError("name a server or a folder, not both")
        chosen = self.configuration
        if chosen.plain and not (chosen.paths or chosen.endpoint):
            raise OptionError("--plain reads only your own files: name them with --graph")
        for name in self.configuration.prefer:
            if name not in PREFERENCES:
                raise OptionError(f"unknown preference {name!r}; {', '.join(PREFERENCES)}")

    @cached_property
    def rules(self) -> list[Rule]:
        """The rules, ordered by name.

        Raises:
            InputError, RuleError: a folder has no rules, or a rule cannot be read.
        """
        return [] if self.configuration.plain else read_rules(self.configuration.rules)

    @property
    def dataset(self) -> Dataset:
        """All statements, without conclusions.

        Raises:
            InputError: a file or the server cannot be read.
            NonConforming: a file that the user adds makes the graph break a shape.
        """
        conforming = self._conforming
        dataset = self._dataset
        conforming()
        return dataset

    @cached_property
    def inference(self) -> Inference:
        """All conclusions.

        Raises:
            InputError: a file or the server cannot be read.
            NonConforming: a file that the user adds makes the graph break a shape.
            UnknownName: a viewpoint names an unknown source.
            RuleError: the rules cannot be run.
        """
        from kg.rules.evaluate import derive

        kept = None if self._before else self._derived_before
        if kept is not None and self._is_as_kept:
            self._conforming()
            return kept
        conforming, facts = self._conforming, self.stated.less(())
        try:
            with self.progress("deriving") as progress:
                found = derive(facts, self.rules, progress.step, self._before or kept)
        finally:
            conforming()
        self._keep(found)
        return found

    @cached_property
    def stated(self) -> Facts:
        """The stated facts; nothing is derived from them.

        Raises:
            InputError: a file or the server cannot be read.
            UnknownName: a viewpoint names an unknown source.
        """
        dataset = self._dataset
        if self.configuration.chooses:
            return self._facts(dataset)
        if self._archive is not None and dataset is self._archive.dataset:
            return self._archive.facts()
        return Facts(dataset)

    def open(self) -> None:
        """Read the graph, and derive its conclusions if that is fast.

        Raises:
            the same as ``inference``.
        """
        if not self.is_apart:
            assert self.inference is not None
        assert self.dataset is self.stated.dataset

    def about(self, cell: Cell, doubted: Collection[str] = ()) -> Inference:
        """Return the conclusions on some pairs of states only.

        Args:
            cell: the pairs.
            doubted: claims to leave out, by IRI.

        Raises:
            the same as ``inference``.
        """
        from kg.rules.pair import derive_cell, derive_further

        conforming, common = self._conforming, self._common_before()
        facts = self.stated.less(doubted) if doubted or common is None else common.facts
        try:
            if common is not None and facts is common.facts:
                return derive_further(common, cell)
            return derive_cell(facts, self.rules, cell, common)
        finally:
            conforming()
            if not doubted:
                self._keep(facts)

    @property
    def is_apart(self) -> bool:
        """True if conclusions on two states are derived without deriving all others."""
        return (
            "inference" not in self.__dict__
            and self._before is None
            and self._derived_before is None
            and len(self._dataset) > _SOON
            and not concludes(self.rules, WHICH)
        )

    def _facts(self, dataset: Dataset) -> Facts:
        """Select the facts to believe from a dataset.

        Raises:
            UnknownName: a source or degree of explicitness is unknown.
        """
        chosen = self.configuration
        believed = None
        if chosen.viewpoints:
            believed = {find_source(dataset, name).value for name in chosen.viewpoints}
        explicitness = 0
        if chosen.only:
            concept = dataset.concept("ExplicitnessScheme", chosen.only)
            if concept is None:
                raise UnknownName(f"unknown degree of explicitness {chosen.only!r}")
            explicitness = int(dataset.text(concept, ent("rank")))
        return Facts(
            dataset,
            believed,
            known_by=chosen.known_by,
            explicitness=explicitness,
            prefer=chosen.prefer,
        )

    def check(self, paths: tuple[Path, ...]) -> PendingCheck:
        """Start validating files within the graph; calling the returned check gives the outcome."""
        more = tuple(path for path in paths if path not in self.configuration.paths)
        if not more:
            return PendingCheck(paths, lambda: self._dataset)
        larger = Workspace(self.configuration.adding(more))
        return PendingCheck(paths, lambda: larger._dataset)

    def elsewhere(self) -> list[Quad]:
        """Return the statements of the server, if one is configured.

        Raises:
            InputError: the server cannot be read, or is empty.
            NonConforming: the server has no statements in the project's terms (unless ``plain``).
        """
        if not self.configuration.endpoint:
            return []
        from kg.store.remote.client import Endpoint
        from kg.store.remote.transfer import read_endpoint

        with (
            self.progress("reading") as progress,
            Endpoint(self.configuration.endpoint) as server,
        ):
            quads = read_endpoint(server, progress.step)
        if not self.configuration.plain and not any(map(is_ours, quads)):
            raise NonConforming([f"{self.configuration.endpoint}: {another_vocabulary(quads)}"])
        return quads

    def build(self, folder: Path) -> tuple[Inference | None, int, int] | None:
        """Store the graph in a folder, with its conclusions unless the graph is large.

        Returns:
            the inference, if it is stored, the number of statements in the graph, and the number
            added or removed; None if the folder is up to date.

        Raises:
            InputError: the folder has other content, or another process is writing to it.
            NonConforming: a file that the user adds makes the graph break a shape.
        """
        from kg.rules.archive import is_made_of, read_alike, write_archive, written_folder
        from kg.rules.cell import NO_PAIRS
        from kg.rules.evaluate import derive
        from kg.rules.pair import derive_cell
        from kg.store.index import read_parts

        with written_folder(folder) as path:
            if is_made_of(path, self._parts, self.rules):
                return None
            before = read_alike(path, self._parts)
            known = before.dataset if before else None
            dataset, parts = read_parts(self._parts, before.parts if before else [], known)
            self.__dict__["_dataset"] = dataset
            conforming = self._conforming
            facts, found = Facts(dataset), None
            with self.progress("deriving") as progress:
                if len(dataset) <= _FEW:
                    was = before.inference(self.rules) if before else None
                    kept = found = derive(facts, self.rules, progress.step, was)
                else:
                    common = before.common(self.rules) if before else None
                    kept = derive_cell(facts, self.rules, NO_PAIRS, common)
            conforming()
            write_archive(path, kept, parts, self.rules)
        changed = len(dataset) if known is None else known.columns.differing(dataset.columns)
        return found, len(dataset), changed

    @cached_property
    def _dataset(self) -> Dataset:
        """All statements, whether or not they conform to the shapes."""
        from kg.store.open import open_dataset, open_plain, read_files

        configuration, archive = self.configuration, self._archive
        if configuration.plain:
            return open_plain(configuration.files(), self.elsewhere())
        if configuration.store is None or archive is None:
            if archive is not None:
                return archive.dataset
            return open_dataset(
                configuration.files(), shipped=configuration.shipped, others=self.elsewhere()
            )
        if not self._is_of_same_words(archive):
            return open_dataset(configuration.files(), others=archive.quads)
        files = configuration.files()
        return archive.dataset.with_more(read_files(files)) if files else archive.dataset

    @cached_property
    def _conforming(self) -> PendingCheck:
        if self.configuration.plain:
            return self.check(())
        kept = self._archive is not None and self.configuration.store is None
        return self.check(() if kept else self.configuration.paths)

    @cached_property
    def _parts(self) -> Parts:
        """The files that make up the graph."""
        from kg.store.index import parts_of
        from kg.store.open import graph_paths

        return parts_of(graph_paths(self.configuration.files(), self.configuration.shipped))

    @cached_property
    def _archive(self) -> Archive | None:
        """The stored graph of the folder, or the one cached from the same files."""
        if self.configuration.store is not None:
            from kg.rules.archive import open_folder

            return open_folder(self.configuration.store)
        if self.configuration.endpoint or self.configuration.plain:
            return None
        from kg.rules.archive import find_graph

        return find_graph(self._parts, self.rules)

    @staticmethod
    def _is_of_same_words(archive: Archive) -> bool:
        from kg.store.index import parts_of

        return bool(archive.parts[0][:2] == parts_of(())[0][:2])

    @cached_property
    def _derived_before(self) -> Inference | None:
        """The conclusions of these rules that were stored with the graph, if any."""
        archive = self._archive
        if archive is None or (self.configuration.store and not self._is_of_same_words(archive)):
            return None
        if self.configuration.store is None:
            from kg.rules.archive import find_derived

            return find_derived(archive, self.rules)
        from kg.rules.archive import complaint

        with complaint(self.configuration.store):
            return archive.inference(self.rules)

    def _common_before(self) -> Inference | None:
        """Read the shared premises of conclusions on all pairs, if the graph is as stored."""
        store, archive = self.configuration.store, self._archive
        if store is None or archive is None or not self._is_as_kept:
            return None
        if not self._is_of_same_words(archive):
            return None
        from kg.rules.archive import complaint

        with complaint(store):
            return archive.common(self.rules)

    @property
    def _is_as_kept(self) -> bool:
        """True if nothing is added to the stored graph and nothing in it is left out."""
        return self._archive is not None and (
            self._dataset is self._archive.dataset and not self.configuration.chooses
        )

    def queryable(self, made: Callable[[], WhatHolds]) -> Queryable:
        """Return the target of queries, and store it for the next run if the graph is stored.

        Args:
            made: called for what holds, if there is no stored copy.
        """
        from kg.rules.archive import FEW, find_query_store, keep_query_store
        from kg.store.query import QueryStore

        archive = self._archive
        if archive is None or not self._is_as_kept or len(self._dataset) > FEW:
            return made()
        if self.configuration.store and not self._is_of_same_words(archive):
            return made()
        found = find_query_store(archive.parts, self.rules)
        return QueryStore(found or keep_query_store(made().store, archive.parts, self.rules))

    def _keep(self, found: Facts | Inference) -> None:
        """Store what was read and derived for the next run, unless it is stored already."""
        configuration = self.configuration
        if configuration.store or configuration.endpoint or configuration.chooses:
            return
        if configuration.plain:
            return
        from kg.rules.archive import FEW, keep_graph

        if len(self._dataset) <= FEW and not (isinstance(found, Facts) and self._archive):
            keep_graph(found, self._parts, self.rules)
