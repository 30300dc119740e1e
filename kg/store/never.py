"""Reasons why a query has no results in a graph: unknown names and comparisons that never hold."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Variable

from kg.model import terms
from kg.model.terms import shorten
from kg.store.grammar import parse_query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.store.syntax import SyntaxNode

_COMPARED = {"=", "<", ">", "<=", ">="}
_NUMBERS = {
    terms.XSD + name
    for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
}
_FREE = {"OptionalGraphPattern", "MinusGraphPattern", "Builtin_NOTEXISTS"}
"""Parts of a query that need not match for it to have results."""
_THING = "a thing"


def never_holds(store: Store, text: str, path: str) -> list[str]:
    """List the parts of a query that cannot match anything in a store, with line and column.

    Args:
        store: the store that was queried.
        text: a well-formed query.
        path: the file of the query, for messages.

    Raises:
        InputError: the query cannot be parsed.
    """
    tree = parse_query(text, path)
    known = {quad.predicate for quad in store}
    found: dict[str, None] = {}
    given: dict[Variable, set[str]] = {}
    for node, prop, value in _triples(tree.query):
        place = "{}:{}:{}".format(path, *tree.place(node))
        if prop not in known:
            told = f"{place}: nothing has the property {shorten(prop.value)}"
            found[told + _near(prop.value, {other.value for other in known})] = None
        elif prop == terms.TYPE and isinstance(value, NamedNode):
            if not _some(store, f"?s a {value}"):
                classes = _column(store, "SELECT DISTINCT ?x { GRAPH ?g { ?s a ?x } }")
                told = f"{place}: nothing is of the class {shorten(value.value)}"
                found[told + _near(value.value, classes)] = None
        elif isinstance(value, Variable):
            given.setdefault(value, set()).update(_kinds(store, prop))
    for node in tree.query.walk():
        if node.name != "RelationalExpression" or node.get("op") not in _COMPARED:
            continue
        sides = [list(side.leaves()) for side in (node["expr"], node["other"])]
        for one, other in (sides, sides[::-1]):
            kinds = given.get(one[0]) if len(one) == 1 and isinstance(one[0], Variable) else None
            if not kinds or len(other) != 1 or not isinstance(other[0], Literal | NamedNode):
                continue
            kind = _kind(other[0])
            if kind not in kinds:
                has = ", ".join(sorted(map(shorten, kinds)))
                place = "{}:{}:{}".format(path, *tree.place(node))
                found[f"{place}: {one[0]} is {has}, never {shorten(kind)}; no two compare"] = None
    return list(found)


def _triples(query: SyntaxNode) -> Iterator[tuple[SyntaxNode, NamedNode, Any]]:
    """Yield the property's syntax node, the property and the object of each required pattern."""
    free = [(node.start, node.end) for node in query.walk() if node.name in _FREE]
    for block in query.walk():
        if any(start <= block.start < end for start, end in free):
            continue
        for part in block.fields.values() if block.name == "TriplesBlock" else ():
            for flat in part:
                for at in range(0, len(flat) - 2, 3):
                    _, prop, value = flat[at : at + 3]
                    names = list(prop.leaves()) if hasattr(prop, "leaves") else []
                    if len(names) == 1 and isinstance(names[0], NamedNode):
                        yield prop, names[0], value


def _kind(term: object) -> str:
    """Return the datatype of a literal, using one for all numbers."""
    if not isinstance(term, Literal):
        return _THING
    datatype = term.datatype.value
    return terms.XSD + "decimal" if datatype in _NUMBERS else datatype


def _kinds(store: Store, prop: NamedNode) -> set[str]:
    """Return the kinds of values that a property has."""
    return {_kind(quad.object) for quad in store.quads_for_pattern(None, prop, None, None)}


def _some(store: Store, pattern: str) -> bool:
    return bool(store.query(f"ASK {{ {{ {pattern} }} UNION {{ GRAPH ?g {{ {pattern} }} }} }}"))


def _column(store: Store, query: str) -> set[str]:
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    return {row[0].value for row in found if isinstance(row[0], NamedNode)}


def _near(iri: str, known: set[str]) -> str:
    """Return a suggestion of the closest of some names, as the end of a sentence."""
    near = difflib.get_close_matches(iri, known, 1, 0.85)
    return f"; perhaps {shorten(near[0])} is meant" if near else ""
