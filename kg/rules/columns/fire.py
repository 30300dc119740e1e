"""Application of one rule to all facts: its matches, their days, and its conclusions.

Days are computed for all matches together: the days that the premises share, without those on which
something that should be absent is present (snapshot reducibility; see ``temporal``). If sources
differ, there are two sets of days (see ``spans``). If a rule's matches would be a large product,
its parts are matched separately (see ``product``).
"""

from __future__ import annotations

from itertools import combinations as pairs
from typing import TYPE_CHECKING

import numpy as np
from pyoxigraph import Literal

from kg.model.intervals import BEGINNING, OPEN
from kg.rules.columns.matches import (
    Defeaters,
    Matches,
    head_column,
    is_statement,
    may_be_equal,
    once,
)
from kg.rules.columns.product import Factor, Product, parts_of
from kg.rules.columns.relation import Relation, combinations
from kg.rules.columns.spans import Spans, TwoDays
from kg.rules.columns.validity import shared
from kg.store.columns.fact_index import within
from kg.store.columns.terms_table import UNBOUND
from kg.store.times import END, START, day_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from kg.rules.columns.compile import Body, CompiledRule
    from kg.rules.columns.fact_table import FactTable
    from kg.rules.columns.solve import Solver
    from kg.store.columns.fact_index import Ints, Mask, Numbers
    from kg.store.dataset import Term

FEW = 1_000
"""Number of matches up to which a product is always written out."""
SMALL = 20
"""Products are considered only for tables with at least this many times ``few`` rows."""
GAIN = 4
"""A product is kept in factors only if it has this many times as many matches as its factors."""


def fire_parts(
    rule: CompiledRule, solver: Solver, start: Relation | None = None, few: int = FEW
) -> Matches | Product | None:
    """Return the matches of a rule as a product of factors, or written out if they are few.

    Args:
        rule: the rule, which must not be recursive.
        solver: joins bodies over the facts.
        start: rows that give values to some variables; None for all matches.
        few: the number of matches up to which a product is always written out.

    Returns:
        None if the rule has no factors or the table is small, or if two of its patterns match one
        statement, so that two matches could be the same derivation.
    """
    if len(solver.facts) < SMALL * few:
        return None
    parts = parts_of(rule)
    if parts is None or not may_match(rule.body, solver.facts):
        return None
    core = solver.solve(parts.core, Relation.unit() if start is None else start, True)
    factors: list[Factor] = []
    for body in parts.factors:
        factor = _factor(body, core, solver)
        held = np.flatnonzero(factor.counts[factor.groups])
        core = core.take(held)
        factors = [one.of_cores(held) for one in (*factors, factor)]
    days = shared(solver.facts.holds, list(core.premises.values()), core.first, core.last)
    ever = days
    for factor in factors:
        ever = ever & factor.ever().arguable
    held = np.flatnonzero(ever.counts)
    core, days = core.take(held), days.take(held)
    factors = [factor.of_cores(held) for factor in factors]
    if _may_repeat(rule, core, factors):
        return None
    both = TwoDays(days, solver.facts.doubt.shared(list(core.premises.values()), days))
    defeaters = []
    for absence in rule.absences:
        defeater, gone = absent(absence, core, needed_by(absence), solver)
        defeaters.append(defeater)
        both = both.less(gone, defeater.groups)
    kept = Matches(
        rule,
        solver.facts,
        core.variables,
        core.premises,
        tuple(defeaters),
        both.certain,
        both.arguable,
    )
    product = Product(kept, days, factors)
    written = sum(len(factor.days) for factor in factors)
    return product.flat() if product.largest <= max(few, GAIN * written * bool(few)) else product


def _factor(body: Body, core: Relation, solver: Solver) -> Factor:
    """Return the matches of a factor for each combination of the variables shared with the core."""
    names = sorted(needed_by(body) & core.variables.keys())
    firsts, groups = combinations([core.variables[name] for name in names], core.size)
    count = len(firsts)
    begin = Relation.of({name: core.variables[name][firsts] for name in names}, count)
    found = solver.solve(body, begin.having(ROW, np.arange(count, dtype=np.int32)), True)
    found = found.take(np.argsort(found.variables[ROW], kind="stable"))
    days = shared(solver.facts.holds, list(found.premises.values()), found.first, found.last)
    held = np.flatnonzero(days.counts)
    found, days = found.take(held), days.take(held)
    sizes = np.bincount(found.variables[ROW], minlength=count)
    own = {name: c for name, c in found.variables.items() if name not in (*names, ROW)}
    starts = np.concatenate(([0], np.cumsum(sizes)))
    certain = solver.facts.doubt.shared(list(found.premises.values()), days)
    return Factor(groups, starts, own, found.premises, days, certain)


