"""Configuration: the graph to work on, and the rules to derive from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg import resources

if TYPE_CHECKING:
    from datetime import date, timedelta
    from pathlib import Path


@dataclass(frozen=True)
class Configuration:
    """The graph to work on and the rules to derive from it.

    Attributes:
        paths: the user's files and folders, which are validated.
        shipped: False leaves out the shipped claims but keeps states and regions.
        imported: True adds the claims of imported tables.
        rules: folders of rules to use instead of the shipped ones.
        viewpoints: names of the sources to use; all, if empty.
        known_by: a date; sources written after it are left out.
        only: the least explicitness of a claim, ``explicit`` or ``implied``; all, if empty.
        prefer: which of two sources that disagree prevails: ``later``, ``reliable``.
        stale_after: greatest age of evidence that counts; any age, if None.
        endpoint: address of a SPARQL server whose graph replaces the shipped one.
        store: folder made by ``kg build`` whose graph replaces the shipped one.
        plain: True reads the paths alone, in any vocabulary, without ontology or rules.
    """

    paths: tuple[Path, ...] = ()
    shipped: bool = True
    imported: bool = False
    rules: tuple[Path, ...] = ()
    viewpoints: tuple[str, ...] = ()
    endpoint: str = ""
    store: Path | None = None
    known_by: date | None = None
    only: str = ""
    prefer: tuple[str, ...] = ()
    stale_after: timedelta | None = None
    plain: bool = False

    @property
    def chooses(self) -> bool:
        """True if an option leaves out claims or changes which claims prevail."""
        return bool(self.viewpoints or self.known_by or self.only or self.prefer)

    def adding(self, paths: tuple[Path, ...]) -> Configuration:
        """Return a copy of the configuration with more files."""
        return replace(self, paths=(*self.paths, *paths))

    def files(self) -> tuple[Path, ...]:
        """Return the files to add to the shipped graph, those of imported tables first."""
        if not self.imported:
            return self.paths
        from kg.tables.importing import kept_claims

        return (*kept_claims(), *self.paths)

    def watched(self) -> list[Path]:
        """Return the files and folders on which the conclusions depend."""
        rules = self.rules or (resources.folder("queries") / "rules",)
        return [resources.folder("ontology"), resources.folder("graph"), *rules, *self.files()]
