"""Codes and names of states through time: a number may mean a state and, later, its successor.

A year belongs to the state that existed on its first of July; where the graph gives a state no
beginning or end, it is open. Where two states share a code, the one whose dates are known has it
while it exists.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kg.model import terms
from kg.model.reachable import reachable
from kg.store.times import END, START, date_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import NamedNode

    from kg.store.dataset import Dataset

_PROPERTIES = {
    "cow": ("cowCode",),
    "gw": ("gwCode", "cowCode"),
    "iso-alpha-2": ("isoAlpha2",),
    "iso-alpha-3": ("isoAlpha3", "identifier"),
}
"""For each system, the properties that give a state's codes; the first that it has counts."""

SYSTEMS = (*_PROPERTIES, "name")
_FIRST, _LAST = 0, 9999


@dataclass(frozen=True)
class CodeSpan:
    """A code means a state from the one year to the other, both included."""

    code: str
    state: str
    first: int
    last: int


def code_spans(dataset: Dataset, system: str) -> list[CodeSpan]:
    """What each code of a system means, year by year; no two spans of a code overlap.

    Args:
        dataset: the reference data.
        system: one of ``SYSTEMS``. Names are given as ``name_key`` writes them. A name, or a code
            of ISO, also means a state's predecessor before the state begins.
    """
    by_code: dict[str, list[CodeSpan]] = {}
    for node in sorted(dataset.subjects(terms.TYPE, terms.ent("State")), key=str):
        first, last = _life(dataset, node)
        for code in sorted(_codes(dataset, node, system)):
            by_code.setdefault(code, []).append(CodeSpan(code, node.value, first, last))
            if system not in ("cow", "gw"):
                by_code[code] += _kin(dataset, node, code)
    return [span for code in sorted(by_code) for span in split_overlaps(by_code[code])]


def name_key(name: str) -> str:
    """A name without case, accents and punctuation, to compare by."""
    text = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    kept = (char if char.isalnum() else " " for char in text if not unicodedata.combining(char))
    return " ".join("".join(kept).split())


def _codes(dataset: Dataset, node: NamedNode, system: str) -> set[str]:
    if system == "name":
        names = [*dataset.values(node, terms.LABEL), *dataset.values(node, terms.ALT_LABEL)]
        return {name_key(dataset.label(name)) for name in names}
    for name in _PROPERTIES[system]:
        predicate = terms.IDENTIFIER if name == "identifier" else terms.ent(name)
        if found := dataset.values(node, predicate):
            return {dataset.label(value) for value in found}
    return set()


def _life(dataset: Dataset, node: NamedNode) -> tuple[int, int]:
    """First and last year of a state."""
    start, end = date_of(dataset.value(node, START)), date_of(dataset.value(node, END))
    first = _year(start, later=True) if start else _FIRST
    return first, _year(end, later=False) if end else _LAST


def _kin(dataset: Dataset, node: NamedNode, code: str) -> list[CodeSpan]:
    """What a code means before the state begins: its predecessors, near and far."""
    line = reachable([node], lambda state: dataset.nodes(state, terms.ent("succeeds")))
    return [CodeSpan(code, older.value, *_life(dataset, older)) for older in line if older != node]


def split_overlaps(spans: Iterable[CodeSpan]) -> list[CodeSpan]:
    """The same without overlaps: years go to the span that is the shortest."""
    kept: list[CodeSpan] = []
    for span in sorted(spans, key=lambda s: (s.last - s.first, s.state)):
        free = [(span.first, span.last)]
        for other in kept:
            free = [
                part
                for first, last in free
                for part in (
                    (first, min(last, other.first - 1)),
                    (max(first, other.last + 1), last),
                )
                if part[0] <= part[1]
            ]
        kept += [CodeSpan(span.code, span.state, *part) for part in dict.fromkeys(free)]
    return sorted(kept, key=lambda s: s.first)


class Codes:
    """Looks states up by code and year."""

    def __init__(self, dataset: Dataset, system: str) -> None:
        self._named = system == "name"
        self._spans: dict[str, list[CodeSpan]] = {}
        for span in code_spans(dataset, system):
            self._spans.setdefault(span.code, []).append(span)
        self._organisations: dict[str, str] = {}
        if self._named:
            for node in dataset.subjects(terms.TYPE, terms.ent("Organisation")):
                for name in _codes(dataset, node, system):
                    self._organisations[name] = node.value

    def find(self, code: str, year: int) -> str | None:
        """IRI of the state (or, by name, the organisation) that a code means in a year."""
        return next((span.state for span in self.spans(code, year, year)), None)

    def spans(self, code: str, first: int, last: int) -> list[CodeSpan]:
        """What a code means from a year to a year, cut to those years, in order."""
        key = name_key(code) if self._named else code
        if key in self._organisations and key not in self._spans:
            return [CodeSpan(key, self._organisations[key], first, last)]
        return [
            CodeSpan(key, span.state, max(span.first, first), min(span.last, last))
            for span in self._spans.get(key, ())
            if span.first <= last and span.last >= first
        ]


def _year(day: date, *, later: bool) -> int:
    """First year that is a state's if it begins on a day, or last if it ends on it."""
    midsummer = date(day.year, 7, 1)
    if later:
        return day.year if day <= midsummer else day.year + 1
    return day.year if day >= midsummer else day.year - 1
