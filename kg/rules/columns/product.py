"""A rule's matches as products that are not written out: one node for each part of a proof.

A rule that requires one record of recent years and one of earlier years has as many matches as
there are pairs of records, although it draws one conclusion about the pair of states. Its body can
be split into a core, which determines the conclusion, and factors, which share variables with the
core only. Its matches are then the product of the factors' matches (factorised representations:
Olteanu and Závodný 2015; provenance as a circuit: Deutch, Milo, Roy and Tannen 2014).

The number of a match encodes its core and one match of each factor; its days and premises are
computed on request. Numbers of combinations that never hold together are not matches.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kg.rules.columns.compile import Body
from kg.rules.columns.matches import Matches, among, in_order
from kg.rules.columns.spans import TwoDays
from kg.store.columns.fact_index import within

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.rules.columns.compile import CompiledRule, Condition, Pattern
    from kg.rules.columns.fact_table import FactTable
    from kg.rules.columns.matches import Defeaters
    from kg.rules.columns.spans import Spans
    from kg.rules.proof import Derivation
    from kg.rules.rule import Rule
    from kg.store.columns.fact_index import Ints, Numbers


@dataclass(frozen=True)
class Parts:
    """A rule's body split into parts; patterns keep their numbers.

    Attributes:
        core: the patterns that determine the conclusion, and everything computed.
        factors: two or more bodies that share variables with the core only.
    """

    core: Body
    factors: tuple[Body, ...]


def _of_its_own(rule: Rule) -> bool:
    """Return True if a rule's conclusions do not simply hold on the days of its premises."""
    return rule.states_time or rule.only_argues or rule.only_seen


def parts_of(rule: CompiledRule) -> Parts | None:
    """Split a rule into parts; None if it has fewer than two factors or an unconnected core."""
    body = rule.body
    if body.plain or any(absence.plain for absence in rule.absences) or _of_its_own(rule.rule):
        return None
    central = {name for pattern in rule.head for name in pattern.variables}
    central |= {name for bind, _ in body.binds for name in bind.variables}
    for absence in rule.absences:
        central |= absence.variables
        for condition in (*absence.values, *absence.filters, *(bind for bind, _ in absence.binds)):
            central |= {*condition.names, *condition.variables}
    about = [pattern for pattern in body.patterns if pattern.subject in central]
    central |= _variables(about)  # all patterns about nodes in the conclusion
    conditions = (*body.values, *body.filters)
    groups = _grouped(body.patterns, conditions, central)
    core = tuple(pattern for pattern in body.patterns if pattern.variables <= central)
    known = frozenset().union(*(pattern.variables for pattern in core))
    computed = {name for bind, _ in body.binds for name in bind.names}
    outside = [group for group in groups if not _variables(group) & central <= known]
    if len(groups) < 2 or outside or not _is_connected(core):
        return None
    if not all(_reads(c) <= known | computed for c in conditions if _reads(c) <= central):
        return None
    factors = tuple(
        Body(
            tuple(group),
            tuple(c for c in body.values if _reads(c) & (_variables(group) - central)),
            tuple(c for c in body.filters if _reads(c) & (_variables(group) - central)),
        )
        for group in groups
    )
    inner = [c for c in conditions if _reads(c) <= central]
    values = tuple(c for c in body.values if c in inner)
    filters = tuple(c for c in body.filters if c in inner)
    return Parts(Body(core, values, filters, body.binds), factors)


def _grouped(
    patterns: Iterable[Pattern], conditions: Iterable[Condition], central: set[str]
) -> list[list[Pattern]]:
    """Group the patterns with non-central variables that share a variable or a condition."""
    groups: list[tuple[set[str], list[Pattern]]] = []
    links: list[tuple[set[str], list[Pattern]]] = [
        (set(pattern.variables - central), [pattern]) for pattern in patterns
    ]
    links += [(set(_reads(condition) - central), []) for condition in conditions]
    for names, held in links:
        if not names:
            continue
        near = [group for group in groups if group[0] & names]
        groups = [group for group in groups if not group[0] & names]
        joined = names.union(*(group[0] for group in near))
        groups.append((joined, [p for group in near for p in group[1]] + held))
    return [sorted(held, key=lambda pattern: pattern.number) for _, held in groups if held]


