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
        paths: files and folders of the user's own; they are validated.
        shipped: False leaves the shipped claims out; states and regions stay.
        imported: True adds the claims of tables that were imported and kept.
        rules: folders of rules to use instead of the shipped ones.
        viewpoints: names of the sources to believe; all, if none are named.
        known_by: a day; what sources written later say is left out.
        only: the least explicitness of a claim, ``explicit`` or ``implied``; all, if empty.
        prefer: which of two sources that differ outweighs the other: ``later``, ``reliable``.
        stale_after: how old what was last attested may be to count; any age, if None.
        endpoint: address of a SPARQL server whose graph replaces the shipped one.
        store: folder of ``kg build`` whose graph does.
        plain: True takes the paths as they are, in whatever words: no ontology, no rules.
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
        """True where some claims are left out, or outweigh others that they would not."""
        return bool(self.viewpoints or self.known_by or self.only or self.prefer)

    def adding(self, paths: tuple[Path, ...]) -> Configuration:
        """Return the configuration with more files."""
        return replace(self, paths=(*self.paths, *paths))

    def files(self) -> tuple[Path, ...]:
        """The files beside the shipped graph, those of kept tables first."""
        if not self.imported:
            return self.paths
        from kg.tables.importing import kept_claims

        return (*kept_claims(), *self.paths)

    def watched(self) -> list[Path]:
        """Files and folders on which what is derived depends."""
        rules = self.rules or (resources.folder("queries") / "rules",)
        return [resources.folder("ontology"), resources.folder("graph"), *rules, *self.files()]
