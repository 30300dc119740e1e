"""The ontology's statements on identity, on exclusive values, and on what lasts.

- ``owl:hasKey``: two things of a class are the same if they share these values.
- ``ent:hasExclusiveProperty``: a thing has only one value of the property at a time.
- ``ent:isOppositeOf``: two values that exclude each other.
- ``ent:hasPersistence``: whether a thing is presumed to last after its source stopped looking.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.model import terms
from kg.model.reachable import reachable
from kg.store.entailment import superclasses, superproperties

if TYPE_CHECKING:
    from kg.store.dataset import Dataset, Term

_HAS_KEY = NamedNode("http://www.w3.org/2002/07/owl#hasKey")
_FIRST = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#first")
_REST = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#rest")
_BROADER = NamedNode("http://www.w3.org/2004/02/skos/core#broader")
_EXCLUSIVE = terms.ent("hasExclusiveProperty")
_OPPOSITE = terms.ent("isOppositeOf")
_PERSISTENCE = terms.ent("hasPersistence")
UNTIL_ENDED = terms.ent("lastsUntilEnded")
DOES_NOT_LAST = terms.ent("doesNotLast")
NOT_CONTENT = frozenset(
    [
        terms.TYPE,
        *map(
            terms.ent, ("deniedType", "supposedType", "standsFor", "startPrecision", "endPrecision")
        ),
    ]
)
"""Properties whose values do not belong to what is affirmed or denied of a node."""


class Keys:
    """The ontology's statements on identity, exclusion and persistence.

    Attributes:
        of_class: by class, the properties that identify its members.
        exclusive: by property of which only one value can be right, the classes to whose members
            this applies.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._wider = superclasses(dataset)
        self._wider_properties = superproperties(dataset)
        self.of_class: dict[NamedNode, tuple[NamedNode, ...]] = {}
        self.exclusive: dict[NamedNode, list[NamedNode]] = {}
        for triple in dataset.statements(_HAS_KEY):
            if isinstance(triple.subject, NamedNode):
                self.of_class[triple.subject] = tuple(self._list(triple.object))
        for triple in dataset.statements(_EXCLUSIVE):
            if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode):
                self.exclusive.setdefault(triple.object, []).append(triple.subject)

    def _list(self, head: Term) -> list[NamedNode]:
        found: list[NamedNode] = []
        while not isinstance(head, NamedNode):
            found += [n for n in self._dataset.values(head, _FIRST) if isinstance(n, NamedNode)]  # type: ignore[arg-type]
            rest = self._dataset.values(head, _REST)  # type: ignore[arg-type]
            if not rest:
                break
            head = rest[0]
        return found

    @cached_property
    def opposites(self) -> dict[Term, set[Term]]:
        """The opposites of each value that has any."""
        found: dict[Term, set[Term]] = {}
        for one, _, other in self._dataset.statements(_OPPOSITE):
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
        return found

    def wider(self, kind: Term) -> tuple[NamedNode, ...]:
        """Return all superclasses of a class."""
        return self._wider.get(kind, ()) if isinstance(kind, NamedNode) else ()

    def identity(self, kind: Term) -> tuple[NamedNode, ...]:
        """Return the properties that identify a class's members, given for it or a superclass."""
        classes = (kind, *self.wider(kind))
        return next((key for one in classes if (key := self.of_class.get(one))), ())  # type: ignore[arg-type]

    def wider_properties(self, prop: NamedNode) -> tuple[NamedNode, ...]:
        """Return all properties that a property entails."""
        return self._wider_properties.get(prop, ())

    def narrowest(self, kinds: list[Term]) -> list[Term]:
        """Return the given classes that contain no other given class."""
        above = {wide for kind in kinds for wide in self.wider(kind)}
        return [kind for kind in kinds if kind not in above]

    def widest(self, kinds: list[Term]) -> list[Term]:
        """Return the widest of some classes, which are what a denial is about."""
        among = set(kinds)
        return [kind for kind in kinds if among.isdisjoint(self.wider(kind))]

    @cached_property
    def _persistence(self) -> dict[Term, Term]:
        return {t.subject: t.object for t in self._dataset.statements(_PERSISTENCE)}

    @cached_property
    def by_depth(self) -> dict[Term, int]:
        """The classes on which the ontology states how long members last, the narrowest last."""
        found = sorted(self._persistence, key=lambda kind: (len(self.wider(kind)), str(kind)))
        return {kind: place for place, kind in enumerate(found)}

    def persistence(self, kinds: list[Term]) -> Term | None:
        """Return the ontology's statement on how long members of the narrowest class last."""
        narrowest = max(kinds, key=lambda kind: self.by_depth.get(kind, -1), default=None)
        return None if narrowest is None else self._persistence.get(narrowest)

    def is_content(self, value: Term) -> bool:
        """Return True for a value that is a concept and therefore part of the content."""
        return isinstance(value, NamedNode) and value in self.concepts

    def broader(self, value: Term) -> set[Term]:
        """Return a concept and all broader ones."""
        return set(reachable([value], lambda narrow: self._broader.get(narrow, ())))

    @cached_property
    def _broader(self) -> dict[Term, list[Term]]:
        found: dict[Term, list[Term]] = {}
        for narrow, _, broad in self._dataset.statements(_BROADER):
            found.setdefault(narrow, []).append(broad)
        return found

    @cached_property
    def concepts(self) -> set[Term]:
        """All concepts of the ontology's schemes."""
        return {t.subject for t in self._dataset.statements(terms.IN_SCHEME)}
