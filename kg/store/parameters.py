"""What a user types for a parameter, as an RDF term."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.errors import QueryError
from kg.model import terms
from kg.model.dates import parse_date
from kg.store.names import find_object, find_source, find_state

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.store.dataset import Dataset
    from kg.store.query_file import QueryFile

_NAME = re.compile(r"[A-Za-z_]\w*\Z")


def read_parameters(
    file: QueryFile, given: Mapping[str, str], dataset: Dataset
) -> dict[str, NamedNode | Literal]:
    """Terms for the parameters of a question, by the name of their variable.

    A parameter that the question does not declare is bound as well: an IRI or prefixed name, a
    whole number, a date, or else text.

    Raises:
        QueryError: a required parameter is missing, or a name is no variable.
        UnknownName: the graph does not know the state, object or source that was named.
        BadDay: a date is none.
    """
    declared = {parameter.name: parameter for parameter in file.parameters}
    missing = [p.name for p in file.parameters if p.required and p.name not in given]
    if missing:
        advice = " ".join(f"--param {name}=…" for name in missing)
        raise QueryError(f"{file.name}: needs {', '.join(missing)}; add {advice}")
    bound: dict[str, NamedNode | Literal] = {}
    for name, text in given.items():
        if file.parameters and name not in declared:
            known = ", ".join(declared)
            raise QueryError(f"{file.name}: has no parameter {name!r}; it has {known}")
        if not _NAME.match(name):
            raise QueryError(f"{name!r} is not the name of a variable: write --param name=value")
        kind = declared[name].kind if name in declared else ""
        bound[name] = _term(kind, text, dataset)
    return bound


def _term(kind: str, text: str, dataset: Dataset) -> NamedNode | Literal:
    if kind == "state":
        return find_state(dataset, text)
    if kind == "object":
        return find_object(dataset, text)
    if kind == "source":
        return find_source(dataset, text)
    if kind == "date":
        return Literal(parse_date(text).isoformat(), datatype=terms.DATE)
    if kind == "text":
        return Literal(text)
    return _guessed(text)


def _guessed(text: str) -> NamedNode | Literal:
    expanded = terms.expand(text)
    if terms.is_iri(expanded) and (expanded != text or "://" in text):
        return NamedNode(expanded)
    if re.fullmatch(r"[+-]?\d+", text):
        return Literal(int(text))
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return Literal(parse_date(text).isoformat(), datatype=terms.DATE)
    return Literal(text)
