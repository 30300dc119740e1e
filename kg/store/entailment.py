"""RDFS entailment within one claim: subclasses and subproperties (rules rdfs7 and rdfs9).

What a claim entails by the words alone is as much the claim's as what it says, so it is added
under the claim's own name and needs no rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from kg.model import terms
from kg.model.reachable import reachable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.store.dataset import Dataset


def _closure(dataset: Dataset, predicate: NamedNode) -> dict[NamedNode, tuple[NamedNode, ...]]:
    direct: dict[NamedNode, set[NamedNode]] = {}
    for narrow, _, wide in dataset.statements(predicate):
        if isinstance(narrow, NamedNode) and isinstance(wide, NamedNode):
            direct.setdefault(narrow, set()).add(wide)

    def wider(term: NamedNode) -> Iterable[NamedNode]:
        return direct.get(term, ())

    return {term: tuple(sorted(set(reachable([term], wider)) - {term}, key=str)) for term in direct}


def superclasses(dataset: Dataset) -> dict[NamedNode, tuple[NamedNode, ...]]:
    """All superclasses of each class that has any, near and far."""
    return _closure(dataset, terms.SUBCLASS)


def superproperties(dataset: Dataset) -> dict[NamedNode, tuple[NamedNode, ...]]:
    """All properties that each property entails, for those that entail any."""
    return _closure(dataset, terms.SUBPROPERTY)


class Entailment:
    """What each class and property of the ontology entails."""

    def __init__(self, dataset: Dataset) -> None:
        self._classes = superclasses(dataset)
        self._declared = dataset.subjects(terms.TYPE, terms.CLASS)
        self._properties = superproperties(dataset)

    def subclasses(self) -> Iterator[Triple]:
        """That each class is a subclass of itself and of all that are wider (rdfs10, rdfs11)."""
        known = dict.fromkeys([*self._declared, *self._classes])
        for narrow in known:
            for wide in (narrow, *self._classes.get(narrow, ())):
                yield Triple(narrow, terms.SUBCLASS, wide)

    def of(self, triple: Triple, type_predicate: NamedNode) -> Iterator[Triple]:
        """The triple itself, then what it entails.

        Args:
            triple: a statement of a claim or of reference data.
            type_predicate: the property that carries class membership here.
        """
        yield triple
        if triple.predicate == type_predicate and isinstance(triple.object, NamedNode):
            for wider in self._classes.get(triple.object, ()):
                yield Triple(triple.subject, triple.predicate, wider)
        else:
            for wider in self._properties.get(triple.predicate, ()):
                yield Triple(triple.subject, wider, triple.object)
