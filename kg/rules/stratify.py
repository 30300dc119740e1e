"""Stratification: the order of rules, computed from what each rule reads and writes.

A rule depends on another if one of its stars (all its triples with one subject) can match a node
that the other constructs. Two stars with different values of a functional property, or with
disjoint classes, are about different nodes; so a conclusion of one kind does not count as input for
another kind. Rules in one stratum may feed each other; if such a cycle passes through a negation,
there is no order, and the rules are rejected (Apt, Blair and Walker 1988).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from kg.errors import CyclicNegation
from kg.model import terms
from kg.model.reachable import reachable
from kg.model.result import Result
from kg.store.entailment import superclasses
from kg.store.set_apart import DENIED_TYPE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.rules.pattern import Star
    from kg.rules.rule import Rule
    from kg.store.dataset import Dataset


@dataclass(frozen=True, repr=False)
class Program(Result):
    """Rules in order of execution, stratum by stratum."""

    kind: ClassVar[str] = "rules"
    strata: Sequence[Sequence[Rule]]
    schema: Schema


def feeds(written: Star, read: Star, schema: Schema) -> bool:
    """Return True if a constructed node can match a pattern, completely or in part."""
    if _is_denied(read) and any(predicate == _TYPE for predicate, _ in written):
        return False  # a denied kind is attached to a separate node without a class
    meeting = False
    for predicate, value in read:
        for other_predicate, other in written:
            if predicate is None or other_predicate is None:
                meeting = True
            elif predicate == other_predicate:
                if value is None or other is None:
                    meeting = True
                elif schema.tells_apart(predicate, value, other):
                    return False
                elif value == other:
                    meeting = True
    return meeting


_TYPE = str(terms.TYPE)
_DENIED = str(DENIED_TYPE)


def _is_denied(star: Star) -> bool:
    return any(predicate == _DENIED for predicate, _ in star)


Feeds = dict[str, set[str]]
"""For each rule name, the names of the rules that read its output."""


def dependencies(rules: Sequence[Rule], schema: Schema) -> tuple[Feeds, set[tuple[str, str]]]:
    """Return which rule feeds which, by name, and the pairs that do so through a negation."""
    made = {rule.name: rule.written for rule in rules}
    needed = {rule.name: set(rule.needed) for rule in rules}
    barred = {rule.name: set(rule.barred) for rule in rules}
    read = set().union(*needed.values(), *barred.values())
    written = {star for about in made.values() for star in about}
    fed = {star: {other for other in read if feeds(star, other, schema)} for star in written}
    feeding: Feeds = {rule.name: set() for rule in rules}
    negative: set[tuple[str, str]] = set()
    for writer, about in made.items():
        reading = set().union(*(fed[star] for star in about))
        for reader in feeding:
            if not reading.isdisjoint(barred[reader]):
                negative.add((writer, reader))
                feeding[writer].add(reader)
            elif not reading.isdisjoint(needed[reader]):
                feeding[writer].add(reader)
    return feeding, negative


def reached(feeding: Feeds) -> Feeds:
    """Return the rules that each rule feeds, directly or indirectly; itself too if on a cycle."""
    return {name: set(reachable(near, feeding.__getitem__)) for name, near in feeding.items()}


def downstream(rules: Sequence[Rule], schema: Schema) -> dict[str, frozenset[str]]:
    """Return, for each rule, all rules that read its output directly or through other rules."""
    feeding, _ = dependencies(rules, schema)
    return {name: frozenset(found) for name, found in reached(feeding).items()}


def stratify(rules: Sequence[Rule], schema: Schema) -> list[list[Rule]]:
    """Return the rules in groups to run one after the other, each to its own fixpoint.

    Args:
        rules: the rules, in any order.
        schema: the functional properties and disjoint classes of the ontology.

    Raises:
        CyclicNegation: a cycle of rules passes through a negation.
    """
    asked = (tuple(rules), schema)
    known = _latest.get("known")  # read only once: threads may use different rules
    if known is None or known[0] != asked:
        known = _latest["known"] = asked, _stratify(rules, schema)
    return [list(group) for group in known[1]]


_latest: dict[str, Any] = {}  # the last result: most graphs share rules and ontology


def _stratify(rules: Sequence[Rule], schema: Schema) -> list[list[Rule]]:
    feeding, negative = dependencies(rules, schema)
    far = reached(feeding)
    by_name = {rule.name: rule for rule in rules}
    circle = {
        name: tuple(sorted({name} | {other for other in far[name] if name in far[other]}))
        for name in by_name
    }
    before: dict[tuple[str, ...], set[tuple[str, ...]]] = {
        group: set() for group in circle.values()
    }
    for writer, readers in feeding.items():
        for reader in readers:
            if circle[writer] != circle[reader]:
                before[circle[reader]].add(circle[writer])
    strata = []
    while before:  # the first group by name that waits for no other
        group = min(group for group, waited in before.items() if not waited)
        del before[group]
        for waited in before.values():
            waited.discard(group)
        if any(one in group and other in group for one, other in negative):
            raise CyclicNegation(group)
        strata.append([by_name[name] for name in group])
    return strata


def is_recursive(stratum: Sequence[Rule], schema: Schema) -> bool:
    """Return True if the rules of a stratum feed each other or themselves."""
    if len(stratum) > 1:
        return True
    rule = stratum[0]
    return any(feeds(w, r, schema) for w in rule.written for r in rule.needed)


def program_of(rules: Sequence[Rule], dataset: Dataset) -> Program:
    """Return the rules in order of execution, according to the ontology in a dataset.

    Raises:
        CyclicNegation: the rules cannot be stratified.
    """
    from kg.rules.stratify import Schema

    schema = Schema.of(dataset)
    return Program(stratify(rules, schema), schema)


@dataclass(frozen=True)
class Schema:
    """The functional properties of an ontology, and the classes disjoint from each class.

    Terms are written as in N-Triples, like those in the stars of a rule.
    """

    functional: frozenset[str] = frozenset()
    apart: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, dataset: Dataset) -> Schema:
        """Read the schema from the ontology; subclasses inherit disjointness."""
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
        """Return True if no node can have both values of the property."""
        if predicate in self.functional:
            return one != other
        return predicate == str(terms.TYPE) and other in self.apart.get(one, ())
