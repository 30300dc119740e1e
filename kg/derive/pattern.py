"""The parts of a rule's query: what it constructs, what it needs, what must be absent.

Oxigraph checks the query's syntax and parses its triples; this module only finds which piece of
the text is which. A rule keeps to the part of SPARQL in which each piece has one meaning over
time: triples, FILTER, BIND, VALUES, FILTER NOT EXISTS and MINUS. Anything else is refused with
advice, never misread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store, parse

from kg.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Literal, Triple

    Term = NamedNode | BlankNode | Literal | Triple
    Pattern = tuple[Term, NamedNode, Term]

VARIABLE = "urn:entente:variable:"

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

_REFUSED = {
    "OPTIONAL": "write a second rule without the optional part",
    "UNION": "write one rule for each branch",
    "GRAPH": "rules read one graph; leave GRAPH out",
    "SERVICE": "rules read no other server",
    "SELECT": "derive what the subquery finds with a rule of its own; count in a question",
    "EXISTS": "write the pattern itself, outside FILTER",
}


@dataclass(frozen=True)
class Token:
    kind: str
    text: str


@dataclass(frozen=True)
class Group:
    """A group pattern: its text for the engine, its triples for the proof."""

    text: str
    triples: tuple[Pattern, ...]


@dataclass(frozen=True)
class RulePattern:
    """A CONSTRUCT query taken apart."""

    prologue: str
    head: tuple[Pattern, ...]
    body: Group
    absences: tuple[Group, ...]


def variable_name(term: object) -> str | None:
    """Name of the variable that a pattern term stands for, None for a constant."""
    if isinstance(term, NamedNode) and term.value.startswith(VARIABLE):
        return term.value[len(VARIABLE) :]
    return None


def read_pattern(text: str) -> RulePattern:
    """Take a rule apart.

    Raises:
        RuleError: the text is not a SPARQL 1.1 CONSTRUCT query, or uses a part that rules lack.
    """
    try:
        Store().query(text)
    except SyntaxError as error:
        raise RuleError(f"is not SPARQL 1.1: {error.args[0]}") from error
    tokens = [t for t in _tokens(text) if t.kind != "comment"]
    start = _find_word(tokens, "CONSTRUCT")
    if start is None:
        raise RuleError("is not a CONSTRUCT query")
    prologue = _text(tokens[:start])
    opening = _find_symbol(tokens, "{", start)
    closing = _closing(tokens, opening)
    if "{" in _text(tokens[start + 1 : opening]) or _find_word(tokens[start:opening], "WHERE"):
        raise RuleError("has no template; write CONSTRUCT { … } WHERE { … }")
    body_open = _find_symbol(tokens, "{", closing + 1)
    body_close = _closing(tokens, body_open)
    if _text(tokens[body_close + 1 :]).strip():
        raise RuleError("has a modifier after WHERE { … }; order and limits mean nothing in a rule")
    body, absences = _group(tokens[body_open + 1 : body_close], prologue)
    head = _triples(_text(tokens[opening + 1 : closing]), prologue)
    if not head:
        raise RuleError("constructs nothing")
    _check_variables(head, body)
    return RulePattern(prologue, head, body, tuple(absences))


def _check_variables(head: tuple[Pattern, ...], body: Group) -> None:
    for pattern in head:
        for term in pattern:
            name = variable_name(term)
            if name and not re.search(rf"[?$]{name}\b", body.text):
                raise RuleError(f"constructs ?{name}, which its body does not bind")


def _tokens(text: str) -> Iterator[Token]:
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if not match:
            raise RuleError(f"cannot be read at {text[position : position + 20]!r}")
        yield Token(match.lastgroup or "", match.group())
        position = match.end()


def _text(tokens: list[Token]) -> str:
    return "".join(token.text for token in tokens)


def _is(token: Token, word: str) -> bool:
    return token.kind == "word" and token.text.upper() == word


def _find_word(tokens: list[Token], word: str) -> int | None:
    return next((i for i, token in enumerate(tokens) if _is(token, word)), None)


def _find_symbol(tokens: list[Token], symbol: str, start: int) -> int:
    for index in range(start, len(tokens)):
        if tokens[index].kind == "symbol" and tokens[index].text == symbol:
            return index
    raise RuleError(f"lacks a {symbol!r}")


def _closing(tokens: list[Token], opening: int) -> int:
    """Index of the bracket that closes the one at ``opening``."""
    opener = tokens[opening].text
    closer = {"{": "}", "(": ")"}[opener]
    depth = 0
    for index in range(opening, len(tokens)):
        if tokens[index].kind == "symbol":
            depth += (tokens[index].text == opener) - (tokens[index].text == closer)
            if depth == 0:
                return index
    raise RuleError(f"lacks a {closer!r}")


def _next_solid(tokens: list[Token], index: int) -> int:
    while index < len(tokens) and tokens[index].kind == "space":
        index += 1
    return index


def _group(tokens: list[Token], prologue: str, inside: str = "") -> tuple[Group, list[Group]]:
    """A group without its absences, in the order of the query, and those absences."""
    triples: list[str] = []
    text: list[str] = []
    absences: list[Group] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        word = token.text.upper() if token.kind == "word" else ""
        kept = ""
        if word == "MINUS":
            opening = _next_solid(tokens, index + 1)
            end = _closing(tokens, opening)
            absences.append(_absence(tokens[opening + 1 : end], prologue, inside))
        elif word == "FILTER":
            opening = _next_solid(tokens, index + 1)
            end, conditions, absent = _filter(tokens, opening)
            kept = "".join(f"FILTER({condition}) " for condition in conditions)
            absences.extend(_absence(group, prologue, inside) for group in absent)
        elif word in ("BIND", "VALUES"):
            end = _statement_end(tokens, index)
            kept = _text(tokens[index : end + 1])
        elif word in _REFUSED:
            raise RuleError(f"uses {word}; {_REFUSED[word]}")
        elif token.kind == "symbol" and token.text == "{":
            raise RuleError("uses a nested group; write its patterns in the group around it")
        else:
            triples.append(token.text)
            text.append(token.text)
            index += 1
            continue
        index = _next_solid(tokens, end + 1)
        if index < len(tokens) and tokens[index].text == ".":
            index += 1
        triples.append(f"{_stop(triples)}\n")
        text.append(f"{_stop(text)}\n{kept}\n")
    block = "".join(triples)
    return Group("".join(text).strip() + _stop(text), _triples(block, prologue)), absences


def _stop(pieces: list[str]) -> str:
    """The full stop that the triples so far still lack."""
    written = "".join(pieces).rstrip()
    return " ." if written and written[-1] not in ".{})" else ""


def _absence(tokens: list[Token], prologue: str, inside: str) -> Group:
    if inside:
        raise RuleError("negates within a negation; derive the inner part with a rule of its own")
    group, nested = _group(tokens, prologue, inside="absence")
    assert not nested
    return group


def _filter(tokens: list[Token], opening: int) -> tuple[int, list[str], list[list[Token]]]:
    """End of a FILTER, its conditions, and the groups that its NOT EXISTS parts name."""
    if _is(tokens[opening], "NOT"):
        brace = _find_symbol(tokens, "{", opening)
        end = _closing(tokens, brace)
        return end, [], [tokens[brace + 1 : end]]
    if _is(tokens[opening], "EXISTS"):
        raise RuleError(f"uses FILTER EXISTS; {_REFUSED['EXISTS']}")
    if tokens[opening].text != "(":  # a bare call such as FILTER isIRI(?x)
        end = _closing(tokens, _find_symbol(tokens, "(", opening))
        return end, [_text(tokens[opening : end + 1])], []
    end = _closing(tokens, opening)
    conditions: list[str] = []
    absent: list[list[Token]] = []
    for part in _conjuncts(tokens[opening + 1 : end]):
        first = _next_solid(part, 0)
        if first < len(part) and _is(part[first], "NOT"):
            brace = _find_symbol(part, "{", first)
            absent.append(part[brace + 1 : _closing(part, brace)])
        elif any(_is(token, "EXISTS") for token in part):
            raise RuleError("mixes EXISTS with other conditions; give NOT EXISTS its own FILTER")
        else:
            conditions.append(_text(part))
    return end, conditions, absent


def _conjuncts(tokens: list[Token]) -> list[list[Token]]:
    """The parts of an expression that ``&&`` joins at its top level."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        if token.kind == "symbol":
            depth += (token.text in "({") - (token.text in ")}")
            if token.text == "&&" and depth == 0:
                parts.append([])
                continue
        parts[-1].append(token)
    if len(parts) > 1 and any(t.text == "||" for t in tokens) and _top_level_or(tokens):
        return [tokens]
    return parts


