"""Solving a body: its stars are joined in order, and conditions are tested as early as possible.

Bodies that column joins do not cover are run as queries by Oxigraph: the order of the parts matters
if triples read a variable that an earlier BIND has set, if VALUES leaves a variable undefined, or
if an operation is not translated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pyoxigraph import NamedNode, QuerySolutions

from kg.rules.columns.plan_joins import next_step, without
from kg.rules.columns.relation import Relation, look_up
from kg.store.columns.terms_table import UNBOUND

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyoxigraph import Store

    from kg.rules.columns.compile import Body, Condition, Star
    from kg.rules.columns.evaluator import Evaluator
    from kg.rules.columns.fact_table import FactTable
    from kg.store.columns.fact_index import Ints


class Solver:
    """Joins bodies over a table of facts; a star that several rules solve alone is solved once.

    Args:
        facts: the statements.
        evaluator: evaluates expressions.
        queried: solves bodies that are not joined here.
    """

    def __init__(self, facts: FactTable, evaluator: Evaluator, queried: QueriedBody) -> None:
        self.facts = facts
        self.evaluator = evaluator
        self._queried = queried
        self._solved: dict[object, tuple[object, Relation]] = {}

    def solve(self, body: Body, start: Relation, prune: bool) -> Relation:
        """Return the rows of a relation joined with every match of a body.

        Args:
            body: what to match.
            start: rows that give values to some of its variables.
            prune: True to leave out matches whose premises never hold together.
        """
        if body.plain:
            return self._queried.solve(body, prune).join(start, prune).settled(self.facts, prune)
        waiting = [*body.values, *body.filters]
        late = {name for bind, _ in body.binds for name in bind.names}
        relation, waiting = self._test(start, waiting, late)
        done = set(start.premises)
        stars = [
            kept for star in body.stars if (kept := tuple(p for p in star if p.number not in done))
        ]
        while stars and relation.size:
            step = next_step(stars, relation.variables.keys(), self.facts, relation.size)
            stars = without(stars, step)
            if step.alone:
                known = frozenset().union(*(p.variables for p in step.patterns))
                mine = [c for c in waiting if _reads(c) and _reads(c) <= known - late]
                other = self._alone(step.patterns, mine, prune)
                waiting = [c for c in waiting if c not in mine]
                is_unit = not relation.variables and not relation.premises
                relation = other if is_unit else relation.join(other, prune)
                relation, waiting = self._test(relation, waiting, late)
            else:
                for pattern in step.patterns:
                    relation = look_up(relation, pattern, self.facts, prune)
                    relation, waiting = self._test(relation, waiting, late)
        relation = relation.settled(self.facts, prune)
        if not relation.size:
            return self.nothing(body, start)
        for condition in body.values:
            if condition in waiting:
                relation = relation.join(self.evaluator.table(condition), prune)
                waiting.remove(condition)
        for bind, visible in body.binds:
            relation = self.evaluator.bind(relation, bind, visible)
        return self.evaluator.keep(relation, waiting)

    def _test(
        self, relation: Relation, waiting: Sequence[Condition], late: set[str]
    ) -> tuple[Relation, list[Condition]]:
        """Test the conditions whose variables are known; return the others as still waiting."""
        known = relation.variables.keys() - late
        ready = [c for c in waiting if _reads(c) and _reads(c) <= known]
        if ready:
            relation = self.evaluator.keep(relation, ready)
        return relation, [c for c in waiting if c not in ready]

    def _alone(self, star: Star, conditions: Sequence[Condition], prune: bool) -> Relation:
        """Solve a star by itself; cached until a statement with one of its properties is added."""
        key = (
            tuple(pattern.slots for pattern in star),
            tuple((c.kind, c.expression, c.rows, c.names) for c in conditions),
            prune,
        )
        version = tuple(self.facts.version(pattern.predicate) for pattern in star)
        known = self._solved.get(key)
        if known is None or known[0] != version:
            relation, waiting = Relation.unit(), list(conditions)
            for pattern in star:
                relation = look_up(relation, pattern, self.facts, prune)
                relation, waiting = self._test(relation, waiting, set())
            places = {pattern.number: at for at, pattern in enumerate(star)}
            premises = {places[n]: column for n, column in relation.premises.items()}
            known = version, _renumbered(relation, premises)
            self._solved[key] = known
        found = known[1]
        return _renumbered(
            found, {star[at].number: column for at, column in found.premises.items()}
        )

    def nothing(self, body: Body, start: Relation) -> Relation:
        """Return an empty relation with all the columns that matches have."""
        names = body.variables | start.variables.keys()
        names |= {name for condition in body.values for name in condition.names}
        names |= {name for bind, _ in body.binds for name in bind.names}
        none = np.empty(0, np.int32)
        numbers = {pattern.number for pattern in body.patterns} | start.premises.keys()
        return Relation(
            0, dict.fromkeys(names, none), dict.fromkeys(numbers, none.astype(np.int64)), none, none
        )


def _renumbered(relation: Relation, premises: dict[int, Ints]) -> Relation:
    return Relation(relation.size, relation.variables, premises, relation.first, relation.last)


def _reads(condition: Condition) -> frozenset[str]:
    return frozenset(condition.names or condition.variables)


class QueriedBody:
    """Solves bodies as queries on a store that is kept up to date with a table of facts.

    Args:
        facts: the table.
        store: returns a store with everything that the table holds so far.
    """

    def __init__(self, facts: FactTable, store: Callable[[], Store]) -> None:
        self._facts = facts
        self._store = store

    def solve(self, body: Body, prune: bool) -> Relation:
        """Return all matches of a body, with the rows of their premises.

        Args:
            body: what to match.
            prune: True to leave out matches whose premises never hold together.
        """
        facts = self._facts
        solutions = self._store().query(body.text)
        assert isinstance(solutions, QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        terms = facts.terms
        numbers = np.array(
            [
                [
                    UNBOUND
                    if term is None
                    else terms.of_key(term.value if isinstance(term, NamedNode) else term)
                    for term in solution
                ]
                for solution in solutions
            ],
            np.int32,
        ).reshape(-1, len(names))
        found = Relation.of(dict(zip(names, numbers.T, strict=True)), len(numbers))
        for pattern in body.patterns:
            three = [
                found.variables[slot]
                if isinstance(slot, str)
                else np.full(found.size, slot, np.int32)
                for slot in pattern.slots
            ]
            found = found.during(facts, pattern.number, facts.rows_of(*three), prune)
        return found
