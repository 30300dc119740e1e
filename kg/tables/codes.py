"""Codes and names of states over time: a number may mean a state and, later, its successor.

A year belongs to the state that existed on 1 July, or else to one that existed on any day of the
year, and a day to the state that existed on it; if the graph gives a state no beginning or end,
that side is open. If two states share a code, the one with known dates has it during its lifetime.
If a list counts a state beyond its lifetime, its code still means that state: a code has a meaning
in every year of its list. In years in which it would otherwise mean nothing, it means a predecessor
of its state, or the only successor; a name or an ISO code means the predecessor even if the state
has no known beginning. A state that began and ended within a year that belongs to another is meant
only on its own days.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.model import terms
from kg.model.reachable import reachable
from kg.store.names import LIST_CODES, name_key, state_lists
from kg.store.times import END, START, date_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from kg.store.dataset import Dataset

    _Life = tuple[str, int, int]
    """A state's IRI, its first and its last year."""
    _LifeOf = Callable[[Dataset, NamedNode], _Life]

_PROPERTIES = {
    **LIST_CODES,
    "iso-alpha-2": (terms.ent("isoAlpha2"),),
    "iso-alpha-3": (terms.ent("isoAlpha3"), terms.IDENTIFIER),
}
"""By system, the properties that give a state's codes; the first one that it has is used."""

SYSTEMS = (*_PROPERTIES, "name")
_FIRST, _LAST = 0, 9999
_EARLIEST = 1
_DAY = timedelta(1)
_MIDSUMMER = (7, 1)
_SUCCEEDS = terms.ent("succeeds")


@dataclass(frozen=True)
class CodeSpan:
    """The state that a code means from one year to another, both inclusive."""

    code: str
    state: str
    first: int
    last: int


@dataclass(frozen=True)
class DaySpan:
    """A state that a code means from the one day to the other, both included."""

    state: str
    first: date
    last: date


def code_spans(dataset: Dataset, system: str) -> list[CodeSpan]:
    """Return the meaning of each code of a system by years; spans of one code do not overlap.

    Args:
        dataset: the reference data.
        system: one of ``SYSTEMS``; names are returned in the form of ``name_key``.
    """
    nodes = sorted(dataset.subjects(terms.TYPE, terms.ent("State")), key=str)
    codes = {node: _codes(dataset, node, system) for node in nodes}
    spans: dict[str, list[CodeSpan]] = {code: [] for code in sorted(set().union(*codes.values()))}

    def add(life: _LifeOf, *, kin: bool) -> None:
        more: dict[str, list[CodeSpan]] = {code: [] for code in spans}
        for node in nodes:
            for code in codes[node]:
                lives = _family(dataset, node, life) if kin else [life(dataset, node)]
                more[code] += [CodeSpan(code, *years) for years in lives]
        for code, found in more.items():
            spans[code] = _with(spans[code], found)

    if system in LIST_CODES:
        add(_middles, kin=False)
        add(_years, kin=False)
    for entry in state_lists():
        if entry.system == system and entry.code in spans:
            last = entry.end.year if entry.end else _LAST
            spans[entry.code] = _filled(spans[entry.code], entry.start.year, last)
    add(_middles, kin=True)
    add(_years, kin=True)
    return [span for found in spans.values() for span in sorted(found, key=lambda s: s.first)]


def _codes(dataset: Dataset, node: NamedNode, system: str) -> set[str]:
    if system == "name":
        names = [*dataset.values(node, terms.LABEL), *dataset.values(node, terms.ALT_LABEL)]
        return {name_key(dataset.label(name)) for name in names}
    for predicate in _PROPERTIES[system]:
        if found := dataset.values(node, predicate):
            return {dataset.label(value) for value in found}
    return set()


def _years(dataset: Dataset, node: NamedNode) -> _Life:
    """Return a state with the first and last year in which it existed on any day."""
    start, end = date_of(dataset.value(node, START)), date_of(dataset.value(node, END))
    return node.value, start.year if start else _FIRST, end.year if end else _LAST


def _middles(dataset: Dataset, node: NamedNode) -> _Life:
    """Return a state with the first and last year in which it existed on 1 July."""
    state, first, last = _years(dataset, node)
    start, end = date_of(dataset.value(node, START)), date_of(dataset.value(node, END))
    first += start is not None and (start.month, start.day) > _MIDSUMMER
    last -= end is not None and (end.month, end.day) < _MIDSUMMER
    return state, first, last


def _family(dataset: Dataset, node: NamedNode, life: _LifeOf) -> list[_Life]:
    """Return the lifetimes of a state, its predecessors, and its only successors after its end."""
    older = reachable([node], lambda state: dataset.nodes(state, _SUCCEEDS))
    younger = reachable([node], lambda state: _only(dataset.subjects(_SUCCEEDS, state)))
    end = life(dataset, node)[2]
    heirs = [life(dataset, state) for state in younger if state != node]
    return [
        *(life(dataset, state) for state in older),
        *((state, max(first, end + 1), last) for state, first, last in heirs),
    ]


def _only(states: set[NamedNode]) -> list[NamedNode]:
    return list(states) if len(states) == 1 else []


def _with(kept: list[CodeSpan], spans: Iterable[CodeSpan]) -> list[CodeSpan]:
    """Add spans to others in the years that are still free, shortest spans first."""
    for span in sorted(spans, key=lambda s: (s.last - s.first, s.state)):
        parts = _free(kept, span.first, span.last)
        kept = [*kept, *(replace(span, first=begun, last=ended) for begun, ended in parts)]
    return kept


