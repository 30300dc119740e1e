"""Codes of states through time: one COW number may mean a state and, later, its successor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.store.facts import END, START, day_of
from kg.vocabulary import terms

if TYPE_CHECKING:
    from kg.store.dataset import Dataset

_PROPERTY = {"cow": "cowCode", "iso-alpha-2": "isoAlpha2"}
_FIRST, _LAST = 0, 9999


@dataclass(frozen=True)
class CodeSpan:
    """A code means a state from the one year to the other, both included."""

    code: str
    state: str
    first: int
    last: int


def code_spans(dataset: Dataset, system: str) -> list[CodeSpan]:
    """What each code of a system means, year by year.

    A year belongs to the state that existed on its first of July; where the graph gives a state
    no beginning or end, it is open.

    Args:
        dataset: the reference data.
        system: ``cow`` or ``iso-alpha-2``.
    """
    spans = []
    for node in sorted(dataset.subjects(terms.TYPE, terms.ent("State")), key=str):
        code = dataset.text(node, terms.ent(_PROPERTY[system]))
        if code:
            first, last = _FIRST, _LAST
            start, end = day_of(dataset.value(node, START)), day_of(dataset.value(node, END))
            if start:
                first = _year(start, later=True)
            if end:
                last = _year(end, later=False)
            spans.append(CodeSpan(code, node.value, first, last))
    return spans


def _year(day: int, *, later: bool) -> int:
    """First year that is a state's if it begins on a day, or last if it ends on it."""
    from datetime import date

    bound = date.fromordinal(day)
    midsummer = date(bound.year, 7, 1)
    if later:
        return bound.year if bound <= midsummer else bound.year + 1
    return bound.year if bound >= midsummer else bound.year - 1
