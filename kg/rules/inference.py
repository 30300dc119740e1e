"""The result of a derivation: derived facts, their proofs, and the rules applied."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kg.rules.stratify import downstream
from kg.store.holds import WhatHolds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.rules.cell import Cell
    from kg.rules.columns.views import MatchProofs
    from kg.rules.rule import Rule
    from kg.rules.stratify import Schema
    from kg.store.dataset import Dataset
    from kg.store.facts import Facts


@dataclass(frozen=True)
class Inference:
    """The facts with all derived ones, and their proofs.

    Attributes:
        cell: the pairs of states to which the derivation was limited; None if it covers all pairs.
    """

    facts: Facts
    proofs: MatchProofs
    rules: tuple[Rule, ...]
    strata: Sequence[Sequence[Rule]]
    schema: Schema
    cell: Cell | None = None

    @property
    def dataset(self) -> Dataset:
        """The dataset behind the facts."""
        return self.facts.dataset

    @cached_property
    def holding(self) -> WhatHolds:
        """The facts as queries see them, without the graphs of conclusions and proofs."""
        return WhatHolds(self.facts)

    @cached_property
    def downstream(self) -> dict[str, frozenset[str]]:
        """For each rule, the rules that read its output, directly or through other rules."""
        return downstream(self.rules, self.schema)
