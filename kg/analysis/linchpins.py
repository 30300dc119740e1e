"""The claims on which a conclusion turns: the smallest sets whose loss changes the answer.

A set of claims cuts a conclusion if it cuts every proof, and a proof if it cuts one premise. The
minimal cut sets are those of a fault tree (Fussell and Vesely 1972). Their number can grow
exponentially, so only sets up to a given size are sought, and only a given number of them kept.

A doubt can also add conclusions; ``absences`` lists the absent facts on which these rely.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kg.analysis.provenance import Algebra, Provenance
from kg.model import terms
from kg.model.reachable import reachable
from kg.rules.objections import DENIED_KIND
from kg.rules.retraction import Retraction, retract

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import date

    from pyoxigraph import NamedNode, Triple

    from kg.rules.inference import Inference
    from kg.rules.proof import Derivation, Key

    Cuts = frozenset[frozenset[str]]


def absences(
    before: Inference, after: Inference, gained: NamedNode, day: date, gone: Collection[str]
) -> tuple[str, ...]:
    """Return the newly absent facts on which a newly gained conclusion relies.

    The result has the sentence of each assumption that was defeated before, and each removed claim
    that contradicted one of the premises.

    Args:
        before: the facts derived before.
        after: the facts derived now.
        gained: the conclusion.
        day: a day on which it holds now but did not before.
        gone: IRIs of the claims that were removed.
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
    """Yield the removed claims that contradicted a statement or its whole claim."""
    facts = before.facts
    if day in facts.validity(premise):
        return
    for graph in facts.graphs(premise):
        for rival in facts.belief.against(premise, graph, day):
            if rival.value in gone:
                yield f"no claim against it: {facts.claims[rival.value].label}"


LARGEST = 4
MOST = 60


@dataclass(frozen=True)
class Linchpins:
    """The claims on which a conclusion turns.

    Attributes:
        sets: minimal sets of claims, smallest first, each confirmed by deriving without it.
        complete: False if the search stopped at a limit on the size or number of sets.
    """

    sets: tuple[tuple[str, ...], ...]
    complete: bool

    @property
    def survives_any_single_doubt(self) -> bool:
        """True if no single claim is enough to change the answer."""
        return all(len(claims) > 1 for claims in self.sets)


class Bounds:
    """Keeps sets of claims minimal and few, and remembers whether any were dropped."""

    def __init__(self, largest: int = LARGEST, most: int = MOST) -> None:
        self.largest = largest
        self.most = most
        self.dropped = False

    def minimal(self, sets: Iterable[frozenset[str]]) -> Cuts:
        """Return the minimal sets, the smallest first, within the bounds."""
        kept: list[frozenset[str]] = []
        for claims in sorted(set(sets), key=lambda s: (len(s), sorted(s))):
            if any(smaller <= claims for smaller in kept):
                continue
            if len(claims) > self.largest or len(kept) == self.most:
                self.dropped = True
                break
            kept.append(claims)
        return frozenset(kept)

    def either(self, one: Cuts, other: Cuts) -> Cuts:
        """Return the cuts of two joint premises: it is enough to cut one."""
        if one == other:
            return one
        return self.minimal((*one, *other))

    def both(self, one: Cuts, other: Cuts) -> Cuts:
        """Return the cuts of two alternative proofs: both must be cut."""
        return self.minimal(a | b for a in one for b in other)

    @cached_property
    def algebra(self) -> Algebra[Cuts]:
        """The algebra of cut sets; without a proof there is nothing to cut."""
        return Algebra(
            zero=frozenset({frozenset()}),
            one=frozenset(),
            plus=self.both,
            times=self.either,
            of=lambda claim: frozenset({frozenset({claim})}),
            top=frozenset(),
        )


def linchpins(provenance: Provenance, node: NamedNode) -> Linchpins:
    """Find the claims on which a conclusion turns, on the day of the provenance.

    Each set is confirmed by deriving without it; it counts if the conclusion no longer holds.
    """
    bounds = Bounds()
    cuts = provenance.of_node(node, bounds.algebra)
    sets = sorted((tuple(sorted(cut)) for cut in cuts), key=lambda cut: (len(cut), cut))
    falls = _doubt(provenance, node)
    return Linchpins(tuple(filter(falls, sets)), not bounds.dropped)


def _doubt(provenance: Provenance, node: NamedNode) -> Callable[[Collection[str]], bool]:
    """Return a predicate: does the conclusion fail on the day without the given claims?"""
    inference, day = provenance.inference, provenance.day
    steps = inference.proofs.of_node(node, day)
    triples = {triple for step in steps for triple in step.conclusions if triple.subject == node}
    concluding = _concluding(inference, triples)
    within = _cone(inference, node) if _only_loses(inference, concluding) else None
    towards = concluding | {step.rule.name for step in steps}

    def falls(claims: Collection[str]) -> bool:
        loss = Retraction(inference, claims, within, towards)
        whole = loss.is_whole(concluding)
        holding = loss.validity if whole else retract(inference, claims).facts.validity
        return not all(day in holding(triple) if day else holding(triple) for triple in triples)

    return falls


def _concluding(inference: Inference, triples: Collection[Triple]) -> set[str]:
    """Return the names of the rules that may construct a conclusion with these statements."""
    values = {triple.predicate: str(triple.object) for triple in triples}
    kind, answer = (values.get(terms.ent(name), "") for name in ("hasKind", "hasAnswer"))
    return {rule.name for rule in inference.rules if rule.may_conclude(kind, answer)}


def _only_loses(inference: Inference, concluding: Collection[str]) -> bool:
    """Return True if no rule on the way to the conclusions of these rules tests an absence.

    Losing a claim can then only remove such conclusions, and only their proofs matter.
    """
    wanted = set(concluding)
    objected = any(inference.facts.matching((None, DENIED_KIND, None)))
    leaning = {r.name for r in inference.rules if (r.absences if objected else r.unless)}
    return not any(name in wanted or inference.downstream[name] & wanted for name in leaning)


def _cone(inference: Inference, node: NamedNode) -> set[Key]:
    """Return all derivations on which a conclusion rests, directly or indirectly."""
    proofs = inference.proofs

    def deeper(derivation: Derivation) -> Iterator[Derivation]:
        for premise in derivation.premises:
            yield from proofs.of(premise, arguable=True)

    steps = reachable(
        proofs.of_node(node, arguable=True), deeper, lambda derivation: derivation.key
    )
    return {derivation.key for derivation in steps}
