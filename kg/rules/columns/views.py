"""Derived facts and proofs as objects, created from the tables on request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from kg.model.intervals import NEVER, IntervalSet
from kg.rules.proof import Proofs, standing_on
from kg.store.columns.fact_index import distinct
from kg.store.facts import Following

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from pyoxigraph import Triple

    from kg.rules.columns.compile import Pattern, Slot
    from kg.rules.columns.fact_table import FactTable
    from kg.rules.columns.matches import Matches
    from kg.rules.columns.product import Product
    from kg.rules.proof import Derivation, Key
    from kg.store.columns.fact_index import Ints
    from kg.store.dataset import Term

    Found = tuple[str, Ints]
    """The name of a rule, and some of its matches."""


T = TypeVar("T")
ANY = -1
"""Marks a position with a variable."""


class DerivedFacts(Following):
    """The derived statements, with the days on which they certainly follow."""

    def __init__(self, table: FactTable) -> None:
        self.table = table
        self._written = table.stated

    def __getitem__(self, triple: Triple) -> IntervalSet:
        row = self.table.row_of(triple)
        period = self.table.follows(row)[1] if row >= 0 else None
        if not period:
            raise KeyError(triple)
        return period

    def arguable(self, triple: Triple) -> IntervalSet:
        """Return the days on which a statement arguably follows."""
        row = self.table.row_of(triple)
        return self.table.follows(row)[0] if row >= 0 else NEVER

    def contested(self) -> list[Triple]:
        """Return the statements that are arguable on more days than they are certain."""
        self.table.settle()
        return [self.table.triple(row) for row in self.table.doubt.rows()]

    def __iter__(self) -> Iterator[Triple]:
        return map(self.table.triple, self._rows())

    def __len__(self) -> int:
        return len(self._rows())

    def _rows(self) -> list[int]:
        """Return the rows that certainly follow, in the order found."""
        table = self.table
        rows: list[int] = table.derived_rows().tolist()
        return [row for row in rows if row not in table.doubt or table.follows(row)[1]]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping):
            return NotImplemented
        return dict(self) == dict(other)

    __hash__ = None  # type: ignore[assignment]

    def added(self) -> Iterator[Triple]:
        """Yield the unstated statements derived, certainly or arguably, since the last call."""
        rows = np.arange(self._written, len(self.table))
        self._written = len(self.table)
        return self.table.triples(rows)


class _StratumOf(Mapping["Key", int]):
    """The stratum of each derivation, which is that of its rule."""

    def __init__(self, proofs: MatchProofs) -> None:
        self._proofs = proofs

    def __getitem__(self, key: Key) -> int:
        return self._proofs.stratum_of_rule[key[0]]

    def __iter__(self) -> Iterator[Key]:
        return (key for keys in self._proofs.strata for key in keys)

    def __len__(self) -> int:
        return sum(map(len, self._proofs.matches.values()))


class MatchProofs(Proofs):
    """All derivations, created from the tables of matches.

    Args:
        table: the facts.
        strata: for each stratum in order, the matches of its rules.
    """

    def __init__(self, table: FactTable, strata: Sequence[Sequence[Matches | Product]]) -> None:
        self.table = table
        self.in_order = strata
        self.matches = {m.compiled.rule.name: m for group in strata for m in group}
        self.stratum_of_rule = {
            m.compiled.rule.name: number for number, group in enumerate(strata) for m in group
        }
        self._made: dict[tuple[str, int], Derivation] = {}
        self._of: dict[Triple, list[Derivation]] = {}
        self._of_node: dict[Term, list[Derivation]] = {}
        self._by_key: dict[Key, Derivation] = {}

    @property
    def strata(self) -> list[list[Key]]:  # type: ignore[override]
        """The keys of all derivations in order of execution."""
        return [
            [d.key for matches in group for d in self.of_rule(matches.compiled.rule.name)]
            for group in self.in_order
        ]

    @property
    def stratum_of(self) -> Mapping[Key, int]:  # type: ignore[override]
        """The stratum of each derivation."""
        return _StratumOf(self)

    def _derivation(self, name: str, match: int) -> Derivation:
        found = self._made.get((name, match))
        if found is None:
            found = self._made[name, match] = self.matches[name].derivation(match)
            self._by_key[found.key] = found
        return found

    def _all(self, found: Iterable[Found]) -> Iterator[Derivation]:
        for name, rows in found:
            for match in rows.tolist():
                yield self._derivation(name, match)

    def _concluding(self, triple: Triple) -> Iterator[Found]:
        """Yield the matches that conclude a statement, including defeated ones."""
        three = tuple(self.table.terms.find(term) for term in triple)
        if min(three) < 0:
            return
        by_rule: dict[str, list[Pattern]] = {}
        for name, pattern in self._writers.of(three[1], three[2]):
            by_rule.setdefault(name, []).append(pattern)
        for name, patterns in by_rule.items():
            matches = self.matches[name]
            rows = [matches.concluding(pattern, three) for pattern in patterns]  # type: ignore[arg-type]
            some = [found for found in rows if len(found)]
            if some:
                yield name, some[0] if len(some) == 1 else distinct(np.concatenate(some))

    @cached_property
    def _writers(self) -> _Places[Pattern]:
        return _Places(
            (pattern, (name, pattern))
            for name, matches in self.matches.items()
            for pattern in matches.compiled.head
        )

    @cached_property
    def _readers(self) -> _Places[tuple[int, int]]:
        """The patterns of all rules, each with its absence (-1 for the body) and its number."""
        return _Places(
            (pattern, (name, (at - 1, pattern.number)))
            for name, matches in self.matches.items()
            for at, body in enumerate((matches.compiled.body, *matches.compiled.absences))
            for pattern in body.patterns
        )

    def of(
        self, triple: Triple, day: date | None = None, arguable: bool = False
    ) -> list[Derivation]:
        """Return the derivations of a statement on a day or at any time (see ``Proofs``)."""
        found = self._of.get(triple)
        if found is None:
            row = self.table.row_of(triple)
            follows = row >= 0 and bool(self.table.follows(row)[0])
            every = self._arguable(self._concluding(triple)) if follows else ()
            found = self._of[triple] = list(self._all(every))
        return standing_on(found, day, arguable)

    def of_node(
        self, node: Term, day: date | None = None, arguable: bool = False
    ) -> list[Derivation]:
        """Return the derivations that construct a node on a day or at any time, sorted by IRI."""
        known = self._of_node.get(node)
        if known is None:
            every = self._all(self._arguable(self._constructing(node)))
            known = self._of_node[node] = sorted(every, key=lambda d: d.iri)
        return standing_on(known, day, arguable)

    def _constructing(self, node: Term) -> Iterator[Found]:
        """Yield the matches that construct a node, including those defeated on some days."""
        number, table = self.table.terms.find(node), self.table
        rows = table.matching((node, None, None))
        held = set(zip(table.properties[rows].tolist(), table.values[rows].tolist(), strict=True))
        found: dict[str, list[Ints]] = {}
        for name, slot, said in self._constructors:
            if said <= held and (isinstance(slot, str) or slot == number):
                matches = self.matches[name]
                rows = matches.having(slot, number) if isinstance(slot, str) else matches.rows()
                if len(rows):
                    found.setdefault(name, []).append(rows)
        return ((name, distinct(np.concatenate(rows))) for name, rows in found.items())

    @cached_property
    def _constructors(self) -> list[tuple[str, Slot, set[tuple[Slot, Slot]]]]:
        """For each rule, the node that it constructs and the constant statements about it."""
        return [
            (
                name,
                slot,
                {
                    (pattern.predicate, pattern.value)
                    for pattern in matches.compiled.head
                    if pattern.subject == slot
                    and not {pattern.predicate, pattern.value} & pattern.variables
                },
            )
            for name, matches in self.matches.items()
            for slot in {pattern.subject: None for pattern in matches.compiled.head}
        ]

    def _arguable(self, found: Iterable[Found]) -> Iterator[Found]:
        for name, rows in found:
            yield name, self.matches[name].arguing(rows)

    def of_rule(self, name: str) -> list[Derivation]:
        """Return all derivations by a rule, including defeated ones."""
        if name not in self.matches:
            return []
        return list(self._all([(name, self.matches[name].rows())]))

    def defeated(self, triple: Triple) -> list[Key]:
        """Return the keys of a statement's derivations that are defeated throughout."""
        found = (
            (name, np.setdiff1d(rows, self.matches[name].arguing(rows)))
            for name, rows in self._concluding(triple)
        )
        return [derivation.key for derivation in self._all(found)]

    def resting_on(self, triple: Triple, rules: Collection[str] | None = None) -> list[Key]:
        """Return keys of derivations, by some or all rules, using a statement or its absence."""
        row = self.table.row_of(triple)
        if row < 0:
            return []
        by_rule: dict[str, list[Ints]] = {}
        table = self.table
        for name, place in self._readers.of(int(table.properties[row]), int(table.values[row])):
            if rules is None or name in rules:
                by_rule.setdefault(name, []).append(self.matches[name].reading(*place, row))
        found = ((name, distinct(np.concatenate(rows))) for name, rows in by_rule.items())
        return [derivation.key for derivation in self._all(found)]

    def find(self, key: Key) -> Derivation | None:
        """Return the derivation with a key, or None if there is none."""
        if key in self._by_key:
            return self._by_key[key]
        name, premises, _ = key
        matches = self.matches.get(name)
        if matches is None:
            return None
        rows: Ints | None = None
        for premise in premises:
            row = self.table.row_of(premise)
            if row < 0:
                return None
            found = matches.needing(row)
            rows = found if rows is None else np.intersect1d(rows, found)
        wanted = matches.rows() if rows is None else rows
        return next((d for d in self._all([(name, wanted)]) if d.key == key), None)

    def get(self, key: Key) -> Derivation:
        """Return the derivation with a key."""
        found = self.find(key)
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[Derivation]:
        """Iterate over the derivations that certainly stand at some time, in the order found."""
        every = ((name, m.standing(m.rows())) for name, m in self.matches.items())
        return self._all(every)

    def __len__(self) -> int:
        return sum(len(m.standing(m.rows())) for m in self.matches.values())


class _Places(Generic[T]):
    """Patterns of rules, indexed by their property and value, so that few need be tried."""

    def __init__(self, patterns: Iterable[tuple[Pattern, tuple[str, T]]]) -> None:
        self._found: dict[tuple[int, int], list[tuple[str, T]]] = {}
        for pattern, place in patterns:
            prop, value = (
                ANY if isinstance(slot, str) else slot
                for slot in (pattern.predicate, pattern.value)
            )
            self._found.setdefault((prop, value), []).append(place)

    def of(self, prop: int, value: int) -> Iterator[tuple[str, T]]:
        """Yield the patterns that a statement with a property and value may match."""
        for key in ((prop, value), (prop, ANY), (ANY, value), (ANY, ANY)):
            yield from self._found.get(key, ())
