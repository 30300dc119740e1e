"""The reader's preference between sources that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.model import terms
from kg.store.claims import last_days

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kg.store.dataset import Dataset

LATER, RELIABLE = "later", "reliable"
PREFERENCES = (LATER, RELIABLE)
_RELIABILITY = terms.ent("hasReliability")
_UNRATED = 99


def order_of(dataset: Dataset, preferences: Sequence[str]) -> Callable[[str], tuple[int, ...]]:
    """For the IRI of a source its place, the lower of which outweighs the higher.

    Args:
        dataset: the graph, which says when sources were written and how reliable they are.
        preferences: of ``PREFERENCES``, the first of them first: the later written; the more
            reliable, by the letter that the graph gives a source or else its kind of source.
    """
    days = last_days(dataset)

    def later(source: str) -> int:
        return -days[source].toordinal() if source in days else _UNRATED

    def reliable(source: str) -> int:
        node = NamedNode(source)
        kinds = dataset.nodes(node, terms.ent("hasSourceType"))
        for rated in (node, *kinds):
            for letter in dataset.nodes(rated, _RELIABILITY):
                rank = dataset.text(letter, terms.ent("rank"))
                if rank:
                    return -int(rank)
        return _UNRATED

    ways = {LATER: later, RELIABLE: reliable}
    known: dict[str, tuple[int, ...]] = {}

    def place(source: str) -> tuple[int, ...]:
        if source not in known:
            known[source] = tuple(ways[name](source) for name in preferences)
        return known[source]

    return place
