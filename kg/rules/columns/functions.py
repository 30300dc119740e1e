"""SPARQL expressions as Python functions of a row of plain values.

A value is a string for a simple literal, an int for an integer, a bool for a boolean, or else the
term itself. A function given a value that it does not cover raises ``Beyond``, and Oxigraph
evaluates the expression for that row. Where SPARQL has an error, a function raises ``Wrong``. So
these functions must be right only where they return a value (a test compares the two evaluations).
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kg.rules.columns.compile import Expression
    from kg.store.dataset import Term

    Row = list[Any]
    Function = Callable[[Row], Any]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_STRING, _INTEGER, _BOOLEAN, _DATE = (_XSD + n for n in ("string", "integer", "boolean", "date"))
_PLAIN_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[A-Za-z0-9/._~:#@!$&'()*+,;=?-]*", re.ASCII)
_PLAIN_END = re.compile(r"[A-Za-z0-9/._~:#@!$&'()*+,;=?-]*", re.ASCII)
"""What may follow a plain IRI so that the whole is one."""
_PLAIN_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_LIMIT = 1 << 62


class Wrong(Exception):
    """SPARQL gives an error: a variable is unbound, or a value has the wrong type."""


class Beyond(Exception):
    """The expression has a value or an operation that is not covered here."""


def value_of(term: Term) -> Any:
    """Return a simple literal, an integer or a boolean as a plain value; another term as it is."""
    if isinstance(term, Literal) and not term.language:
        kind = term.datatype.value
        if kind == _STRING:
            return term.value
        if kind == _INTEGER and abs(number := int(term.value)) < _LIMIT:
            return int(term.value) if number else 0
        if kind == _BOOLEAN:
            return term.value in ("true", "1")
    return term


def key_of(value: Any) -> Any:
    """Return the key under which a value's term is numbered: the text of an IRI, or the term."""
    if isinstance(value, NamedNode):
        return value.value
    if isinstance(value, bool):
        return Literal("true" if value else "false", datatype=NamedNode(_BOOLEAN))
    if isinstance(value, int):
        return Literal(str(value), datatype=NamedNode(_INTEGER))
    return Literal(value) if isinstance(value, str) else value


def literal(text: str, datatype: str, language: str) -> Literal:
    """Return a literal made from its parts."""
    if language:
        return Literal(text, language=language)
    return Literal(text, datatype=NamedNode(datatype or _STRING))


def compiled(expression: Expression, places: Mapping[str, int]) -> Function:
    """Return a function that evaluates an expression for a row.

    Args:
        expression: the expression, as nested tuples (see ``compile``).
        places: the position in a row of each variable's value; a variable is unbound if its value
            is None or it has no position.

    Raises:
        Beyond: an operation is not covered here.
    """
    name, *arguments = expression
    if name == "var":
        return _variable(places.get(arguments[0]))
    if name == "iri":
        node = NamedNode(arguments[0])
        return lambda _: node
    if name == "lit":
        constant = value_of(literal(*arguments))
        return lambda _: constant
    if name == "call":
        if len(arguments) != 2 or arguments[0] != _DATE:
            raise Beyond
        return _date(compiled(arguments[1], places))
    if name == "BOUND":
        place = places.get(arguments[0][1])
        return lambda row: place is not None and row[place] is not None
    parts = [compiled(part, places) for part in arguments]
    if name in _LAZY:
        return _LAZY[name](parts)
    rule = _RULES.get(name)
    if rule is None:
        raise Beyond
    return lambda row: rule(*[part(row) for part in parts])


def keys_at_once(
    expression: Expression, values: Mapping[str, list[Any]], count: int
) -> list[str] | list[Literal]:
    """Return the keys of an expression's values for many rows at once (see ``key_of``).

    Args:
        expression: the expression.
        values: the plain values of each variable, by row.
        count: the number of rows.

    Raises:
        Beyond: the expression does not only put plain texts together.
    """
    name, *arguments = expression
    if name != "IRI":
        return list(map(Literal, _texts(expression, values, count)))
    if arguments[0][0] != "CONCAT":
        raise Beyond
    first, *rest = (_texts(part, values, count) for part in arguments[0][1:])
    if not all(map(_PLAIN_IRI.fullmatch, set(first))):
        raise Beyond
    if not all(map(_PLAIN_END.fullmatch, {text for texts in rest for text in texts})):
        raise Beyond
    return list(map("".join, zip(first, *rest, strict=True)))


