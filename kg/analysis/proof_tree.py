"""Proof trees: from a conclusion by rules down to the sentences of sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from kg.analysis.provenance import premises
from kg.model import terms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kg.analysis.provenance import Held, Provenance
    from kg.model.intervals import Interval
    from kg.rules.proof import Derivation

_COMPLETE_FOR = terms.ent("isCompleteFor")
_EVERY = terms.ent("coversEveryState")
_PARTICIPANT = terms.ent("hasParticipant")


@dataclass(frozen=True)
class Step:
    """One application of a rule.

    Attributes:
        because: the rule's sentence, filled in.
        assumes: the absences on which it leans.
        lists: for each absence, who lists all that should be absent, or that nobody does; empty
            where it is not claims that should be absent but what follows from them.
        grounds: what it rests on, in the order of the rule.
        derivation: IRI under which the proof is written as RDF.
        objections: where it can only be argued, what can be argued against it.
    """

    rule: str
    because: str
    assumes: tuple[str, ...]
    lists: tuple[str, ...]
    interval: Interval | None
    grounds: tuple[Ground, ...]
    derivation: str
    objections: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Ground:
    """All that one step needs of one thing.

    Attributes:
        thing: IRI of the thing.
        label: what people call it, or its short name.
        statements: the premises about it.
        claims: IRIs of the claims that state them.
        steps: the steps that derive them: alternatives, where there are several.
        repeated: True where the steps stand further up already and are left out here.
    """

    thing: str
    label: str
    statements: tuple[Triple, ...]
    claims: tuple[str, ...]
    steps: tuple[Step, ...] = ()
    repeated: bool = False


class ProofTree:
    """Builds the proofs of a conclusion on a day."""

    def __init__(self, provenance: Provenance) -> None:
        self._provenance = provenance
        self._inference = provenance.inference
        self._open: set[str] = set()

    def steps(self, node: NamedNode) -> tuple[Step, ...]:
        """All proofs of a conclusion: alternatives, in a stable order."""
        day = self._provenance.day
        found = self._provenance.proofs_of_node(node)
        return tuple(self._step(d, day) for d in _in_order(found))

    def _step(self, derivation: Derivation, day: date | None) -> Step:
        dataset = self._inference.dataset
        by_thing: dict[NamedNode, list[Held]] = {}
        for held in premises(derivation, day):
            thing = held[0].subject
            if self._provenance.is_ground(held[0]) and isinstance(thing, NamedNode):
                by_thing.setdefault(thing, []).append(held)
        self._open.add(derivation.iri)
        grounds = [self._ground(thing, held) for thing, held in by_thing.items()]
        self._open.discard(derivation.iri)
        return Step(
            rule=derivation.rule.name,
            because=derivation.because(dataset),
            assumes=derivation.assumes(dataset),
            lists=tuple(self._lists(derivation, day)),
            interval=_part(derivation, day, self._provenance.arguable),
            grounds=tuple(g for g in grounds if g.claims or g.steps or g.repeated),
            derivation=derivation.iri,
            objections=tuple(self._objections(derivation, day)),
        )

    def _lists(self, derivation: Derivation, day: date | None) -> Iterator[str]:
        """For each absence on which a step leans, what sources claim to list in full."""
        dataset, facts = self._inference.dataset, self._inference.facts
        view = facts.at(day) if day else facts.ever()
        about = set(derivation.bindings.values())
        for absence in derivation.rule.leaning:
            typed = [kind for _, prop, kind in absence.triples if prop == terms.TYPE]
            kinds = [kind for kind in typed if isinstance(kind, NamedNode)]
            names = {
                dataset.label(NamedNode(facts.claims[graph.value].source))
                for kind in kinds
                for node in view.subjects(_COMPLETE_FOR, kind)
                if view.objects(node, _EVERY) or about.issuperset(view.objects(node, _PARTICIPANT))
                for graph in facts.graphs(Triple(node, _COMPLETE_FOR, kind))
                if graph.value in facts.claims
            }
            if names:
                yield f"listed in full: {', '.join(sorted(names))}"
            else:
                yield f"no source lists every {dataset.label(kinds[0])}" if kinds else ""

    def _objections(self, derivation: Derivation, day: date | None) -> Iterator[Step]:
        """How what should be absent can be argued to be there."""
        if not self._provenance.arguable or day is None or day in derivation.period:
            return
        facts = self._inference.facts
        found = {
            step.iri: step
            for matches in derivation.defeaters
            for match in matches
            if all(day in facts.arguable(triple) for triple in match)
            for triple in match
            for step in self._provenance.proofs((triple, day))
        }
        for iri in sorted(found.keys() - self._open):
            yield self._step(found[iri], day)

    def _ground(self, thing: NamedNode, wanted: list[Held]) -> Ground:
        claims: dict[str, None] = {}
        deeper: dict[str, tuple[Derivation, date | None]] = {}
        for held in wanted:
            claims.update(dict.fromkeys(self._provenance.claims(held)))
            for derivation in self._provenance.proofs(held):
                deeper[derivation.iri] = derivation, held[1]
        circular = deeper.keys() & self._open
        steps = [
            self._step(derivation, day)
            for iri, (derivation, day) in sorted(deeper.items())
            if iri not in circular
        ]
        return Ground(
            thing=thing.value,
            label=self._inference.dataset.label(thing),
            statements=tuple(triple for triple, _ in wanted),
            claims=tuple(sorted(claims)),
            steps=tuple(steps),
            repeated=bool(circular),
        )


def _in_order(derivations: list[Derivation]) -> list[Derivation]:
    return sorted(derivations, key=lambda d: d.iri)


def _part(derivation: Derivation, day: date | None, arguable: bool) -> Interval | None:
    period = derivation.arguable if arguable else derivation.period
    return period.at(day) if day is not None else (period.parts[0] if period else None)
