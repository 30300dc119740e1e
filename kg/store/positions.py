"""Positions of statements in Turtle, TriG, N-Triples and N-Quads files.

The store reads files and checks their syntax but reports no positions. This module follows the
tokens of a text that the store has already read, completely or up to an error, so it can be short:
see docs/decisions/0006-places-of-statements.md.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    Tokens = Iterator[tuple[str, "Term"]]

_TOKEN = re.compile(
    r"""(?P<skip>\s+|\#[^\n]*)
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*(?:\\u[^<>\s]*)?>)
    |(?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*(?:\"\"\")?|'''(?:[^'\\]|\\.|'(?!''))*(?:''')?
        |"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)
    |(?P<mark>\^\^|[;,\[\](){}]|\.(?!\d))
    |(?P<tag>@[\w-]+)
    |(?P<name>(?:\\.|\.(?=[^\s<>"'(){}\[\];,^.\#])|[^\s<>"'(){}\[\];,^.\\@\#])(?:\\.|\.+(?=[^\s<>"'(){}\[\];,^.\#])|[^\s<>"'(){}\[\];,^.\\])*)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_LINE = re.compile(
    r"""^[ \t]*(<[^>\n]*>|_:\S+)[ \t]*(<[^>\n]*>)[ \t]*
    (<[^>\n]*>|_:\S+|"(?:[^"\\\n]|\\.)*")""",
    re.VERBOSE | re.MULTILINE,
)
_FEW = 16  # number of names up to which each is searched for separately
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_FIRST = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#first>"
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


class Term(NamedTuple):
    """A term as written in the text, and the offset at which it begins."""

    text: str
    offset: int


class Statement(NamedTuple):
    """A statement in the text; a subject or object is empty for an anonymous node.

    Each member of a list is the ``rdf:first`` value of an anonymous node.
    """

    graph: str
    subject: Term
    predicate: Term
    object: Term


@dataclass
class Scan:
    """An RDF text, its prefixes, and where its lines begin."""

    text: str

    def __post_init__(self) -> None:
        self.prefixes: dict[str, str] = {}
        self.base = ""
        self._starts = [0, *(match.end() for match in re.finditer("\n", self.text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, counted from one."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def value(self, written: str) -> str:
        """Return the IRI, blank node label or lexical form that a written term denotes."""
        if written.startswith("<"):
            iri = _unescaped(written[1:-1]) if "\\" in written else written[1:-1]
            return iri if ":" in iri else self.base + iri
        if written[:1] in "\"'":
            width = 3 if written[:3] in ('"""', "'''") else 1
            return _unescaped(written[width:-width])
        if written == "a":
            return _RDF_TYPE
        prefix, colon, rest = written.partition(":")
        if colon and prefix in self.prefixes:
            return self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", rest)
        return written.removeprefix("_:")

    def statements(self) -> Iterator[Statement]:
        """Return all statements in order."""
        return _Walk(self).statements()

    def lines(self, naming: Collection[str] = ()) -> Iterator[Statement]:
        """Yield the statements of N-Triples or N-Quads, which have one line each.

        Args:
            naming: IRIs, labels and lexical forms; if there are few, lines that contain none of
                them are left out. If there are none or many, all lines are read.
        """
        few = 0 < len(naming) <= _FEW
        for match in self._lines_with(naming) if few else _LINE.finditer(self.text):
            subject, predicate, value = (Term(match[i], match.start(i)) for i in (1, 2, 3))
            yield Statement("", subject, predicate, value)

    def _lines_with(self, names: Collection[str]) -> Iterator[re.Match[str]]:
        """Yield the lines that contain one of the names, or an escape, which may be part of one."""
        held: set[int] = set()
        for name in (*names, "\\"):
            offset = self.text.find(name)
            while offset >= 0:
                line = bisect_right(self._starts, offset)
                held.add(self._starts[line - 1])
                next_line = self._starts[line] if line < len(self._starts) else len(self.text)
                offset = self.text.find(name, next_line) if next_line < len(self.text) else -1
        for start in sorted(held):
            if match := _LINE.match(self.text, start):
                yield match

    def tokens(self) -> Iterator[tuple[str, Term]]:
        """Yield the kind and text of each token except white space and comments."""
        for match in _TOKEN.finditer(self.text):
            kind = match.lastgroup or ""
            if kind != "skip":
                yield kind, Term(match.group(), match.start())


def _unescaped(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        code = match[1]
        if code[0] in "uU" and len(code) > 1:
            return chr(int(code[1:], 16))
        return _ESCAPED.get(code, code)

    return _ESCAPE.sub(one, text) if "\\" in text else text


class _Walk:
    """The state of a walk over the tokens: the role of the next token."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.graph = ""
        self.subject = Term("", 0)
        self.predicate = Term("", 0)
        self.stack: list[tuple[Term, Term, Callable[[Term, Tokens], None]]] = []
        self.step: Callable[[Term, Tokens], None] = self._subject
        self.found: Statement | None = None

    def statements(self) -> Iterator[Statement]:
        tokens = self.scan.tokens()
        for kind, term in tokens:
            if kind == "mark":
                self._mark(term, tokens)
            elif kind == "tag" and term.text in ("@prefix", "@base"):
                self._directive(term.text[1:], tokens)
            elif kind in ("iri", "name", "string"):
                self.step(term, tokens)
            if self.found:
                yield self.found
                self.found = None

    def _directive(self, name: str, tokens: Tokens) -> None:
        if name.lower() == "prefix":
            prefix = next(tokens, ("", Term("", 0)))[1].text
            iri = next(tokens, ("", Term("", 0)))[1].text
            self.scan.prefixes[prefix.removesuffix(":")] = self.scan.value(iri)
        else:
            self.scan.base = next(tokens, ("", Term("", 0)))[1].text.strip("<>")

    def _subject(self, term: Term, tokens: Tokens) -> None:
        if term.text.upper() in ("PREFIX", "BASE") and ":" not in term.text:
            self._directive(term.text, tokens)
        elif term.text.upper() != "GRAPH":
            self.subject = term
            self.step = self._predicate

    def _predicate(self, term: Term, _: Tokens) -> None:
        self.predicate = term
        self.step = self._object

    def _object(self, term: Term, _: Tokens) -> None:
        self.found = Statement(self.graph, self.subject, self.predicate, term)
        self.step = self._after

    def _member(self, term: Term, _: Tokens) -> None:
        self.found = Statement(self.graph, Term("", term.offset), Term(_FIRST, term.offset), term)

    def _after(self, term: Term, _: Tokens) -> None:
        """Ignore a fourth term, which is the graph of an N-Quads statement."""

    def _mark(self, term: Term, tokens: Tokens) -> None:
        mark = term.text
        if mark == "{":
            self.graph = self.subject.text if self.step == self._predicate else ""
            self.step = self._subject
        elif mark == "}":
            self.graph = ""
            self.step = self._subject
        elif mark == "." and not self.stack:
            self.step = self._subject
        elif mark == ";":
            self.step = self._predicate
        elif mark == ",":
            self.step = self._object
        elif mark == "^^":
            next(tokens, None)
        elif mark in "[(":
            self._open(term)
        elif self.stack:  # a closing bracket
            self.subject, self.predicate, self.step = self.stack.pop()

    def _open(self, bracket: Term) -> None:
        """Begin an anonymous node, whose own statements come before the rest of the outer one."""
        nameless = Term("", bracket.offset)
        outer, step = self.subject, self.step
        if step == self._subject:
            outer, step = nameless, self._predicate
        elif step == self._object:
            self._object(nameless, iter(()))
            step = self.step
        self.stack.append((outer, self.predicate, step))
        self.subject = nameless
        self.step = self._predicate if bracket.text == "[" else self._member
