"""Statements to be taken elsewhere: quads with their graphs, or triples of a single graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from kg.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Quad, Triple


@dataclass(frozen=True, repr=False)
class Statements(Result):
    """Statements, which may be an iterator that can be read once."""

    kind: ClassVar[str] = "rdf"
    found: Iterable[Quad] | Iterable[Triple]
    named_graphs: bool = True
