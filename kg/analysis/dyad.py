"""A pair of states as somebody names it, on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kg.errors import UnknownName
from kg.model.dyad import Dyad
from kg.model.reachable import reachable
from kg.store.claims import read_sources
from kg.store.names import find_state

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from kg.store.facts import Facts


def find_dyad(facts: Facts, first: str, second: str, as_of: date | None) -> Dyad:
    """The pair on a day; for None, on the last day of which the graph has news of the pair.

    That is the day by which the last source on both was written, or later if something of theirs
    began later. A state that did not exist yet gives its place to the one that it succeeds.

    Raises:
        UnknownName: a code is unknown, or both name one state.
    """
    dataset = facts.dataset
    asked = (find_state(dataset, first), find_state(dataset, second))
    if asked[0] == asked[1]:
        raise UnknownName(f"{first} and {second} are one state; name two")
    day = as_of or _last_word(facts, asked)
    read_as = []
    nodes = []
    for node in asked:
        held = _in_existence(facts, node, day)
        if held != node:
            read_as.append(
                f"{dataset.label(node)} is read as {dataset.label(held)}, which it succeeds"
            )
        nodes.append(held)
    nodes.sort(key=dataset.slug)
    a, b = nodes
    return Dyad((dataset.slug(a), dataset.slug(b)), (a, b), day, tuple(read_as))


def _in_existence(facts: Facts, node: NamedNode, day: date) -> NamedNode:
    """The state, or the nearest of those that it succeeds, that existed on a day."""
    line = reachable([node], facts.ever().predecessors)
    return next((state for state in line if day in facts.time_of(state)), node)


def _last_word(facts: Facts, nodes: tuple[NamedNode, NamedNode]) -> date:
    """Last day of writing among sources that speak of both, else of either, else of any."""
    written = {
        iri: source.written_until
        for iri, source in read_sources(facts.dataset).items()
        if source.written_until
    }
    spoken: list[set[str]] = []
    for node in nodes:
        believed = facts.dataset.mentions(node) & facts.claims.keys()
        spoken.append({facts.claims[iri].source for iri in believed})
    for sources in (spoken[0] & spoken[1], spoken[0] | spoken[1], set(written)):
        days = [written[source] for source in sources if source in written]
        if days:
            latest = max([date.fromisoformat(max(days)), *_beginnings(facts, nodes)])
            ends = [part.end for n in nodes for part in facts.time_of(n).parts if part.end]
            return min([latest, *ends])
    return date.today()


def _beginnings(facts: Facts, nodes: tuple[NamedNode, NamedNode]) -> list[date]:
    """First days of situations in which both take part."""
    one, other = map(facts.ever().situations, nodes)
    parts = [part for node in one & other for part in facts.time_of(node).parts]
    return [part.start for part in parts if part.start]
