"""A part of a network: what holds on a day, or what lies around one node."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.analysis.network import Edge, read_network
from kg.model.terms import shorten
from kg.store.names import find_state

if TYPE_CHECKING:
    from datetime import date

    from kg.analysis.network import Network, Node
    from kg.store.dataset import Dataset


def subgraph(
    dataset: Dataset,
    view: str,
    *,
    state: str | None = None,
    as_of: date | None = None,
    with_derived: bool = False,
) -> Network:
    """The network of a view, or what of it is there on a day and around a state.

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
    """The nodes and edges that are there on a day, written ``YYYY-MM-DD``.

    A node that is there only by edges that are not goes too, unless it has no edge at any time.
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
    """One edge for all that binds two nodes, one for all that parts them, and one for the rest.

    It is named by what it stands for, conclusions on their form first; its weight is how many
    edges that are, its time from the first day of any to the last, and ``relations`` names all.
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
    """Conclusions whose name is a value of their kind come first, then others, then claims."""
    derived = "conclusion" in edge.more
    kind = edge.kind.removeprefix("derived: ")
    return not (derived and not edge.label.startswith(kind)), not derived, edge.label


def ego_graph(network: Network, center: str) -> Network:
    """A node, its neighbours, and all edges among them."""
    near = {center}
    for edge in network.edges:
        if center in (edge.source, edge.target):
            near |= {edge.source, edge.target}
    nodes = tuple(node for node in network.nodes if node.id in near)
    edges = tuple(e for e in network.edges if {e.source, e.target} <= near)
    return replace(network, nodes=nodes, edges=edges)
