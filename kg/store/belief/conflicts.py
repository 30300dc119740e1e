"""Which units cannot both be right.

Two claims contradict each other where one affirms what the other denies, or where they give one
thing two values of which only one can be right. What makes it one thing, and which values exclude
each other, is said in the ontology (see ``keys``), whether or not the claims use one IRI.

What the ontology says about identity, of values that exclude each other, and of what lasts.

- ``owl:hasKey``: two things of a class are the same where they share these values.
- ``ent:hasExclusiveProperty``: of such a thing only one value can be right at a time.
- ``ent:isOppositeOf``: two values of which only one can be right.
- ``ent:hasPersistence``: whether a thing may be presumed to last when a source no longer looks.
"""

from __future__ import annotations

from functools import cached_property
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, Protocol

from pyoxigraph import Literal, NamedNode

from kg.model import terms
from kg.store.belief.argument import Unit
from kg.store.entailment import superclasses, superproperties
from kg.store.set_apart import DENIED_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyoxigraph import Quad, Triple

    from kg.store.dataset import Dataset, Term

    Said = dict[NamedNode, set[Term]]
    """What is said about a node: values by property."""

_HAS_KEY = NamedNode("http://www.w3.org/2002/07/owl#hasKey")
_FIRST = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#first")
_REST = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#rest")
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
"""Properties whose values are no part of what is affirmed or denied of a node."""


