"""Conditions on whole columns: each expression is evaluated once for each combination of values.

Oxigraph evaluates the combinations that ``evaluate`` does not cover.
"""

from __future__ import annotations

import operator
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Variable

from kg.rules.columns.compile import VALUES, variables
from kg.rules.columns.functions import (
    Beyond,
    Wrong,
    compiled,
    key_of,
    keys_at_once,
    literal,
    true,
    value_of,
)
from kg.rules.columns.relation import Relation, combinations
from kg.store.columns.terms_table import IRI, UNBOUND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kg.rules.columns.compile import Condition, Expression
    from kg.store.columns.fact_index import Ints, Mask, Numbers
    from kg.store.columns.terms_table import Terms


_COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


class Evaluator:
    """Evaluates conditions over numbered terms."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._values: dict[int, Any] = {}

    def keep(self, relation: Relation, conditions: Iterable[Condition]) -> Relation:
        """Return the rows for which all conditions are true."""
        for condition in conditions:
            if not relation.size:
                return relation
            if condition.kind == VALUES:
                relation = relation.join(self.table(condition), prune=False)
            else:
                assert condition.expression is not None
                relation = relation.keep(self._test(relation, condition.expression))
        return relation

    def table(self, condition: Condition) -> Relation:
        """Return the rows of VALUES without duplicates."""
        of_key = self._terms.of_key
        rows = dict.fromkeys(
            tuple(of_key(key_of(compiled(cell, {})([]))) for cell in row) for row in condition.rows
        )
        columns = np.array(list(rows), np.int32).reshape(len(rows), len(condition.names))
        return Relation.of(dict(zip(condition.names, columns.T, strict=True)), len(rows))

    def bind(self, relation: Relation, bind: Condition, visible: Iterable[str]) -> Relation:
        """Add the variable that BIND sets, unbound in rows where its expression has no value."""
        assert bind.expression is not None
        told = frozenset(visible)
        if bind.expression[0] == "var" and bind.expression[1] in told & relation.variables.keys():
            return relation.having(bind.names[0], relation.variables[bind.expression[1]])
        columns, places, count = _combined(relation, bind.expression, told)
        values = {name: self._plain(column) for name, column in columns.items()}
        try:
            keys: Iterable[Any] = keys_at_once(bind.expression, values, count)
        except Beyond:
            found = self._evaluated(bind.expression, columns, count, False)
            keys = (None if value is None else key_of(value) for value in found)
        return relation.having(bind.names[0], self._terms.intern(keys)[places])

    def _test(self, relation: Relation, expression: Expression) -> Mask:
        if expression[0] in _COMPARED:
            held = self._compared(relation, expression)
            if held is not None:
                return held
        columns, places, count = _combined(relation, expression, None)
        return np.array(self._evaluated(expression, columns, count, True), bool)[places]

    def _evaluated(
        self, expression: Expression, columns: Mapping[str, Numbers], count: int, is_test: bool
    ) -> list[Any]:
        """Return a value for each combination of the variables."""
        names = list(columns)
        try:
            function = compiled(expression, {name: at for at, name in enumerate(names)})
        except Beyond:
            function = _beyond
        rows = zip(*map(self._plain, columns.values()), strict=True)
        found = []
        for at, row in enumerate(rows if columns else [()] * count):
            try:
                value = function(row)  # type: ignore[arg-type]
                found.append(true(value) if is_test else value)
            except Wrong:
                found.append(False if is_test else None)
            except Beyond:
                numbers = [int(column[at]) for column in columns.values()]
                found.append(self.evaluate_with_oxigraph(expression, names, numbers, is_test))
        return found

    def _plain(self, numbers: Numbers) -> list[Any]:
        values, term = self._values, self._terms.term
        every = numbers.tolist()
        for number in set(every) - values.keys() - {UNBOUND}:
            values[number] = value_of(term(number))
        return list(map(values.get, every))

    def evaluate_with_oxigraph(
        self, expression: Expression, names: list[str], numbers: list[int], is_test: bool
    ) -> Any:
        """Evaluate an expression for one combination of values with Oxigraph."""
        text = written(expression)
        known = {
            name: self._terms.term(number)
            for name, number in zip(names, numbers, strict=True)
            if number != UNBOUND
        }
        written_out = {
            n: term for n, term in known.items() if isinstance(term, NamedNode | Literal)
        }
        others = {Variable(n): term for n, term in known.items() if n not in written_out}
        values = "".join(f"VALUES ?{name} {{ {term} }} " for name, term in written_out.items())
        selected = f"IF({text}, true, false)" if is_test else text
        solutions = Store().query(
            f"SELECT {' '.join(map(str, others))} ({selected} AS ?result) WHERE {{ {values} }}",
            substitutions=others,
        )
        assert isinstance(solutions, QuerySolutions)
        value = next(iter(solutions))["result"]
        return value is not None and value_of(value) is True if is_test else value

    def _compared(self, relation: Relation, expression: Expression) -> Mask | None:
        """Compare two columns at once, or return None if their values are of several kinds."""
        name, *sides = expression
        held: dict[str, Numbers] = dict(relation.variables)
        if name in ("=", "!=") and all(side[0] == "var" and side[1] in held for side in sides):
            one, other = (held[side[1]] for side in sides)
            if all((side >= 0).all() and self._are_iris(side) for side in (one, other)):
                equal: Mask = one == other
                return equal if name == "=" else ~equal
        sets, places = [], []
        for side in sides:
            try:
                found, place = self._evaluated_strictly(relation, side)
            except (Beyond, Wrong):
                return None
            sets.append([_decimal(value) for value in found])
            places.append(place)
        kinds = {type(value) for values in sets for value in values}
        if kinds != {str} and not kinds <= {int, Decimal}:
            return None
        ranks = {value: rank for rank, value in enumerate(sorted({*sets[0], *sets[1]}))}
        one, other = (
            np.array([ranks[value] for value in values], np.int64)[place]
            for values, place in zip(sets, places, strict=True)
        )
        found_: Mask = _COMPARED[name](one, other)
        return found_

    def _are_iris(self, numbers: Numbers) -> bool:
        return bool((self._terms.kinds_of(numbers) == IRI).all())

    def _evaluated_strictly(self, relation: Relation, side: Expression) -> tuple[list[Any], Ints]:
        """Evaluate an expression with at most one variable for each distinct value of it."""
        names = set(variables(side))
        if not names:
            return [compiled(side, {})([])], np.zeros(relation.size, np.int64)
        if len(names) > 1 or not names <= relation.variables.keys():
            raise Wrong
        (name,) = names
        firsts, places = combinations([relation.variables[name]], relation.size)
        function = compiled(side, {name: 0})
        plain = self._plain(relation.variables[name][firsts])
        return [function([value]) for value in plain], places


def _combined(
    relation: Relation, expression: Expression, visible: frozenset[str] | None
) -> tuple[dict[str, Numbers], Ints, int]:
    """Return the combinations of an expression's variables, that of each row, and their number."""
    names = [
        name
        for name in dict.fromkeys(variables(expression))
        if name in relation.variables and (visible is None or name in visible)
    ]
    firsts, places = combinations([relation.variables[name] for name in names], relation.size)
    return {name: relation.variables[name][firsts] for name in names}, places, len(firsts)


_DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"
_WRITTEN = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?")
"""Matches decimals that every engine can represent."""


def _decimal(value: Any) -> Any:
    """Return a decimal literal as a ``Decimal``, and any other value as it is."""
    if isinstance(value, Literal) and value.datatype.value == _DECIMAL:
        return Decimal(value.value) if _WRITTEN.fullmatch(value.value) else value
    return value


def _beyond(_: object) -> Any:
    raise Beyond


def written(expression: Expression) -> str:
    """Return an expression as SPARQL."""
    name, *parts = expression
    if name == "var":
        return f"?{parts[0]}"
    if name == "iri":
        return f"<{parts[0]}>"
    if name == "lit":
        return str(literal(*parts))
    if name == "call":
        return f"<{parts[0]}>({', '.join(map(written, parts[1:]))})"
    if name in ("IN", "NOT IN"):
        return f"({written(parts[0])} {name} ({', '.join(map(written, parts[1:]))}))"
    if name == "!":
        return f"(!{written(parts[0])})"
    if name[0].isalpha():
        return f"{name}({', '.join(map(written, parts))})"
    return f"({f' {name} '.join(map(written, parts))})"
