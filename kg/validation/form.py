"""Whether claims put facts, denials and suppositions each in the form that tells them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.model import terms
from kg.store.set_apart import DENIED_TYPE, SUPPOSED_TYPE, TYPES, is_no, is_own

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Quad

    from kg.store.dataset import Term

_POLARITY = terms.ent("hasPolarity")
_MODALITY = terms.ent("hasModality")
_COMMITTING = terms.ent("committing")
_DENIED = terms.ent("denied")


class FormCheck:
    """Takes statements one by one, in any order; knows in the end which are out of place."""

    def __init__(self) -> None:
        self._polarity: dict[Term, Term] = {}
        self._modality: dict[Term, Term] = {}
        self._supposing: set[Term] = set()
        self._typed: set[tuple[NamedNode, NamedNode, NamedNode]] = set()
        self._foreign: dict[NamedNode, dict[NamedNode, None]] = {}

    def note(self, quad: Quad) -> None:
        """Take a statement."""
        graph, subject, predicate = quad.graph_name, quad.subject, quad.predicate
        if predicate == _POLARITY and self._polarity.get(subject) != _DENIED:
            self._polarity[subject] = quad.object
        elif predicate == _MODALITY:
            self._modality[subject] = quad.object
        elif predicate == _COMMITTING and is_no(quad.object):
            self._supposing.add(subject)
        if isinstance(graph, NamedNode) and isinstance(subject, NamedNode):
            if predicate in TYPES:
                self._typed.add((graph, subject, predicate))
            if not is_own(quad):
                self._foreign.setdefault(graph, {})[subject] = None

    def misplaced(self) -> Iterator[tuple[NamedNode, NamedNode]]:
        """Claims, each with a node that it puts otherwise than its polarity and modality ask."""
        found: dict[tuple[NamedNode, NamedNode], None] = {}
        for claim, node, predicate in self._typed:
            if claim in self._polarity and predicate != self._wanted(claim):
                found[claim, node] = None
        for claim, nodes in self._foreign.items():
            if claim in self._polarity and self._wanted(claim) != terms.TYPE:
                found.update(dict.fromkeys((claim, node) for node in nodes))
        yield from sorted(found, key=str)

    def _wanted(self, claim: Term) -> NamedNode:
        if self._modality.get(claim) in self._supposing:
            return SUPPOSED_TYPE
        return DENIED_TYPE if self._polarity.get(claim) == _DENIED else terms.TYPE
