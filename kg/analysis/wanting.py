"""For want of what a conclusion came to stand: the absences on which it leans since a doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model.reachable import reachable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from pyoxigraph import NamedNode, Triple

    from kg.rules.inference import Inference
    from kg.rules.proof import Derivation


def absences(
    before: Inference, after: Inference, gained: NamedNode, day: date, gone: Collection[str]
) -> tuple[str, ...]:
    """What is absent now and was not, on which a conclusion stands that did not stand before.

    That is the sentence of each assumption that something defeated before, and each claim that was
    taken away and stood against one of its premises.

    Args:
        before: what followed.
        after: the facts derived now.
        gained: the conclusion.
        day: a day on which it stands now, and did not.
        gone: IRIs of the claims that were taken away.
    """

    def deeper(step: Derivation) -> Iterator[Derivation]:
        for premise in step.premises:
            yield from after.proofs.of(premise, day)

    steps = reachable(after.proofs.of_node(gained, day), deeper, lambda step: step.iri)
    told: dict[str, None] = {}
    for step in steps:
        known = before.proofs.find(step.key)
        if known is not None and day not in known.period and step.rule.assumptions:
            told.update(dict.fromkeys(step.assumes(after.dataset)))
        for premise in step.premises:
            told.update(dict.fromkeys(_rivals(before, premise, day, gone)))
    return tuple(told)


def _rivals(before: Inference, premise: Triple, day: date, gone: Collection[str]) -> Iterator[str]:
    """Claims, taken away, that spoke against a statement or against the whole of its claim."""
    facts = before.facts
    if day in facts.validity(premise):
        return
    for graph in facts.graphs(premise):
        for rival in facts.belief.against(premise, graph, day):
            if rival.value in gone:
                yield f"no claim against it: {facts.claims[rival.value].label}"
