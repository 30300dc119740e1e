"""Results of queries: an answer of any form, rows as plain values and frames, statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

from pyoxigraph import Literal, QueryBoolean, QuerySolutions, QueryTriples

from kg.errors import QueryError
from kg.model import terms
from kg.model.result import Result
from kg.store.dataset import format_term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pandas
    import polars
    import pyarrow
    from pyoxigraph import Quad, Triple

    from kg.store.dataset import Term


@dataclass(frozen=True, repr=False)
class QueryResult(Result):
    """Solutions, triples or a boolean; solutions and triples can be read once.

    Attributes:
        found: what the store answered.
    """

    kind: ClassVar[str] = "query_result"
    is_text: ClassVar[bool] = False
    found: QuerySolutions | QueryTriples | QueryBoolean

    def rows(self) -> Rows:
        """The solutions of a SELECT query.

        Raises:
            QueryError: the query was another.
        """
        if not isinstance(self.found, QuerySolutions):
            raise QueryError("rows come of SELECT; for a graph take to_rdflib()")
        return Rows.of(self.found)


Value = str | int | float | bool | date | Decimal | None
_FEW = 200  # rows that a notebook shows


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
    """Columns and rows; an IRI is shortened by its prefix, an unbound value is None."""

    kind: ClassVar[str] = "tabular"
    columns: tuple[str, ...]
    values: tuple[tuple[Value, ...], ...]

    @classmethod
    def of(cls, solutions: QuerySolutions) -> Rows:
        """The solutions of a SELECT query."""
        columns = tuple(variable.value for variable in solutions.variables)
        return cls(columns, tuple(tuple(map(_value, row)) for row in solutions))

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        """Each row as a mapping by column."""
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
        """An Arrow table with the types of the values (extra ``data``).

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
        """A pandas frame (extra ``data``)."""
        return self.to_arrow().to_pandas()

    def to_polars(self) -> polars.DataFrame:
        """A polars frame (polars, to be installed beside the extra ``data``)."""
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
    """Statements, which may be an iterator that can be read once.

    Attributes:
        unnamed: what a syntax without named graphs has of them; all of them, if None.
    """

    kind: ClassVar[str] = "rdf"
    is_text: ClassVar[bool] = False
    found: Iterable[Quad] | Iterable[Triple]
    named_graphs: bool = True
    unnamed: Iterable[Triple] | None = None
