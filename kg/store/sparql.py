"""SPARQL as a row of tokens: enough to find the parts of a query, whose syntax a store checks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import InputError, QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<iri><[^<>"{}|^`\\\s]*>)
    |(?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<variable>[?$]\w+)
    |(?P<word>[\w][\w.:%-]*)
    |(?P<symbol>&&|\|\||[^\s\w])
    |(?P<space>\s+)""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A piece of the query's text and what it is."""

    kind: str
    text: str


def tokenize(text: str) -> Iterator[Token]:
    """Pieces of a query, in order; nothing is lost."""
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if not match:
            raise QueryError(f"cannot be read at {text[position : position + 20]!r}")
        yield Token(match.lastgroup or "", match.group())
        position = match.end()


def text_of(tokens: list[Token]) -> str:
    """The text that the tokens were cut from."""
    return "".join(token.text for token in tokens)


def is_word(token: Token, word: str) -> bool:
    """True of a keyword, in either case."""
    return token.kind == "word" and token.text.upper() == word


def find_word(tokens: list[Token], word: str) -> int | None:
    """Index of the first token that is the keyword."""
    return next((i for i, token in enumerate(tokens) if is_word(token, word)), None)


def find_symbol(tokens: list[Token], symbol: str, start: int) -> int:
    """Index of the first such symbol from a place on."""
    for index in range(start, len(tokens)):
        if tokens[index].kind == "symbol" and tokens[index].text == symbol:
            return index
    raise QueryError(f"lacks a {symbol!r}")


def closing(tokens: list[Token], opening: int) -> int:
    """Index of the bracket that closes the one at ``opening``."""
    opener = tokens[opening].text
    closer = {"{": "}", "(": ")"}[opener]
    depth = 0
    for index in range(opening, len(tokens)):
        if tokens[index].kind == "symbol":
            depth += (tokens[index].text == opener) - (tokens[index].text == closer)
            if depth == 0:
                return index
    raise QueryError(f"lacks a {closer!r}")


def next_solid(tokens: list[Token], index: int) -> int:
    """Index of the next token that is no white space."""
    while index < len(tokens) and tokens[index].kind == "space":
        index += 1
    return index


def not_sparql(path: str, error: SyntaxError) -> InputError:
    """The store's complaint about a query's syntax, with its place and without its grammar."""
    text = str(error.args[0] if error.args else error)
    place = re.match(r"error at (\d+):(\d+): ", text)
    if not place:
        return InputError(path, f"is not SPARQL 1.1: {' '.join(text.split())[:200]}")
    line, column = map(int, place.groups())
    return InputError(path, "is not SPARQL 1.1 from here on", "mend the query", line, column)


def bind(text: str, values: Mapping[str, str]) -> str:
    """The query with variables bound: its pattern opens with a VALUES block.

    Args:
        text: a query, well-formed.
        values: terms as N-Triples writes them, by the name of their variable.

    Raises:
        QueryError: the query has no group pattern that could open with VALUES.
    """
    if not values:
        return text
    tokens = list(tokenize(text))
    opening = _group_start(tokens)
    names = " ".join(f"?{name}" for name in values)
    row = " ".join(values.values())
    block = f" VALUES ({names}) {{ ({row}) }} "
    return text_of(tokens[: opening + 1]) + block + text_of(tokens[opening + 1 :])


def _group_start(tokens: list[Token]) -> int:
    """Index of the brace that opens the outermost group pattern."""
    start = 0
    construct = find_word(tokens, "CONSTRUCT")
    if construct is not None:
        opening = find_symbol(tokens, "{", construct)
        if find_word(tokens[construct:opening], "WHERE") is not None:
            raise QueryError("has no template to bind into; write CONSTRUCT { … } WHERE { … }")
        start = closing(tokens, opening) + 1
    depth = 0
    for index in range(start, len(tokens)):
        if tokens[index].kind == "symbol":
            depth += (tokens[index].text == "(") - (tokens[index].text == ")")
            if tokens[index].text == "{" and depth == 0:
                return index
    raise QueryError("has no pattern in which a parameter could be bound")
