"""The parts of a rule's query: what it constructs, what it needs, what must be absent.

Oxigraph checks the query's syntax and parses its triples; this module only finds which piece of
the text is which. A rule keeps to the part of SPARQL in which each piece has one meaning over
time: triples, FILTER, BIND, VALUES, FILTER NOT EXISTS and MINUS. Anything else is refused with
advice, never misread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store, parse

from kg.errors import RuleError
from kg.model.terms import VARIABLE, is_variable
from kg.store.sparql import (
    Token,
    closing,
    find_symbol,
    find_word,
    is_word,
    next_solid,
    not_sparql,
    text_of,
    tokenize,
)

if TYPE_CHECKING:
    from pyoxigraph import Literal, Triple

    Term = NamedNode | BlankNode | Literal | Triple
    Pattern = tuple[Term, NamedNode, Term]
    Slots = tuple[str | Term, str | Term, str | Term]


_REFUSED = {
    "OPTIONAL": "write a second rule without the optional part",
    "UNION": "write one rule for each branch",
    "GRAPH": "rules read one graph; leave GRAPH out",
    "SERVICE": "rules read no other server",
    "SELECT": "derive what the subquery finds with a rule of its own; count in a question",
    "EXISTS": "write the pattern itself, outside FILTER",
}


@dataclass(frozen=True)
class Group:
    """A group pattern: runs of triples, each with the FILTER, BIND or VALUES that follows."""

    parts: tuple[tuple[tuple[Pattern, ...], str], ...]

    @cached_property
    def triples(self) -> tuple[Pattern, ...]:
        """All its triples, in the order of the query."""
        return tuple(dict.fromkeys(pattern for triples, _ in self.parts for pattern in triples))

    @cached_property
    def conditions(self) -> str:
        """The FILTER, BIND and VALUES parts, a line each."""
        return "\n".join(text for _, text in self.parts if text)

    @cached_property
    def slots(self) -> tuple[Slots, ...]:
        """The triples, ready to be filled."""
        return compiled(self.triples)


@dataclass(frozen=True)
class RulePattern:
    """A CONSTRUCT query taken apart."""

    prologue: str
    head: tuple[Pattern, ...]
    body: Group
    absences: tuple[Group, ...]


def variable_name(term: object) -> str | None:
    """Name of the variable that a pattern term stands for, None for a constant."""
    if is_variable(term):
        assert isinstance(term, NamedNode)
        return term.value[len(VARIABLE) :]
    return None


def compiled(patterns: tuple[Pattern, ...]) -> tuple[Slots, ...]:
    """Patterns ready to be filled: a variable is its name, a constant itself."""

    def slot(term: Term) -> str | Term:
        name = variable_name(term)
        return term if name is None else name

    return tuple((slot(s), slot(p), slot(o)) for s, p, o in patterns)


def read_pattern(text: str, path: str = "") -> RulePattern:
    """Take a rule apart.

    Raises:
        InputError: the text is not SPARQL 1.1; names its path, line and column.
        RuleError: the text is no CONSTRUCT query, or uses a part that rules lack.
    """
    try:
        Store().query(text)
    except SyntaxError as error:
        raise not_sparql(path, error) from error
    tokens = [t for t in tokenize(text) if t.kind != "comment"]
    start = find_word(tokens, "CONSTRUCT")
    if start is None:
        raise RuleError("is not a CONSTRUCT query")
    prologue = text_of(tokens[:start])
    opening = find_symbol(tokens, "{", start)
    shut = closing(tokens, opening)
    if "{" in text_of(tokens[start + 1 : opening]) or find_word(tokens[start:opening], "WHERE"):
        raise RuleError("has no template; write CONSTRUCT { … } WHERE { … }")
    body_open = find_symbol(tokens, "{", shut + 1)
    body_close = closing(tokens, body_open)
    if text_of(tokens[body_close + 1 :]).strip():
        raise RuleError("has a modifier after WHERE { … }; order and limits mean nothing in a rule")
    body, absences = _group(tokens[body_open + 1 : body_close], prologue)
    head = _triples(text_of(tokens[opening + 1 : shut]), prologue)
    if not head:
        raise RuleError("constructs nothing")
    _check_variables(head, body)
    return RulePattern(prologue, head, body, tuple(absences))


def _check_variables(head: tuple[Pattern, ...], body: Group) -> None:
    joined = {name for pattern in body.triples for term in pattern if (name := variable_name(term))}
    for pattern in head:
        for term in pattern:
            name = variable_name(term)
            if name and name not in joined and not re.search(rf"[?$]{name}\b", body.conditions):
                raise RuleError(f"constructs ?{name}, which its body does not bind")


def _group(tokens: list[Token], prologue: str, inside: str = "") -> tuple[Group, list[Group]]:
    """A group without its absences, in the order of the query, and those absences.

    A FILTER holds for the whole group, wherever it stands, so it is put last.
    """
    run: list[str] = []
    parts: list[tuple[tuple[Pattern, ...], str]] = []
    filters: list[str] = []
    absences: list[Group] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        word = token.text.upper() if token.kind == "word" else ""
        if word == "MINUS":
            opening = next_solid(tokens, index + 1)
            end = closing(tokens, opening)
            absences.append(_absence(tokens[opening + 1 : end], prologue, inside))
        elif word == "FILTER":
            opening = next_solid(tokens, index + 1)
            end, conditions, absent = _filter(tokens, opening)
            filters += [f"FILTER({condition})" for condition in conditions]
            absences.extend(_absence(group, prologue, inside) for group in absent)
        elif word in ("BIND", "VALUES"):
            end = _statement_end(tokens, index)
            parts.append((_triples("".join(run), prologue), text_of(tokens[index : end + 1])))
            run = []
        elif word in _REFUSED:
            raise RuleError(f"uses {word}; {_REFUSED[word]}")
        elif token.kind == "symbol" and token.text == "{":
            if find_word(tokens, "UNION") is not None:
                raise RuleError(f"uses UNION; {_REFUSED['UNION']}")
            raise RuleError("uses a nested group; write its patterns in the group around it")
        else:
            run.append(token.text)
            index += 1
            continue
        index = next_solid(tokens, end + 1)
        if index < len(tokens) and tokens[index].text == ".":
            index += 1
        run.append(f"{_stop(run)}\n")
    parts.append((_triples("".join(run), prologue), "\n".join(filters)))
    return Group(tuple(parts)), absences


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
    if is_word(tokens[opening], "NOT"):
        brace = find_symbol(tokens, "{", opening)
        end = closing(tokens, brace)
        return end, [], [tokens[brace + 1 : end]]
    if is_word(tokens[opening], "EXISTS"):
        raise RuleError(f"uses FILTER EXISTS; {_REFUSED['EXISTS']}")
    if tokens[opening].text != "(":  # a bare call such as FILTER isIRI(?x)
        end = closing(tokens, find_symbol(tokens, "(", opening))
        return end, [text_of(tokens[opening : end + 1])], []
    end = closing(tokens, opening)
    conditions: list[str] = []
    absent: list[list[Token]] = []
    for part in _conjuncts(tokens[opening + 1 : end]):
        first = next_solid(part, 0)
        if first < len(part) and is_word(part[first], "NOT"):
            brace = find_symbol(part, "{", first)
            absent.append(part[brace + 1 : closing(part, brace)])
        elif any(is_word(token, "EXISTS") for token in part):
            raise RuleError("mixes EXISTS with other conditions; give NOT EXISTS its own FILTER")
        else:
            conditions.append(text_of(part))
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
    if is_word(tokens[index], "BIND"):
        return closing(tokens, find_symbol(tokens, "(", index))
    return closing(tokens, find_symbol(tokens, "{", index))


def _triples(block: str, prologue: str) -> tuple[Pattern, ...]:
    """Triples of a block, variables as IRIs under ``VARIABLE``."""
    ground = "".join(
        f"<{VARIABLE}{token.text[1:]}>" if token.kind == "variable" else token.text
        for token in tokenize(block)
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
