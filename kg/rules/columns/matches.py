"""All matches of one rule as columns; they become proof objects only on request.

Each row is one derivation. Its premises are rows of the table of facts; the facts that defeat it
are stored once for all rows that share the variables of the absence.

Rows with the same premises and conclusions are the same derivation, and only one is kept. This
happens if two patterns match one statement, or if VALUES binds a variable that no triple uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kg.rules.columns.relation import combinations
from kg.rules.columns.spans import TwoDays
from kg.rules.proof import Derivation
from kg.rules.temporal import instantiate
from kg.store.columns.terms_table import IRI, OTHER, UNBOUND

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pyoxigraph import Triple

    from kg.rules.columns.compile import CompiledRule, Pattern
    from kg.rules.columns.fact_table import FactTable
    from kg.rules.columns.spans import Spans
    from kg.store.columns.fact_index import Ints, Mask, Numbers
    from kg.store.columns.terms_table import Terms


def once(
    rule: CompiledRule,
    variables: Mapping[str, Numbers],
    premises: Mapping[int, Numbers],
    size: int,
    terms: Terms,
) -> Ints:
    """Return the rows to keep, in order, so that each derivation occurs once.

    Args:
        rule: the rule.
        variables: the term numbers bound to each variable.
        premises: by pattern number, rows of facts.
        size: the number of rows.
        terms: the terms and their numbers.
    """
    if not size:
        return np.empty(0, np.int64)
    free = {name for condition in rule.body.values for name in condition.names}
    twice = np.full(size, rule.body.plain or not free <= rule.body.variables)
    for one in rule.body.patterns:
        for other in rule.body.patterns[: one.number]:
            if may_be_equal(one, other):
                twice |= premises[one.number] == premises[other.number]
    odd = np.flatnonzero(twice)
    if len(odd):
        named = zip(*(premises[p.number][odd].tolist() for p in rule.body.patterns), strict=True)
        made = _conclusions(rule, {n: c[odd] for n, c in variables.items()}, len(odd), terms)
        keys = {
            (tuple(dict.fromkeys(statements)), conclusions): row
            for row, statements, conclusions in zip(odd.tolist(), named, made, strict=True)
        }
        twice[list(keys.values())] = False
    return np.flatnonzero(~twice)


def _conclusions(
    rule: CompiledRule, variables: Mapping[str, Numbers], size: int, terms: Terms
) -> list[tuple[object, ...]]:
    """Return each row's conclusions without repetition, in the order of the head."""
    found: list[dict[object, None]] = [{} for _ in range(size)]
    for pattern in rule.head:
        parts = [head_column(slot, variables, size) for slot in pattern.slots]
        valid = np.flatnonzero(is_statement(parts, terms))
        three = zip(*(part[valid].tolist() for part in parts), strict=True)
        for row, statement in zip(valid.tolist(), three, strict=True):
            found[row].setdefault(statement)
    return [tuple(statements) for statements in found]


def is_statement(parts: Sequence[Numbers], terms: Terms) -> Mask:
    """Return True for each row whose subject, property and value make a valid statement."""
    subject, prop, value = parts
    bound: Mask = (subject >= 0) & (prop >= 0) & (value >= 0)
    bound[bound] = (terms.kinds_of(subject[bound]) != OTHER) & (terms.kinds_of(prop[bound]) == IRI)
    return bound


def may_be_equal(one: Pattern, other: Pattern) -> bool:
    """Return True if one statement can match both patterns."""
    return all(
        isinstance(a, str) or isinstance(b, str) or a == b
        for a, b in zip(one.slots, other.slots, strict=True)
    )


def head_column(slot: str | int, variables: Mapping[str, Numbers], size: int) -> Numbers:
    """Return the column for a slot of the head; an unbound variable gives ``UNBOUND``."""
    if isinstance(slot, str):
        found = variables.get(slot)
        return np.full(size, UNBOUND, np.int32) if found is None else found
    return np.full(size, slot, np.int32)


