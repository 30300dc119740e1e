"""Expressions of a rule from the parse tree; what has no fixed value is refused by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode
from pyoxigraph import Variable as VariableTerm

from kg.rules.expression import CASTS, FUNCTIONS, Call, Variable
from kg.rules.refusal import misused, refused
from kg.store.syntax_tree import SyntaxNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.rules.expression import Expression
    from kg.store.syntax_tree import SyntaxTree

_SAME = {"URI": "IRI", "ISURI": "ISIRI"}
_SIGNS = {"UnaryNot": "!", "UnaryMinus": "-", "UnaryPlus": "+"}
_EXISTS = ("Builtin_EXISTS", "Builtin_NOTEXISTS")


def read_expression(part: Any, tree: SyntaxTree) -> Expression:
    """An expression.

    Raises:
        RuleError: it has a part that a rule may not have; names the part and its place.
    """
    if isinstance(part, VariableTerm):
        return Variable(part.value)
    if isinstance(part, NamedNode | Literal):
        return part
    assert isinstance(part, SyntaxNode)
    part = unwrapped(part)
    if not isinstance(part, SyntaxNode):
        return read_expression(part, tree)
    if part.name in _SIGNS:
        return Call(_SIGNS[part.name], (read_expression(part["expr"], tree),))
    if part.name == "RelationalExpression":
        return _comparison(part, tree)
    if part.name in ("ConditionalOrExpression", "ConditionalAndExpression"):
        sign = "||" if "Or" in part.name else "&&"
        return _chain(part, [sign] * len(part.all("other")), tree)
    if part.name in ("AdditiveExpression", "MultiplicativeExpression"):
        return _chain(part, part.all("op"), tree)
    if part.name == "Function":
        return _cast(part, tree)
    return _built_in(part, tree)


def conjuncts(part: Any) -> Iterator[Any]:
    """The parts that ``&&`` joins at the top of a condition."""
    part = unwrapped(part)
    if isinstance(part, SyntaxNode) and part.name == "ConditionalAndExpression":
        for one in (part["expr"], *part.all("other")):
            yield from conjuncts(one)
    else:
        yield part


def absent_group(part: Any) -> SyntaxNode | None:
    """The group of NOT EXISTS { … } or !EXISTS { … }, None if a condition is neither."""
    part = unwrapped(part)
    if not isinstance(part, SyntaxNode):
        return None
    if part.name == "UnaryNot":
        inner = unwrapped(part["expr"])
        return (
            inner["graph"] if isinstance(inner, SyntaxNode) and inner.name == _EXISTS[0] else None
        )
    return part["graph"] if part.name == _EXISTS[1] else None


def unwrapped(part: Any) -> Any:
    """The part itself, out of productions that only pass it on."""
    while isinstance(part, SyntaxNode) and "expr" in part and part.name.endswith("Expression"):
        if "other" in part:
            return part
        part = part["expr"]
    return part


def _chain(part: SyntaxNode, signs: list[str], tree: SyntaxTree) -> Expression:
    """Operators of one rank, from the left."""
    made = read_expression(part["expr"], tree)
    for sign, other in zip(signs, part.all("other"), strict=True):
        made = Call(sign, (made, read_expression(other, tree)))
    return made


def _comparison(part: SyntaxNode, tree: SyntaxTree) -> Call:
    sign, other = str(part["op"]).upper(), part["other"]
    first = read_expression(part["expr"], tree)
    if sign in ("IN", "NOT IN"):  # an empty list is read as rdf:nil
        listed = other if isinstance(other, list) else []
        return Call(sign, (first, *(read_expression(one, tree) for one in listed)))
    return Call(sign, (first, read_expression(other, tree)))


def _cast(part: SyntaxNode, tree: SyntaxTree) -> Call:
    iri = part["iri"].value
    arguments = [read_expression(one, tree) for one in part.all("expr")]
    if iri not in CASTS or len(arguments) != 1:
        construct = "a function that SPARQL does not define"
        raise misused(f"calls <{iri}>, {construct}", "use those of SPARQL 1.1", tree, part)
    return Call(iri, tuple(arguments))


def _built_in(part: SyntaxNode, tree: SyntaxTree) -> Call:
    if part.name in _EXISTS:
        raise refused("EXISTS in an expression", tree, part)
    if part.name.startswith("Aggregate"):
        raise refused("an aggregate", tree, part)
    name = part.name.removeprefix("Builtin_").upper()
    name = _SAME.get(name, name)
    if name not in FUNCTIONS:
        raise refused(name, tree, part)
    arguments: list[Any] = []
    for value in part.fields.values():
        if isinstance(value, list):
            arguments += value
        elif name not in ("CONCAT", "COALESCE"):  # whose empty list is read as rdf:nil
            arguments.append(value)
    return Call(name, tuple(read_expression(one, tree) for one in arguments))