def _top_level_or(tokens: list[Token]) -> bool:
    depth = 0
    for token in tokens:
        if token.kind == "symbol":
            depth += (token.text in "({") - (token.text in ")}")
            if token.text == "||" and depth == 0:
                return True
    return False


def _statement_end(tokens: list[Token], index: int) -> int:
    """Last token of a BIND or VALUES."""
    if _is(tokens[index], "BIND"):
        return _closing(tokens, _find_symbol(tokens, "(", index))
    return _closing(tokens, _find_symbol(tokens, "{", index))


def _triples(block: str, prologue: str) -> tuple[Pattern, ...]:
    """Triples of a block, variables as IRIs under ``VARIABLE``."""
    ground = "".join(
        f"<{VARIABLE}{token.text[1:]}>" if token.kind == "variable" else token.text
        for token in _tokens(block)
    ).strip()
    if not ground:
        return ()
    if not ground.endswith("."):
        ground += " ."
    try:
        quads = list(parse(f"{prologue}\n{ground}", format=RdfFormat.TURTLE))
    except SyntaxError as error:
        raise RuleError(
            f"has a pattern that is no plain triple ({error.args[0]}); "
            "write property paths as steps, each derived by a rule of its own"
        ) from error
    if any(isinstance(term, BlankNode) for quad in quads for term in (quad.subject, quad.object)):
        raise RuleError("uses a blank node; write a variable, so that a proof can name it")
    return tuple((quad.subject, quad.predicate, quad.object) for quad in quads)