def _is_connected(core: Iterable[Pattern]) -> bool:
    """Return True if no two parts of a core would form a cross product."""
    groups: list[set[str]] = []
    for pattern in core:
        if not isinstance(pattern.subject, str):
            continue  # about a constant: only a few rows
        names = set(pattern.variables)
        near = [group for group in groups if group & names]
        groups = [group for group in groups if not group & names]
        groups.append(names.union(*near))
    return len(groups) == 1


def _variables(patterns: Iterable[Pattern]) -> frozenset[str]:
    return frozenset().union(*(pattern.variables for pattern in patterns))


def _reads(condition: Condition) -> frozenset[str]:
    return frozenset(condition.names or condition.variables)


_MANY = 1_000_000
"""Number of combinations that are written out at a time."""


@dataclass(frozen=True, eq=False)
class Factor:
    """The matches of one factor, grouped by the variables that they share with the core.

    Attributes:
        groups: for each core, its group: cores with the same values of the shared variables.
        starts: where the rows of each group begin; one longer than the number of groups.
        variables: the term numbers of the variables that only this factor has.
        premises: by pattern number, rows of facts.
        days: the days on which each row's premises arguably hold.
        certain: the days on which they certainly hold; the same object if nothing is disputed.
    """

    groups: Ints
    starts: Ints
    variables: Mapping[str, Numbers]
    premises: Mapping[int, Ints]
    days: Spans
    certain: Spans

    @cached_property
    def counts(self) -> Ints:
        """The number of rows in each group."""
        return np.diff(self.starts)

    @cached_property
    def owners(self) -> Ints:
        """The group of each row."""
        return np.repeat(np.arange(len(self.counts)), self.counts)

    def of_cores(self, cores: Ints) -> Factor:
        """Return the factor with its groups restricted to some of the cores."""
        return replace(self, groups=self.groups[cores])

    def ever(self) -> TwoDays:
        """Return, for each core, the days on which some row holds."""
        both = TwoDays(self.days, self.certain)
        return both.merged(self.owners, len(self.counts)).take(self.groups)


