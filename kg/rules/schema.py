"""What the ontology says that tells two nodes of a rule apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.model import terms
from kg.store.entailment import superclasses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.store.dataset import Dataset


@dataclass(frozen=True)
class Schema:
    """Functional properties, and the classes that share no member with a class.

    Terms are written as in N-Triples, which is how the stars of a rule hold them.
    """

    functional: frozenset[str] = frozenset()
    apart: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, dataset: Dataset) -> Schema:
        """Read the schema off the ontology; disjointness is inherited by subclasses."""
        above = superclasses(dataset)
        below: dict[object, set[object]] = {}
        for narrow, wide in above.items():
            for term in wide:
                below.setdefault(term, {term}).add(narrow)
        apart: dict[str, set[str]] = {}
        for left, _, right in dataset.statements(terms.DISJOINT):
            for one in below.get(left, {left}):
                for other in below.get(right, {right}):
                    apart.setdefault(str(one), set()).add(str(other))
                    apart.setdefault(str(other), set()).add(str(one))
        functional = dataset.subjects(terms.TYPE, terms.FUNCTIONAL)
        return cls(
            frozenset(map(str, functional)),
            {name: frozenset(others) for name, others in apart.items()},
        )

    def tells_apart(self, predicate: str, one: str, other: str) -> bool:
        """True where no node has both values of the property."""
        if predicate in self.functional:
            return one != other
        return predicate == str(terms.TYPE) and other in self.apart.get(one, ())
