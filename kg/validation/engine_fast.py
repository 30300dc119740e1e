"""Run the shapes with a compiled engine (extra ``fast``); the findings are those of pySHACL."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pyoxigraph import RdfFormat, serialize

from kg.errors import InputError
from kg.model.terms import SUBPROPERTY, shorten
from kg.validation.finding import Finding, Severity, shape_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Triple

_LITERAL = re.compile(r'"(.*)"(?:@[\w-]+|\^\^<[^>]*>)?\Z', re.DOTALL)
_ESCAPE = re.compile(r'\\(["\\nrt])')
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}


def fast_findings(data: Iterable[Triple], shapes: Iterable[Triple]) -> list[Finding]:
    """All that breaks a shape.

    The engine takes the subject of a property for one of its superproperties, too, which SHACL
    does not; so it is not told which property is one.

    Raises:
        InputError: a shape is not what SHACL allows.
    """
    import shacl_rust

    told = (triple for triple in data if triple.predicate != SUBPROPERTY)
    read, stated = (
        BytesIO(serialize(triples, format=RdfFormat.N_TRIPLES) or b"") for triples in (told, shapes)
    )
    try:
        report = shacl_rust.validate_file(read, stated, data_format="nt", shapes_format="nt")
    except ValueError as error:
        text = " ".join(str(error).split())[:200]
        raise InputError("shapes", f"hold one that cannot be used ({text})") from error
    return [_finding(result) for result in report["results"]]


def _finding(result: dict[str, Any]) -> Finding:
    node, value = _bare(result["focusNode"]), _bare(result.get("value", ""))
    path = result.get("resultPath", "")
    messages = result["messages"]
    return Finding(
        severity=Severity.named(_bare(result["severity"])),
        shape=shape_name(_bare(result["sourceShape"])),
        node=shorten(node),
        path=shorten(_bare(path)) if path.startswith("<") else "",
        value="" if value == node else shorten(value),
        message=messages[-1] if messages else "",
    )


def _bare(term: str) -> str:
    """The IRI, label or lexical form of a term written as in N-Triples."""
    if term.startswith("<"):
        return term[1:-1]
    if term.startswith("_:"):
        return term[2:]
    literal = _LITERAL.match(term)
    return _ESCAPE.sub(lambda m: _ESCAPED.get(m[1], m[1]), literal[1]) if literal else term
