"""Quads as columns of numbers: the one copy of what was read."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kg.store.columns.quads import QuadColumns, repeats
from kg.store.columns.terms_table import UNBOUND, Terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.store.columns.arrays import Numbers
    from kg.store.columns.terms_table import TermSource

_TEXT = ("http://www.w3.org/2001/XMLSchema#string",)


def read_columns(quads: Iterable[Quad], base: TermSource | None = None) -> QuadColumns:
    """Quads in their order, each once, literals as Oxigraph writes them.

    Args:
        quads: the quads.
        base: terms that keep the numbers that they have.
    """
    terms = Terms(base)
    columns = interned(quads, terms)
    again = repeats(columns)
    if len(again):
        kept = np.ones(len(columns[0]), bool)
        kept[again] = False
        columns = [column[kept] for column in columns]
    return QuadColumns(terms, columns)


def with_more(columns: QuadColumns, quads: Iterable[Quad]) -> QuadColumns:
    """The quads of columns, which are left as they are, and more of them after these."""
    more = read_columns(quads, columns.terms)
    fresh = np.flatnonzero(~columns.holds(more))
    return columns.followed_by(more, fresh)


def interned(quads: Iterable[Quad], terms: Terms) -> list[Numbers]:
    """Graph, subject, predicate and object of each quad; the default graph is ``UNBOUND``."""
    known = len(terms.added)
    flat = array("i")
    add, of_key = flat.append, terms.of_key
    iri = NamedNode
    for subject, predicate, value, graph in quads:
        add(UNBOUND if type(graph) is DefaultGraph else of_key(_key(graph)))
        add(of_key(subject.value if type(subject) is iri else subject))
        add(of_key(predicate.value))
        add(of_key(value.value if type(value) is iri else value))
    columns = np.array(flat, np.int32).reshape(-1, 4).T
    graphs, subjects, predicates, values = map(np.ascontiguousarray, columns)
    odd = _as_written(terms, known)
    if odd:
        first = len(terms) - len(terms.added)
        place = np.arange(len(terms.added), dtype=np.int32) + first
        place[[number - first for number in odd]] = list(odd.values())
        for number, other in odd.items():
            terms.put_aside(number, other)
        late = values >= first
        values[late] = place[values[late] - first]
    return [graphs, subjects, predicates, values]


def _key(term: object) -> object:
    return term.value if type(term) is NamedNode else term


def _as_written(terms: Terms, known: int) -> dict[int, int]:
    """Numbers of literals that the store writes otherwise, and of what it writes."""
    first = len(terms) - len(terms.added)
    typed = {
        number + first: key
        for number, key in enumerate(terms.added[known:], known)
        if type(key) is Literal and key.language is None and key.datatype.value not in _TEXT
    }
    if not typed:
        return {}
    store = Store()
    node = NamedNode("urn:x")
    store.bulk_extend(
        Quad(NamedNode(f"urn:x:{number}"), node, key) for number, key in typed.items()
    )
    written = {int(quad.subject.value[6:]): quad.object for quad in store}
    return {
        number: terms.of_key(literal)
        for number, literal in written.items()
        if literal != typed[number]
    }
