"""Networks of states or of all entities, as the views in ``queries/views`` define them.

A network can be restricted to one day or to the neighbourhood of one node.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pyoxigraph import Literal, NamedNode, QuerySolutions, Triple

from kg import resources
from kg.errors import InputError, QueryError
from kg.model import terms
from kg.model.result import Result
from kg.model.terms import shorten
from kg.store.dataset import format_term
from kg.store.holds import what_holds
from kg.store.names import find_state
from kg.store.query import run
from kg.store.query_file import read
from kg.store.times import date_of

if TYPE_CHECKING:
    from kg.rules.inference import Inference
    from kg.store.dataset import Dataset, Term
    from kg.store.query_file import QueryFile

_IMPORTS = NamedNode(terms.OWL + "imports")


def snapshot(inference: Inference, day: date, *, with_derived: bool = False) -> list[Triple]:
    """Return the statements that hold on a day, in a stable order.

    Conclusions of rules about history are always included, since a single day does not imply them.
    The ontology's imports are left out, since the imported statements are included.

    Args:
        inference: claims and the conclusions from them.
        day: the day.
        with_derived: True adds all conclusions.
    """
    held = {t for t in inference.facts.snapshot(day) if t.predicate != _IMPORTS}
    for triple, period in inference.facts.derived.items():
        if day in period and (
            with_derived or any(d.rule.states_time for d in inference.proofs.of(triple))
        ):
            held.add(triple)
    return sorted(held, key=str)


Value = str | int | float | bool | date | tuple[str, ...]
_NODE = ("node", "label", "kind", "start", "end")
_EDGE = ("source", "target", "label", "kind", "weight", "start", "end")
_XSD_INTEGERS = {terms.XSD + name for name in ("integer", "int", "long", "nonNegativeInteger")}
_XSD_REALS = {terms.XSD + name for name in ("decimal", "double", "float")}


@dataclass(frozen=True)
class Node:
    """A node; days are ``YYYY-MM-DD``, None if open; ``more`` has the view's other columns."""

    id: str
    label: str
    kind: str
    start: str | None = None
    end: str | None = None
    more: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Edge:
    """An edge between two nodes, given by their ids."""

    source: str
    target: str
    label: str
    kind: str
    weight: float = 1.0
    start: str | None = None
    end: str | None = None
    more: dict[str, Value] = field(default_factory=dict)

    @property
    def claims(self) -> tuple[str, ...]:
        """IRIs of the claims behind the edge, if its view lists them."""
        listed = self.more.get("claimList")
        return tuple(map(terms.expand, listed)) if isinstance(listed, tuple) else ()


@dataclass(frozen=True, repr=False)
class Network(Result):
    """Nodes ordered by id, and the edges between them, in order."""

    kind: ClassVar[str] = "network"
    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def undisputed(self) -> Network:
        """The network without edges that other claims contest or outweigh."""
        kept = (edge for edge in self.edges if edge.more.get("standing", "holds") == "holds")
        return replace(self, edges=tuple(kept))


def view_folders() -> list[str]:
    """Return the names of the views."""
    return sorted(path.name for path in (resources.folder("queries") / "views").iterdir())


def read_network(dataset: Dataset, view: str, *, with_derived: bool = False) -> Network:
    """Read the network of a view with its ``nodes.rq`` and ``edges.rq``.

    Args:
        dataset: claims and, if recorded, conclusions.
        view: name of a folder of ``queries/views``, or the path of another folder.
        with_derived: True also runs ``derived-nodes.rq`` and ``derived-edges.rq``, if the view has
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
    """Return a column's value; a name that ends in ``List`` means texts separated by bars."""
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


def subgraph(
    dataset: Dataset,
    view: str,
    *,
    state: str | None = None,
    as_of: date | None = None,
    with_derived: bool = False,
) -> Network:
    """Return the network of a view, or the part of it on a day or around a state.

    Raises:
        InputError: there is no such view.
        UnknownName: there is no such state.
    """
    network = read_network(dataset, view, with_derived=with_derived)
    if as_of is not None:
        network = on_day(network, as_of.isoformat())
    if state is not None:
        network = ego_graph(network, shorten(find_state(dataset, state).value))
    return network


def on_day(network: Network, day: str) -> Network:
    """Return the nodes and edges that exist on a day, written ``YYYY-MM-DD``.

    A node whose edges are all absent on the day is dropped too; one that never has edges stays.
    """

    def there(item: Node | Edge) -> bool:
        return (item.start or "") <= day and day <= (item.end or "9999-12-31")

    nodes = [node for node in network.nodes if there(node)]
    known = {node.id for node in nodes}
    edges = [e for e in network.edges if there(e) and {e.source, e.target} <= known]
    ends = {end for edge in network.edges for end in (edge.source, edge.target)}
    left = {end for edge in edges for end in (edge.source, edge.target)}
    kept = tuple(node for node in nodes if node.id in left or node.id not in ends)
    return replace(network, nodes=kept, edges=tuple(edges))


def merged(network: Network) -> Network:
    """Merge the edges between two nodes into cooperative, conflictual and other.

    A merged edge is named after those it replaces, conclusions on the form first. Its weight is
    their number, its time runs from the first day of any to the last, and ``relations`` lists all.
    """
    bundles: dict[tuple[str, str, int], list[Edge]] = {}
    for edge in network.edges:
        one, other = sorted((edge.source, edge.target))
        bundles.setdefault((one, other, int(str(edge.more.get("sign", 0)))), []).append(edge)
    edges = []
    for (one, other, sign), bundle in sorted(bundles.items()):
        names = list(dict.fromkeys(edge.label for edge in sorted(bundle, key=_plainness)))
        starts, ends = ({getattr(edge, bound) for edge in bundle} for bound in ("start", "end"))
        edges.append(
            Edge(
                one,
                other,
                names[0] + (f" +{len(names) - 1}" if len(names) > 1 else ""),
                {1: "cooperation", -1: "opposition"}.get(sign, "other"),
                float(len(bundle)),
                None if None in starts else min(starts),
                None if None in ends else max(ends),
                {"sign": sign, "directed": False, "relations": tuple(names)},
            )
        )
    return replace(network, edges=tuple(edges))


def _plainness(edge: Edge) -> tuple[bool, bool, str]:
    """Return a sort key: conclusions named by a value of their kind, other conclusions, claims."""
    derived = "conclusion" in edge.more
    kind = edge.kind.removeprefix("derived: ")
    return not (derived and not edge.label.startswith(kind)), not derived, edge.label


def ego_graph(network: Network, center: str) -> Network:
    """Return a node, its neighbours, and all edges among them."""
    near = {center}
    for edge in network.edges:
        if center in (edge.source, edge.target):
            near |= {edge.source, edge.target}
    nodes = tuple(node for node in network.nodes if node.id in near)
    edges = tuple(e for e in network.edges if {e.source, e.target} <= near)
    return replace(network, nodes=nodes, edges=edges)
