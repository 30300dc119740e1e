"""Syntax checks of queries by Oxigraph, and parse trees whose nodes record their positions."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.errors import InputError
from kg.store.intake import QUERY, survives

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True)
class SyntaxNode:
    """A production of the grammar, such as Filter or GraphGraphPattern.

    Attributes:
        name: the production's name in rdflib's grammar.
        start: the index of its first character in the text.
        end: the index after its last character.
        fields: its parts by name: nodes, RDF terms, words, or lists of them.
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
        """Return the part with a name, or None if there is none."""
        return self.fields.get(field)

    def all(self, field: str) -> list[Any]:
        """Return the parts with a name, as a list."""
        found = self.fields.get(field, [])
        return found if isinstance(found, list) else [found]

    def leaves(self) -> Iterator[Any]:
        """Yield all terms and words below the node, in the order of the text."""
        for part in _flat(self.fields.values()):
            if isinstance(part, SyntaxNode):
                yield from part.leaves()
            else:
                yield part

    def walk(self) -> Iterator[SyntaxNode]:
        """Yield the node and all nodes below it, in the order of the text."""
        yield self
        for part in _flat(self.fields.values()):
            if isinstance(part, SyntaxNode):
                yield from part.walk()


@dataclass(frozen=True)
class SyntaxTree:
    """A query: its form (SelectQuery, ConstructQuery, …) and its BASE, which may be empty."""

    text: str
    base: str
    query: SyntaxNode

    def place(self, node: SyntaxNode) -> tuple[int, int]:
        """Return line and column at which a node begins, counted from one."""
        return place_of(self.text, node.start)


def place_of(text: str, index: int) -> tuple[int, int]:
    """Return line and column of a character, counted from one."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _flat(parts: Any) -> Iterator[Any]:
    for part in parts:
        if isinstance(part, list | tuple):
            yield from _flat(part)
        else:
            yield part


_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def not_sparql(path: str, error: SyntaxError) -> InputError:
    """Return the store's syntax error for a query, with its position but no grammar details."""
    text = str(error.args[0] if error.args else error)
    place = re.match(r"error at (\d+):(\d+): ", text)
    if not place:
        return InputError(path, f"is not SPARQL 1.1: {' '.join(text.split())[:200]}")
    line, column = map(int, place.groups())
    return InputError(path, "is not SPARQL 1.1 from here on", "fix the query", line, column)


LONGEST = 200_000
"""Greatest length of a query, in characters."""
DEEPEST = 100
"""Deepest nesting of braces, brackets and parentheses in a query."""
_NESTING = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*(?:""")?|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*(?:\'\'\')?'''
    r"""|"(?:[^"\\\n]|\\.)*"?|\'(?:[^\'\\\n]|\\.)*\'?|<[^<>"{}|^`\s]*>|\\.|\#[^\n]*"""
    r"|(?P<open>[{(\[])|(?P<close>[})\]])|(?P<sign>[!+\-]+)",
    re.DOTALL,
)


def refuse_deep(text: str, path: str = "query") -> None:
    """Reject a query that is too long or too deeply nested for the parsers, which recurse.

    Parsers also recurse on chains (``1 + 1 + …``, unions, successive optional parts), so a query
    with unusually many parts is first prepared in a separate process.

    Raises:
        InputError: the query is too long or too deeply nested; the error names line and column.
    """
    if len(text) > LONGEST:
        raise InputError(path, f"has more than {LONGEST:,} characters", "shorten the query")
    _refuse_nested(text, path)
    if sum(map(text.count, _JOINING)) > _USUAL and not survives(
        QUERY, text.encode("utf-8", "replace")
    ):
        problem = "chains more parts than can be prepared"
        raise InputError(path, problem, "list values with VALUES, or split the query")


_JOINING = "{([!+-*/|^&;,.?"
"""Characters of which each step of a chain has at least one."""
_USUAL = 2_000
"""Greatest harmless number of such characters; chains of 5,000 first crashed a process."""


def _refuse_nested(text: str, path: str) -> None:
    if sum(map(text.count, "{([!+-")) <= DEEPEST:
        return
    depth = 0
    for match in _NESTING.finditer(text):
        if match["open"]:
            depth += 1
        elif match["close"]:
            depth -= 1
        if depth > DEEPEST or len(match["sign"] or "") > DEEPEST:
            line = text.count("\n", 0, match.start()) + 1
            column = match.start() - text.rfind("\n", 0, match.start())
            problem = f"nests more than {DEEPEST} levels from here on"
            raise InputError(path, problem, "reduce the nesting", line, column)


def expanded(text: str) -> str:
    """Return the text with its codepoint escapes replaced (SPARQL 1.1, section 19.2).

    An escaped quotation mark, backslash, line break or surrogate is kept, since replacing it could
    end the string that contains it.
    """
    if "\\" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        unsafe = code in map(ord, "\"'\\\r\n") or 0xD800 <= code < 0xE000 or code > sys.maxunicode
        return match[0] if unsafe else chr(code)

    return _ESCAPE.sub(character, text)


def may_use(word: str, text: str) -> bool:
    """Return False if a query cannot use a keyword because its letters do not occur."""
    return word.casefold() in expanded(text).casefold()
