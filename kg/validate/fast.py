"""Run the shapes with a compiled engine (extra ``fast``); the findings are those of pySHACL."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pyoxigraph import QueryTriples, RdfFormat, serialize

from kg.errors import InputError
from kg.store.facts import ONTOLOGY_GRAPH
from kg.validate.finding import Finding, Severity, shape_name
from kg.validate.flatten import STATES_ABOUT, UNNAMED, USES_PROPERTY
from kg.vocabulary.terms import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Triple

    from kg.store.dataset import Dataset

_LITERAL = re.compile(r'"(.*)"(?:@[\w-]+|\^\^<[^>]*>)?\Z', re.DOTALL)
_ESCAPE = re.compile(r'\\(["\\nrt])')
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}


def fast_findings(dataset: Dataset, shapes: Iterable[Triple]) -> list[Finding]:
    """All that breaks a shape.

    Raises:
        InputError: a shape is not what SHACL allows.
    """
    import shacl_rust

    stated = serialize(shapes, format=RdfFormat.N_TRIPLES)
    assert stated is not None
    try:
        report = shacl_rust.validate_file(
            BytesIO(_flat(dataset)), BytesIO(stated), data_format="nt", shapes_format="nt"
        )
    except ValueError as error:
        text = " ".join(str(error).split())[:200]
        raise InputError("shapes", f"hold one that cannot be used ({text})") from error
    return [_finding(result) for result in report["results"]]


_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_STATED = f"{{ GRAPH ?graph {{ ?s ?p ?o }} FILTER(?graph != {ONTOLOGY_GRAPH}) }}"
_LINKS = f"""CONSTRUCT {{ ?graph {STATES_ABOUT} ?s }}
WHERE {{ SELECT DISTINCT ?graph ?s WHERE {_STATED} }}"""
_USES = f"""CONSTRUCT {{ ?graph {USES_PROPERTY} ?p }}
WHERE {{ SELECT DISTINCT ?graph ?p WHERE {_STATED} }}"""
_UNNAMED = f"CONSTRUCT {{ {UNNAMED} {STATES_ABOUT} ?s ; {USES_PROPERTY} ?p }} WHERE {{ ?s ?p ?o }}"


def _flat(dataset: Dataset) -> bytes:
    """What ``flatten`` yields, as N-Triples, made by the store itself, which is faster."""
    parts = []
    for query in (_ALL, _LINKS, _USES, _UNNAMED):
        found = dataset.store.query(query, use_default_graph_as_union=query is _ALL)
        assert isinstance(found, QueryTriples)
        parts.append(found.serialize(format=RdfFormat.N_TRIPLES) or b"")
    return b"".join(parts)


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