def _texts(expression: Expression, values: Mapping[str, list[Any]], count: int) -> list[str]:
    name, *arguments = expression
    found: list[Any] = []
    if name == "var":
        found = values.get(arguments[0], [])
    elif name == "lit":
        found = [value_of(literal(*arguments))] * count
    elif name == "CONCAT":
        parts = (_texts(part, values, count) for part in arguments)
        found = list(map("".join, zip(*parts, strict=True)))
    elif name == "IF" and arguments[0][0] == "<":
        four = (*arguments[0][1:], *arguments[1:])
        parts = (_texts(part, values, count) for part in four)
        found = [yes if one < other else no for one, other, yes, no in zip(*parts, strict=True)]
    if set(map(type, found)) != {str}:
        raise Beyond
    return found


def _variable(place: int | None) -> Function:
    def read(row: Row) -> Any:
        if place is None or row[place] is None:
            raise Wrong
        return row[place]

    return read


def true(value: Any) -> bool:
    """Return the effective boolean value of a value."""
    if isinstance(value, bool | int | str):
        return bool(value)
    if isinstance(value, NamedNode):
        raise Wrong
    raise Beyond


def _either(parts: list[Function]) -> Function:
    def evaluate(row: Row) -> bool:
        wrong = False
        for part in parts:
            try:
                if true(part(row)):
                    return True
            except Wrong:
                wrong = True
        if wrong:
            raise Wrong
        return False

    return evaluate


def _all(parts: list[Function]) -> Function:
    def evaluate(row: Row) -> bool:
        wrong = False
        for part in parts:
            try:
                if not true(part(row)):
                    return False
            except Wrong:
                wrong = True
        if wrong:
            raise Wrong
        return True

    return evaluate


def _if(parts: list[Function]) -> Function:
    test, one, other = parts
    return lambda row: one(row) if true(test(row)) else other(row)


def _date(part: Function) -> Function:
    def evaluate(row: Row) -> Any:
        value = part(row)
        if not isinstance(value, str) or not _PLAIN_DATE.fullmatch(value):
            raise Beyond
        try:
            date.fromisoformat(value)
        except ValueError as error:
            raise Beyond from error
        return Literal(value, datatype=NamedNode(_DATE))

    return evaluate


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise Beyond


def _str(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, NamedNode):
        return value.value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Literal) and value.datatype.value == _DATE:
        return value.value
    raise Beyond


def _iri(value: Any) -> NamedNode:
    if isinstance(value, NamedNode):
        return value
    if _PLAIN_IRI.fullmatch(_text(value)):
        return NamedNode(value)
    raise Beyond


def _after(text: str, part: str) -> str:
    return text[text.index(part) + len(part) :] if part in text else ""


def _year(value: Any) -> int:
    if isinstance(value, Literal) and value.datatype.value == _DATE:
        if _PLAIN_DATE.fullmatch(value.value):
            return int(value.value[:4])
        raise Beyond
    raise Beyond


def _alike(one: Any, other: Any) -> tuple[Any, Any]:
    if type(one) is type(other) and isinstance(one, str | int):
        return one, other
    raise Beyond


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, NamedNode) and isinstance(other, NamedNode):
        return one == other
    a, b = _alike(one, other)
    return bool(a == b)


def _less(one: Any, other: Any) -> bool:
    a, b = _alike(one, other)
    return bool(a < b)


def _sum(one: Any, other: Any, sign: int) -> int:
    if type(one) is int and type(other) is int and abs(found := one + sign * other) < _LIMIT:
        return found
    raise Beyond


_LAZY: dict[str, Callable[[list[Function]], Function]] = {"||": _either, "&&": _all, "IF": _if}
_RULES: dict[str, Callable[..., Any]] = {
    "!": lambda value: not true(value),
    "=": _equal,
    "!=": lambda one, other: not _equal(one, other),
    "<": _less,
    ">": lambda one, other: _less(other, one),
    "<=": lambda one, other: not _less(other, one),
    ">=": lambda one, other: not _less(one, other),
    "+": lambda one, other: _sum(one, other, 1),
    "-": lambda one, other: _sum(one, other, -1),
    "STR": _str,
    "CONCAT": lambda *parts: "".join(map(_text, parts)),
    "IRI": _iri,
    "URI": _iri,
    "YEAR": _year,
    "STRSTARTS": lambda one, other: _text(one).startswith(_text(other)),
    "STRENDS": lambda one, other: _text(one).endswith(_text(other)),
    "CONTAINS": lambda one, other: _text(other) in _text(one),
    "STRAFTER": lambda one, other: _after(_text(one), _text(other)),
    "STRLEN": lambda one: len(_text(one)),
    "isIRI": lambda one: isinstance(one, NamedNode),
    "isURI": lambda one: isinstance(one, NamedNode),
}
