"""A graph kept on disk, with its conclusions where these are read and written quickly.

It is one file of columns (see ``kg.store.columns.container``), with the files of which it was made.
Of a graph that was kept, files that are as they were are not read again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kg.model.terms import MADE_GRAPHS
from kg.rules.columns.fact_table import days_of
from kg.rules.kept import derived_columns, digest, read_derived
from kg.store.columns.container import BROKEN, Container, read_told, write_container
from kg.store.facts import Facts
from kg.store.index import index_columns, read_index

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pyoxigraph import Quad

    from kg.rules.inference import Inference
    from kg.rules.rule import Rule
    from kg.store.columns.stated import Stated
    from kg.store.dataset import Dataset
    from kg.store.parts import Parts


@dataclass(frozen=True)
class Archive:
    """A graph that was kept, mapped.

    Attributes:
        columns: the file.
        dataset: what was read.
        stated: what is stated by it.
    """

    columns: Container
    dataset: Dataset
    stated: Stated

    @property
    def parts(self) -> Parts:
        """The files of which it was made."""
        parts: Parts = self.columns.told["parts"]
        return parts

    def facts(self) -> Facts:
        """The facts, nothing derived from them yet."""
        return Facts(self.dataset, columns=self.stated)

    def inference(self, rules: Sequence[Rule]) -> Inference | None:
        """What was derived by these rules, None where that is not kept.

        Raises:
            one of ``BROKEN``: the file is damaged.
        """
        told = self.columns.told["derived"]
        return read_derived(self.columns, told, self.facts(), rules) if told else None

    @cached_property
    def quads(self) -> list[Quad]:
        """What was said, without what the program itself writes."""
        every = reversed(list(self.dataset.quads()))
        return [quad for quad in every if quad.graph_name not in MADE_GRAPHS]


def read_archive(path: Path, checked: bool = False) -> Archive:
    """A graph that was kept.

    Args:
        path: the file.
        checked: True reads all of it and compares it with its checksum.

    Raises:
        one of ``BROKEN``: there is no such file, or it is damaged.
    """
    columns = Container(path, checked)
    dataset, stated = read_index(columns, columns.told["index"])
    if not {"parts", "rules", "derived"} <= columns.told.keys():
        raise ValueError(f"{path} does not say of what it was made")
    return Archive(columns, dataset, stated)


def read_alike(path: Path, parts: Parts) -> Archive | None:
    """A graph that was kept, checked whole, if the same program read it by the same ontology."""
    try:
        kept = read_archive(path, checked=True)
        return kept if kept.parts[0][:2] == parts[0][:2] else None
    except BROKEN:
        return None


def write_archive(
    path: Path, found: Facts | Inference, parts: Parts, rules: Sequence[Rule]
) -> None:
    """Keep a graph.

    Args:
        path: the file; another takes its place at once, or not at all.
        found: facts from which nothing is derived yet, or all that was derived from facts.
        parts: the files of which it was made.
        rules: the rules by which it was derived, or will be.

    Raises:
        InputError: the folder does not exist or cannot be written to.
    """
    facts = found if isinstance(found, Facts) else found.facts
    terms = facts.columns.terms if isinstance(found, Facts) else found.proofs.table.terms
    columns, index = index_columns(facts.dataset, facts.columns, days_of(facts), terms)
    derived = None
    if not isinstance(found, Facts):
        more, derived = derived_columns(found)
        columns |= more
    told = {"parts": parts, "rules": digest(rules), "index": index, "derived": derived}
    write_container(path, columns, told)


def is_made_of(path: Path, parts: Parts, rules: Sequence[Rule]) -> bool:
    """True where the graph that is kept in a file is just what other files and rules make."""
    try:
        told: Any = read_told(path)
        same = [part[:2] for part in told["parts"]] == [part[:2] for part in parts]
        return bool(same and told["rules"] == digest(rules))
    except BROKEN:
        return False