def _may_repeat(rule: CompiledRule, core: Relation, factors: list[Factor]) -> bool:
    """Return True if patterns of two parts match the same statement for one core."""
    owners = [np.arange(core.size)]
    columns = [dict(core.premises)]
    for factor in factors:
        counts = factor.counts[factor.groups]
        at = np.repeat(factor.starts[factor.groups], counts) + within(counts)
        owners.append(np.repeat(np.arange(core.size), counts))
        columns.append({number: column[at] for number, column in factor.premises.items()})
    patterns = rule.body.patterns
    for one, other in pairs(range(len(columns)), 2):
        for number, mine in columns[one].items():
            for with_number, theirs in columns[other].items():
                if may_be_equal(patterns[number], patterns[with_number]) and len(
                    np.intersect1d(mine, theirs)
                ):
                    left = (owners[one] << 32) | mine
                    right = (owners[other] << 32) | theirs
                    if len(np.intersect1d(left, right)):
                        return True
    return False


ROW = "#"
"""Name of the column with the row to which a match of an absence belongs; not a variable name."""


def may_match(body: Body, facts: FactTable) -> bool:
    """Return False if some pattern of a body certainly has no match."""
    for pattern in body.patterns:
        if isinstance(pattern.predicate, str):
            continue
        held = facts.by_property.get(pattern.predicate)
        if held is None:
            return False
        if not isinstance(pattern.value, str) and not held.by_value.count(pattern.value):
            return False
    return True


def fire(rule: CompiledRule, solver: Solver, start: Relation | None = None) -> Matches:
    """Return all matches of a rule.

    Args:
        rule: the rule.
        solver: joins its body over the facts.
        start: rows that give values to some variables; None for all matches.
    """
    facts = solver.facts
    begin = Relation.unit() if start is None else start
    if not may_match(rule.body, facts):
        return _no_match(rule, begin, solver)
    found = _kept(solver.solve(rule.body, begin, True), rule, facts)
    period = shared(facts.holds, list(found.premises.values()), found.first, found.last)
    if (period.counts == 0).any():
        kept = np.flatnonzero(period.counts)
        found, period = found.take(kept), period.take(kept)
    if rule.rule.only_seen:
        period = _seen(found, period, facts)
    days = TwoDays(period, facts.doubt.shared(list(found.premises.values()), period))
    defeaters = []
    for absence in rule.absences:
        names = rule.body.variables if absence.plain else needed_by(absence)
        defeater, gone = absent(absence, found, names, solver)
        defeaters.append(defeater)
        days = days.less(gone, defeater.groups)
    if rule.rule.only_argues:
        days = TwoDays(days.arguable, days.arguable - days.arguable)
    if rule.rule.states_time:
        days = days.each(lambda period: _stated(rule, found, period, facts))
    return Matches(
        rule,
        facts,
        found.variables,
        found.premises,
        tuple(defeaters),
        days.certain,
        days.arguable,
    )


def _no_match(rule: CompiledRule, begin: Relation, solver: Solver) -> Matches:
    """Return an empty set of matches with all the columns that matches of a rule have."""
    none = solver.nothing(rule.body, begin)
    never = Spans(np.zeros(1, np.int64), none.first, none.last)
    rows = np.empty(0, np.int64)
    defeaters = tuple(
        Defeaters(rows, never.starts, dict.fromkeys((p.number for p in absence.patterns), rows))
        for absence in rule.absences
    )
    return Matches(rule, solver.facts, none.variables, none.premises, defeaters, never, never)


def _kept(found: Relation, rule: CompiledRule, facts: FactTable) -> Relation:
    rows = once(rule, found.variables, found.premises, found.size, facts.terms)
    return found if len(rows) == found.size else found.take(rows)


def absent(
    absence: Body, found: Relation, read: AbstractSet[str], solver: Solver
) -> tuple[Defeaters, TwoDays]:
    """Match what should be absent; return the matches by group of rows, and their days."""
    names = sorted(found.variables.keys() & read)
    firsts, groups = combinations([found.variables[name] for name in names], found.size)
    count = len(firsts)
    begin = Relation.of({name: found.variables[name][firsts] for name in names}, count)
    begin = begin.having(ROW, np.arange(count, dtype=np.int32))
    if count and may_match(absence, solver.facts):
        matched = solver.solve(absence, begin, False)
    else:
        matched = solver.nothing(absence, begin)
    order = np.argsort(matched.variables[ROW], kind="stable")
    matched = matched.take(order)
    owners = matched.variables[ROW].astype(np.int64)
    starts = np.concatenate(([0], np.cumsum(np.bincount(owners, minlength=count))))
    premises = list(matched.premises.values())
    days = shared(solver.facts.holds, premises, matched.first, matched.last)
    both = TwoDays(days, solver.facts.doubt.shared(premises, days))
    return Defeaters(groups, starts, matched.premises), both.merged(owners, count)


