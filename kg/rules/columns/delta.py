"""Incremental derivation: skip rules whose inputs did not change.

A rule's pattern consists of stars; a star is all its triples with one subject. A match can appear
or disappear only if a star matches a node whose statements have changed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kg.rules.columns.compile import CompiledRule
from kg.rules.columns.fact_table import table_of
from kg.rules.columns.fire import conclude, conclusions, fire
from kg.rules.columns.matches import Defeaters, Matches, united
from kg.rules.columns.product import Product
from kg.rules.columns.relation import seeded
from kg.store.columns.fact_index import distinct, is_among, joined
from kg.store.columns.terms_table import UNBOUND

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kg.rules.columns.compile import Pattern, Star
    from kg.rules.columns.fact_table import FactTable
    from kg.rules.columns.solve import Solver
    from kg.rules.columns.views import MatchProofs
    from kg.rules.rule import Rule
    from kg.store.columns.fact_index import Ints, Mask, Numbers
    from kg.store.facts import Facts

    Three = tuple[Numbers, Numbers, Numbers]


class Delta:
    """The differences between the current facts and those of an earlier derivation.

    Args:
        facts: the current facts.
        before: the proofs that the same rules gave from nearly the same facts.
        table: the current facts as a table, if it already exists.

    Attributes:
        before: the table of the earlier derivation.
    """

    def __init__(self, facts: Facts, before: MatchProofs, table: FactTable | None = None) -> None:
        self.table = table_of(facts) if table is None else table
        self.before = self._old = before.table
        self._matches = before.matches
        self._flat: dict[str, Matches] = {}
        common = self.table.terms.common(self._old.terms)
        late = map(self._old.terms.key, range(common, len(self._old.terms)))
        self._numbers = np.concatenate(
            (np.arange(common, dtype=np.int32), self.table.terms.intern(late))
        )
        self._former_numbers = np.empty(0, np.int32)
        self._rows = self.table.rows_of(*self._renamed(np.arange(len(self._old))))
        self._stated = self._otherwise()
        none = np.empty(0, np.int32)
        self._differing: Three = none, none, none
        self._concluded: list[Three] = []

    def _new(self, column: Numbers) -> Numbers:
        """Translate old term numbers into new ones, including those of rules compiled late."""
        known = len(self._numbers)
        if known < len(self._old.terms):
            late = map(self._old.terms.key, range(known, len(self._old.terms)))
            self._numbers = np.concatenate((self._numbers, self.table.terms.intern(late)))
            self._former_numbers = np.empty(0, np.int32)
        return self._numbers[column]

    def _renamed(self, rows: Ints) -> Three:
        """Return old statements in new term numbers."""
        old = self._old
        columns = (old.subjects, old.properties, old.values)
        one, two, three = (self._new(column[rows]) for column in columns)
        return one, two, three

    def _otherwise(self) -> Three:
        """Return the statements whose days differ from before."""
        new, old = self.table, self._old
        before = np.full(len(new), -1, np.int64)
        kept = np.flatnonzero((self._rows >= 0) & (np.arange(len(old)) < old.stated))
        before[self._rows[kept]] = kept
        both = np.flatnonzero(before >= 0)
        differs = self._differ(both, before[both])
        fresh = np.concatenate((np.flatnonzero(before < 0), both[differs]))
        gone = np.flatnonzero(self._rows[: old.stated] < 0)
        mine = (new.subjects[fresh], new.properties[fresh], new.values[fresh])
        theirs = self._renamed(gone)
        return _together(mine, theirs)

    def _differ(self, rows: Ints, before: Ints) -> Mask:
        """Return True for each stated row that holds on other days than before.

        Disputed rows that no change can affect need not be weighed for this.
        """
        new, old = self.table, self._old
        same = new.is_open(rows)
        if same.any():
            reached = self._reached(rows, before)
            same &= reached is not None and ~is_among(new.subjects[rows], reached)
            weighed = np.flatnonzero(same & ~old.is_open(before))
            new.weigh_as(rows[weighed], old.stated_days(before[weighed]))
        differs = np.zeros(len(rows), bool)
        differs[~same] = new.stated_days(rows[~same]).differs(old.stated_days(before[~same]))
        return differs

    def _reached(self, rows: Ints, before: Ints) -> Ints | None:
        """Return the nodes whose claims may be weighed differently now; None if unknown."""
        now, then = self.table.facts, self._old.facts
        if now is None or then is None:
            return None
        others = now.restated(then)
        if others is None:
            return None
        one, other = now.columns.starts, then.columns.starts
        fewer = (one[rows + 1] - one[rows]) != (other[before + 1] - other[before])
        gone = np.ones(self._old.stated, bool)
        gone[before] = False
        fresh = np.ones(self.table.stated, bool)
        fresh[rows] = False
        more = np.concatenate((rows[fewer], np.flatnonzero(fresh)))
        said = (others, self.table.subjects[more], self._old.subjects[np.flatnonzero(gone)])
        return now.belief.reached(then.belief, distinct(np.concatenate(said)))

    def knows(self, stratum: Sequence[Rule]) -> bool:
        """Return True if the earlier matches of a stratum's rules are known."""
        return all(rule.name in self._matches for rule in stratum)

    def touches(self, stratum: Sequence[Rule]) -> bool:
        """Return True if some rule's matches may have changed; rules that feed it must have run."""
        if any(rule.only_seen for rule in stratum):
            return True  # a source may now confirm for longer what others already state
        changed = self._changed()
        return any(
            self._meets(star, changed)
            for rule in stratum
            for body in self._bodies(rule)
            for star in body
        )

    def _bodies(self, rule: Rule) -> Iterator[tuple[Star, ...]]:
        compiled = CompiledRule(rule, self.table.terms)
        yield compiled.body.stars
        for absence in compiled.absences:
            yield absence.stars

    def _changed(self) -> Three:
        """Return the statements that now hold on other days, as far as rules have run."""
        told = _together(self._differing, *self._concluded)
        rows = self.table.rows_of(*told)
        old = self._old.rows_of(*self._former(told))
        differs = (rows < 0) | (old < 0)
        both = np.flatnonzero(~differs)
        differs[both] = self.table.both(rows[both]).differs(self._old.both(old[both]))
        one, two, three = (column[differs] for column in told)
        self._differing, self._concluded = (one, two, three), []
        return _together(self._stated, self._differing)

    def _former(self, told: Sequence[Numbers]) -> list[Numbers]:
        """Translate new term numbers into old ones; a new term gets a number no old term has."""
        self._new(np.empty(0, np.int32))
        if len(self._former_numbers) < len(self.table.terms):
            former = np.full(len(self.table.terms), len(self._old.terms), np.int32)
            former[self._numbers] = np.arange(len(self._numbers), dtype=np.int32)
            self._former_numbers = former
        return [self._former_numbers[column] for column in told]

    def _meets(self, star: Star, changed: Three) -> bool:
        """Return True if statements have changed about a node that matches a star."""
        for pattern in star:
            held = np.ones(len(changed[0]), bool)
            for slot, column in zip(pattern.slots, changed, strict=True):
                if not isinstance(slot, str):
                    held &= column == slot
            nodes = distinct(changed[0][held])
            for other in star:
                if other is not pattern and len(nodes):
                    nodes = nodes[self._has_match(other, nodes)]
            if len(nodes):
                return True
        return False

    def _has_match(self, pattern: Pattern, nodes: Numbers) -> Mask:
        """Return True for each node about which a pattern has a match now or had one before."""
        prop, value = pattern.predicate, pattern.value
        if isinstance(prop, str):
            return np.ones(len(nodes), bool)
        found = _matches_now(self.table, nodes, prop, value)
        former = self._former([nodes, np.array([prop])])
        wanted = value if isinstance(value, str) else int(self._former([np.array([value])])[0][0])
        return found | _matches_now(self._old, former[0], int(former[1][0]), wanted)

    def renewed(self, rule: CompiledRule, solver: Solver) -> Matches | None:
        """Return the matches of a rule, keeping the earlier ones that no change affects.

        Returns None if all matches must be found again, because statements that should be absent
        have changed, or the rule depends on what sources see.

        Args:
            rule: a rule that is not recursive.
            solver: joins its body over the facts.
        """
        if isinstance(self._matches[rule.rule.name], Product) or rule.rule.only_seen:
            return None
        changed = self._changed()
        absent = [star for absence in rule.absences for star in absence.stars]
        if any(body.plain for body in (rule.body, *rule.absences)) or any(
            self._meets(star, changed) for star in absent
        ):
            return None
        old = self._before(rule.rule.name)
        gone = self._old.rows_of(*self._former(changed))
        touched = np.zeros(len(old), bool)
        for column in old.premises.values():
            touched |= is_among(column, gone[gone >= 0])
        left = old.take(np.flatnonzero(~touched))
        found = self._with_premises(self._carried(rule, left), left)
        rows = self.table.rows_of(*changed)
        for pattern in rule.body.patterns:
            start = seeded(pattern, self.table, rows[rows >= 0])
            if start.size:
                found = united(found, fire(rule, solver, start))
        return found

    def note(self, matches: Matches | Product) -> None:
        """Record what a rule that has just run concludes now and what it concluded before."""
        self._concluded.append(conclusions(matches))
        name = matches.compiled.rule.name
        one, two, three = map(self._new, conclusions(self._matches[name]))
        self._concluded.append((one, two, three))

    def carry(self, rules: Sequence[CompiledRule]) -> list[Matches | Product]:
        """Repeat the earlier conclusions of a stratum's rules and return their earlier matches."""
        before = [self._before(rule.rule.name) for rule in rules]
        found = [self._carried(rule, old) for rule, old in zip(rules, before, strict=True)]
        for matches in found:
            conclude(matches)
        return [self._with_premises(*both) for both in zip(found, before, strict=True)]

    def _before(self, name: str) -> Matches:
        """Return the earlier matches of a rule, written out."""
        if name not in self._flat:
            self._flat[name] = self._matches[name].flat()
        return self._flat[name]

    def _carried(self, rule: CompiledRule, old: Matches) -> Matches:
        variables = {
            name: np.where(column == UNBOUND, UNBOUND, self._new(column))
            for name, column in old.variables.items()
        }
        return Matches(rule, self.table, variables, {}, (), old.periods, old.arguable)

    def _with_premises(self, matches: Matches, old: Matches) -> Matches:
        """Return matches with their premises as rows of the current table."""
        defeaters = tuple(
            Defeaters(absence.groups, absence.starts, self._new_rows(absence.premises))
            for absence in old.defeaters
        )
        return replace(matches, premises=self._new_rows(old.premises), defeaters=defeaters)

    def _new_rows(self, columns: Mapping[int, Ints]) -> dict[int, Ints]:
        return {number: self._row(column) for number, column in columns.items()}

    def _row(self, column: Ints) -> Ints:
        once, places = np.unique(column, return_inverse=True)
        found: Ints = self.table.rows_of(*self._renamed(once))[places]
        return found


def _together(*parts: Three) -> Three:
    """Concatenate the statements of several tables."""
    one, two, three = map(np.concatenate, zip(*parts, strict=True))
    return one, two, three


def _matches_now(facts: FactTable, nodes: Numbers, prop: int, value: str | int) -> Mask:
    held = facts.by_property.get(prop)
    if held is None:
        return np.zeros(len(nodes), bool)
    if isinstance(value, str):
        places, _ = held.by_subject.matches(nodes)
        return np.isin(np.arange(len(nodes)), places)
    keys = joined(nodes, np.full(len(nodes), value, np.int32))
    found: Mask = held.by_subject.row_of(keys) >= 0
    return found