class Keys:
    """Reads the ontology.

    Attributes:
        of_class: the properties that identify the members of a class, by class.
        exclusive: for a property of which only one value can be right, the classes of whose
            members this is said.
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
        """Values of which only one can be right, each with its opposites."""
        found: dict[Term, set[Term]] = {}
        for one, _, other in self._dataset.statements(_OPPOSITE):
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
        return found

    def wider(self, kind: Term) -> tuple[NamedNode, ...]:
        """All superclasses of a class."""
        return self._wider.get(kind, ()) if isinstance(kind, NamedNode) else ()

    def wider_properties(self, prop: NamedNode) -> tuple[NamedNode, ...]:
        """All properties that a property entails."""
        return self._wider_properties.get(prop, ())

    def narrowest(self, kinds: list[Term]) -> list[Term]:
        """Classes among these that contain no other of them."""
        above = {wide for kind in kinds for wide in self.wider(kind)}
        return [kind for kind in kinds if kind not in above]

    @cached_property
    def _persistence(self) -> dict[Term, Term]:
        return {t.subject: t.object for t in self._dataset.statements(_PERSISTENCE)}

    def persistence(self, kinds: list[Term]) -> Term | None:
        """What is said about how long members of the narrowest of some classes last."""
        above = {kind: len(self.wider(kind)) for kind in kinds if kind in self._persistence}
        if not above:
            return None
        return self._persistence[max(above, key=lambda kind: (above[kind], str(kind)))]

    def is_content(self, value: Term) -> bool:
        """True of a value that is a concept, and so part of what is said rather than of whom."""
        return isinstance(value, NamedNode) and value in self._concepts

    @cached_property
    def _concepts(self) -> set[Term]:
        return {t.subject for t in self._dataset.statements(terms.IN_SCHEME)}


class Patterns(Protocol):
    """Statements that can be looked up; None stands for any term."""

    def quads_for_pattern(self, subject: Any, predicate: Any, value: Any, /) -> Iterator[Quad]:
        """The statements that match a pattern."""


class Conflicts:
    """Finds units that exclude each other.

    Args:
        store: what claims and reference data state, entailed statements included.
        graphs: the graphs that state a statement.
        is_claim: True of a graph that is a claim's.
        keys: what the ontology says about identity and exclusion.
    """

    def __init__(
        self,
        store: Patterns,
        graphs: Callable[[Triple], tuple[NamedNode, ...]],
        is_claim: Callable[[NamedNode], bool],
        keys: Keys,
    ) -> None:
        self._store = store
        self._graphs = graphs
        self._is_claim = is_claim
        self._keys = keys
        self._denied = {quad.subject for quad in store.quads_for_pattern(None, DENIED_TYPE, None)}

    def _about(
        self, node: Term, prop: NamedNode | None, value: Term | None = None
    ) -> Iterator[Quad]:
        """Statements about a node."""
        if isinstance(node, Literal):
            return iter(())
        return self._store.quads_for_pattern(node, prop, value)

    def find(self) -> dict[Unit, set[Unit]]:
        """All units that something excludes, each with what does."""
        found: dict[Unit, set[Unit]] = {}
        for one, other in (*self._exclusive(), *self._opposed(), *self._denials()):
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
        return found

    def _exclusive(self) -> Iterator[tuple[Unit, Unit]]:
        """Values of a property of which only one can be right at a time."""
        for prop, kinds in self._keys.exclusive.items():
            for kind in kinds:
                for by_value in self._by_key(kind, prop).values():
                    for one, other in combinations(by_value, 2):
                        for mine in by_value[one]:
                            for theirs in by_value[other]:
                                yield self._unit(*mine), self._unit(*theirs)

    def _by_key(
        self, kind: NamedNode, prop: NamedNode
    ) -> dict[tuple[frozenset[Term], ...], dict[Term, list[tuple[NamedNode, Triple]]]]:
        """Statements of claims with a property, by what identifies their subject, by value."""
        found: dict[tuple[frozenset[Term], ...], dict[Term, list[tuple[NamedNode, Triple]]]] = {}
        key = next(
            (k for c in (kind, *self._keys.wider(kind)) if (k := self._keys.of_class.get(c))), ()
        )
        if not key:
            return found
        members = {quad.subject for quad in self._store.quads_for_pattern(None, terms.TYPE, kind)}
        for quad in self._store.quads_for_pattern(None, prop, None):
            if quad.subject not in members or quad.subject in self._denied:
                continue
            claims = [graph for graph in self._graphs(quad.triple) if self._is_claim(graph)]
            for identity in product(*(self._parts(quad.subject, name) for name in key)):
                said = found.setdefault(identity, {}).setdefault(quad.object, [])
                said += [(graph, quad.triple) for graph in claims]
        return found

    def _parts(self, node: Term, prop: NamedNode) -> list[frozenset[Term]]:
        """What a property adds to a node's identity: all its values together, but one concept."""
        values = self._values(node, prop)
        concepts = [frozenset({value}) for value in values if self._keys.is_content(value)]
        return concepts or [values] * bool(values)

    def _unit(self, graph: NamedNode, triple: Triple) -> Unit:
        """What is at stake where a statement is: the node, if the statement decides what it is."""
        decides = triple.predicate in self._keys.exclusive
        return Unit(graph, triple.subject, None if decides else triple)

    def _values(self, node: Term, prop: NamedNode) -> frozenset[Term]:
        return frozenset(q.object for q in self._about(node, prop))

    def _opposed(self) -> Iterator[tuple[Unit, Unit]]:
        """Opposite values of a property that can have several."""
        opposites = self._keys.opposites
        pairs = {
            (prop, kind)
            for value in opposites
            for quad in self._store.quads_for_pattern(None, None, value)
            if (prop := quad.predicate) not in self._keys.exclusive
            for kind in self._keys.of_class
            if self._is_member(quad.subject, kind)
        }
        for prop, kind in sorted(pairs, key=str):
            for by_value in self._by_key(kind, prop).values():
                for one, other in combinations(by_value, 2):
                    if other in opposites.get(one, ()):
                        for mine in by_value[one]:
                            for theirs in by_value[other]:
                                yield self._unit(*mine), self._unit(*theirs)

    def _is_member(self, node: Term, kind: Term) -> bool:
        return next(self._about(node, terms.TYPE, kind), None) is not None

    def _denials(self) -> Iterator[tuple[Unit, Unit]]:
        """What is denied, with each affirmation of it."""
        for node in sorted(self._denied, key=str):
            said = self._description(node)
            kinds = self._keys.narrowest(list(said.pop(DENIED_TYPE)))
            graphs = {
                graph
                for quad in self._about(node, DENIED_TYPE)
                for graph in self._graphs(quad.triple)
                if self._is_claim(graph)
            }
            for other in self._affirmed(kinds, said):
                for unit in self._meant(other, kinds, said):
                    for graph in graphs:
                        if graph != unit.graph:
                            yield Unit(graph, node), unit

    def _description(self, node: Term) -> Said:
        """What is said about a node, but for its time and its names."""
        found: Said = {}
        for quad in self._about(node, None):
            if not isinstance(quad.object, Literal):
                found.setdefault(quad.predicate, set()).add(quad.object)
        return found

    def _roles(self, said: Said) -> dict[NamedNode, frozenset[Term]]:
        """Of whom and of what something is said."""
        return {
            prop: frozenset(values)
            for prop, values in said.items()
            if prop not in NOT_CONTENT and not any(map(self._keys.is_content, values))
        }

    def _affirmed(self, kinds: list[Term], said: Said) -> Iterator[Term]:
        """Nodes of the classes of which as much is affirmed."""
        roles = self._roles(said)
        if not roles:
            return
        among = [
            {quad.subject for quad in self._store.quads_for_pattern(None, prop, value)}
            for prop, values in roles.items()
            for value in sorted(values, key=str)
        ]
        for node in sorted(set.intersection(*among) - self._denied, key=str):
            if all(self._is_member(node, kind) for kind in kinds) and all(
                self._values(node, prop) == values for prop, values in roles.items()
            ):
                yield node

    def _meant(self, node: Term, kinds: list[Term], said: Said) -> Iterator[Unit]:
        """What is affirmed of a node that somebody denies; nothing, where it is something else."""
        content = {
            prop: values
            for prop, values in said.items()
            if prop not in NOT_CONTENT and any(map(self._keys.is_content, values))
        }
        denied: list[Triple] = []
        for prop, values in content.items():
            told = [quad.triple for quad in self._about(node, prop) if quad.object in values]
            if not told:
                return
            denied += told
        if not content:
            denied = [quad.triple for kind in kinds for quad in self._about(node, terms.TYPE, kind)]
        for triple in denied:
            for graph in self._graphs(triple):
                if self._is_claim(graph):
                    yield self._unit(graph, triple) if content else Unit(graph, node)
