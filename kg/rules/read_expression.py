"""Expressions and triples of a rule, read from the parse tree of its query.

Paths become steps, and blank nodes become variables. An expression without a fixed value, and
anything else that a rule may not contain, is rejected by name, with advice on what to write
instead.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store
from pyoxigraph import Variable as VariableTerm

from kg.errors import RuleError
from kg.model.terms import VARIABLE, is_variable
from kg.rules.pattern import CASTS, FUNCTIONS, Call, Variable
from kg.store.syntax import SyntaxNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.rules.pattern import Expression, Pattern
    from kg.store.syntax import SyntaxTree

_ALWAYS = "a rule must conclude the same from the same facts, so leave it out"

ADVICE = {
    "OPTIONAL": "write a second rule without the optional part",
    "UNION": "write one rule for each branch",
    "GRAPH": "rules read one graph; leave GRAPH out",
    "SERVICE": "rules cannot query other servers",
    "SELECT": "derive what the subquery finds with a rule of its own; count in a question",
    "FROM": "rules read the graph that they are given; leave FROM out",
    "FILTER EXISTS": "write the pattern itself, outside FILTER",
    "EXISTS in an expression": "give FILTER NOT EXISTS { … } a FILTER of its own, or write the "
    "pattern itself",
    "UNDEF": "leave the column out and write one rule for each kind of row",
    "RAND": _ALWAYS,
    "NOW": "a rule applies to one moment and cannot use dates; the engine works out when it holds",
    "UUID": _ALWAYS,
    "STRUUID": _ALWAYS,
    "BNODE": "give the conclusion an IRI: BIND(IRI(CONCAT(…)) AS ?conclusion)",
    "an aggregate": "rules do not count; count in a question",
    "a function that SPARQL does not define": "use those of SPARQL 1.1",
    "a property path with |": "write property paths as steps, one rule for each alternative",
    "a property path with * + or ?": "write property paths as steps, each derived by a rule of "
    "its own; a rule may read what it concludes",
    "a property path with !": "write property paths as steps: a variable and a FILTER that "
    "excludes the others",
    "GROUP BY": "a modifier after WHERE { … } means nothing in a rule; count in a question",
    "HAVING": "a modifier after WHERE { … } means nothing in a rule; count in a question",
    "ORDER BY": "a modifier after WHERE { … } means nothing in a rule",
    "LIMIT or OFFSET": "a modifier after WHERE { … } means nothing in a rule",
    "VALUES after WHERE { … }": "it is a modifier there; put it within the braces",
    "a nested group with BIND": "write its patterns in the group around it",
    "a nested group with MINUS": "write its patterns in the group around it",
    "a nested group with NOT EXISTS": "write its patterns in the group around it",
}


def refused(construct: str, tree: SyntaxTree, node: SyntaxNode) -> RuleError:
    """Return an error that rejects a construct by its name, with its position."""
    return misused(f"uses {construct}", ADVICE[construct], tree, node)


def misused(problem: str, advice: str, tree: SyntaxTree, node: SyntaxNode) -> RuleError:
    """Return an error with advice and a position."""
    error = RuleError(f"{problem}; {advice}")
    error.place = tree.place(node)
    return error


_SAME = {"URI": "IRI", "ISURI": "ISIRI"}
_SIGNS = {"UnaryNot": "!", "UnaryMinus": "-", "UnaryPlus": "+"}
_EXISTS = ("Builtin_EXISTS", "Builtin_NOTEXISTS")


def read_expression(part: Any, tree: SyntaxTree) -> Expression:
    """Return the expression that a part of the parse tree represents.

    Raises:
        RuleError: it contains something that a rule may not; the error names it and its position.
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
    """Yield the parts that ``&&`` joins at the top level of a condition."""
    part = unwrapped(part)
    if isinstance(part, SyntaxNode) and part.name == "ConditionalAndExpression":
        for one in (part["expr"], *part.all("other")):
            yield from conjuncts(one)
    else:
        yield part


def absent_group(part: Any) -> SyntaxNode | None:
    """Return the group of NOT EXISTS { … } or !EXISTS { … }; None for any other condition."""
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
    """Return the part inside grammar productions that only pass it on."""
    while isinstance(part, SyntaxNode) and "expr" in part and part.name.endswith("Expression"):
        if "other" in part:
            return part
        part = part["expr"]
    return part


def _chain(part: SyntaxNode, signs: list[str], tree: SyntaxTree) -> Expression:
    """Return operators of equal precedence as calls, grouped from the left."""
    made = read_expression(part["expr"], tree)
    for sign, other in zip(signs, part.all("other"), strict=True):
        made = Call(sign, (made, read_expression(other, tree)))
    return made


