"""Separation of denials and suppositions from facts.

A claim commits its source if its modality does. The content of such a claim, if affirmative, is a
fact to anyone who believes it, and is written as one. Other content is on the claim's own nodes,
whose IRIs start with that of the claim and ``#``, and whose classes are given by another property
than ``rdf:type``: ``ent:deniedType`` if the claim is a denial and commits its source, else
``ent:supposedType``. See docs/decisions/0014-what-holds.md.

Files in the old form, with classes given by ``rdf:type``, are rewritten as they are read, so that
no denial or hope is taken for a fact.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, Protocol

from pyoxigraph import Literal, NamedNode, Quad

from kg.model import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import BlankNode, Triple

    Term = NamedNode | BlankNode | Literal | Triple

DENIED_TYPE = terms.ent("deniedType")
SUPPOSED_TYPE = terms.ent("supposedType")
STANDS_FOR = terms.ent("standsFor")
TYPES = (terms.TYPE, DENIED_TYPE, SUPPOSED_TYPE)
"""The properties that give the class of a fact, a denial and a supposition."""

_BREAK = re.compile(r"[/#]")


class Quads(Protocol):
    """A collection of quads that can be searched; None stands for any term."""

    def quads_for_pattern(
        self,
        subject: Any,
        predicate: Any,
        value: Any,
        graph: Any = None,
        /,
    ) -> Iterator[Quad]:
        """Return the quads that match a pattern."""


@dataclass(frozen=True)
class Renaming:
    """A renaming that separates the content of denials and suppositions still in the old form.

    Attributes:
        types: for each such claim, the property that gives its classes.
        own: for each such claim, the names of its own nodes, by the names that they replace.
        moved: the new names that all graphs use for nodes that nothing else describes.
    """

    types: Mapping[NamedNode, NamedNode]
    own: Mapping[NamedNode, Mapping[NamedNode, NamedNode]]
    moved: Mapping[NamedNode, NamedNode]

    def node(self, node: Term, graph: object) -> Term:
        """Return the new name of a node in a graph."""
        if not isinstance(node, NamedNode):
            return node
        own = self.own.get(graph) if isinstance(graph, NamedNode) else None
        return (own or self.moved).get(node) or self.moved.get(node, node)

    def quad(self, quad: Quad) -> Quad:
        """Return a statement in the current form."""
        subject, predicate, graph = quad.subject, quad.predicate, quad.graph_name
        if isinstance(graph, NamedNode) and graph in self.types:
            if isinstance(subject, NamedNode):
                subject = self.own[graph].get(subject, subject)
            predicate = self.types[graph] if predicate in TYPES else predicate
        return Quad(subject, predicate, self.node(quad.object, graph), graph)

    def links(self) -> Iterator[Quad]:
        """Yield links from claims' own nodes to the nodes that they stand for.

        Only nodes that other graphs also describe have links.
        """
        for claim, names in self.own.items():
            for node, name in names.items():
                if node not in self.moved:
                    yield Quad(name, STANDS_FOR, node, claim)


def plan(store: Quads) -> Renaming:
    """Plan the conversion of denials and suppositions to the form that separates them from facts.

    If nothing else describes a node, all references to it become references to the claim's own
    node; otherwise, the claim's node states which node it stands for.
    """
    types: dict[NamedNode, NamedNode] = {}
    own: dict[NamedNode, dict[NamedNode, NamedNode]] = {}
    for claim, typed in set_apart_types(store).items():
        quads = _statements(store, claim)
        if any(_is_out_of_place(quad, typed) for quad in quads):
            types[claim] = typed
            own[claim] = _own_nodes(claim, quads)
    times = Counter(node for names in own.values() for node in names)
    moved = {
        node: name
        for claim, names in own.items()
        for node, name in names.items()
        if times[node] == 1
        and all(quad.graph_name == claim for quad in store.quads_for_pattern(node, None, None))
    }
    return Renaming(types, own, moved)


def set_apart_types(store: Quads) -> dict[NamedNode, NamedNode]:
    """Return the property that gives the classes of each claim whose content is not a fact."""
    denied = _subjects(store, terms.ent("hasPolarity"), terms.ent("denied"))
    found = dict.fromkeys(denied, DENIED_TYPE)
    for quad in store.quads_for_pattern(None, terms.ent("committing"), None):
        if is_no(quad.object):
            supposed = _subjects(store, terms.ent("hasModality"), quad.subject)
            found.update(dict.fromkeys(supposed, SUPPOSED_TYPE))
    return found


def is_own(quad: Quad) -> bool:
    """Return True for a statement about one of the own nodes of the claim that makes it."""
    graph, subject = quad.graph_name, quad.subject
    return (
        isinstance(graph, NamedNode)
        and isinstance(subject, NamedNode)
        and subject.value.startswith(f"{graph.value}#")
    )


def is_no(value: Term) -> bool:
    """Return True for the literal false."""
    return isinstance(value, Literal) and value.value in ("false", "0")


def _is_out_of_place(quad: Quad, typed: NamedNode) -> bool:
    """Return True for a statement that a reader could take for a fact."""
    other = quad.predicate in TYPES and quad.predicate != typed
    return other or (isinstance(quad.subject, NamedNode) and not is_own(quad))


def _statements(store: Quads, claim: NamedNode) -> list[Quad]:
    return list(store.quads_for_pattern(None, None, None, claim))


def _subjects(store: Quads, predicate: NamedNode, value: Term) -> Iterator[NamedNode]:
    for quad in store.quads_for_pattern(None, predicate, value):
        if isinstance(quad.subject, NamedNode):
            yield quad.subject


def _own_nodes(claim: NamedNode, quads: Iterable[Quad]) -> dict[NamedNode, NamedNode]:
    """Return new names for those subjects of a claim that are not its own nodes."""
    subjects = {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}
    taken = {node.value for node in subjects if node.value.startswith(f"{claim.value}#")}
    own = {}
    for node in sorted(subjects, key=str):
        if node.value in taken:
            continue
        name = plain = f"{claim.value}#{_BREAK.split(node.value)[-1]}"
        for number in count(2):
            if name not in taken:
                break
            name = f"{plain}-{number}"
        taken.add(name)
        own[node] = NamedNode(name)
    return own
