"""Query files: SPARQL with a YAML header in comment lines that start with ``#+``.

The header convention is that of grlc (Merono-Penuela and Hoekstra, 2016). Parameters typed by a
user become RDF terms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode

from kg.errors import InputError, QueryError, unreadable
from kg.model import terms
from kg.model.dates import parse_date
from kg.store.names import find_object, find_source, find_state
from kg.store.reading import ParseCache

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.store.dataset import Dataset

_NAME = re.compile(r"[A-Za-z_]\w*\Z")


def read_parameters(
    file: QueryFile, given: Mapping[str, str], dataset: Dataset
) -> dict[str, NamedNode | Literal]:
    """Return RDF terms for the parameters of a question, by the name of their variable.

    A parameter that the question does not declare is also bound, as an IRI or prefixed name, an
    integer, a date, or else text.

    Raises:
        QueryError: a required parameter is missing, or a name is not a variable of the query.
        UnknownName: the state, object or source is not in the graph.
        BadDay: a date is not valid.
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


@dataclass(frozen=True)
class Parameter:
    """A variable that a caller binds: ``kind`` is state, date, object or text."""

    name: str
    kind: str = "text"
    required: bool = False
    description: str = ""


@dataclass(frozen=True)
class QueryFile:
    """One ``.rq`` file; its name without the suffix is its identifier."""

    name: str
    path: str
    text: str
    summary: str
    parameters: tuple[Parameter, ...] = ()
    because: str = ""
    unless: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    other: Mapping[str, Any] = field(default_factory=dict)


def _texts(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def read(path: Path) -> QueryFile:
    """Read one query file.

    Raises:
        InputError: the file cannot be read, or its header is not a YAML mapping with a summary.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(path, error) from error
    return parse(path.stem, str(path), text)


def parse(name: str, path: str, text: str) -> QueryFile:
    """Return a query file from its text; a text without a header has an empty summary."""
    header = header_of(text)
    data: Any = HEADERS.find(header) if header else {}
    if data is None:
        data = parse_header(header, path)
    if not isinstance(data, dict) or (header and not data.get("summary")):
        raise InputError(path, "the header has no summary", "add '#+ summary: …'", 1)
    parameters = tuple(
        Parameter(
            key,
            str((value or {}).get("type", "text")),
            bool((value or {}).get("required", False)),
            str((value or {}).get("description", "")),
        )
        for key, value in (data.pop("parameters", None) or {}).items()
    )
    return QueryFile(
        name=name,
        path=path,
        text=text,
        summary=str(data.pop("summary", "")),
        parameters=parameters,
        because=str(data.pop("because", "")),
        unless=_texts(data.pop("unless", None)),
        after=_texts(data.pop("after", None)),
        other=data,
    )


def header_of(text: str) -> str:
    """Return the header of a query as YAML, empty if it has none."""
    lines = text.splitlines()
    return "\n".join(line[2:].removeprefix(" ") for line in lines if line.startswith("#+"))


def parse_header(header: str, path: str) -> Any:
    """Parse the YAML of a header.

    Raises:
        InputError: it is not valid YAML; the error names the line.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(header, Loader=loader)  # noqa: S506  (safe loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise InputError(path, "the header is not YAML", "fix the '#+' lines", line) from error


def _load(kept: Any) -> dict[str, Any]:
    if not isinstance(kept, dict):
        raise TypeError("the header must be a mapping")
    return dict(kept)


HEADERS: ParseCache[Any] = ParseCache("headers", [Path(__file__)], _load, lambda found: found)
"""Cache of parsed headers."""


def read_folder(folder: Path) -> list[QueryFile]:
    """Return all ``.rq`` files in a folder and its subfolders, sorted by name.

    Raises:
        InputError: the folder does not exist, or two files share a name.
    """
    if not folder.is_dir():
        raise InputError(str(folder), "is not a folder")
    files = [read(path) for path in sorted(folder.rglob("*.rq"))]
    seen: dict[str, str] = {}
    for file in files:
        if file.name in seen:
            raise InputError(file.path, f"has the same name as {seen[file.name]}", "rename one")
        seen[file.name] = file.path
    return sorted(files, key=lambda file: file.name)
