"""Conflicts: units that exclude each other.

Two claims contradict each other if one affirms what the other denies, or if they give one thing two
values of which only one can be right. The ontology states when two nodes are the same thing and
which values exclude each other (see ``keys``), whether or not the claims use the same IRI. Values
are compared for all things at once, since in a large graph they are most of the statements.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pyoxigraph import Literal, NamedNode

from kg.model import terms
from kg.store.belief.argument import Unit
from kg.store.belief.keys import NOT_CONTENT, Keys
from kg.store.belief.rivals import Rivals, Units
from kg.store.columns.fact_index import distinct, is_among, joined, numbered, within
from kg.store.set_apart import DENIED_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyoxigraph import Quad, Triple

    from kg.store.columns.fact_index import Ints, Mask, Numbers
    from kg.store.columns.quads import StatementRows
    from kg.store.columns.stated import Stated
    from kg.store.dataset import Term

    Description = dict[NamedNode, set[Term]]
    """The statements about a node: values by property."""
    Identities = tuple[Ints, Ints]
    """Nodes in order, and for each a number that is equal for nodes that are the same thing."""


class Conflicts:
    """Finds units that exclude each other.

    Args:
        store: the statements of claims and reference data, including entailed ones.
        stated: the same statements as columns.
        graphs: returns the graphs that state a statement.
        claims: the graphs of believed claims, as term numbers.
        keys: what the ontology states about identity and exclusion.
    """

    def __init__(
        self,
        store: StatementRows,
        stated: Stated,
        graphs: Callable[[Triple], tuple[NamedNode, ...]],
        claims: Numbers,
        keys: Keys,
    ) -> None:
        self.store = store
        self.keys = keys
        self._stated = stated
        self._graphs = graphs
        self._claims = claims

    @cached_property
    def _by_claim(self) -> Mask:
        return is_among(self._stated.graphs, self._claims)

    @cached_property
    def _denied(self) -> set[Term]:
        return {quad.subject for quad in self.store.quads_for_pattern(None, DENIED_TYPE, None)}

    def _is_claim(self, graph: NamedNode) -> bool:
        return bool((self._claims == self._stated.terms.find(graph)).any())

    def _about(
        self, node: Term, prop: NamedNode | None, value: Term | None = None
    ) -> Iterator[Quad]:
        """Return the statements about a node."""
        if isinstance(node, Literal):
            return iter(())
        return self.store.quads_for_pattern(node, prop, value)

    def find(self) -> Rivals:
        """Return all excluded units, each with the units that exclude it."""
        terms_of, kept = self._stated.terms, self._stated.kept
        if kept.rivals is not None:
            return Rivals(terms_of, *kept.rivals)
        denials = zip(*self._denials(), strict=True)
        told = [Units.of(units, terms_of) for units in denials] or [Units.of((), terms_of)] * 2
        parts = [(told[0], told[1]), *self._exclusive(), *self._opposed()]
        one, other = (Units.together(side) for side in zip(*parts, strict=True))
        found = Rivals.of(terms_of, one, other)
        kept.rivals = found.columns
        return found

    def _exclusive(self) -> Iterator[tuple[Units, Units]]:
        """Yield units with different values of a property that can have only one at a time."""
        for prop, kinds in self.keys.exclusive.items():
            for kind in kinds:
                yield self._differing(kind, prop)

    def _opposed(self) -> Iterator[tuple[Units, Units]]:
        """Yield units with opposite values of a property that can have several values."""
        find, opposites = self._stated.terms.find, self.keys.opposites
        values = np.array([find(value) for value in opposites], np.int64)
        pairs = [(find(one), find(other)) for one, others in opposites.items() for other in others]
        opposed = np.array([one << 32 | other for one, other in pairs if min(one, other) >= 0])
        taken = {find(prop) for prop in self.keys.exclusive}
        for number, held in self._stated.by_property.items():
            if number in taken:
                continue
            found = [held.by_value.rows_of(value) for value in values[values >= 0].tolist()]
            rows = np.concatenate([np.empty(0, np.int64), *found])
            if not len(rows):
                continue
            prop = self._stated.terms.term(number)
            assert isinstance(prop, NamedNode)
            for kind in self.keys.of_class:
                if is_among(self._stated.subjects[rows], self._members(kind)).any():
                    yield self._differing(kind, prop, opposed)

    def _rows(self, prop: NamedNode, value: Term | None = None) -> Ints:
        """Return the rows with a property, optionally with a given value."""
        find = self._stated.terms.find
        held = self._stated.by_property.get(find(prop))
        if held is None:
            return np.empty(0, np.int64)
        return held.by_subject.rows() if value is None else held.by_value.rows_of(find(value))

    def _members(self, kind: NamedNode) -> Ints:
        return self._stated.subjects[self._rows(terms.TYPE, kind)]

    def _differing(
        self, kind: NamedNode, prop: NamedNode, opposed: Ints | None = None
    ) -> tuple[Units, Units]:
        """Return the units that give one thing of a class different values of a property.

        Args:
            kind: the class.
            prop: the property.
            opposed: pairs of values that exclude each other, each encoded as one number; None for
                any two.
        """
        stated = self._stated
        key = self.keys.identity(kind)
        rows = self._rows(prop) if key else np.empty(0, np.int64)
        denied = np.array([stated.terms.find(node) for node in self._denied], np.int64)
        subjects = stated.subjects[rows]
        rows = rows[is_among(subjects, self._members(kind)) & ~is_among(subjects, denied)]
        nodes, things = self._identities(distinct(stated.subjects[rows]), key)
        rows, things = _joined_to(nodes, things, stated.subjects[rows], rows)
        counts = stated.starts[rows + 1] - stated.starts[rows]
        ranks = stated.behind[np.repeat(stated.starts[rows], counts) + within(counts)]
        rows, things = np.repeat(rows, counts), np.repeat(things, counts)
        mine = self._by_claim[ranks]
        rows, things, ranks = rows[mine], things[mine], ranks[mine]
        values = stated.statements[2][rows]
        order = np.lexsort((values, things))
        rows, things, ranks, values = rows[order], things[order], ranks[order], values[order]
        after = _ends(joined(things, values))
        counts = _ends(things) - after
        one = np.repeat(np.arange(len(rows)), counts)
        other = np.repeat(after, counts) + within(counts)
        if opposed is not None:
            apart = is_among(joined(values[one], values[other]), opposed)
            one, other = one[apart], other[apart]
        whole = prop in self.keys.exclusive
        return self._units(rows[one], ranks[one], whole), self._units(
            rows[other], ranks[other], whole
        )

    def _units(self, rows: Ints, ranks: Ints, whole: bool) -> Units:
        """Return the units of statements: the whole nodes, if the statements identify them."""
        subjects, properties, values = (column[rows] for column in self._stated.statements)
        none = np.full(len(rows), -1, np.int64)
        description = (none, none) if whole else (properties, values)
        return Units(subjects, self._stated.graphs[ranks], *description)

    def _unit(self, graph: NamedNode, triple: Triple) -> Unit:
        """Return the unit of a statement: the whole node, if the statement identifies it."""
        decides = triple.predicate in self.keys.exclusive
        return Unit(graph, triple.subject, None if decides else triple)

    def _identities(self, nodes: Ints, key: tuple[NamedNode, ...]) -> Identities:
        """Return the identity of each node by a key, leaving out nodes that lack a part of it."""
        found: Identities = nodes, np.zeros(len(nodes), np.int64)
        for name in key:
            owners, parts = self._parts(nodes, name)
            places, things = _joined_to(*found, owners, np.arange(len(owners)))
            found = owners[places], numbered(joined(things, numbered(parts)[places]))
            order = np.argsort(found[0], kind="stable")
            found = found[0][order], found[1][order]
        return found

    def _parts(self, nodes: Ints, prop: NamedNode) -> Identities:
        """Return a property's contribution to identity: a node's values together, or a concept."""
        held = self._stated.by_property.get(self._stated.terms.find(prop))
        if held is None:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        places, rows = held.by_subject.matches(nodes)
        pairs = distinct(joined(nodes[places], self._stated.statements[2][rows]))
        owners, values = pairs >> 32, pairs & 0xFFFFFFFF
        concepts = is_among(values, self._concepts)
        rest = ~concepts & ~is_among(owners, owners[concepts])
        groups, begins, sizes = _runs(owners[rest])
        together = _as_one(values[rest], begins, sizes)
        return (
            np.concatenate((owners[concepts], groups)),
            np.concatenate((values[concepts], together)),
        )

    @property
    def _concepts(self) -> Ints:
        find = self._stated.terms.find
        return np.array([n for c in self.keys.concepts if (n := find(c)) >= 0], np.int64)

    def _values(self, node: Term, prop: NamedNode) -> frozenset[Term]:
        return frozenset(q.object for q in self._about(node, prop))

    def _is_member(self, node: Term, kind: Term) -> bool:
        return next(self._about(node, terms.TYPE, kind), None) is not None

    def _denials(self) -> Iterator[tuple[Unit, Unit]]:
        """Yield each denied unit with each unit that affirms it."""
        for node in sorted(self._denied, key=str):
            description = self._description(node)
            kinds = self.keys.widest(list(description.pop(DENIED_TYPE)))
            graphs = {
                graph
                for quad in self._about(node, DENIED_TYPE)
                for graph in self._graphs(quad.triple)
                if self._is_claim(graph)
            }
            for other in self._affirmed(kinds, description):
                for unit in self._meant(other, kinds, description):
                    for graph in graphs:
                        if graph != unit.graph:
                            yield Unit(graph, node), unit

    def _description(self, node: Term) -> Description:
        """Return the statements about a node, except its dates and names."""
        found: Description = {}
        for quad in self._about(node, None):
            if not isinstance(quad.object, Literal):
                found.setdefault(quad.predicate, set()).add(quad.object)
        return found

    def _roles(self, description: Description) -> dict[NamedNode, frozenset[Term]]:
        """Return the participants and objects of a description."""
        return {
            prop: frozenset(values)
            for prop, values in description.items()
            if prop not in NOT_CONTENT and not any(map(self.keys.is_content, values))
        }

    def _affirmed(self, kinds: list[Term], description: Description) -> Iterator[Term]:
        """Return the nodes of some classes whose affirmed description covers a denied one."""
        roles = self._roles(description)
        if not roles:
            return
        among = [
            {quad.subject for quad in self.store.quads_for_pattern(None, prop, value)}
            for prop, values in roles.items()
            for value in sorted(values, key=str)
        ]
        for node in sorted(set.intersection(*among) - self._denied, key=str):
            if all(self._is_member(node, kind) for kind in kinds) and all(
                self._values(node, prop) == values for prop, values in roles.items()
            ):
                yield node

    def _meant(self, node: Term, kinds: list[Term], description: Description) -> Iterator[Unit]:
        """Yield the affirmed units to which a denial refers; none if it concerns something else."""
        content = {
            prop: values
            for prop, values in description.items()
            if prop not in NOT_CONTENT and any(map(self.keys.is_content, values))
        }
        denied: list[Triple] = []
        identity = {name for kind in kinds for name in self.keys.identity(kind)}
        for prop, values in content.items():
            told = [
                quad.triple
                for quad in self._about(node, prop)
                if quad.object in values
                or (prop not in identity and not values.isdisjoint(self.keys.broader(quad.object)))
            ]
            if not told:
                return
            denied += told
        if not content:
            denied = [quad.triple for kind in kinds for quad in self._about(node, terms.TYPE, kind)]
        for triple in denied:
            for graph in self._graphs(triple):
                if self._is_claim(graph):
                    yield self._unit(graph, triple) if content else Unit(graph, node)


def _runs(values: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the distinct values of a sorted column, where each begins, and how often it occurs."""
    fresh = np.ones(len(values), bool)
    fresh[1:] = values[1:] != values[:-1]
    begins = np.flatnonzero(fresh)
    return values[begins], begins, np.diff(np.append(begins, len(values)))


def _ends(values: Ints) -> Ints:
    """Return, for each entry of a sorted column, where the entries with the same value end."""
    _, begins, sizes = _runs(values)
    return np.repeat(begins + sizes, sizes)


def _joined_to(nodes: Ints, things: Ints, subjects: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Return rows, each with the number of a thing that its subject is; the nodes are sorted."""
    low = np.searchsorted(nodes, subjects)
    counts = np.searchsorted(nodes, subjects, "right") - low
    return np.repeat(rows, counts), things[np.repeat(low, counts) + within(counts)]


def _as_one(values: Ints, begins: Ints, sizes: Ints) -> Ints:
    """Return a number for each run's sorted values, which is equal for runs with equal values."""
    found = values[begins] if len(begins) else begins
    for place in range(1, int(sizes.max(initial=1))):
        longer = np.flatnonzero(sizes > place)
        more = joined(numbered(found), np.zeros(len(found), np.int64))
        more[longer] += values[begins[longer] + place] + 1
        found = numbered(more)
    return joined(sizes, found)
