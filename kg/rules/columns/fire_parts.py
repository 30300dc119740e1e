"""One rule in factors: what the matches of each part are, where their product would be large."""

from __future__ import annotations

from itertools import combinations as pairs
from typing import TYPE_CHECKING

import numpy as np

from kg.rules.columns.factors import parts_of
from kg.rules.columns.fire import ROW, absent, may_match, needed_by
from kg.rules.columns.matches import Matches
from kg.rules.columns.once import may_be_equal
from kg.rules.columns.product import Factor, Product
from kg.rules.columns.relation import Relation, combinations
from kg.rules.columns.two_days import TwoDays
from kg.rules.columns.validity import shared
from kg.store.columns.arrays import within

if TYPE_CHECKING:
    from kg.rules.columns.compile import Body, CompiledRule
    from kg.rules.columns.solve import Solver


FEW = 1_000
"""Products that are always written out."""
SMALL = 20
"""Times ``few`` that a table must have rows for products to be looked for at all."""
GAIN = 4
"""How many times as many products as matches of factors there must be not to write them out."""


def fire_parts(
    rule: CompiledRule, solver: Solver, start: Relation | None = None, few: int = FEW
) -> Matches | Product | None:
    """The matches of a rule in factors, or written out where they are few.

    Args:
        rule: the rule, which must not feed itself.
        solver: joins bodies over the facts.
        start: rows that give values to some variables; all matches, for None.
        few: how many products are written out in any case.

    Returns:
        None where the rule has no factors or the table is small, or where two of its patterns match
        one statement, so that two products could be one derivation.
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
    """The matches of a factor for each combination of the variables that it shares."""
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
    """True where patterns of two parts match one statement for one core."""
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
