"""The argument of a source: what supports, qualifies and rebuts each of its claims.

The steps are nodes of the Argument Interchange Format (Rahwan et al. 2007). Each claim also has its
standing, which is weighed against the claims of all sources.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from pyoxigraph import NamedNode

from kg.analysis.age import Age
from kg.analysis.disputes import CONTESTED, OUTWEIGHED, STANDS
from kg.errors import UnknownName
from kg.model import terms
from kg.model.reachable import reachable
from kg.model.result import Result
from kg.store.claims import Claims, last_writing, read_sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.model.result import Claim, Source
    from kg.rules.inference import Inference
    from kg.store.dataset import Dataset

_AIF = "http://www.arg.dundee.ac.uk/aif#"
_PREMISE, _CONCLUSION = NamedNode(_AIF + "Premise"), NamedNode(_AIF + "Conclusion")
_ROLES = {"SupportingStep": "supports", "QualifyingStep": "qualifies", "RebuttingStep": "rebuts"}

DENIED, NOT_VOUCHED_FOR, LEFT_OUT = "denied", "not vouched for", "left out"


@dataclass(frozen=True)
class ArguedClaim:
    """A claim in an argument, and its standing.

    Attributes:
        claim: the claim.
        source: the source that makes it.
        standing: ``stands``; ``contested``, if other claims exclude it and neither side prevails;
            ``outweighed`` by other claims, or ``denied`` by them; ``not vouched for``, if its
            source only reports, predicts or hopes it; ``left out``, if the reader doubts it.
        last_attested: the last day, up to the date in question, for which its source vouches for
            it; None if its source does not vouch for it or it is left out.
        against: the claims that exclude it; empty if it stands.
    """

    claim: Claim
    source: Source
    standing: str
    last_attested: date | None = None
    against: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class ArgumentStep:
    """A claim offered for or against another claim.

    Attributes:
        iri: IRI of the step, which may have further premises.
        role: what the premise does: ``supports``, ``qualifies`` or ``rebuts``.
        premise: IRI of the claim that is offered.
        conclusion: IRI of the claim that it supports, qualifies or rebuts.
    """

    iri: str
    role: str
    premise: str
    conclusion: str


@dataclass(frozen=True, repr=False)
class Argument(Result):
    """The argument of a source, or of all sources.

    Attributes:
        as_of: the day on which the claims are weighed.
        claims: the claims of the argument by IRI.
        steps: the steps, ordered by conclusion.
        roots: IRIs of the claims that are premises of no other, longest argument first; all other
            claims can be reached from them.
    """

    kind: ClassVar[str] = "argument"
    as_of: date
    claims: dict[str, ArguedClaim]
    steps: tuple[ArgumentStep, ...]
    roots: tuple[str, ...]

    def for_claim(self, iri: str) -> Argument:
        """Return the part of the argument that bears on one claim.

        Raises:
            UnknownName: the claim is no conclusion of a step.
        """
        below = set(_below(self.steps, iri)) if iri in self.claims else set()
        steps = tuple(step for step in self.steps if step.conclusion in below)
        if not steps:
            raise UnknownName(f"no argument bears on {iri}")
        claims = {name: one for name, one in self.claims.items() if name in below}
        return replace(self, claims=claims, steps=steps, roots=(iri,))


def make_argument(inference: Inference, source: str = "", as_of: date | None = None) -> Argument:
    """Return the argument of a source, or of all sources that argue.

    Sources that the reader excludes, or that were written after the day of the graph, are omitted.

    Args:
        inference: the derived facts; only the claims and their weighing are read.
        source: IRI of the source; empty for all.
        as_of: the day on which to weigh the claims; the last on which any source was written, if
            None.
    """
    dataset, believed = inference.dataset, inference.facts.claims
    known, sources = Claims(dataset), read_sources(dataset)
    steps = tuple(
        step
        for step in _steps(dataset)
        if step.premise in known
        and step.conclusion in known
        and source in ("", known[step.conclusion].source)
        and believed.hears(known[step.conclusion].source)
    )
    day = as_of or max(last_writing(dataset).values(), default=date.today())
    named = {iri for step in steps for iri in (step.conclusion, step.premise)}
    weighing = _Weighing(inference, day, sources)
    claims = {iri: weighing.of(known[iri]) for iri in sorted(named)}
    return Argument(day, claims, steps, _roots(steps))


def _steps(dataset: Dataset) -> list[ArgumentStep]:
    """Return all steps of all sources, in a stable order."""
    found = (
        ArgumentStep(step.value, role, premise.value, conclusion.value)
        for kind, role in _ROLES.items()
        for step in dataset.subjects(terms.TYPE, terms.ent(kind))
        for conclusion in dataset.nodes(step, _CONCLUSION)
        for premise in dataset.nodes(step, _PREMISE)
    )
    return sorted(found, key=lambda one: (one.conclusion, one.role, one.premise, one.iri))


def _below(steps: Sequence[ArgumentStep], iri: str) -> Iterator[str]:
    """Yield a claim and all that is offered for or against it, directly or not."""
    offered: dict[str, list[str]] = {}
    for step in steps:
        offered.setdefault(step.conclusion, []).append(step.premise)
    return reachable([iri], lambda one: offered.get(one, ()))


def _roots(steps: Sequence[ArgumentStep]) -> tuple[str, ...]:
    """Return the claims that are premises of no other; the first one of a circular argument."""
    concluded = dict.fromkeys(step.conclusion for step in steps)
    offered = {step.premise for step in steps}
    roots = {iri: set(_below(steps, iri)) for iri in concluded if iri not in offered}
    for iri in concluded:
        if not any(iri in claims for claims in roots.values()):
            roots[iri] = set(_below(steps, iri))
    return tuple(sorted(roots, key=lambda iri: (-len(roots[iri]), iri)))


class _Weighing:
    """Weighs claims on a day."""

    def __init__(self, inference: Inference, day: date, sources: dict[str, Source]) -> None:
        self._believed = inference.facts.claims
        self._belief = inference.facts.belief
        self._age = Age(inference, day)
        self._day = day
        self._sources = sources

    def of(self, claim: Claim) -> ArguedClaim:
        """Return a claim with its standing, its age and its rivals."""
        source = self._sources[claim.source]
        if claim.iri not in self._believed:
            left = NOT_VOUCHED_FOR if self._believed.takes(claim) else LEFT_OUT
            return ArguedClaim(claim, source, left)
        rivals = [self._believed[iri] for iri in sorted(self._belief.rivals(claim.iri))]
        standing = self._standing(claim, rivals)
        against = () if standing == STANDS else tuple(rivals)
        return ArguedClaim(claim, source, standing, self._age.of_claim(claim.iri), against)

    def _standing(self, claim: Claim, rivals: Sequence[Claim]) -> str:
        """Return the worst standing of any part of a claim on the last day of its testimony."""
        said = list(self._belief.last_word(claim.iri, self._day))
        if all(certain for certain, _ in said):
            return STANDS
        if all(arguable for _, arguable in said):
            return CONTESTED
        denied = not claim.denied and any(rival.denied for rival in rivals)
        return DENIED if denied else OUTWEIGHED
