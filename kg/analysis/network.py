"""A network as the views in ``queries/views`` define it: what is a node, what is an edge."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pyoxigraph import Literal, NamedNode, QuerySolutions

from kg import resources
from kg.errors import InputError, QueryError
from kg.model import terms
from kg.model.result import Result
from kg.model.terms import shorten
from kg.store.dataset import format_term
from kg.store.holds import what_holds
from kg.store.query import run
from kg.store.query_file import read
from kg.store.times import date_of

if TYPE_CHECKING:
    from kg.store.dataset import Dataset, Term
    from kg.store.query_file import QueryFile

Value = str | int | float | bool | date | tuple[str, ...]
_NODE = ("node", "label", "kind", "start", "end")
_EDGE = ("source", "target", "label", "kind", "weight", "start", "end")
_XSD_INTEGERS = {terms.XSD + name for name in ("integer", "int", "long", "nonNegativeInteger")}
_XSD_REALS = {terms.XSD + name for name in ("decimal", "double", "float")}


@dataclass(frozen=True)
class Node:
    """A node; days as ``YYYY-MM-DD``, None where open; ``more`` are the view's other columns."""

    id: str
    label: str
    kind: str
    start: str | None = None
    end: str | None = None
    more: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Edge:
    """An edge between two nodes by their ids."""

    source: str
    target: str
    label: str
    kind: str
    weight: float = 1.0
    start: str | None = None
    end: str | None = None
    more: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class Network(Result):
    """Nodes in order of their ids, and the edges whose ends are among them, in order."""

    kind: ClassVar[str] = "network"
    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def undisputed(self) -> Network:
        """The same without edges that other claims contest or outweigh."""
        kept = (edge for edge in self.edges if edge.more.get("standing", "holds") == "holds")
        return replace(self, edges=tuple(kept))


def view_folders() -> list[str]:
    """Names of the views."""
    return sorted(path.name for path in (resources.folder("queries") / "views").iterdir())


def read_network(dataset: Dataset, view: str, *, with_derived: bool = False) -> Network:
    """The network of a view: its ``nodes.rq`` and ``edges.rq`` asked of what holds.

    Args:
        dataset: claims and, where they were recorded, conclusions.
        view: name of a folder of ``queries/views``, or the path of a folder of one's own.
        with_derived: True asks ``derived-nodes.rq`` and ``derived-edges.rq`` too, if the view has
            them.

    Raises:
        InputError: there is no such view.
        QueryError: a query fails or lacks a column.
    """
    folder = resources.folder("queries") / "views" / view
    if not folder.is_dir() and Path(view).is_dir():
        folder = Path(view)
    if not folder.is_dir():
        known = ", ".join(view_folders())
        raise InputError(view, "is not a view", f"name a folder, or one of {known}")
    holding = what_holds(dataset) if dataset.has_claims else dataset
    names = ("", "derived-") if with_derived else ("",)
    nodes: dict[str, Node] = {}
    edges: dict[tuple[str, ...], Edge] = {}
    title = ""
    for prefix in names:
        path = folder / f"{prefix}nodes.rq"
        if not prefix or path.is_file():
            file, rows = _ask(holding, path, _NODE[:3])
            title = title or file.summary
            for node in map(_node, rows):
                nodes.setdefault(node.id, node)
        path = folder / f"{prefix}edges.rq"
        if not prefix or path.is_file():
            _, rows = _ask(holding, path, _EDGE[:2])
            edges |= {_edge_place(edge): edge for edge in map(_edge, rows)}
    return Network(
        title,
        tuple(nodes[key] for key in sorted(nodes)),
        tuple(e for _, e in sorted(edges.items()) if {e.source, e.target} <= nodes.keys()),
    )


def _ask(
    dataset: Dataset, path: Path, needed: tuple[str, ...]
) -> tuple[QueryFile, list[dict[str, Term]]]:
    file = read(path)
    result = run(dataset, file, {})
    if not isinstance(result, QuerySolutions):
        raise QueryError(f"{path}: is not a SELECT query")
    names = [variable.value for variable in result.variables]
    lacking = [name for name in needed if name not in names]
    if lacking:
        raise QueryError(f"{path}: lacks the column {lacking[0]}")
    rows = [
        {name: term for name, term in zip(names, row, strict=True) if term is not None}
        for row in result
    ]
    return file, rows


def _node(row: dict[str, Term]) -> Node:
    name = _id(row["node"])
    return Node(
        name,
        format_term(row.get("label")) or name,
        format_term(row.get("kind")) or "thing",
        _day(row.get("start")),
        _day(row.get("end")),
        _more(row, _NODE),
    )


def _edge(row: dict[str, Term]) -> Edge:
    kind = format_term(row.get("kind")) or "relation"
    weight = row.get("weight")
    return Edge(
        _id(row["source"]),
        _id(row["target"]),
        format_term(row.get("label")) or kind,
        kind,
        float(weight.value) if isinstance(weight, Literal) else 1.0,
        _day(row.get("start")),
        _day(row.get("end")),
        _more(row, _EDGE),
    )


def _edge_place(edge: Edge) -> tuple[str, ...]:
    more = sorted(edge.more.items())
    days = (edge.start or "", edge.end or "")
    return (edge.source, edge.target, edge.kind, edge.label, *days, str(more))


def _id(term: Term) -> str:
    return shorten(term.value) if isinstance(term, NamedNode) else format_term(term)


def _day(term: Term | None) -> str | None:
    return term.value if isinstance(term, Literal) and term.datatype == terms.DATE else None


def _more(row: dict[str, Term], standard: tuple[str, ...]) -> dict[str, Value]:
    return {name: _value(name, term) for name, term in row.items() if name not in standard}


def _value(name: str, term: Term) -> Value:
    """The value of a column; one whose name ends in ``List`` holds texts between bars."""
    if name.endswith("List"):
        return tuple(map(shorten, filter(None, format_term(term).split("|"))))
    if isinstance(term, Literal):
        datatype = term.datatype.value
        if datatype in _XSD_INTEGERS:
            return int(term.value)
        if datatype in _XSD_REALS:
            return float(term.value)
        if datatype == terms.XSD + "boolean":
            return term.value in ("true", "1")
        if term.datatype == terms.DATE and (day := date_of(term)):
            return day
    return format_term(term)
