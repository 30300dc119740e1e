"""Lookup of states, objects of interest and sources by names that users type.

Also the scholarly lists of states, in which each entry has a code, an abbreviation and dates.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from kg import resources
from kg.errors import UnknownName
from kg.model import terms
from kg.store.dataset import label_of
from kg.store.times import END, START, date_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from kg.store.dataset import Dataset, Term


_LISTS_BEGIN = date(1816, 1, 1)
RECOGNISED = timedelta(days=366)
"""How long a state may act before a list has it: lists wait until others recognise it."""


@dataclass(frozen=True)
class Listed:
    """An entry of a list of states: its system of codes, and its dates (``None`` for no end)."""

    system: str
    code: str
    abbreviation: str
    start: date
    end: date | None


@cache
def state_lists() -> tuple[Listed, ...]:
    """Return all entries of all lists, sorted by system, code and start."""
    import csv

    path = resources.folder("graph") / "reference" / "state-lists.csv"
    with path.open(encoding="utf-8") as file:
        return tuple(
            Listed(
                row["list"],
                row["code"],
                row["abbreviation"],
                date.fromisoformat(row["start"]),
                date.fromisoformat(row["end"]) if row["end"] else None,
            )
            for row in csv.DictReader(file)
        )


_NAMES: WeakKeyDictionary[Dataset, dict[str, dict[str, NamedNode]]] = WeakKeyDictionary()
"""Cache of the names of a dataset's members of a class, needed repeatedly for a pair of states."""


def by_identifier(dataset: Dataset, kind: str) -> dict[str, NamedNode]:
    """Return the members of a class by identifier, sorted by identifier."""
    found: dict[str, NamedNode] = {}
    for node, values in dataset.described(terms.ent(kind), terms.IDENTIFIER).items():
        for value in values:
            if isinstance(value, Literal):
                found[value.value] = node
    return dict(sorted(found.items()))


def find_state(dataset: Dataset, name: str) -> NamedNode:
    """Return the state with a code or English name.

    Raises:
        UnknownName: the state is unknown; the message suggests the closest ones.
    """
    return state_of_code(dataset, name) or _find(
        dataset, name, ("State",), "state has the code", "kg query states"
    )


def state_of_code(dataset: Dataset, code: str) -> NamedNode | None:
    """Return the state with a code, or None unless exactly one state has it."""
    found = dataset.subjects(terms.IDENTIFIER, Literal(code))
    states = [node for node in found if terms.ent("State") in dataset.values(node, terms.TYPE)]
    return states[0] if len(states) == 1 and dataset.slug(states[0]) == code else None


def gaps(dataset: Dataset, state: NamedNode) -> Iterator[tuple[date, date]]:
    """Yield the gaps in a state's membership of a list: last day before and first day after."""
    for system, predicates in LIST_CODES.items():
        codes = {dataset.label(code) for code in dataset.values(state, predicates[0])}
        entries = [e for e in state_lists() if e.system == system and e.code in codes]
        for one, next_ in pairwise(sorted(entries, key=lambda entry: entry.start)):
            if one.end and one.end < next_.start:
                yield one.end, next_.start


@cache
def _first_days() -> dict[tuple[str, str], date]:
    """Return the first day on which each list has each code."""
    latest_first = sorted(state_lists(), key=lambda entry: entry.start, reverse=True)
    return {(entry.system, entry.code): entry.start for entry in latest_first}


def listed_from(codes: Callable[[NamedNode], Collection[str]]) -> date | None:
    """Return the first day on which any list has a state, if later than the lists' own beginning.

    Args:
        codes: returns the values of a property that gives codes of the state.
    """
    mine = {
        (system, code)
        for system, predicates in LIST_CODES.items()
        for code in next(filter(None, map(codes, predicates)), ())
    }
    first = min((_first_days()[key] for key in mine & _first_days().keys()), default=None)
    return first if first and first > _LISTS_BEGIN else None


def find_pair(dataset: Dataset, text: str) -> frozenset[str]:
    """Return the IRIs of two states given as ``CODE-CODE``; names may contain hyphens.

    Raises:
        UnknownName: the text is not two states joined by a hyphen.
    """
    parts = text.split("-")
    if len(parts) == 1:
        raise UnknownName(f"{text!r} is not a pair of states: write CODE-CODE")
    known = _by_name(dataset, ("State",))
    splits = [("-".join(parts[:n]), "-".join(parts[n:])) for n in range(1, len(parts))]
    whole = [pair for pair in splits if all(name_key(name) in known for name in pair)]
    one, other = (whole or splits)[0]
    return frozenset({find_state(dataset, one).value, find_state(dataset, other).value})


def find_object(dataset: Dataset, name: str) -> NamedNode:
    """Return the region or issue with an identifier or English name.

    Raises:
        UnknownName: no object of interest has this name; the error gives the closest ones.
    """
    kinds = ("Region", "Issue")
    return _find(dataset, name, kinds, "region or issue is called", "kg query objects-of-interest")


