"""What follows without some claims: by what is lost with them, or else derived anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.derive.engine import Derived, conclude, derive
from kg.derive.loss import Loss
from kg.derive.proof import Proofs

if TYPE_CHECKING:
    from collections.abc import Collection


def retract(derived: Derived, claims: Collection[str]) -> Derived:
    """Derive without some claims; the given facts and proofs are left as they are.

    Args:
        derived: what follows with the claims.
        claims: their IRIs; those that were left out or not believed before stay so.
    """
    facts = derived.facts.less(claims)
    loss = Loss(derived, claims)
    if not loss.is_whole():
        return derive(facts, derived.rules)
    proofs = Proofs()
    for keys in derived.proofs.strata:
        kept = (loss.settled.get(key) or derived.proofs.get(key) for key in keys)
        conclude(kept, facts, proofs)
        proofs.strata.append([])
    return Derived(facts, proofs, derived.rules, derived.strata, derived.schema)