def needed_by(body: Body) -> set[str]:
    """Return the names of the variables that a body reads."""
    read = set(body.variables)
    for condition in (*body.values, *body.filters, *(bind for bind, _ in body.binds)):
        read |= {*condition.names, *condition.variables}
    return read


def _seen(found: Relation, period: Spans, facts: FactTable) -> Spans:
    """Return the days of matches on which sources see their premises hold."""
    for column in found.premises.values():
        once, places = np.unique(column, return_inverse=True)
        odd = np.flatnonzero((facts.holds.last[once] == OPEN) & (once < facts.stated))
        if len(odd):
            seen = facts.holds.take(once).with_rows(odd, facts.seen(once[odd]))
            period = period & seen.take(places)
    return period


def _stated(rule: CompiledRule, found: Relation, period: Spans, facts: FactTable) -> Spans:
    """Return the periods that a rule about history states for its conclusions, where it stands.

    A period is empty if a bound is not a valid day.
    """
    first = np.full(found.size, BEGINNING, np.int32)
    last = np.full(found.size, OPEN, np.int32)
    known: dict[Term, Mask] = {bound: np.zeros(found.size, bool) for bound in rule.rule.bounds}
    for pattern in rule.head:
        if isinstance(pattern.predicate, str):
            continue
        bound = facts.terms.term(pattern.predicate)
        if bound in (START, END):
            parts = [head_column(slot, found.variables, found.size) for slot in pattern.slots]
            numbers, places = np.unique(parts[2], return_inverse=True)
            days = np.array([_day(int(number), facts) for number in numbers], np.int32)[places]
            values = (days >= 0) & is_statement(parts, facts.terms)
            side = first if bound == START else last
            side[values] = days[values]
            known[bound] |= values
    never = np.logical_or.reduce([period.counts == 0, *(~told for told in known.values())])
    first[never], last[never] = OPEN, BEGINNING
    return Spans.single(first, last)


def _day(number: int, facts: FactTable) -> int:
    if number == UNBOUND:
        return -1
    term = facts.terms.term(number)
    day = day_of(term) if isinstance(term, Literal) else None
    return -1 if day is None else day


def conclude(found: Matches | Product) -> Ints:
    """Add the conclusions of a rule's matches to the facts.

    Returns:
        the rows of the facts that hold on more days than before.
    """
    matches = found.summary()
    days = matches.days
    held = np.flatnonzero(days.arguable.counts)
    if not len(held):
        return held
    values, groups = _head_values(matches, held)
    count = int(groups.max()) + 1
    merged = days.take(held).merged(groups, count)
    three, rows = _statements(matches, values, count)
    return matches.facts.conclude(*three, merged.take(rows))


def conclusions(found: Matches | Product) -> tuple[Numbers, Numbers, Numbers]:
    """Return the subjects, properties and values of all conclusions, including defeated ones."""
    matches = found.summary()
    values, groups = _head_values(matches, np.arange(len(matches)))
    return _statements(matches, values, int(groups.max(initial=-1)) + 1)[0]


def _head_values(matches: Matches, rows: Ints) -> tuple[dict[str, Numbers], Ints]:
    """Return the distinct combinations of the head's variables, and the combination of each row."""
    read = {name for pattern in matches.compiled.head for name in pattern.variables}
    names = sorted(read & matches.variables.keys())
    columns = [matches.variables[name][rows] for name in names]
    firsts, groups = combinations(columns, len(rows))
    return {n: column[firsts] for n, column in zip(names, columns, strict=True)}, groups


def _statements(
    matches: Matches, values: Mapping[str, Numbers], count: int
) -> tuple[tuple[Numbers, Numbers, Numbers], Ints]:
    """Instantiate the head for combinations; also return the combination each statement is from."""
    three: list[list[Numbers]] = [[], [], []]
    rows: list[Ints] = []
    for pattern in matches.compiled.head:
        parts = [head_column(slot, values, count) for slot in pattern.slots]
        kept = np.flatnonzero(is_statement(parts, matches.facts.terms))
        rows.append(kept)
        for column, part in zip(three, parts, strict=True):
            column.append(part[kept])
    one, two, other = (np.concatenate(column) for column in three)
    return (one, two, other), np.concatenate(rows)