def name_key(name: str) -> str:
    """Return a name to compare by, without case, accents, punctuation, articles or short forms."""
    text = unicodedata.normalize("NFKD", name.casefold().replace("&", " and ").replace(".", ""))
    kept = (char if char.isalnum() else " " for char in text if not unicodedata.combining(char))
    words = "".join(kept).split()
    if len(words) > 1:
        rest = [_SHORT.get(word, word) for word in words[1:]]
        words = [_COMPASS.get(words[0], _SHORT.get(words[0], words[0])), *rest]
    return " ".join([word for word in words if word not in ("of", "the")] or words)


_SHORT = {"st": "saint", "rep": "republic", "dem": "democratic"}
_COMPASS = {"n": "north", "s": "south", "e": "east", "w": "west"}


LIST_CODES = {
    "cow": (terms.ent("cowCode"),),
    "gw": (terms.ent("gwCode"), terms.ent("cowCode")),
}
"""By system of codes with a list, the properties for its codes; the first has precedence."""
_CODES = ("isoAlpha2", "isoAlpha3", "cowCode", "gwCode", "wikidataId")


def _by_name(dataset: Dataset, kinds: tuple[str, ...]) -> dict[str, NamedNode]:
    """Return members of classes by the ``name_key`` of their names, the newest of those alike.

    An identifier takes precedence over a label, a label over another name, and a name over a code.
    """
    names = _NAMES.setdefault(dataset, {})
    found = names.get(kinds[0])
    if found is None:
        found = {}
        known: dict[str, NamedNode] = {}
        values: dict[NamedNode, dict[NamedNode, list[Term]]] = {}
        for kind in kinds:
            known |= by_identifier(dataset, kind)
            for called in (terms.LABEL, terms.ALT_LABEL, *map(terms.ent, _CODES)):
                values.setdefault(called, {}).update(dataset.described(terms.ent(kind), called))
        for code, node in known.items():
            found[name_key(code)] = node
        nodes = _newest_first(dataset, known.values())
        for node in nodes:
            label = label_of(values[terms.LABEL][node]) or terms.shorten(node.value)
            found.setdefault(name_key(label), node)
        for called in list(values)[1:]:
            for node in nodes:
                for value in values[called][node]:
                    found.setdefault(name_key(dataset.label(value)), node)
        if kinds == ("State",):
            _add_abbreviations(dataset, found, nodes)
        names[kinds[0]] = found  # assigned only when complete, since other threads read it
    return found


def _add_abbreviations(
    dataset: Dataset, found: dict[str, NamedNode], states: Iterable[NamedNode]
) -> None:
    """Add the abbreviations that lists give for the codes of states."""
    by_code: dict[tuple[str, str], NamedNode] = {}
    for system, predicates in LIST_CODES.items():
        for predicate in predicates:
            for state in states:
                for code in dataset.values(state, predicate):
                    by_code.setdefault((system, dataset.label(code)), state)
    for entry in state_lists():
        if (entry.system, entry.code) in by_code:
            found.setdefault(name_key(entry.abbreviation), by_code[entry.system, entry.code])


def _newest_first(dataset: Dataset, nodes: Iterable[NamedNode]) -> list[NamedNode]:
    """Sort nodes: those without an end first, then by latest start, else in the given order."""

    def age(node: NamedNode) -> tuple[bool, date]:
        return dataset.value(node, END) is None, date_of(dataset.value(node, START)) or date.min

    return sorted(nodes, key=age, reverse=True)


def _find(dataset: Dataset, name: str, kinds: tuple[str, ...], what: str, ask: str) -> NamedNode:
    by_name = _by_name(dataset, kinds)
    before, comma, after = name.partition(",")
    node = by_name.get(name_key(name)) or (
        by_name.get(name_key(f"{after} {before}")) if comma else None
    )
    if node is None:
        import difflib

        near = difflib.get_close_matches(name_key(name), by_name, 3, 0.6)
        codes = dict.fromkeys(dataset.slug(by_name[match]) for match in near)
        hint = f"did you mean {', '.join(codes)}?" if codes else f"see '{ask}'"
        raise UnknownName(f"no {what} {name!r}; {hint}")
    return node


def find_source(dataset: Dataset, name: str) -> NamedNode:
    """Return the source with an IRI, a prefixed name or the last part of its IRI.

    Raises:
        UnknownName: the source is unknown.
    """
    for candidate in (terms.expand(name), terms.SOURCE + name):
        node = NamedNode(candidate) if terms.is_iri(candidate) else None
        if node and terms.ent("Source") in dataset.values(node, terms.TYPE):
            return node
    raise UnknownName(f"unknown source {name!r}; see 'kg query sources'")


def find_claim(dataset: Dataset, name: str) -> NamedNode:
    """Return the claim with an IRI, a prefixed name or the last part of its IRI.

    Raises:
        UnknownName: the claim is unknown.
    """
    for candidate in (terms.expand(name), terms.CLAIM + name):
        node = NamedNode(candidate) if terms.is_iri(candidate) else None
        if node and terms.ent("Claim") in dataset.values(node, terms.TYPE):
            return node
    raise UnknownName(f"unknown claim {name!r}; see 'kg query claims'")
