"""Since when a conclusion could be known: since all sources that some proof needs were written.

A valuation of the proofs (Green, Karvounarakis and Tannen 2007): within a proof the source that was
written last counts, between proofs the one that was complete first.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kg.store.claims import last_writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyoxigraph import NamedNode, Triple

    from kg.rules.inference import Inference
    from kg.rules.proof import Derivation

_ALWAYS, _NOT_SAID = date.min, date.max


def known_since(
    inference: Inference, derivations: Iterable[Derivation]
) -> Mapping[Triple, date | None]:
    """The day since which each statement that derivations conclude could be known.

    None where no claim is needed, or where a source does not say when it was written.

    Args:
        inference: the derived facts, with their proofs.
        derivations: all derivations, those of premises before those that need them, as far as rules
            do not feed themselves.
    """
    facts = inference.facts
    written = last_writing(facts.dataset)
    known: dict[Triple, date] = {}
    steps = list(derivations)

    def of_graph(graph: NamedNode) -> date:
        claim = facts.claims.get(graph.value)
        return _ALWAYS if claim is None else written.get(claim.source, _NOT_SAID)

    def of(premise: Triple) -> date:
        day = known.get(premise)
        if day is None:
            told = (of_graph(graph) for graph in facts.graphs(premise))
            day = known[premise] = min(told, default=_NOT_SAID)
        return day

    again = True
    while again:
        again = False
        for step in steps:
            day = max(map(of, step.premises), default=_ALWAYS)
            for triple in step.conclusions:
                if day < of(triple):
                    known[triple] = day
                    again = True
    concluded = {triple for step in steps for triple in step.conclusions}
    return {t: d if _ALWAYS < (d := known[t]) < _NOT_SAID else None for t in concluded}