def _comparison(part: SyntaxNode, tree: SyntaxTree) -> Call:
    sign, other = str(part["op"]).upper(), part["other"]
    first = read_expression(part["expr"], tree)
    if sign in ("IN", "NOT IN"):  # the parser returns rdf:nil for an empty list
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
        elif name not in ("CONCAT", "COALESCE"):  # the parser returns rdf:nil for their empty list
            arguments.append(value)
    return Call(name, tuple(read_expression(one, tree) for one in arguments))


@dataclass
class Triples:
    """Reads triples, with a variable for each blank node and each intermediate node of a path."""

    tree: SyntaxTree
    _taken: set[str] = field(default_factory=set)
    _blank: dict[str, tuple[int, NamedNode]] = field(default_factory=dict)
    _block: int = 0

    def __post_init__(self) -> None:
        self._taken |= {
            leaf.value for leaf in self.tree.query.leaves() if isinstance(leaf, VariableTerm)
        }

    def read(self, block: SyntaxNode) -> list[Pattern]:
        """Return the triples of a block.

        Raises:
            RuleError: a path is not a sequence of steps, or a literal is a subject.
        """
        found: list[Pattern] = []
        for flat in block.all("triples"):
            for index in range(0, len(flat), 3):
                subject, path, value = flat[index : index + 3]
                found += self._steps(self._term(subject), path, self._term(value), block)
        return found

    def template(self, parts: list[Any], query: SyntaxNode) -> tuple[Pattern, ...]:
        """Return the triples that a rule constructs.

        Raises:
            RuleError: one contains a blank node.
        """
        flat = [part for triples in parts for part in triples]
        if any(isinstance(part, BlankNode) for part in flat):
            raise misused(
                "uses a blank node in what it constructs",
                "give it an IRI, so that a proof can name it: BIND(IRI(CONCAT(…)) AS ?x)",
                self.tree,
                query,
            )
        terms = [self._term(part) for part in flat]
        return tuple(zip(terms[::3], terms[1::3], terms[2::3], strict=True))

    def fresh(self, stem: str) -> NamedNode:
        """Return a variable that the query does not use."""
        number = 1
        while f"{stem}{number}" in self._taken:
            number += 1
        self._taken.add(f"{stem}{number}")
        return NamedNode(f"{VARIABLE}{stem}{number}")

    def next_group(self) -> None:
        """Start a new group, in which the label of a blank node denotes another node."""
        self._block += 1

    def _term(self, part: Any) -> Any:
        if isinstance(part, VariableTerm):
            return NamedNode(VARIABLE + part.value)
        if isinstance(part, BlankNode):
            block, variable = self._blank.setdefault(part.value, (self._block, self.fresh("_node")))
            if block != self._block:
                raise RuleError(
                    f"uses the blank node _:{part.value} in two groups; write a variable"
                )
            return variable
        if is_variable(part):
            raise RuleError(f"uses the IRI {part}, which stands for a variable")
        return as_stored(part) if isinstance(part, Literal) else part

    def _steps(self, one: Any, path: Any, other: Any, block: SyntaxNode) -> Iterator[Pattern]:
        if not isinstance(path, SyntaxNode):
            if isinstance(one, Literal):
                raise misused(
                    f"has the literal {one} as a subject",
                    "no statement is about one",
                    self.tree,
                    block,
                )
            yield one, self._term(path), other
        elif path.name == "PathEltOrInverse":
            yield from self._steps(other, path["part"], one, block)
        elif path.name == "PathNegatedPropertySet":
            raise refused("a property path with !", self.tree, path)
        elif "mod" in path:
            raise refused("a property path with * + or ?", self.tree, path)
        elif path.name == "PathAlternative" and len(path.all("part")) > 1:
            raise refused("a property path with |", self.tree, path)
        else:
            parts = path.all("part")
            nodes = [one, *(self.fresh("_step") for _ in parts[1:]), other]
            for part, start, end in zip(parts, nodes, nodes[1:], strict=False):
                yield from self._steps(start, part, end, block)


def as_stored(literal: Literal) -> Literal:
    """Return a literal as the store returns it: 01 as 1, "1"^^xsd:boolean as true."""
    store = Store()
    node = NamedNode(VARIABLE)
    store.add(Quad(node, node, literal))
    (quad,) = store
    assert isinstance(quad.object, Literal)
    return quad.object
