"""FILTER, BIND and VALUES of a rule as nests of plain tuples.

An expression becomes a nest of plain tuples: ``("var", name)``, ``("iri", text)``, ``("lit", text,
datatype, language)`` or ``(operation, *arguments)``. What is not among the operations below stays
text, and Oxigraph evaluates it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode

from kg.rules.expression import CASTS, INFIX, LISTS, Bind, Call, Filter, Variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.rules import expression as parsed
    from kg.rules.pattern import Group, Run

Expression = tuple[Any, ...]

FILTER, BIND, VALUES, TEXT = "filter", "bind", "values", "text"

_BUILTINS = frozenset(
    {
        "STR",
        "CONCAT",
        "IRI",
        "URI",
        "IF",
        "YEAR",
        "MONTH",
        "DAY",
        "BOUND",
        "COALESCE",
        "isIRI",
        "isURI",
        "isBLANK",
        "isLITERAL",
        "isNUMERIC",
        "STRLEN",
        "UCASE",
        "LCASE",
        "STRSTARTS",
        "STRENDS",
        "CONTAINS",
        "STRBEFORE",
        "STRAFTER",
        "sameTerm",
    }
)


@dataclass(frozen=True)
class Condition:
    """One FILTER, BIND or VALUES.

    Attributes:
        kind: which of them; ``TEXT`` where it could not be read.
        names: the variable that a BIND binds, or the variables of VALUES.
        expression: what FILTER tests or BIND evaluates; None for VALUES.
        rows: for VALUES, a constant for each variable.
    """

    kind: str
    names: tuple[str, ...] = ()
    expression: Expression | None = None
    rows: tuple[tuple[Expression, ...], ...] = ()

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """Variables that the expression reads."""
        return tuple(dict.fromkeys(variables(self.expression))) if self.expression else ()


def variables(expression: Expression) -> Iterator[str]:
    """Variables of an expression, in order, with repetition."""
    if expression[0] == "var":
        yield expression[1]
    elif expression[0] not in ("iri", "lit"):
        for part in expression[1:]:
            if isinstance(part, tuple):
                yield from variables(part)


def conditions_of(group: Group, prologue: str = "") -> list[list[Condition]]:
    """For each run of a group, its FILTER, BIND and VALUES.

    Args:
        group: a body or an absence.
        prologue: the BASE of the rule; with one, Oxigraph resolves what IRI() makes.
    """
    return [_of_run(run, bool(prologue)) for run in group.runs]


class _Unknown(Exception):
    """An expression for which there is no operation here."""


def _of_run(run: Run, based: bool) -> list[Condition]:
    """The conditions of a run; all of them are one condition of text where one is not known."""
    if based and any("IRI(" in str(one) for one in run.then):
        return [Condition(TEXT)]
    try:
        return [condition for one in run.then for condition in _conditions(one)]
    except _Unknown:
        return [Condition(TEXT)]


def _conditions(one: parsed.Condition) -> Iterator[Condition]:
    if isinstance(one, Filter):
        for part in _conjuncts(_expression(one.expression)):
            yield Condition(FILTER, (), part)
    elif isinstance(one, Bind):
        yield Condition(BIND, (one.name,), _expression(one.expression))
    else:
        rows = tuple(tuple(map(_expression, row)) for row in one.rows)
        yield Condition(VALUES, one.names, None, rows)


def _conjuncts(expression: Expression) -> Iterator[Expression]:
    """Parts that must all be true; an error in one is not true, so that each can stand alone."""
    if expression[0] == "&&":
        for part in expression[1:]:
            yield from _conjuncts(part)
    else:
        yield expression


_NAMES = {name.upper(): name for name in _BUILTINS}


def _expression(node: parsed.Expression) -> Expression:
    if isinstance(node, Variable):
        return ("var", node.name)
    if isinstance(node, NamedNode):
        return ("iri", node.value)
    if isinstance(node, Literal):
        return ("lit", node.value, node.datatype.value, node.language or "")
    assert isinstance(node, Call)
    arguments = tuple(map(_expression, node.arguments))
    if node.function in _NAMES:
        return (_NAMES[node.function], *arguments)
    if node.function in CASTS:
        return ("call", node.function, *arguments)
    if node.function in INFIX | LISTS | {"!"} and (len(arguments) > 1 or node.function == "!"):
        return (node.function, *arguments)
    raise _Unknown