@dataclass(frozen=True, eq=False)
class Product:
    """The matches of a rule as a core and factors, with the same interface as ``Matches``.

    Attributes:
        core: variables, premises and defeaters of the cores; its days are those on which a core's
            premises hold, without those of its defeaters.
        shared: the days on which a core's premises hold, defeated or not.
        factors: the factors.
    """

    core: Matches
    shared: Spans
    factors: Sequence[Factor]

    @property
    def compiled(self) -> CompiledRule:
        """The compiled rule."""
        return self.core.compiled

    @property
    def facts(self) -> FactTable:
        """The table whose rows are the premises."""
        return self.core.facts

    @cached_property
    def _sizes(self) -> Ints:
        sizes = np.ones(len(self.core), np.int64)
        for factor in self.factors:
            sizes = sizes * factor.counts[factor.groups]
        return sizes

    @cached_property
    def _offsets(self) -> Ints:
        return np.concatenate(([0], np.cumsum(self._sizes)))

    @property
    def largest(self) -> int:
        """The number of combinations, including those that never hold together."""
        return int(self._offsets[-1])

    def _placed(self, rows: Ints) -> tuple[Ints, list[Ints]]:
        """Return the core of each match, and its row in each factor."""
        cores = np.searchsorted(self._offsets, rows, "right") - 1
        rest = rows - self._offsets[cores]
        places = []
        for factor in self.factors:
            groups = factor.groups[cores]
            counts = factor.counts[groups]
            places.append(factor.starts[groups] + rest % counts)
            rest = rest // counts
        return cores, places

    def _days(self, rows: Ints, of_core: TwoDays) -> TwoDays:
        cores, places = self._placed(rows)
        days = of_core.take(cores)
        for factor, place in zip(self.factors, places, strict=True):
            days = days.met_by(TwoDays(factor.days, factor.certain).take(place))
        return days

    def _real(self, rows: Ints) -> Ints:
        """Select the numbers whose premises hold together at some time."""
        return rows[self._days(rows, TwoDays(self.shared, self.shared)).arguable.counts > 0]

    def rows(self) -> Ints:
        """Return the numbers of all matches, in order."""
        parts = [
            self._real(np.arange(low, min(low + _MANY, self.largest)))
            for low in range(0, self.largest, _MANY)
        ]
        return np.concatenate(parts) if parts else np.empty(0, np.int64)

    @cached_property
    def _count(self) -> int:
        return len(self.rows())

    def __len__(self) -> int:
        return self._count

    def standing(self, rows: Ints) -> Ints:
        """Select the matches that certainly stand at some time."""
        return rows[self._days(rows, self.core.days).certain.counts > 0]

    def arguing(self, rows: Ints) -> Ints:
        """Select the matches that are arguable at some time."""
        return rows[self._days(rows, self.core.days).arguable.counts > 0]

    def flat(self) -> Matches:
        """Return all matches, written out."""
        return self.take(self.rows())

    def take(self, rows: Ints) -> Matches:
        """Return some matches, written out."""
        cores, places = self._placed(rows)
        variables = {name: column[cores] for name, column in self.core.variables.items()}
        premises = {number: column[cores] for number, column in self.core.premises.items()}
        for factor, place in zip(self.factors, places, strict=True):
            variables |= {name: column[place] for name, column in factor.variables.items()}
            premises |= {number: column[place] for number, column in factor.premises.items()}
        defeaters: tuple[Defeaters, ...] = tuple(d.take(cores) for d in self.core.defeaters)
        days = self._days(rows, self.core.days)
        return Matches(
            self.compiled, self.facts, variables, premises, defeaters, days.certain, days.arguable
        )

    def derivation(self, match: int) -> Derivation:
        """Return one match as a derivation."""
        return self.take(np.array([match])).derivation(0)

    def summary(self) -> Matches:
        """Return a row for each core, which stands whenever one of its matches does."""
        days = self.core.days
        for factor in self.factors:
            days = days.met_by(factor.ever())
        return Matches(
            self.compiled, self.facts, self.core.variables, {}, (), days.certain, days.arguable
        )

    def _of_cores(self, cores: Ints) -> Ints:
        counts = self._sizes[cores]
        return self._real(np.repeat(self._offsets[cores], counts) + within(counts))

    def having(self, name: str, number: int) -> Ints:
        """Return the matches in which a variable of the core is bound to a term."""
        return self._of_cores(self.core.having(name, number))

    def concluding(self, head: Pattern, three: tuple[int, int, int]) -> Ints:
        """Return the matches in which a pattern of the head constructs a statement."""
        return self._of_cores(self.core.concluding(head, three))

    def reading(self, absence: int, number: int, row: int) -> Ints:
        """Return the matches in which a fact matches a pattern (see ``Matches``)."""
        if absence >= 0 or number in self.core.premises:
            return self._of_cores(self.core.reading(absence, number, row))
        at = next(n for n, factor in enumerate(self.factors) if number in factor.premises)
        factor = self.factors[at]
        places = among(*in_order(factor.premises[number]), row)
        cores = np.flatnonzero(np.isin(factor.groups, factor.owners[places]))
        rows = self._of_cores(cores)
        return rows[np.isin(self._placed(rows)[1][at], places)]

    def needing(self, row: int) -> Ints:
        """Return the matches that need a fact, in order."""
        numbers = [pattern.number for pattern in self.compiled.body.patterns]
        return np.unique(np.concatenate([self.reading(-1, number, row) for number in numbers]))
