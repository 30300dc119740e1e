"""Matches of a rule as products that are not written out: one node for each part of a proof.

A rule that wants one record of recent years and one of earlier years has as many matches as there
are pairs of records, though it concludes one thing about the pair of states. Its body falls into a
core, which settles the conclusion, and factors, which share no other variable: the matches are the
product of the factors' matches (factorised representations: Olteanu and Závodný 2015; provenance as
a circuit: Deutch, Milo, Roy and Tannen 2014).

A match is numbered by its core and by one match of each factor; its days and its premises are
computed on request. Numbers of products that never hold together stand for nothing.
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
    """A body in parts; patterns keep their numbers.

    Attributes:
        core: what settles the conclusion, and all that is computed.
        factors: two or more bodies that share variables with the core only.
    """

    core: Body
    factors: tuple[Body, ...]


def _of_its_own(rule: Rule) -> bool:
    """True where the days of a conclusion are not simply those of its premises."""
    return rule.states_time or rule.only_argues or rule.only_seen


def parts_of(rule: CompiledRule) -> Parts | None:
    """Split a rule into parts; None without two factors or if the core is not connected."""
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
    central |= _variables(about)  # all that is said of what is concluded about
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
    """Patterns with variables of their own, those together that share one or have a condition."""
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
    """True where no two parts of a core would be multiplied with each other."""
    groups: list[set[str]] = []
    for pattern in core:
        if not isinstance(pattern.subject, str):
            continue  # about a constant: a row or so
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
"""How many products are written out at a time."""


@dataclass(frozen=True, eq=False)
class Factor:
    """The matches of one factor, by what they share with the core.

    Attributes:
        groups: for each core, its group: cores that share the same with the factor.
        starts: where the rows of each group begin; one longer than there are groups.
        variables: what variables of the factor's own stand for.
        premises: by number of the pattern, rows of facts.
        days: the days on which each row's premises hold.
        certain: the days on which they do for certain; the very same object, if all do.
    """

    groups: Ints
    starts: Ints
    variables: Mapping[str, Numbers]
    premises: Mapping[int, Ints]
    days: Spans
    certain: Spans

    @cached_property
    def counts(self) -> Ints:
        """Count the rows of each group."""
        return np.diff(self.starts)

    @cached_property
    def owners(self) -> Ints:
        """The group of each row."""
        return np.repeat(np.arange(len(self.counts)), self.counts)

    def of_cores(self, cores: Ints) -> Factor:
        """Restrict the groups to some of the cores."""
        return replace(self, groups=self.groups[cores])

    def ever(self) -> TwoDays:
        """For each core, the days on which some row holds."""
        both = TwoDays(self.days, self.certain)
        return both.merged(self.owners, len(self.counts)).take(self.groups)


@dataclass(frozen=True, eq=False)
class Product:
    """The matches of a rule in factors; to be used as ``Matches`` are.

    Attributes:
        core: variables and premises of the cores, with what defeats them; its days are those on
            which a core's premises hold, less those of what defeats it.
        shared: the days on which a core's premises hold, defeated or not.
        factors: the factors.
    """

    core: Matches
    shared: Spans
    factors: Sequence[Factor]

    @property
    def compiled(self) -> CompiledRule:
        """The rule."""
        return self.core.compiled

    @property
    def facts(self) -> FactTable:
        """The table that premises are rows of."""
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
        """The number of products, including those that never hold together."""
        return int(self._offsets[-1])

    def _placed(self, rows: Ints) -> tuple[Ints, list[Ints]]:
        """The core of each match, and its row of each factor."""
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
        """Of some numbers, those whose premises hold together at some time."""
        return rows[self._days(rows, TwoDays(self.shared, self.shared)).arguable.counts > 0]

    def rows(self) -> Ints:
        """Numbers of all matches, in order."""
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
        """Of some matches, those that stand at some time for certain."""
        return rows[self._days(rows, self.core.days).certain.counts > 0]

    def arguing(self, rows: Ints) -> Ints:
        """Select the matches that are arguable at some time."""
        return rows[self._days(rows, self.core.days).arguable.counts > 0]

    def flat(self) -> Matches:
        """All matches, written out."""
        return self.take(self.rows())

    def take(self, rows: Ints) -> Matches:
        """Some matches, written out."""
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
        """One match as a derivation."""
        return self.take(np.array([match])).derivation(0)

    def summary(self) -> Matches:
        """A row for each core, which stands when some match of it does."""
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
        """Matches in which a variable of the core stands for a term."""
        return self._of_cores(self.core.having(name, number))

    def concluding(self, head: Pattern, three: tuple[int, int, int]) -> Ints:
        """Matches in which a pattern of the head makes a statement."""
        return self._of_cores(self.core.concluding(head, three))

    def reading(self, absence: int, number: int, row: int) -> Ints:
        """Matches in which a pattern is matched by a fact (see ``Matches``)."""
        if absence >= 0 or number in self.core.premises:
            return self._of_cores(self.core.reading(absence, number, row))
        at = next(n for n, factor in enumerate(self.factors) if number in factor.premises)
        factor = self.factors[at]
        places = among(*in_order(factor.premises[number]), row)
        cores = np.flatnonzero(np.isin(factor.groups, factor.owners[places]))
        rows = self._of_cores(cores)
        return rows[np.isin(self._placed(rows)[1][at], places)]

    def needing(self, row: int) -> Ints:
        """Matches that need a fact, in order."""
        numbers = [pattern.number for pattern in self.compiled.body.patterns]
        return np.unique(np.concatenate([self.reading(-1, number, row) for number in numbers]))