@dataclass(frozen=True, eq=False)
class Defeaters:
    """Facts that match something that a rule requires to be absent.

    Attributes:
        groups: for each match of the rule, its group: matches with the same variables in the
            absence.
        starts: where the rows of each group begin in the columns; one longer than the number of
            groups.
        premises: by number of the absent pattern, rows of facts.
    """

    groups: Ints
    starts: Ints
    premises: Mapping[int, Ints]

    def rows(self, match: int) -> list[list[int]]:
        """Return the defeaters of a match, each as rows of facts in the order of the query."""
        group = int(self.groups[match])
        low, high = int(self.starts[group]), int(self.starts[group + 1])
        columns = [self.premises[number][low:high].tolist() for number in sorted(self.premises)]
        return [list(row) for row in zip(*columns, strict=True)]

    def take(self, matches: Ints) -> Defeaters:
        """Return the defeaters of some of the matches."""
        return Defeaters(self.groups[matches], self.starts, self.premises)


@dataclass(frozen=True, eq=False)
class Matches:
    """The matches of one rule.

    Attributes:
        compiled: the compiled rule.
        facts: the table whose rows are the premises.
        variables: for each variable, the numbers of its terms, with ``UNBOUND`` for none.
        premises: by pattern number, rows of facts.
        defeaters: for each absence, the facts that match it.
        periods: the days on which each match certainly stands.
        arguable: the days on which each match arguably stands; the same object as ``periods`` if
            no premise and no defeater is disputed.
    """

    compiled: CompiledRule
    facts: FactTable
    variables: Mapping[str, Numbers]
    premises: Mapping[int, Ints]
    defeaters: tuple[Defeaters, ...]
    periods: Spans
    arguable: Spans

    @property
    def days(self) -> TwoDays:
        """The arguable and the certain days of the matches."""
        return TwoDays(self.arguable, self.periods)

    def __len__(self) -> int:
        return len(self.periods)

    def rows(self) -> Ints:
        """Return the numbers of all matches, in order."""
        return np.arange(len(self))

    def standing(self, rows: Ints) -> Ints:
        """Select the matches that certainly stand at some time."""
        return rows[self.stands[rows]]

    def arguing(self, rows: Ints) -> Ints:
        """Select the matches that are arguable at some time."""
        return rows[self.argues[rows]]

    def flat(self) -> Matches:
        """Return all matches, written out."""
        return self

    def summary(self) -> Matches:
        """Return rows with the same conclusions and days as the matches."""
        return self

    def take(self, rows: Ints) -> Matches:
        """Return some of the matches, in the order requested."""
        days = self.days.take(rows)
        return Matches(
            self.compiled,
            self.facts,
            {name: column[rows] for name, column in self.variables.items()},
            {number: column[rows] for number, column in self.premises.items()},
            tuple(absence.take(rows) for absence in self.defeaters),
            days.certain,
            days.arguable,
        )

    @cached_property
    def stands(self) -> Mask:
        """True for each match that certainly stands at some time."""
        return self.periods.counts > 0

    @cached_property
    def argues(self) -> Mask:
        """True for each match that is arguable at some time."""
        return self.arguable.counts > 0

    def derivation(self, match: int) -> Derivation:
        """Return one match as a derivation."""
        rule, term = self.compiled.rule, self.facts.terms.term
        bindings = {
            name: term(number)
            for name, column in self.variables.items()
            if (number := int(column[match])) != UNBOUND
        }
        return Derivation(
            rule,
            bindings,
            instantiate(rule.body.slots, bindings),
            instantiate(rule.head_slots, bindings),
            tuple(
                tuple(sorted(map(self._triples, absence.rows(match)), key=str))
                for absence in self.defeaters
            ),
            self.periods.row(match),
            self.arguable.row(match),
        )

    def _triples(self, rows: list[int]) -> tuple[Triple, ...]:
        return tuple(dict.fromkeys(self.facts.triple(row) for row in rows))

    def derivations(self) -> Iterator[Derivation]:
        """Iterate over all matches as derivations, including defeated ones."""
        return map(self.derivation, range(len(self)))

    @cached_property
    def _by_premise(self) -> dict[int, tuple[Ints, Ints]]:
        return {number: in_order(column) for number, column in self.premises.items()}

    @cached_property
    def _by_variable(self) -> dict[str, tuple[Ints, Ints]]:
        return {}

    def needing(self, row: int) -> Ints:
        """Return the matches that need a fact, in order."""
        found = [among(*order, row) for order in self._by_premise.values()]
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)

    def reading(self, absence: int, number: int, row: int) -> Ints:
        """Return the matches in which a fact matches a pattern.

        Args:
            absence: the number of the absence with the pattern, -1 for the body.
            number: the number of the pattern.
            row: the row of the fact.
        """
        if absence < 0:
            return among(*self._by_premise[number], row)
        kept = self.defeaters[absence]
        found = np.flatnonzero(kept.premises[number] == row)
        groups = np.unique(np.searchsorted(kept.starts, found, "right") - 1)
        rows = [among(*self._by_group[absence], int(group)) for group in groups]
        return np.concatenate(rows) if rows else np.empty(0, np.int64)

    @cached_property
    def _by_group(self) -> list[tuple[Ints, Ints]]:
        return [in_order(absence.groups) for absence in self.defeaters]

    def concluding(self, head: Pattern, three: tuple[int, int, int]) -> Ints:
        """Return the matches in which a pattern of the head constructs a statement."""
        rows: Ints | None = None
        for slot, number in zip(head.slots, three, strict=True):
            if not isinstance(slot, str):
                if slot != number:
                    return np.empty(0, np.int64)
            elif slot not in self.variables:
                return np.empty(0, np.int64)
            elif rows is None:
                rows = self.having(slot, number)
            else:
                rows = rows[self.variables[slot][rows] == number]
        return np.arange(len(self)) if rows is None else rows

    def having(self, name: str, number: int) -> Ints:
        """Return the matches in which a variable is bound to a term, in order."""
        if name not in self.variables:
            return np.empty(0, np.int64)
        if name not in self._by_variable:
            self._by_variable[name] = in_order(self.variables[name])
        return among(*self._by_variable[name], number)