def _filled(spans: list[CodeSpan], first: int, last: int) -> list[CodeSpan]:
    """Assign each free year between two spans to the state that came before it."""
    more = []
    for begun, ended in _free(spans, first, last):
        near = max((s for s in spans if s.first <= begun), key=lambda s: s.last, default=spans[0])
        more.append(replace(near, first=begun, last=ended))
    return [*spans, *more]


def _free(spans: Iterable[CodeSpan], first: int, last: int) -> list[tuple[int, int]]:
    """Return the parts of a period that no span covers."""
    free = [(first, last)] if first <= last else []
    for span in spans:
        free = [
            part
            for begun, ended in free
            for part in ((begun, min(ended, span.first - 1)), (max(begun, span.last + 1), ended))
            if part[0] <= part[1]
        ]
    return list(dict.fromkeys(free))


class Codes:
    """The codes of a system, for looking up states by code and year."""

    def __init__(self, dataset: Dataset, system: str) -> None:
        self._dataset = dataset
        self._system = system
        self._named = system == "name"
        self._spans: dict[str, list[CodeSpan]] = {}
        for span in code_spans(dataset, system):
            self._spans.setdefault(span.code, []).append(span)
        self._within: dict[str, list[DaySpan]] = {}
        for node in sorted(dataset.subjects(terms.TYPE, terms.ent("State")), key=str):
            start, end = (date_of(dataset.value(node, bound)) for bound in (START, END))
            if start and end and start.year == end.year:
                for code in _codes(dataset, node, system):
                    if node.value not in {span.state for span in self._spans[code]}:
                        brief = DaySpan(node.value, start, end)
                        self._within.setdefault(code, []).append(brief)
        self._organisations: dict[str, str] = {}
        if self._named:
            for node in dataset.subjects(terms.TYPE, terms.ent("Organisation")):
                for name in _codes(dataset, node, system):
                    self._organisations[name] = node.value

    def find(self, code: str, year: int) -> str | None:
        """Return the IRI of the state (or, by name, organisation) that a code means in a year."""
        return next((span.state for span in self.spans(code, year, year)), None)

    def spans(self, code: str, first: int, last: int) -> list[CodeSpan]:
        """Return the meanings of a code between two years, limited to those years, in order."""
        key = name_key(code) if self._named else code
        if key in self._organisations and key not in self._spans:
            return [CodeSpan(key, self._organisations[key], first, last)]
        return [
            CodeSpan(key, span.state, max(span.first, first), min(span.last, last))
            for span in self._spans.get(key, ())
            if span.first <= last and span.last >= first
        ]

    def days(self, code: str, first: date, last: date, exact: Collection[int]) -> list[DaySpan]:
        """Return the meanings of a code between two days, cut to them, in order.

        Args:
            code: the code.
            first: the first day.
            last: the last day.
            exact: the years in which the code comes to mean another state on the day on which that
                state followed, so far as it is known; in others it does so with the year.
        """
        around = max(first.year - 1, _EARLIEST), min(last.year + 1, _LAST)
        found: list[DaySpan] = []
        for span in self.spans(code, *around):
            begun = date(span.first, 1, 1)
            if found and found[-1].last == begun - _DAY:
                changed = self._succession(found[-1].state, span) if exact else None
                begun = changed if changed and changed.year in exact else begun
                found[-1] = replace(found[-1], last=begun - _DAY)
            found.append(DaySpan(span.state, begun, date(span.last, 12, 31)))
        for within in self.within(code):
            if within.first.year in exact:
                found = _with_days(found, within)
        cut = (replace(s, first=max(s.first, first), last=min(s.last, last)) for s in found)
        return [span for span in cut if span.first <= span.last]

    def within(self, code: str) -> list[DaySpan]:
        """Return the states that a code means only on days of a year that belongs to another."""
        return self._within.get(name_key(code) if self._named else code, [])

    def _succession(self, before: str, after: CodeSpan) -> date | None:
        """Return the day from which a state has the code of another.

        None if no date gives it, or if the state has a code of its own and is only a successor.
        """
        state = NamedNode(after.state)
        if after.code not in _codes(self._dataset, state, self._system):
            return None
        begun = date_of(self._dataset.value(state, START))
        ended = date_of(self._dataset.value(NamedNode(before), END))
        near = (after.first - 1, after.first)
        days = (begun, ended + _DAY if ended else None)
        return next((day for day in days if day and day.year in near), None)


def _with_days(spans: list[DaySpan], within: DaySpan) -> list[DaySpan]:
    """Give some days to another state than the one to which a span of years gives them."""
    found = [within]
    for span in spans:
        found.append(replace(span, last=min(span.last, within.first - _DAY)))
        found.append(replace(span, first=max(span.first, within.last + _DAY)))
    return sorted((s for s in found if s.first <= s.last), key=lambda s: s.first)


def listed_spells(dataset: Dataset, system: str) -> dict[str, list[tuple[date, date]]]:
    """Return, by IRI of the state, the first and last day of each of its entries in a list.

    If the meaning of a code changes to another state within an entry, it means each state during
    that state's existence.
    """
    codes, found = Codes(dataset, system), dict[str, list[tuple[date, date]]]()
    for entry in state_lists():
        if entry.system != system:
            continue
        until = entry.end or date.max
        meant = [span.state for span in codes.spans(entry.code, entry.start.year, until.year)]
        meant += [span.state for span in codes.within(entry.code)]
        for iri in dict.fromkeys(meant):
            state = NamedNode(iri)
            begun, ended = (date_of(dataset.value(state, bound)) for bound in (START, END))
            start, end = max(entry.start, begun or date.min), min(until, ended or date.max)
            if start <= end:
                found.setdefault(iri, []).append((start, end))
    return found
