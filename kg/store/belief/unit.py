"""What one claim says of one thing, as an argument that others can attack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import NamedNode, Triple  # noqa: TC002 - fields of a named tuple

if TYPE_CHECKING:
    from datetime import date

    from kg.model.intervals import IntervalSet
    from kg.store.dataset import Term

ATTESTED, PRESUMED, SILENT = 2, 1, 0


class Unit(NamedTuple):
    """What a claim says of a node: all of it, or one statement about it.

    Attributes:
        graph: the claim, whose graph says so.
        node: what it is said of.
        statement: the one statement meant; None means all that the claim says of the node.
    """

    graph: NamedNode
    node: Term
    statement: Triple | None = None


@dataclass(frozen=True)
class Testimony:
    """When a unit speaks, and what it weighs.

    Attributes:
        attested: days on which its source vouches for it.
        presumed: later days, to which it is only presumed to last.
        source: IRI of the source.
        said: place among what its source says; the later outweighs the earlier.
        place: place in the reader's order of preference; the lower outweighs the higher.
    """

    attested: IntervalSet
    presumed: IntervalSet
    source: str
    said: tuple[int, ...]
    place: tuple[int, ...] = ()

    def rank(self, day: date | int) -> int:
        """``ATTESTED``, ``PRESUMED`` or ``SILENT`` on a day."""
        if day in self.attested:
            return ATTESTED
        return PRESUMED if day in self.presumed else SILENT

    def outweighs(self, other: Testimony, day: date | int) -> bool:
        """Attested before presumed; then one source's later word; then the reader's preference."""
        mine, theirs = self.rank(day), other.rank(day)
        if mine != theirs:
            return mine > theirs
        if self.source == other.source:
            return self.said > other.said
        return self.place < other.place
