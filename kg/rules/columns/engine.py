"""The derivation engine: runs each stratum's rules over whole columns to a fixpoint.

Within a recursive stratum only matches that use a new row are sought (semi-naive evaluation:
Bancilhon and Ramakrishnan 1986). A row is new if it holds on more days than before, whether or not
the statement itself is new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.rules.columns.compile import CompiledRule
from kg.rules.columns.evaluator import Evaluator
from kg.rules.columns.fire import conclude, fire, fire_parts
from kg.rules.columns.matches import united
from kg.rules.columns.relation import seeded
from kg.rules.columns.solve import QueriedBody, Solver
from kg.rules.stratify import is_recursive
from kg.store.columns.fact_index import distinct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pyoxigraph import Store

    from kg.rules.columns.delta import Delta
    from kg.rules.columns.fact_table import FactTable
    from kg.rules.columns.matches import Matches
    from kg.rules.columns.product import Product
    from kg.rules.columns.relation import Relation
    from kg.rules.rule import Rule
    from kg.rules.stratify import Schema
    from kg.store.columns.fact_index import Ints


def run(
    table: FactTable,
    store: Callable[[], Store],
    strata: Sequence[Sequence[Rule]],
    schema: Schema,
    delta: Delta | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[list[Matches | Product]]:
    """Add everything that can be derived to a table of facts.

    Args:
        table: the stated facts, to which the derived ones are added.
        store: returns a store with everything that the table holds so far.
        strata: the rules in order of execution.
        schema: the functional properties and disjoint classes of the ontology.
        delta: the matches of an earlier run, and which rules have unchanged inputs.
        progress: called with the number of strata done and the total number of strata.

    Returns:
        the matches of each rule, stratum by stratum.
    """
    held = Evaluation(table, store)
    found: list[list[Matches | Product]] = []
    for number, stratum in enumerate(strata):
        rules = [CompiledRule(rule, table.terms) for rule in stratum]
        if delta is not None and not delta.touches(stratum):
            found.append(delta.carry(rules))
        elif delta is not None:
            found.append(held.again(rules, is_recursive(stratum, schema), delta))
            for matches in found[-1]:
                delta.note(matches)
        else:
            found.append(held.stratum(rules, is_recursive(stratum, schema)))
        if progress:
            progress(number + 1, len(strata))
    return found


class Evaluation:
    """Runs strata, one after the other, over one table.

    Args:
        table: the stated facts, to which the derived ones are added.
        store: returns a store with everything that the table holds so far.
    """

    def __init__(self, table: FactTable, store: Callable[[], Store]) -> None:
        self._solver = Solver(table, Evaluator(table.terms), QueriedBody(table, store))

    def matches(self, rule: CompiledRule) -> Matches:
        """Return all matches of a rule without adding their conclusions."""
        return fire(rule, self._solver)

    def stratum(
        self,
        rules: Sequence[CompiledRule],
        recursive: bool,
        starts: Mapping[str, Relation] | None = None,
    ) -> list[Matches | Product]:
        """Evaluate the rules of a stratum to their fixpoint and return the matches of each.

        Args:
            rules: the rules.
            recursive: True if the rules feed each other or themselves.
            starts: by rule name, rows with the only values that some of its variables may take.
        """
        given = starts or {}
        if not recursive:
            (rule,) = rules
            start = given.get(rule.rule.name)
            parts = fire_parts(rule, self._solver, start)
            once = fire(rule, self._solver, start) if parts is None else parts
            conclude(once)
            return [once]
        return self._to_fixpoint(rules, given)

    def again(
        self, rules: Sequence[CompiledRule], recursive: bool, delta: Delta
    ) -> list[Matches | Product]:
        """Evaluate the rules of a stratum again when few statements have changed."""
        found = None if recursive else delta.renewed(rules[0], self._solver)
        if found is None:
            return self.stratum(rules, recursive)
        conclude(found)
        return [found]

    def _to_fixpoint(
        self, rules: Sequence[CompiledRule], given: Mapping[str, Relation]
    ) -> list[Matches | Product]:
        found: dict[str, Matches] = {}
        news: list[Ints] = []
        for rule in rules:
            found[rule.rule.name] = fire(rule, self._solver, given.get(rule.rule.name))
            news.append(conclude(found[rule.rule.name]))
        fresh = distinct(np.concatenate(news))
        while len(fresh):
            news = []
            for rule in rules:
                more = self._anew(rule, fresh, given.get(rule.rule.name))
                if more is not None:
                    found[rule.rule.name] = united(found[rule.rule.name], more)
                    news.append(conclude(more))
            fresh = distinct(np.concatenate(news)) if news else fresh[:0]
        return list(found.values())

    def _anew(self, rule: CompiledRule, fresh: Ints, given: Relation | None) -> Matches | None:
        """Return the matches of a rule that use a new row, or None if there are none."""
        found = None
        for pattern in rule.body.patterns:
            start = seeded(pattern, self._solver.facts, fresh)
            if given is not None:
                start = start.join(given, prune=False)
            if start.size:
                more = fire(rule, self._solver, start)
                found = more if found is None else united(found, more)
        return found
