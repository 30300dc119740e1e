"""Bodies that joins of columns do not cover, answered by Oxigraph as the query that they are.

Where BIND gives a value to a variable that triples after it read, where VALUES leaves something
undefined, or where an operation is not translated, the order of the parts has a meaning of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pyoxigraph import NamedNode, QuerySolutions

from kg.rules.columns.relation import Relation
from kg.store.columns.terms_table import UNBOUND

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyoxigraph import Store

    from kg.rules.columns.compile import Body
    from kg.rules.columns.fact_table import FactTable


class QueriedBody:
    """Asks a store that is kept up with a table of facts.

    Args:
        facts: the table.
        store: gives a store of all that the table holds so far.
    """

    def __init__(self, facts: FactTable, store: Callable[[], Store]) -> None:
        self._facts = facts
        self._store = store

    def solve(self, body: Body, prune: bool) -> Relation:
        """All matches of a body, with the rows of their premises.

        Args:
            body: what to match.
            prune: leave out matches whose premises never hold together.
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
