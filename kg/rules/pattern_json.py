"""A rule's pattern as JSON, and back; reading checks each value, so that no SPARQL can be injected.

A variable is ``"?name"``, an IRI ``"<iri>"``, a literal ``{"text": …, "type": …}`` or, with a
language, ``{"text": …, "language": …}``; a call is a list that opens with its function.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode

from kg.model.terms import VARIABLE
from kg.rules.pattern import (
    Bind,
    Call,
    Filter,
    Group,
    RulePattern,
    Run,
    Values,
    Variable,
    variable_name,
)

if TYPE_CHECKING:
    from kg.rules.pattern import Condition, Expression, Pattern, Term

_NAME = re.compile(r"\w+\Z")


def dump_pattern(pattern: RulePattern) -> dict[str, Any]:
    """Return a rule's pattern as JSON data."""
    return {
        "prologue": pattern.prologue,
        "head": [list(map(_dump_term, triple)) for triple in pattern.head],
        "body": _dump_group(pattern.body),
        "absences": list(map(_dump_group, pattern.absences)),
    }


def load_pattern(kept: Any) -> RulePattern:
    """Return the pattern that JSON data describe.

    Raises:
        ValueError, TypeError, LookupError, AttributeError: the JSON does not describe a pattern.
    """
    prologue = kept["prologue"]
    if prologue != "":
        prologue = f"BASE {_load_iri(prologue.removeprefix('BASE '))}"
    return RulePattern(
        prologue,
        tuple(_load_triple(triple) for triple in kept["head"]),
        _load_group(kept["body"]),
        tuple(_load_group(group) for group in kept["absences"]),
    )


def _dump_group(group: Group) -> list[Any]:
    return [
        [[list(map(_dump_term, t)) for t in run.triples], list(map(_dump_condition, run.then))]
        for run in group.runs
    ]


def _load_group(kept: Any) -> Group:
    return Group(
        tuple(
            Run(tuple(map(_load_triple, triples)), tuple(map(_load_condition, then)))
            for triples, then in kept
        )
    )


def _dump_term(term: Term) -> Any:
    name = variable_name(term)
    if name is not None:
        return f"?{name}"
    assert isinstance(term, NamedNode | Literal)
    return _dump_constant(term)


def _dump_constant(term: NamedNode | Literal) -> Any:
    if isinstance(term, NamedNode):
        return str(term)
    if term.language:
        return {"text": term.value, "language": term.language}
    return {"text": term.value, "type": term.datatype.value}


def _load_triple(kept: Any) -> Pattern:
    subject, predicate, value = map(_load_term, kept)
    if not isinstance(subject, NamedNode) or not isinstance(predicate, NamedNode):
        raise TypeError("a literal is in the place of an IRI")
    return subject, predicate, value


def _load_term(kept: Any) -> NamedNode | Literal:
    return _load_text(kept) if isinstance(kept, str) else _load_constant(kept)


@cache
def _load_text(kept: str) -> NamedNode:
    if kept.startswith("?"):
        return NamedNode(VARIABLE + _load_name(kept[1:]))
    return _load_iri(kept)


def _load_constant(kept: Any) -> NamedNode | Literal:
    if isinstance(kept, str):
        return _load_iri(kept)
    text = str(kept["text"])
    if "language" in kept:
        return Literal(text, language=kept["language"])
    return Literal(text, datatype=NamedNode(kept["type"]))


def _load_iri(kept: str) -> NamedNode:
    if kept[:1] != "<" or kept[-1:] != ">":
        raise ValueError(kept)
    return NamedNode(kept[1:-1])


def _load_name(kept: str) -> str:
    if not _NAME.match(kept):
        raise ValueError(kept)
    return kept


def _dump_expression(expression: Expression) -> Any:
    if isinstance(expression, Variable):
        return str(expression)
    if isinstance(expression, Call):
        return [expression.function, *map(_dump_expression, expression.arguments)]
    return _dump_constant(expression)


def _load_expression(kept: Any) -> Expression:
    if isinstance(kept, list):
        function, *arguments = kept
        return Call(function, tuple(map(_load_expression, arguments)))
    if isinstance(kept, str) and kept.startswith("?"):
        return Variable(_load_name(kept[1:]))
    return _load_constant(kept)


def _dump_condition(condition: Condition) -> dict[str, Any]:
    if isinstance(condition, Filter):
        return {"filter": _dump_expression(condition.expression)}
    if isinstance(condition, Bind):
        return {"bind": _dump_expression(condition.expression), "as": condition.name}
    rows = [list(map(_dump_constant, row)) for row in condition.rows]
    return {"values": list(condition.names), "rows": rows}


def _load_condition(kept: Any) -> Condition:
    if "filter" in kept:
        return Filter(_load_expression(kept["filter"]))
    if "bind" in kept:
        return Bind(_load_expression(kept["bind"]), _load_name(kept["as"]))
    rows = tuple(tuple(map(_load_constant, row)) for row in kept["rows"])
    return Values(tuple(map(_load_name, kept["values"])), rows)
