"""Query results in each format: a table for people, the W3C formats for programs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    serialize,
)

from kg.errors import QueryError
from kg.model.terms import PREFIXES
from kg.model.text import xml_bytes
from kg.render.tabular import table

if TYPE_CHECKING:
    from kg.store.query import QueryResult

_SOLUTIONS = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
}


def _text(output: str, answer: QueryResult) -> str:
    """Return the result as text, ending with a line break.

    Raises:
        QueryError: the format cannot represent this kind of result.
    """
    result = answer.found
    if isinstance(result, QueryTriples):
        return _triples(result, output)
    if output == "turtle":
        raise QueryError("Turtle needs a CONSTRUCT query: change it, or choose another --format")
    if output in ("table", "text"):
        if isinstance(result, QueryBoolean):
            return "yes\n" if bool(result) else "no\n"
        return table([v.value for v in result.variables], [list(row) for row in result])
    if isinstance(result, QueryBoolean) and output in ("csv", "tsv"):
        raise QueryError(f"{output} cannot hold a yes or no: choose json, xml or table")
    data = result.serialize(format=_SOLUTIONS[output])
    assert data is not None
    text = (xml_bytes(data) if output == "xml" else data).decode("utf-8")
    return text if text.endswith("\n") else text + "\n"


def _triples(result: QueryTriples, output: str) -> str:
    if output not in ("turtle", "table", "text"):
        raise QueryError(f"{output} cannot hold triples: choose --format turtle")
    triples = sorted(result, key=str)
    data = serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES)
    assert data is not None
    return data.decode("utf-8")


FORMATS = {
    name: partial(_text, name) for name in ("table", "csv", "tsv", "json", "xml", "turtle", "text")
}
