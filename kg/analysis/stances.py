"""Stances of a state towards objects: as sources say, and as its conduct shows."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import Triple

from kg.model import terms

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from kg.analysis.conclusions import DyadConclusions
    from kg.store.dataset import Term


class Stances:
    """What one state holds towards objects of interest, and which claims say so."""

    def __init__(self, found: DyadConclusions, state: NamedNode) -> None:
        self._found = found
        self._state = state
        self._nodes: dict[NamedNode, list[NamedNode]] = {}
        for node in found.now.subjects(terms.ent("isHeldBy"), state):
            for item in found.now.objects(node, terms.ent("isTowards")):
                self._nodes.setdefault(item, []).append(node)

    def towards(
        self, item: NamedNode, cls: str, predicate: str, typed: NamedNode = terms.TYPE
    ) -> tuple[str | None, set[str]]:
        """What it holds towards an object, and the claims that say so; None if they differ."""
        found = self._found
        values: set[Term] = set()
        claims: set[str] = set()
        for node in self._nodes.get(item, ()):
            if found.now.holds(Triple(node, typed, terms.ent(cls))):
                for triple in found.now.statements(node, terms.ent(predicate)):
                    values.add(triple.object)
                    claims |= set(found.provenance.claims((triple, found.dyad.as_of)))
        return (found.dataset.slug(values.pop()) if len(values) == 1 else None), claims

    def inferred(self, item: NamedNode) -> str | None:
        """The highest level of an interest in an object that its conduct shows, if there is one."""
        now, dataset = self._found.now, self._found.dataset
        shown = [
            (int(dataset.text(level, terms.ent("rank")) or 0), dataset.slug(level))
            for node in self._nodes.get(item, ())
            if now.holds(Triple(node, terms.TYPE, terms.ent("InferredInterest")))
            for level in now.objects(node, terms.ent("hasLevel"))
        ]
        return max(shown)[1] if shown else None

    @cached_property
    def _argued(self) -> list[NamedNode]:
        """What can be argued that it holds; nothing, where nobody disputes anything."""
        if not self._found.inference.facts.is_disputed:
            return []
        return list(self._found.arguable.subjects(terms.ent("isHeldBy"), self._state))

    def arguably_towards(
        self, item: NamedNode, cls: str, predicate: str
    ) -> tuple[tuple[str, ...], set[str]]:
        """What can be argued that it holds towards an object, where none of it is certain."""
        found, view = self._found, self._found.arguable
        told = [
            triple
            for node in self._argued
            if view.holds(Triple(node, terms.ent("isTowards"), item))
            and view.holds(Triple(node, terms.TYPE, terms.ent(cls)))
            for triple in view.statements(node, terms.ent(predicate))
        ]
        if not told or any(found.now.holds(triple) for triple in told):
            return (), set()
        held = [(triple, found.dyad.as_of) for triple in told]
        claims = {claim for one in held for claim in found.argument.claims(one)}
        return tuple(sorted({found.dataset.slug(triple.object) for triple in told})), claims
