"""Queries on a dataset, saved questions with parameters, and results in various formats."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from pyoxigraph import Literal, QueryBoolean, QuerySolutions, QueryTriples, Store

from kg import resources
from kg.errors import QueryError, UnknownName
from kg.model import terms
from kg.model.result import Result
from kg.store.dataset import format_term
from kg.store.query_file import parse, read, read_folder
from kg.store.reading import names_dataset, refuse_service, with_values
from kg.store.syntax import not_sparql, refuse_deep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import pandas
    import polars
    import pyarrow
    from pyoxigraph import NamedNode, Quad, Triple

    from kg.store.dataset import Term
    from kg.store.query_file import QueryFile


@dataclass(frozen=True, repr=False)
class QueryResult(Result):
    """Solutions, triples or a boolean; solutions and triples can be read once.

    Attributes:
        found: the result from the store.
    """

    kind: ClassVar[str] = "query_result"
    is_text: ClassVar[bool] = False
    found: QuerySolutions | QueryTriples | QueryBoolean

    def rows(self) -> Rows:
        """Return the solutions of a SELECT query as a table.

        Raises:
            QueryError: the query is not a SELECT query.
        """
        if not isinstance(self.found, QuerySolutions):
            raise QueryError("only SELECT gives rows; for a graph use to_rdflib()")
        return Rows.of(self.found)


Value = str | int | float | bool | date | Decimal | None
_FEW = 200  # number of rows that a notebook shows


def _truth(text: str) -> bool:
    return text in ("true", "1")


_PYTHON: dict[str, Callable[[str], Value]] = {
    terms.XSD + "boolean": _truth,
    terms.XSD + "date": date.fromisoformat,
    terms.XSD + "decimal": Decimal,
    terms.XSD + "double": float,
    terms.XSD + "float": float,
    terms.XSD + "int": int,
    terms.XSD + "integer": int,
    terms.XSD + "nonNegativeInteger": int,
}


@dataclass(frozen=True, repr=False)
class Rows(Result):
    """A table of results; IRIs are shortened with prefixes, and an unbound value is None."""

    kind: ClassVar[str] = "tabular"
    columns: tuple[str, ...]
    values: tuple[tuple[Value, ...], ...]

    @classmethod
    def of(cls, solutions: QuerySolutions) -> Rows:
        """Return the solutions of a SELECT query as rows."""
        columns = tuple(variable.value for variable in solutions.variables)
        return cls(columns, tuple(tuple(map(_value, row)) for row in solutions))

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        """Iterate over the rows as mappings by column."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.values)

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        rows = "".join(
            f"<tr>{''.join(f'<td>{escape(_text(value))}</td>' for value in row)}</tr>"
            for row in self.values[:_FEW]
        )
        more = len(self) - _FEW
        note = f"<p>… and {more:,} more rows</p>" if more > 0 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{note}"

    def to_arrow(self) -> pyarrow.Table:
        """Return an Arrow table with the types of the values (extra ``data``).

        A column whose values have several types becomes text.
        """
        import pyarrow as pa

        columns: dict[str, list[Any]] = {
            name: [row[number] for row in self.values] for number, name in enumerate(self.columns)
        }
        for name, column in columns.items():
            if len({type(value) for value in column if value is not None}) > 1:
                columns[name] = [None if value is None else _text(value) for value in column]
        return pa.table(columns)

    def to_pandas(self) -> pandas.DataFrame:
        """Return a pandas data frame, with dates as ``datetime64`` (extra ``data``)."""
        return self.to_arrow().to_pandas(date_as_object=False)

    def to_polars(self) -> polars.DataFrame:
        """Return a Polars data frame (install ``polars`` in addition to the extra ``data``)."""
        import polars

        frame = polars.from_arrow(self.to_arrow())
        assert isinstance(frame, polars.DataFrame)
        return frame


