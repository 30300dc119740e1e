"""Run the rules over the facts, stratum by stratum, each to its fixpoint."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kg.derive.lift import apply
from kg.derive.proof import Proofs
from kg.derive.schema import Schema
from kg.derive.strata import downstream, is_recursive, stratify
from kg.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyoxigraph import NamedNode

    from kg.derive.rule import Rule
    from kg.store.facts import Facts


@dataclass(frozen=True)
class Derived:
    """What follows: the facts with all that was derived, and the proofs."""

    facts: Facts
    proofs: Proofs
    rules: tuple[Rule, ...]

    @cached_property
    def downstream(self) -> dict[str, frozenset[str]]:
        """For each rule, the rules that read what it writes, near and far."""
        return downstream(self.rules, Schema.of(self.facts.dataset))


def derive(
    facts: Facts, rules: Sequence[Rule], progress: Callable[[int, int], None] | None = None
) -> Derived:
    """Derive all that follows; the facts are extended in place.

    Args:
        facts: what is held; from then on also what follows.
        rules: the rules to run, in any order.
        progress: called with the number of strata done and of all strata.

    Raises:
        CyclicNegation: the rules have no order.
        RuleError: two rules give one node different values of a functional property.
    """
    schema = Schema.of(facts.dataset)
    strata = stratify(rules, schema)
    proofs = Proofs()
    for number, stratum in enumerate(strata):
        recursive = is_recursive(stratum, schema)
        news = True
        while news:
            news = False
            for rule in stratum:
                for derivation in list(apply(rule, facts)):
                    proofs.add(derivation)
                    if derivation.period:
                        fresh = [facts.derive(t, derivation.period) for t in derivation.conclusions]
                        news = news or any(fresh)
            news = news and recursive
        proofs.strata.append([])
        if progress:
            progress(number + 1, len(strata))
    _check_functional(facts, schema)
    return Derived(facts, proofs, tuple(rules))


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
