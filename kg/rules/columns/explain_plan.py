"""The order in which a rule is joined, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from kg.model.result import Result
from kg.model.terms import shorten
from kg.rules.columns.compile import CompiledRule
from kg.rules.columns.plan_joins import plan_joins

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from kg.rules.columns.compile import Body, Pattern
    from kg.rules.columns.conditions import Expression
    from kg.rules.columns.fact_table import FactTable
    from kg.rules.rule import Rule
    from kg.store.columns.terms_table import Terms


@dataclass(frozen=True, repr=False)
class Plan(Result):
    """How rules are evaluated, each in lines of text."""

    kind: ClassVar[str] = "plan"
    rules: tuple[str, ...]


def plan(rule: Rule, facts: FactTable) -> str:
    """How a rule is evaluated over a table of facts, a line for each step.

    Numbers of rows are what is expected of the facts as they are; while a rule runs, each step is
    chosen by the rows that were really found by then, so that the order may differ.
    """
    compiled = CompiledRule(rule, facts.terms)
    lines = [f"{rule.name}: {rule.summary}", *_steps(compiled.body, frozenset(), facts)]
    for absence, sentence in zip(compiled.absences, rule.unless, strict=False):
        lines.append(f"  less the days of: {sentence}")
        lines += [f"  {line}" for line in _steps(absence, compiled.body.variables, facts)]
    return "\n".join(lines)


def _steps(body: Body, bound: AbstractSet[str], facts: FactTable) -> Iterator[str]:
    if body.plain:
        yield "  asked of Oxigraph as a query: the order of its parts matters"
        return
    for number, step in enumerate(plan_joins(body.stars, bound, facts), 1):
        way = "solve alone" if step.alone else "look up for each row"
        patterns = " ; ".join(_pattern(pattern, facts.terms) for pattern in step.patterns)
        yield f"  {number}. {way}, about {step.rows:,.0f} rows: {patterns}"
    for values in body.values:
        names = ", ".join(f"?{name}" for name in values.names)
        yield f"  among {len(values.rows)} values: {names}"
    for test in body.filters:
        assert test.expression is not None
        yield f"  as soon as its variables are known: FILTER {_written(test.expression)}"
    for bind, _ in body.binds:
        assert bind.expression is not None
        yield f"  at last: ?{bind.names[0]} = {_written(bind.expression)}"


def _pattern(pattern: Pattern, terms: Terms) -> str:
    return " ".join(
        f"?{slot}" if isinstance(slot, str) else shorten(str(terms.term(slot)).strip("<>"))
        for slot in pattern.slots
    )


def _written(expression: Expression) -> str:
    from kg.rules.columns.evaluator import written

    return written(expression)
