"""The whole answer to "why": the conclusion, its proofs, what it turns on, or what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar

from pyoxigraph import NamedNode

from kg.analysis.conclusions import Conclusion, DyadConclusions, kinds
from kg.analysis.dyad import find_dyad
from kg.analysis.linchpins import Linchpins, linchpins
from kg.analysis.proof_tree import ProofTree, Step
from kg.analysis.why_not import Attempt, WhyNot
from kg.errors import UnknownName
from kg.model import terms
from kg.model.answer import Answer
from kg.model.result import Result
from kg.store.claims import Claims, read_sources

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.model.claim import Claim, Source
    from kg.model.dyad import Dyad
    from kg.rules.inference import Inference
    from kg.store.dataset import Dataset


@dataclass(frozen=True)
class Explanation:
    """Why a conclusion holds, does not hold, or is unknown.

    Attributes:
        finding: the conclusion.
        steps: its proofs: alternatives.
        linchpins: None where nothing follows.
        attempts: where the answer is unknown, rules that could conclude it; where it is no, rules
            that could conclude that it holds.
        claims: the claims that the proofs cite, by IRI.
    """

    dyad: Dyad
    finding: Conclusion
    steps: tuple[Step, ...] = ()
    linchpins: Linchpins | None = None
    attempts: tuple[Attempt, ...] = ()
    claims: dict[str, Claim] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class Explanations(Result):
    """All that there is to say of a question, one explanation for each conclusion."""

    kind: ClassVar[str] = "proof"
    found: tuple[Explanation, ...]
    dataset: Dataset = field(compare=False)


def explain_kind(inference: Inference, dyad: Dyad, name: str) -> list[Explanation]:
    """All that there is to say of one kind of conclusion about a pair.

    Args:
        inference: the derived facts, with their proofs.
        dyad: the pair, on a day.
        name: slug of the kind, such as ``mirrored-postures``, ``overlap`` or ``trajectory``.

    Raises:
        UnknownName: there is no such kind.
    """
    kind = find_kind(inference, name)
    found = DyadConclusions(inference, dyad)
    findings = found.of_kind(kind)
    if not findings or all(f.conclusion is None for f in findings):
        dataset = inference.dataset
        nothing = Conclusion(
            dataset.slug(kind), dataset.label(kind), "-".join(dyad.codes), Answer.UNKNOWN
        )
        attempts = WhyNot(inference, dyad, found.node).attempts(kind)
        return [Explanation(dyad, nothing, attempts=attempts)]
    return [_explained(found, finding) for finding in findings]


def explain_conclusion(inference: Inference, name: str, as_of: date | None) -> list[Explanation]:
    """Explanation of a conclusion by its IRI or prefixed name.

    Without a day it is explained on the last day of news of its pair on which it stands, or else
    on the last day on which it stood.

    Raises:
        UnknownName: nothing that follows has the name.
    """
    iri = terms.expand(name)
    node = NamedNode(iri) if terms.is_iri(iri) else None
    facts = inference.facts
    steps = inference.proofs.of_node(node, arguable=True) if node else []
    pair = facts.values(node, terms.ent("concerns")) if node else []
    if node is None or not steps or not pair:
        raise UnknownName(
            f"unknown conclusion {name!r}; see 'kg query conclusions', "
            "or name two states and a kind"
        )
    first, second = facts.values(pair[0], terms.ent("hasMember"))
    codes = facts.dataset.slug(first), facts.dataset.slug(second)
    dyad = find_dyad(inference, *codes, as_of)
    period = facts.arguable(steps[0].conclusions[0])
    if as_of is None and dyad.as_of not in period:
        last = period.parts[-1]
        dyad = replace(dyad, as_of=last.end or last.start or date.min)
    found = DyadConclusions(inference, dyad)
    kind = facts.values(node, terms.ent("hasKind"))[0]
    for finding in found.of_kind(kind):
        if finding.conclusion == node.value:
            return [_explained(found, finding)]
    return explain_kind(inference, dyad, facts.dataset.slug(kind))


def find_kind(inference: Inference, name: str) -> NamedNode:
    """Kind of conclusion by its slug.

    Raises:
        UnknownName: there is no such kind; names them all.
    """
    known = kinds(inference.dataset)
    if name not in known:
        near = get_close_matches(name, known, 1)
        hint = f"did you mean {near[0]}?" if near else f"choose {', '.join(known)}"
        raise UnknownName(f"unknown kind of conclusion {name!r}; {hint}")
    return known[name]


def _explained(found: DyadConclusions, finding: Conclusion) -> Explanation:
    dataset = found.dataset
    assert finding.conclusion is not None
    node = NamedNode(finding.conclusion)
    argued = finding.contested and not found.now.objects(node, terms.ent("hasAnswer"))
    provenance = found.argument if argued else found.provenance
    steps = ProofTree(provenance).steps(node)
    pins = None if argued else linchpins(provenance, node)
    known = Claims(dataset)
    cited = {*_cited(steps), *(claim for claims in (pins.sets if pins else ()) for claim in claims)}
    cited |= {claim for under in finding.under for claim in under.claims}
    claims = {iri: known[iri] for iri in sorted(cited)}
    sources = read_sources(dataset)
    named = {claim.source for claim in claims.values()}
    attempts: tuple[Attempt, ...] = ()
    if finding.holds is Answer.NO:
        kind = find_kind(found.inference, finding.kind)
        every = WhyNot(found.inference, found.dyad, found.node).attempts(kind)
        attempts = tuple(attempt for attempt in every if attempt.holds)
    return Explanation(
        found.dyad,
        finding,
        steps,
        pins,
        attempts,
        claims=claims,
        sources={iri: sources[iri] for iri in sorted(named) if iri in sources},
    )


def _cited(steps: Iterable[Step]) -> set[str]:
    claims: set[str] = set()
    for step in steps:
        claims |= _cited(step.objections)
        for ground in step.grounds:
            claims |= set(ground.claims) | _cited(ground.steps)
    return claims
