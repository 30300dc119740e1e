"""A pair of states, as a user names it, on a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kg.analysis.age import newest_day
from kg.errors import UnknownName
from kg.model.intervals import Interval, IntervalSet, ordinal
from kg.model.reachable import reachable
from kg.model.result import Dyad
from kg.store.names import find_state, gaps

if TYPE_CHECKING:
    from datetime import date

    from pyoxigraph import NamedNode

    from kg.rules.inference import Inference
    from kg.store.facts import Facts


def find_dyad(inference: Inference, first: str, second: str, as_of: date | None) -> Dyad:
    """Return the pair on a day, by default the latest on which anything is known about the two.

    Args:
        inference: conclusions on the two and on their predecessors.
        first: code or English name of a state.
        second: code or English name of another state.
        as_of: the day, or None for the default.

    Raises:
        UnknownName: a name is unknown, or both name one state.
    """
    if as_of is not None:
        return dyad_on(inference.facts, first, second, as_of)
    day, chosen = newest_day(inference, lines(inference.facts, first, second))
    return dyad_on(inference.facts, first, second, day, chosen)


def dyad_on(facts: Facts, first: str, second: str, day: date, chosen: str = "") -> Dyad:
    """Return the pair on a day; a state that does not exist then is replaced by its predecessor.

    Args:
        facts: the stated and derived facts.
        first: code or English name of a state.
        second: code or English name of another state.
        day: the day.
        chosen: why this day was chosen, if the user named none.

    Raises:
        UnknownName: a name is unknown, or both name one state on the day.
    """
    dataset = facts.dataset
    read_as = []
    nodes = []
    for line in lines(facts, first, second):
        held = next((state for state in line if day in life(facts, state)), line[0])
        if held != line[0]:
            read_as.append(
                f"{dataset.label(line[0])} is read as {dataset.label(held)}, which it succeeds"
            )
        nodes.append(held)
    if nodes[0] == nodes[1]:
        raise UnknownName(f"{first} and {second} are both {dataset.label(nodes[0])} on {day}")
    a, b = sorted(nodes, key=dataset.slug)
    codes = dataset.slug(a), dataset.slug(b)
    return Dyad(codes, (a, b), day, tuple(read_as), chosen=chosen, turned=nodes[0] != a)


def life(facts: Facts, state: NamedNode) -> IntervalSet:
    """Return the days on which a state exists; gaps between its entries in a list are excluded."""
    days = facts.time_of(state)
    for ended, begun in gaps(facts.dataset, state):
        if begun - ended > timedelta(1):
            days -= IntervalSet((Interval(ordinal(ended) + 1, ordinal(begun) - 1),))
    return days


def lines(facts: Facts, first: str, second: str) -> list[list[NamedNode]]:
    """Return, for each of two states, the state and its predecessors, the nearest first.

    Raises:
        UnknownName: a name is unknown, or both name one state.
    """
    asked = [find_state(facts.dataset, name) for name in (first, second)]
    if asked[0] == asked[1]:
        raise UnknownName(f"{first} and {second} are one state; name two")
    before = facts.ever().predecessors
    return [list(reachable([state], before)) for state in asked]
