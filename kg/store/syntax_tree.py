"""A parsed SPARQL query as a tree whose nodes know their place in the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True)
class SyntaxNode:
    """A production of the grammar, such as Filter or GraphGraphPattern.

    Attributes:
        name: what rdflib's grammar calls it.
        start: index of its first character in the text.
        end: index after its last character.
        fields: its parts by name; nodes, RDF terms, words, or lists of them.
    """

    name: str
    start: int
    end: int
    fields: Mapping[str, Any]

    def __contains__(self, field: str) -> bool:
        return field in self.fields

    def __getitem__(self, field: str) -> Any:
        return self.fields[field]

    def get(self, field: str) -> Any:
        """The part of that name, None if it has none."""
        return self.fields.get(field)

    def all(self, field: str) -> list[Any]:
        """The parts of that name, none if it has none."""
        found = self.fields.get(field, [])
        return found if isinstance(found, list) else [found]

    def leaves(self) -> Iterator[Any]:
        """All terms and words below it, in the order of the text."""
        for part in _flat(self.fields.values()):
            if isinstance(part, SyntaxNode):
                yield from part.leaves()
            else:
                yield part

    def walk(self) -> Iterator[SyntaxNode]:
        """Itself and all nodes below it, in the order of the text."""
        yield self
        for part in _flat(self.fields.values()):
            if isinstance(part, SyntaxNode):
                yield from part.walk()


@dataclass(frozen=True)
class SyntaxTree:
    """A query: its form (SelectQuery, ConstructQuery, …) and its BASE, empty if it has none."""

    text: str
    base: str
    query: SyntaxNode

    def place(self, node: SyntaxNode) -> tuple[int, int]:
        """Line and column where a node begins, counted from one."""
        return place_of(self.text, node.start)


def place_of(text: str, index: int) -> tuple[int, int]:
    """Line and column of a character, counted from one."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _flat(parts: Any) -> Iterator[Any]:
    for part in parts:
        if isinstance(part, list | tuple):
            yield from _flat(part)
        else:
            yield part
