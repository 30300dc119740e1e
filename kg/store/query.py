"""Ask a dataset: queries, saved questions, and parameters bound in them."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pyoxigraph import Store

from kg import resources
from kg.errors import QueryError, UnknownName
from kg.model.result import Result
from kg.store.query_file import parse, read, read_folder
from kg.store.query_result import QueryResult
from kg.store.reading import names_dataset, refuse_service, with_values
from kg.store.syntax import not_sparql, refuse_deep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import (
        Literal,
        NamedNode,
        QueryBoolean,
        QuerySolutions,
        QueryTriples,
    )

    from kg.store.dataset import Dataset
    from kg.store.query_file import QueryFile


@dataclass(frozen=True, repr=False)
class Questions(Result):
    """Saved questions, by name."""

    kind: ClassVar[str] = "questions"
    found: tuple[QueryFile, ...]


def questions() -> dict[str, QueryFile]:
    """The saved questions by name."""
    return {file.name: file for file in read_folder(resources.folder("queries") / "questions")}


def find_question(name: str) -> QueryFile:
    """A saved question.

    Raises:
        UnknownName: there is no such question; names the closest ones.
    """
    known = questions()
    if name not in known:
        near = difflib.get_close_matches(name, known, 3, 0.5)
        hint = f"did you mean {', '.join(near)}?" if near else "see 'kg questions'"
        raise UnknownName(f"unknown question {name!r}; {hint}")
    return known[name]


def read_question(text: str) -> QueryFile:
    """A saved question by its name, a file of SPARQL by its path, or SPARQL itself.

    Raises:
        InputError: the file cannot be read.
        UnknownName: there is no such question.
    """
    if text.replace("-", "").isalnum():
        return find_question(text)
    if Path(text).suffix in (".rq", ".sparql"):
        return read(Path(text))
    return parse("query", "query", text)


def answer(
    dataset: Dataset, file: QueryFile, values: Mapping[str, NamedNode | Literal]
) -> QueryResult:
    """The same as ``run``, as a result that shows itself."""
    return QueryResult(run(dataset, file, values))


def refuse(file: QueryFile) -> None:
    """Refuse what is no query that may be run, before a graph is made ready for it.

    Raises:
        InputError: the query is not SPARQL 1.1; names line and column.
        QueryError: the query asks another server.
    """
    try:
        refuse_deep(file.text, file.path)
        refuse_service(file.text, file.path)
        Store().query(file.text)
    except SyntaxError as error:
        raise not_sparql(file.path, error) from error
    except QueryError as error:
        raise QueryError(f"{file.path}: {_first_line(error)}") from error


def run(
    dataset: Dataset, file: QueryFile, values: Mapping[str, NamedNode | Literal]
) -> QuerySolutions | QueryTriples | QueryBoolean:
    """Answer a query with its parameters bound.

    The default graph is what the dataset has there, or all graphs together where it has nothing
    of its own, unless the query names its own (FROM).

    Raises:
        InputError: the query is not SPARQL 1.1; names line and column.
        QueryError: the query asks another server, cannot be bound, or fails.
    """
    try:
        refuse_deep(file.text, file.path)
        refuse_service(file.text, file.path)
        text = bind(file.text, {name: str(value) for name, value in values.items()}, file.path)
        whole = dataset.is_union and not names_dataset(file.text, file.path)
        return dataset.store.query(text, use_default_graph_as_union=whole)
    except SyntaxError as error:
        raise not_sparql(file.path, error) from error
    except (QueryError, RuntimeError, ValueError, OSError) as error:
        raise QueryError(f"{file.path}: {_first_line(error)}") from error


def bind(text: str, values: Mapping[str, str], path: str = "") -> str:
    """The query with variables bound: its pattern opens with a VALUES block.

    Args:
        text: a query, well-formed.
        values: terms as N-Triples writes them, by the name of their variable.
        path: where the query stands, for messages.

    Raises:
        QueryError: the query has no group pattern that could open with VALUES.
        InputError: the query cannot be read; names line and column.
    """
    if not values:
        return text
    names = " ".join(f"?{name}" for name in values)
    return with_values(text, f"VALUES ({names}) {{ ({' '.join(values.values())}) }}", path)


def _first_line(error: Exception) -> str:
    text = str(error.args[0] if error.args else error)
    return " ".join(text.split())[:300]
