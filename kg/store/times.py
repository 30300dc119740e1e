"""When a node holds, as the claims about it say."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from kg.model import terms
from kg.model.intervals import ALWAYS, BEGINNING, NEVER, OPEN, Interval, IntervalSet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import NamedNode, Triple

    from kg.store.dataset import Term

START = terms.ent("start")
END = terms.ent("end")


def date_of(literal: object) -> date | None:
    """The day of an ``xsd:date`` literal, None where it is not one."""
    if isinstance(literal, Literal):
        try:
            return date.fromisoformat(literal.value)
        except ValueError:
            return None
    return None


def day_of(literal: object) -> int | None:
    """The same as an ordinal."""
    day = date_of(literal)
    return None if day is None else day.toordinal()


def read_times(triples: Iterable[Triple]) -> dict[Term, IntervalSet]:
    """The time that each node is given by one claim's statements."""
    bounds: dict[Term, list[int | None]] = {}
    for triple in triples:
        if triple.predicate in (START, END) and (day := day_of(triple.object)) is not None:
            bounds.setdefault(triple.subject, [None, None])[triple.predicate == END] = day
    periods: dict[Term, IntervalSet] = {}
    for node, (first, last) in bounds.items():
        first = BEGINNING if first is None else first
        last = OPEN if last is None else last
        periods[node] = IntervalSet((Interval(first, last),)) if first <= last else NEVER
    return periods


def time_by(times: dict[NamedNode, IntervalSet] | None, graph: NamedNode | None) -> IntervalSet:
    """The time of a node by one claim, else by all that give it one, else always."""
    if not times:
        return ALWAYS
    if graph is not None and graph in times:
        return times[graph]
    return IntervalSet.union(list(times.values()))