def _value(term: Term | None) -> Value:
    if isinstance(term, Literal) and (read := _PYTHON.get(term.datatype.value)):
        try:
            return read(term.value)
        except (ValueError, ArithmeticError):
            return term.value
    return None if term is None else format_term(term)


def _text(value: Value) -> str:
    return "" if value is None else str(value)


@dataclass(frozen=True, repr=False)
class Statements(Result):
    """Statements, possibly an iterator that can be read only once.

    Attributes:
        unnamed: the statements to write in a syntax without named graphs; None for all.
    """

    kind: ClassVar[str] = "rdf"
    is_text: ClassVar[bool] = False
    found: Iterable[Quad] | Iterable[Triple]
    named_graphs: bool = True
    unnamed: Iterable[Triple] | None = None


@dataclass(frozen=True, repr=False)
class Questions(Result):
    """Saved questions, sorted by name."""

    kind: ClassVar[str] = "questions"
    found: tuple[QueryFile, ...]


def questions() -> dict[str, QueryFile]:
    """Return the saved questions by name."""
    return {file.name: file for file in read_folder(resources.folder("queries") / "questions")}


def find_question(name: str) -> QueryFile:
    """Return the saved question with a name.

    Raises:
        UnknownName: there is no such question; the error gives the closest names.
    """
    known = questions()
    if name not in known:
        near = difflib.get_close_matches(name, known, 3, 0.5)
        hint = f"did you mean {', '.join(near)}?" if near else "see 'kg questions'"
        raise UnknownName(f"unknown question {name!r}; {hint}")
    return known[name]


def read_question(text: str) -> QueryFile:
    """Return a saved question by name, a SPARQL file by path, or the text of a query itself.

    Raises:
        InputError: the file cannot be read.
        UnknownName: there is no such question.
    """
    if text.replace("-", "").isalnum():
        return find_question(text)
    if Path(text).suffix in (".rq", ".sparql"):
        return read(Path(text))
    return parse("query", "query", text)


class Queryable(Protocol):
    """An object on which queries can run."""

    @property
    def store(self) -> Store:
        """All statements, in a store."""

    @property
    def is_union(self) -> bool:
        """True if the default graph is all graphs together."""


@dataclass(frozen=True)
class QueryStore:
    """A store with its own default graph."""

    store: Store
    is_union: bool = False


def answer(
    dataset: Queryable, file: QueryFile, values: Mapping[str, NamedNode | Literal]
) -> QueryResult:
    """Run a query and return a result that displays itself."""
    return QueryResult(run(dataset, file, values))


def refuse(file: QueryFile) -> None:
    """Reject an invalid query before a graph is prepared for it.

    Raises:
        InputError: the query is not SPARQL 1.1; the error names line and column.
        QueryError: the query uses another server (SERVICE).
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
    dataset: Queryable, file: QueryFile, values: Mapping[str, NamedNode | Literal]
) -> QuerySolutions | QueryTriples | QueryBoolean:
    """Run a query with its parameters bound.

    Unless the query names its own (FROM), the default graph is that of the dataset, or all graphs
    together if the dataset has none.

    Raises:
        InputError: the query is not SPARQL 1.1; the error names line and column.
        QueryError: the query uses another server, cannot be bound, or fails.
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
    """Return the query with variables bound by a VALUES block at the start of its pattern.

    Args:
        text: a well-formed query.
        values: terms in N-Triples syntax, by the name of their variable.
        path: the file of the query, for messages.

    Raises:
        QueryError: the query has no group pattern in which to put VALUES.
        InputError: the query cannot be parsed; the error names line and column.
    """
    if not values:
        return text
    names = " ".join(f"?{name}" for name in values)
    return with_values(text, f"VALUES ({names}) {{ ({' '.join(values.values())}) }}", path)


def _first_line(error: Exception) -> str:
    text = str(error.args[0] if error.args else error)
    return " ".join(text.split())[:300]
