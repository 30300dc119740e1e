"""From one configuration to a graph: opened, validated and derived once."""

from __future__ import annotations

from contextlib import nullcontext
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kg.configuration import Configuration
from kg.errors import OptionError, UnknownName
from kg.model.terms import ent
from kg.rules.evaluate import derive
from kg.rules.rule import read_rules
from kg.store.facts import Facts
from kg.store.names import find_source
from kg.store.open import open_dataset
from kg.store.preference import PREFERENCES
from kg.validation.gate import PendingCheck

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from pyoxigraph import Quad

    from kg.rules.inference import Inference
    from kg.rules.rule import Rule
    from kg.store.dataset import Dataset

    Progress = Callable[[str], AbstractContextManager[Any]]
    """Called with the name of a task; what it gives has ``step(done, total)``."""


class _Silent:
    def step(self, done: int, total: int) -> None:
        """Say nothing."""


def _silent(_: str) -> AbstractContextManager[Any]:
    return nullcontext(_Silent())


class Workspace:
    """Opens, validates and derives what a configuration names; each at most once, when asked.

    Args:
        configuration: which graph, and which rules.
        progress: shows how far a task is.
        before: what followed when the graph was a little other; rules that are unaffected by the
            change are spared.
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
        for name in self.configuration.prefer:
            if name not in PREFERENCES:
                raise OptionError(f"no preference is called {name!r}; {', '.join(PREFERENCES)}")

    @cached_property
    def rules(self) -> list[Rule]:
        """The rules, by name.

        Raises:
            InputError, RuleError: a folder holds none, or one is not written as rules are.
        """
        return read_rules(self.configuration.rules)

    @property
    def dataset(self) -> Dataset:
        """Everything that is stated.

        Raises:
            InputError: a file or the server cannot be read.
            NonConforming: a file of the user's makes the graph break a shape.
        """
        conforming = self._conforming
        dataset = self._dataset
        conforming()
        return dataset

    @cached_property
    def inference(self) -> Inference:
        """All that follows.

        Raises:
            InputError: a file or the server cannot be read.
            NonConforming: a file of the user's makes the graph break a shape.
            UnknownName: no source has the name of a viewpoint.
            RuleError: the rules cannot be run.
        """
        before = self._before or self._restored
        if before is not None and before is self._restored and self._is_as_built:
            return before
        conforming, dataset = self._conforming, self._dataset
        facts = self._facts(dataset)
        try:
            with self.progress("deriving") as progress:
                return derive(facts, self.rules, progress.step, before)
        finally:
            conforming()

    def _facts(self, dataset: Dataset) -> Facts:
        """What is believed of a dataset.

        Raises:
            UnknownName: no source, or no degree of explicitness, has a name.
        """
        chosen = self.configuration
        believed = None
        if chosen.viewpoints:
            believed = {find_source(dataset, name).value for name in chosen.viewpoints}
        explicitness = 0
        if chosen.only:
            concept = dataset.concept("ExplicitnessScheme", chosen.only)
            if concept is None:
                raise UnknownName(f"no degree of explicitness is called {chosen.only!r}")
            explicitness = int(dataset.text(concept, ent("rank")))
        return Facts(
            dataset,
            believed,
            known_by=chosen.known_by,
            explicitness=explicitness,
            prefer=chosen.prefer,
        )

    def check(self, paths: tuple[Path, ...]) -> PendingCheck:
        """Begin to validate files in the graph; call what comes back to know the outcome."""
        more = tuple(path for path in paths if path not in self.configuration.paths)
        if not more:
            return PendingCheck(paths, lambda: self._dataset)
        larger = Workspace(self.configuration.adding(more))
        return PendingCheck(paths, lambda: larger._dataset)

    def elsewhere(self) -> list[Quad]:
        """What the server or the folder holds, if one is named.

        Raises:
            InputError: it cannot be read, or holds nothing.
        """
        if self.configuration.store is not None:
            from kg.rules.archive import read_asserted_quads

            return read_asserted_quads(self.configuration.store)
        if not self.configuration.endpoint:
            return []
        from kg.store.remote.client import Endpoint
        from kg.store.remote.download import read_endpoint

        with (
            self.progress("reading") as progress,
            Endpoint(self.configuration.endpoint) as server,
        ):
            return read_endpoint(server, progress.step)

    def build(self, folder: Path) -> tuple[Inference, int] | None:
        """Keep the graph and all that follows from it in a folder, for ``store`` to name.

        Returns:
            what follows and how many statements changed; None where the folder is up to date.

        Raises:
            InputError: the folder holds something else, or another process has it open.
        """
        from kg.rules.archive import build, is_up_to_date, manifest
        from kg.store.open import graph_paths

        configuration = self.configuration
        parts = manifest(graph_paths(configuration.files(), configuration.shipped), self.rules)
        if is_up_to_date(folder, parts):
            return None
        dataset = self.dataset
        with self.progress("deriving") as progress:
            return build(folder, dataset, self.rules, parts, progress.step)

    @cached_property
    def _dataset(self) -> Dataset:
        """Everything that is stated, whether or not it conforms."""
        restored = self.__dict__.get("_restored")  # only where it was needed anyway
        if restored is not None and self._is_as_built:
            return restored.dataset  # type: ignore[no-any-return]
        configuration = self.configuration
        return open_dataset(
            configuration.files(), shipped=configuration.shipped, others=self.elsewhere()
        )

    @cached_property
    def _conforming(self) -> PendingCheck:
        return self.check(self.configuration.paths)

    @cached_property
    def _restored(self) -> Inference | None:
        """What was derived when the folder was built, None where there is none by these rules."""
        if self.configuration.store is None:
            return None
        from kg.rules.archive import restore

        return restore(self.configuration.store, self.rules)

    @property
    def _is_as_built(self) -> bool:
        """True where nothing is added to the built graph, and nothing of it left out."""
        return not self.configuration.files() and not self.configuration.chooses
