"""Derived facts, as the engine hands them to the facts they follow from."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pyoxigraph import Triple

from kg.model.intervals import IntervalSet

if TYPE_CHECKING:
    from collections.abc import Iterable


class Following(Mapping[Triple, IntervalSet]):
    """Derived facts: the days on which each statement follows for certain."""

    @abstractmethod
    def arguable(self, triple: Triple) -> IntervalSet:
        """The days on which it can be argued that a statement follows."""

    @abstractmethod
    def contested(self) -> Iterable[Triple]:
        """Statements among which are all that are arguable on more days than certain."""

    @abstractmethod
    def added(self) -> Iterable[Triple]:
        """What is new since it was last called and nothing states."""
