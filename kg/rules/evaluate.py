"""Derivation of conclusions from facts with rules, and the matches of a single rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.rules.inference import Inference
from kg.rules.stratify import Schema, stratify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kg.rules.proof import Derivation
    from kg.rules.rule import Rule
    from kg.store.facts import Facts


_LARGE = 100_000
"""Number of statements from which on it is faster to derive only what has changed."""


def derive(
    facts: Facts,
    rules: Sequence[Rule],
    progress: Callable[[int, int], None] | None = None,
    before: Inference | None = None,
) -> Inference:
    """Derive all conclusions but those for requested pairs only; the facts are extended in place.

    Args:
        facts: the stated facts, to which the derived ones are added.
        rules: the rules to run, in any order.
        progress: called with the number of strata done and the total number of strata.
        before: conclusions that the same rules drew from nearly the same facts; in a large graph,
            the matches of rules whose inputs did not change are taken from there.

    Raises:
        CyclicNegation: the rules cannot be stratified.
        RuleError: two rules give one node different values of a functional property.
    """
    from kg.rules.columns.delta import Delta
    from kg.rules.columns.engine import run
    from kg.rules.columns.fact_table import check_functional, table_of
    from kg.rules.columns.views import DerivedFacts, MatchProofs

    schema = Schema.of(facts.dataset)
    known = before is not None and before.schema == schema and before.rules == tuple(rules)
    run_for_all = [rule for rule in rules if not rule.on_request]
    strata = before.strata if before is not None and known else stratify(run_for_all, schema)
    table = table_of(facts)
    follows = DerivedFacts(table)
    facts.adopt(follows, table)
    delta = None
    if before is not None and known and len(facts.dataset) >= _LARGE:
        delta = Delta(facts, before.proofs, table)
    matches = run(table, lambda: facts.store, strata, schema, delta, progress)
    facts.adopt(follows, table)  # and drop what was cached meanwhile
    check_functional(table, schema)
    return Inference(facts, MatchProofs(table, matches), tuple(rules), strata, schema)


def matches(rule: Rule, inference: Inference) -> Iterator[Derivation]:
    """Yield the derivations that a rule would add to an inference, without adding them."""
    from kg.rules.columns.compile import CompiledRule
    from kg.rules.columns.engine import Evaluation

    table = inference.proofs.table
    found = Evaluation(table, lambda: inference.facts.store).matches(
        CompiledRule(rule, table.terms)
    )
    return found.derivations()
