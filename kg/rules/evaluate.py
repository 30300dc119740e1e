"""Run the rules over the facts, stratum by stratum, each to its fixpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import RuleError
from kg.model.intervals import IntervalSet
from kg.rules.incremental import Delta
from kg.rules.inference import Inference
from kg.rules.proof import Proofs
from kg.rules.stratify import Schema, is_recursive, stratify
from kg.rules.temporal import evaluate_rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pyoxigraph import NamedNode, Triple

    from kg.rules.proof import Derivation
    from kg.rules.rule import Rule
    from kg.store.facts import Facts


def derive(
    facts: Facts,
    rules: Sequence[Rule],
    progress: Callable[[int, int], None] | None = None,
    before: Inference | None = None,
) -> Inference:
    """Derive all that follows; the facts are extended in place.

    Args:
        facts: what is held; from then on also what follows.
        rules: the rules to run, in any order.
        progress: called with the number of strata done and of all strata.
        before: what followed by the same rules from nearly the same facts; what rules that see
            nothing new had found is taken from there.

    Raises:
        CyclicNegation: the rules have no order.
        RuleError: two rules give one node different values of a functional property.
    """
    schema = Schema.of(facts.dataset)
    known = before is not None and before.schema == schema and before.rules == tuple(rules)
    strata = before.strata if before is not None and known else stratify(rules, schema)
    proofs = Proofs()
    news = Delta(facts, before) if before is not None and known else None
    for number, stratum in enumerate(strata):
        if news is not None and not news.touches(stratum):
            for rule in stratum:
                conclude(news.before.proofs.of_rule(rule.name), facts, proofs)
            proofs.strata.append([])
            continue
        recursive = is_recursive(stratum, schema)
        more = True
        while more:
            more = False
            for rule in stratum:
                fresh = conclude(list(evaluate_rule(rule, facts)), facts, proofs)
                more = more or fresh
            more = more and recursive
        if news is not None:
            for rule in stratum:
                news.note(rule, proofs)
        proofs.strata.append([])
        if progress:
            progress(number + 1, len(strata))
    _check_functional(facts, schema)
    return Inference(facts, proofs, tuple(rules), strata, schema)


def conclude(found: Iterable[Derivation], facts: Facts, proofs: Proofs) -> bool:
    """Keep derivations and all that they conclude; True where that is news."""
    periods: dict[Triple, list[IntervalSet]] = {}
    for derivation in found:
        proofs.add(derivation)
        for triple in derivation.conclusions if derivation.period else ():
            periods.setdefault(triple, []).append(derivation.period)
    fresh = [facts.derive(triple, IntervalSet.union(of)) for triple, of in periods.items()]
    return any(fresh)


def _check_functional(facts: Facts, schema: Schema) -> None:
    seen: dict[tuple[object, NamedNode], object] = {}
    for triple in facts.derived:
        if str(triple.predicate) in schema.functional:
            key = (triple.subject, triple.predicate)
            if seen.setdefault(key, triple.object) != triple.object:
                raise RuleError(
                    f"rules give {triple.subject} two values of {triple.predicate}; "
                    "let each conclusion have an IRI of its own"
                )
