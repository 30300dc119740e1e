"""Denials and suppositions set apart from facts.

A claim commits its source if its modality says so. The content of such a claim, if affirmative, is
a fact to anyone who believes it, and is written as one. Other content is on nodes of the claim's
own, whose IRIs open with that of the claim and ``#`` and whose classes are given by another
property than ``rdf:type``: ``ent:deniedType`` if the claim denies and commits its source, else
``ent:supposedType``. See docs/decisions/0014-what-holds.md.

Files in the former form, with classes on ``rdf:type``, are rewritten as they are read, so that no
denial or hope is taken for a fact.
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
"""The properties on which a class hangs, of a fact, a denial and a supposition."""

_BREAK = re.compile(r"[/#]")


class Quads(Protocol):
    """Quads that can be looked up; None stands for any term."""

    def quads_for_pattern(
        self,
        subject: Any,
        predicate: Any,
        value: Any,
        graph: Any = None,
        /,
    ) -> Iterator[Quad]:
        """The quads that match a pattern."""


@dataclass(frozen=True)
class Renaming:
    """A renaming that sets apart what claims deny or suppose, where they do not do so yet.

    Attributes:
        types: for each such claim the property on which its classes hang.
        own: for each the names of nodes of its own, by those that they replace.
        moved: the names by which all graphs call a node now, where nothing else describes it.
    """

    types: Mapping[NamedNode, NamedNode]
    own: Mapping[NamedNode, Mapping[NamedNode, NamedNode]]
    moved: Mapping[NamedNode, NamedNode]

    def node(self, node: Term, graph: object) -> Term:
        """Return the name of a node in a graph."""
        if not isinstance(node, NamedNode):
            return node
        own = self.own.get(graph) if isinstance(graph, NamedNode) else None
        return (own or self.moved).get(node) or self.moved.get(node, node)

    def quad(self, quad: Quad) -> Quad:
        """A statement as it is made now."""
        subject, predicate, graph = quad.subject, quad.predicate, quad.graph_name
        if isinstance(graph, NamedNode) and graph in self.types:
            if isinstance(subject, NamedNode):
                subject = self.own[graph].get(subject, subject)
            predicate = self.types[graph] if predicate in TYPES else predicate
        return Quad(subject, predicate, self.node(quad.object, graph), graph)

    def links(self) -> Iterator[Quad]:
        """For nodes that other graphs describe too, which one the claim's own stands for."""
        for claim, names in self.own.items():
            for node, name in names.items():
                if node not in self.moved:
                    yield Quad(name, STANDS_FOR, node, claim)


def plan(store: Quads) -> Renaming:
    """Plan how denials and suppositions get the form that tells them from facts.

    Where nothing else describes a node, anyone who refers to it refers to the claim's own node from
    now on; where something does, the claim's node says for which one it stands.
    """
    types: dict[NamedNode, NamedNode] = {}
    own: dict[NamedNode, dict[NamedNode, NamedNode]] = {}
    for claim, typed in set_apart_types(store).items():
        quads = _said(store, claim)
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
    """The claims that do not both affirm and commit their source: on what their classes hang."""
    denied = _subjects(store, terms.ent("hasPolarity"), terms.ent("denied"))
    found = dict.fromkeys(denied, DENIED_TYPE)
    for quad in store.quads_for_pattern(None, terms.ent("committing"), None):
        if is_no(quad.object):
            supposed = _subjects(store, terms.ent("hasModality"), quad.subject)
            found.update(dict.fromkeys(supposed, SUPPOSED_TYPE))
    return found


def is_own(quad: Quad) -> bool:
    """Return True for a statement about a node of the claim in whose graph it is."""
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


def _said(store: Quads, claim: NamedNode) -> list[Quad]:
    return list(store.quads_for_pattern(None, None, None, claim))


def _subjects(store: Quads, predicate: NamedNode, value: Term) -> Iterator[NamedNode]:
    for quad in store.quads_for_pattern(None, predicate, value):
        if isinstance(quad.subject, NamedNode):
            yield quad.subject


def _own_nodes(claim: NamedNode, quads: Iterable[Quad]) -> dict[NamedNode, NamedNode]:
    """Names in the claim for its subjects that are not nodes of its own."""
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
