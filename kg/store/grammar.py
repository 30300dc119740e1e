"""The SPARQL 1.1 grammar of rdflib: the only module that parses queries.

Oxigraph decides whether a query is valid SPARQL 1.1 but does not expose its parse tree. rdflib
does, but importing it and parsing a query take a tenth of a second or more, so results are cached
(see ``kg.store.reading``), and this module is imported only on a cache miss.

It uses a copy of rdflib's grammar that also records where each production begins and ends,
preserves tabs in strings, and leaves literals in their original lexical form.
"""

from __future__ import annotations

import copy
import re
import sys
import threading
from functools import cache
from typing import TYPE_CHECKING, Any

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Variable, parse
from pyparsing import ParseBaseException, ParseResults
from rdflib.plugins.sparql import parser as sparql
from rdflib.plugins.sparql.parserutils import Comp, CompValue, ParamValue

from kg.errors import InputError, QueryError
from kg.model.reachable import reachable
from kg.model.terms import BASE, is_iri
from kg.store.syntax import SyntaxNode, SyntaxTree, expanded, place_of, refuse_deep

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyparsing import ParserElement

_DEPTH = 20_000
_LOCK = threading.Lock()
_SIGNED = ("INTEGER", "DECIMAL", "DOUBLE")


class _Placed(Comp):
    """A production that records where it ends; ``_begins`` records where it begins."""

    def postParse(  # noqa: N802  (named by pyparsing)
        self,
        instring: str,  # noqa: ARG002
        loc: int,
        tokenList: ParseResults,  # noqa: N803
    ) -> CompValue:
        made = CompValue(self.name)
        for token in tokenList:
            if isinstance(token, ParamValue) and token.isList:
                made.setdefault(token.name, []).append(token.tokenList)
            elif isinstance(token, ParamValue):
                made[token.name] = token.tokenList
        made.__dict__["end"] = loc
        return made


def _begins(_text: str, place: int, tokens: ParseResults) -> None:
    tokens[0].__dict__["start"] = place


def _with_sign(mark: str) -> Callable[[ParseResults], rdflib.Literal]:
    def made(tokens: ParseResults) -> rdflib.Literal:
        return rdflib.Literal(mark + str(tokens[0]), datatype=tokens[0].datatype)

    return made


def parse_query(text: str, path: str = "") -> SyntaxTree:
    """Return the parse tree of a well-formed query.

    Raises:
        InputError: rdflib cannot parse the query; the error names line and column.
    """
    refuse_deep(text, path)
    plain = expanded(text)
    with _LOCK:
        normal = rdflib.NORMALIZE_LITERALS
        rdflib.NORMALIZE_LITERALS = False
        try:
            prologue, query = _grammar().parse_string(plain, parse_all=True)
        except ParseBaseException as error:
            line, column = place_of(plain, error.loc)
            problem = "cannot be read as SPARQL 1.1 from here on"
            raise InputError(path, problem, "", line, column) from error
        except RecursionError as error:
            raise InputError(path, "is nested too deeply to be read") from error
        finally:
            rdflib.NORMALIZE_LITERALS = normal
    try:
        names = _Names(prologue)
        node = names.resolved(query)
    except (ValueError, SyntaxError, RecursionError) as error:
        raise InputError(path, f"cannot be read as SPARQL 1.1 ({error})") from error
    assert isinstance(node, SyntaxNode)
    return SyntaxTree(plain, names.base, node)


@cache
def _grammar() -> ParserElement:
    """Return a copy of rdflib's grammar whose productions record their positions."""
    signed = {
        (name, sign): getattr(sparql, f"{name}_{sign}")
        for name in _SIGNED
        for sign in ("POSITIVE", "NEGATIVE")
    }
    # pyparsing recognises an optional part without a default by the identity of a marker
    marks = (getattr(element, "defaultValue", None) for element in _elements(sparql.Query))
    depth = sys.getrecursionlimit()
    sys.setrecursionlimit(max(depth, _DEPTH))  # the grammar is a deeply nested graph
    try:
        memo = {id(mark): mark for mark in marks}
        query, signed = copy.deepcopy((sparql.Query, signed), memo)
    finally:
        sys.setrecursionlimit(depth)
    for (_, sign), element in signed.items():
        element.set_parse_action(_with_sign("+" if sign == "POSITIVE" else "-"))
    for element in _elements(query):
        if isinstance(element, Comp):
            element.__class__ = _Placed
            element.add_parse_action(_begins)
    return query.parse_with_tabs()


def _elements(root: ParserElement) -> list[Any]:
    """Return all elements of a grammar."""

    def parts(element: Any) -> list[Any]:
        inner = getattr(element, "expr", None)
        return [*getattr(element, "exprs", ()), *([] if inner is None else [inner])]

    return list(reachable([root], parts, key=id))


class _Names:
    """The prefixes and the base of a query, which turn its names into terms."""

    def __init__(self, prologue: Any) -> None:
        self.base = ""
        self._prefixes: dict[str, str] = {}
        for part in prologue:
            iri = self._absolute(str(part.iri))
            if part.name == "Base":
                self.base = iri
            else:
                self._prefixes[part.prefix or ""] = iri

    def _absolute(self, iri: str) -> str:
        if not self.base and is_iri(iri):
            return iri
        text = f"<> <urn:p> <{iri}> ."
        (quad,) = parse(text, format=RdfFormat.TURTLE, base_iri=self.base or BASE)
        assert isinstance(quad.object, NamedNode)
        return quad.object.value

    def resolved(self, value: Any) -> Any:
        """Convert a part of rdflib's tree to our own nodes and terms."""
        if isinstance(value, CompValue):
            if value.name == "pname":
                return NamedNode(self._expanded(value))
            if value.name == "literal":
                return self._literal(value)
            fields = {name: self.resolved(part) for name, part in value.items()}
            return SyntaxNode(value.name, value.__dict__["start"], value.__dict__["end"], fields)
        if isinstance(value, rdflib.URIRef):
            return NamedNode(self._absolute(str(value)))
        if isinstance(value, rdflib.Variable):
            return Variable(str(value))
        if isinstance(value, rdflib.BNode):
            return BlankNode(str(value))
        if isinstance(value, rdflib.Literal):
            datatype = NamedNode(str(value.datatype)) if value.datatype else None
            return Literal(str(value), datatype=datatype)
        if isinstance(value, ParseResults | list | tuple):
            return [self.resolved(part) for part in value]
        return value

    def _expanded(self, name: Any) -> str:
        prefix = str(name.prefix or "")
        if prefix not in self._prefixes:
            raise QueryError(f"uses the prefix {prefix}: without declaring it")
        return self._prefixes[prefix] + re.sub(r"\\(.)", r"\1", str(name.localname or ""))

    def _literal(self, value: Any) -> Literal:
        text = str(value.string)
        if "lang" in value:
            return Literal(text, language=str(value.lang))
        if "datatype" in value:
            datatype = self.resolved(value.datatype)
            return Literal(text, datatype=datatype)
        return Literal(text)
