"""The graph of one day: what holds then, without time and without who says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from kg.model import terms

if TYPE_CHECKING:
    from datetime import date

    from kg.rules.inference import Inference

_IMPORTS = NamedNode(terms.OWL + "imports")


def snapshot(inference: Inference, day: date, *, with_derived: bool = False) -> list[Triple]:
    """Statements that hold on a day, in a stable order.

    What rules about history conclude is always there, for one day alone does not imply it.
    Imports of the ontology are left out: its statements are there themselves.

    Args:
        inference: claims and the conclusions from them.
        day: the day.
        with_derived: True adds all that follows.
    """
    held = {t for t in inference.facts.snapshot(day) if t.predicate != _IMPORTS}
    for triple, period in inference.facts.derived.items():
        if day in period and (
            with_derived or any(d.rule.states_time for d in inference.proofs.of(triple))
        ):
            held.add(triple)
    return sorted(held, key=str)