def in_order(column: Numbers | Ints) -> tuple[Ints, Ints]:
    """Return the values of a column in ascending order, and the row of each."""
    order = np.argsort(column, kind="stable")
    return column[order].astype(np.int64), order


def among(values: Ints, order: Ints, value: int) -> Ints:
    """Return the rows with a value in a column sorted by ``in_order``."""
    low = int(values.searchsorted(value))
    if low == len(values) or values[low] != value:
        return order[:0]
    return order[low : int(values.searchsorted(value, "right"))]


def united(old: Matches, new: Matches) -> Matches:
    """Return the union of two sets of matches; a match in both is taken from the new one."""
    names = sorted(old.variables)
    size = len(old) + len(new)
    columns = {n: np.concatenate((new.variables[n], old.variables[n])) for n in names}
    firsts, _ = combinations([columns[name] for name in names], size)
    place = np.concatenate((np.arange(len(new)) + len(old), np.arange(len(old))))
    rows = firsts[np.argsort(place[firsts])]
    premises = {
        number: np.concatenate((new.premises[number], column))[rows]
        for number, column in old.premises.items()
    }
    defeaters = tuple(
        _beside(one, other).take(rows)
        for one, other in zip(new.defeaters, old.defeaters, strict=True)
    )
    variables = {name: column[rows] for name, column in columns.items()}
    days = new.days.followed_by(old.days).take(rows)
    both = Matches(
        old.compiled, old.facts, variables, premises, defeaters, days.certain, days.arguable
    )
    kept = once(old.compiled, variables, premises, len(rows), old.facts.terms)
    return both if len(kept) == len(rows) else both.take(kept)


def _beside(one: Defeaters, other: Defeaters) -> Defeaters:
    return Defeaters(
        np.concatenate((one.groups, other.groups + len(one.starts) - 1)),
        np.concatenate((one.starts, other.starts[1:] + one.starts[-1])),
        {n: np.concatenate((column, other.premises[n])) for n, column in one.premises.items()},
    )
