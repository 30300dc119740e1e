"""RDFS entailment within one claim: subclasses and subproperties (rules rdfs7 and rdfs9).

Entailed statements belong to the claim as much as its stated ones, so they are added to the claim's
own graph and need no rule. Affirming a class affirms its superclasses; denying a class denies its
subclasses: a source that denies a war does not deny a dispute, but a source that denies any
antagonism denies both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from pyoxigraph import NamedNode, Triple

from kg.model import terms
from kg.model.reachable import reachable
from kg.store.columns.fact_index import within
from kg.store.columns.terms_table import IRI
from kg.store.set_apart import DENIED_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kg.store.columns.fact_index import Ints, Numbers
    from kg.store.columns.stated import GraphStatements
    from kg.store.columns.terms_table import Terms
    from kg.store.dataset import Dataset

    Wider = Mapping[NamedNode, tuple[NamedNode, ...]]


def _closure(dataset: Dataset, predicate: NamedNode) -> dict[NamedNode, tuple[NamedNode, ...]]:
    direct: dict[NamedNode, set[NamedNode]] = {}
    for narrow, _, wide in dataset.statements(predicate):
        if isinstance(narrow, NamedNode) and isinstance(wide, NamedNode):
            direct.setdefault(narrow, set()).add(wide)

    def wider(term: NamedNode) -> Iterable[NamedNode]:
        return direct.get(term, ())

    return {term: tuple(sorted(set(reachable([term], wider)) - {term}, key=str)) for term in direct}


_known: WeakKeyDictionary[Dataset, dict[NamedNode, Wider]] = WeakKeyDictionary()


def _wider(dataset: Dataset, predicate: NamedNode) -> Wider:
    known = _known.setdefault(dataset, {})
    if predicate not in known:
        known[predicate] = _closure(dataset, predicate)
    return known[predicate]


def superclasses(dataset: Dataset) -> Wider:
    """Return all superclasses, direct and indirect, of each class that has any."""
    return _wider(dataset, terms.SUBCLASS)


def superproperties(dataset: Dataset) -> Wider:
    """Return all properties that each property entails, for those that entail any."""
    return _wider(dataset, terms.SUBPROPERTY)


class Entailment:
    """Computes what single statements entail by the classes and properties of the ontology."""

    def __init__(self, dataset: Dataset) -> None:
        self._classes = superclasses(dataset)
        self._declared = dataset.subjects(terms.TYPE, terms.CLASS)
        self._properties = superproperties(dataset)

    def subclasses(self) -> Iterator[Triple]:
        """Yield each class as a subclass of itself and of all its superclasses (rdfs10, rdfs11)."""
        known = dict.fromkeys([*self._declared, *self._classes])
        for narrow in known:
            for wide in (narrow, *self._classes.get(narrow, ())):
                yield Triple(narrow, terms.SUBCLASS, wide)

    def of(self, triple: Triple, type_predicate: NamedNode) -> Iterator[Triple]:
        """Yield the triple itself, then the triples that it entails.

        Args:
            triple: a statement of a claim or of reference data.
            type_predicate: the property that states class membership here.
        """
        yield triple
        if triple.predicate == type_predicate and isinstance(triple.object, NamedNode):
            for wider in self._classes.get(triple.object, ()):
                yield Triple(triple.subject, triple.predicate, wider)
        else:
            for wider in self._properties.get(triple.predicate, ()):
                yield Triple(triple.subject, wider, triple.object)


def entailed(
    statements: GraphStatements, classes: Wider, properties: Wider, known: Terms
) -> GraphStatements:
    """Add the statements that each statement entails, directly after it.

    Args:
        statements: statements; ``ent:deniedType`` states the class of what a claim denies.
        classes: the superclasses of each class.
        properties: the superproperties of each property.
        known: the terms.
    """
    typing = np.where(statements.denied, known.find(DENIED_TYPE), known.find(terms.TYPE))
    typed = (statements.properties == typing) & (known.kinds_of(statements.values) == IRI)
    affirmed, denied = (
        np.flatnonzero(typed & side) for side in (~statements.denied, statements.denied)
    )
    one, wider = _widened(statements.values, affirmed, classes, known)
    none, narrower = _widened(statements.values, denied, inverse(classes), known)
    other, broader = _widened(statements.properties, np.flatnonzero(~typed), properties, known)
    rows = np.concatenate((one, none))
    return statements.extended(
        np.concatenate((rows, other)),
        np.concatenate((statements.properties[rows], broader)),
        np.concatenate((wider, narrower, statements.values[other])),
    )


def inverse(wider: Wider) -> Wider:
    """Return all narrower terms of each term that has any."""
    found: dict[NamedNode, tuple[NamedNode, ...]] = {}
    for narrow, others in wider.items():
        for wide in others:
            found[wide] = (*found.get(wide, ()), narrow)
    return found


def _widened(column: Numbers, rows: Ints, wider: Wider, known: Terms) -> tuple[Ints, Numbers]:
    """Return a column's rows, each repeated for every wider term of its value, with the terms."""
    counts = np.zeros(len(known), np.int64)
    starts = np.zeros(len(known), np.int64)
    flat: list[int] = []
    for term, others in wider.items():
        number = known.find(term)
        if number >= 0 and others:
            starts[number], counts[number] = len(flat), len(others)
            flat += map(known.number, others)
    held = rows[counts[column[rows]] > 0]
    many = counts[column[held]]
    places = np.repeat(starts[column[held]], many) + within(many)
    return np.repeat(held, many), np.array(flat, np.int32)[places]
