"""Triples of a rule from the parse tree: paths as steps, blank nodes as variables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store
from pyoxigraph import Variable as VariableTerm

from kg.errors import RuleError
from kg.model.terms import VARIABLE, is_variable
from kg.rules.refusal import misused, refused
from kg.store.syntax_tree import SyntaxNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.rules.pattern import Pattern
    from kg.store.syntax_tree import SyntaxTree


@dataclass
class Triples:
    """Reads triples, and gives a variable to each blank node and to each node within a path."""

    tree: SyntaxTree
    _taken: set[str] = field(default_factory=set)
    _blank: dict[str, tuple[int, NamedNode]] = field(default_factory=dict)
    _block: int = 0

    def __post_init__(self) -> None:
        self._taken |= {
            leaf.value for leaf in self.tree.query.leaves() if isinstance(leaf, VariableTerm)
        }

    def read(self, block: SyntaxNode) -> list[Pattern]:
        """The triples of a block.

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
        """The triples that a rule constructs.

        Raises:
            RuleError: one has a blank node.
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
        """A variable that the query does not use."""
        number = 1
        while f"{stem}{number}" in self._taken:
            number += 1
        self._taken.add(f"{stem}{number}")
        return NamedNode(f"{VARIABLE}{stem}{number}")

    def next_group(self) -> None:
        """From here on a blank node's label names another node."""
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
    """The literal as the store gives it back: 01 as 1, "1"^^xsd:boolean as true."""
    store = Store()
    node = NamedNode(VARIABLE)
    store.add(Quad(node, node, literal))
    (quad,) = store
    assert isinstance(quad.object, Literal)
    return quad.object
