"""Conclusions about a pair of states on a day, as values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from kg.analysis.linchpins import Bounds
from kg.analysis.provenance import Provenance, lineage, premises, sole_sources, strength
from kg.model import terms
from kg.model.answer import Answer
from kg.model.reachable import reachable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pyoxigraph import NamedNode

    from kg.model.dyad import Dyad
    from kg.model.intervals import Interval
    from kg.rules.inference import Inference
    from kg.rules.proof import Derivation

    Step = tuple[Derivation, date | None]
    """A derivation, and the day on which it counts."""


@dataclass(frozen=True)
class Confidence:
    """How sure a conclusion is.

    Attributes:
        modality: label of the weakest modality in the strongest proof; empty if no claim is needed.
        estimate: label of the weakest word of estimate, empty where no claim has one.
        sources: IRIs of the sources each of which suffices alone.
    """

    modality: str = ""
    estimate: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conclusion:
    """One conclusion, or the lack of one.

    Attributes:
        kind: slug of the kind of conclusion.
        subject: code of the pair, of the member or of the third state that it is about.
        about: slug of the object, domain, direction or form, empty where there is none.
        holds: yes, no or unknown; unknown also where sources disagree (``contested``).
        conclusion: IRI, None where nothing follows.
    """

    kind: str
    label: str
    subject: str
    holds: Answer
    about: str = ""
    interval: Interval | None = None
    claims: tuple[str, ...] = ()
    assumes: tuple[str, ...] = ()
    turns_on: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    conclusion: str | None = None
    contested: bool = False
    manner: str = ""
    confidence: Confidence = field(default_factory=Confidence)
    rank: int = 0


class DyadConclusions:
    """Reads what was derived about one pair on one day.

    Attributes:
        now: the facts of the day.
        node: the pair, None where the graph knows nothing of it.
    """

    def __init__(self, inference: Inference, dyad: Dyad) -> None:
        self.inference = inference
        self.dataset = inference.dataset
        self.dyad = dyad
        self.now = inference.facts.at(dyad.as_of)
        self.provenance = Provenance(inference, dyad.as_of)
        self._lineage = lineage()
        self._confidence = ConfidenceRule(self.provenance)
        self._single = Bounds(largest=1).algebra
        self.node = self.now.pair_of(*dyad.nodes)

    def of_kind(self, kind: NamedNode) -> list[Conclusion]:
        """All findings of a kind: those that hold, those that do not, in a stable order."""
        if self.node is None:
            return []
        nodes = self.now.having((terms.ent("concerns"), self.node), (terms.ent("hasKind"), kind))
        findings = []
        for node in sorted(nodes, key=str):
            answers = self.now.objects(node, terms.ent("hasAnswer"))
            if answers:
                findings.append(self._finding(node, kind, answers[0]))
        return mark_contested(findings)

    def _finding(self, node: NamedNode, kind: NamedNode, answer: NamedNode) -> Conclusion:
        facts, day, dataset = self.inference.facts, self.dyad.as_of, self.dataset
        about = self.now.objects(node, terms.ent("isAbout"))
        party = self.now.objects(node, terms.ent("hasParty"))
        manner = self.now.objects(node, terms.ent("hasManner"))
        derivations = self.inference.proofs.of_node(node, day)
        behind = self.provenance.of_node(node, self._lineage)
        single = self.provenance.of_node(node, self._single)
        intervals = [part for d in derivations if (part := d.period.at(day))]
        whole = facts.validity(derivations[0].conclusions[0]).at(day) if derivations else None
        return Conclusion(
            kind=dataset.slug(kind),
            label=dataset.label(kind),
            subject=dataset.slug(party[0]) if party else "-".join(self.dyad.codes),
            holds=Answer.YES if answer == terms.ent("holds") else Answer.NO,
            about=dataset.slug(about[0]) if about else "",
            interval=whole or (intervals[0] if intervals else None),
            claims=tuple(sorted(behind)),
            assumes=tuple(self._assumptions(node)),
            turns_on=tuple(sorted(claim for claims in single for claim in claims)),
            because=tuple(dict.fromkeys(d.because(dataset) for d in derivations)),
            conclusion=node.value,
            confidence=self._confidence.of_node(node),
            manner=dataset.slug(manner[0]) if manner else "",
            rank=int(dataset.text(about[0], terms.ent("rank")) or 0) if about else 0,
        )

    def _assumptions(self, node: NamedNode) -> list[str]:
        """Absences that the proofs lean on, those of their derived premises included."""
        proofs, day = self.inference.proofs, self.dyad.as_of

        def deeper(step: Step) -> Iterator[Step]:
            for held in premises(*step):
                if self.provenance.is_ground(held[0]):
                    yield from ((derivation, held[1]) for derivation in proofs.of(*held))

        last: list[Step] = [(derivation, day) for derivation in proofs.of_node(node, day)]
        steps = reachable(last, deeper, lambda step: step[0].iri)
        return list(dict.fromkeys(text for step in steps for text in step[0].assumes(self.dataset)))


def mark_contested(findings: list[Conclusion]) -> list[Conclusion]:
    """Mark findings of which the same is both held and denied: the answer is then unknown."""
    sides: dict[tuple[str, str, str], set[Answer]] = {}
    for finding in findings:
        key = (finding.subject, finding.about, finding.manner)
        sides.setdefault(key, set()).add(finding.holds)
    return [_unknown(f) if len(sides[(f.subject, f.about, f.manner)]) > 1 else f for f in findings]


def _unknown(finding: Conclusion) -> Conclusion:
    return replace(finding, holds=Answer.UNKNOWN, contested=True)


_CERTAIN = 1_000  # above every rank: the value of what needs no claim


class ConfidenceRule:
    """Applies the rule to the conclusions of one day."""

    def __init__(self, provenance: Provenance) -> None:
        self._claims = provenance.inference.facts.claims
        self._provenance = provenance
        self._modalities: dict[int, str] = {}
        self._estimates: dict[int, str] = {}
        self._modality = strength(self._rank_of_modality, _CERTAIN)
        self._estimate = strength(self._rank_of_estimate, _CERTAIN)
        self._sources = sole_sources(provenance.inference)

    def _rank_of_modality(self, iri: str) -> int:
        claim = self._claims[iri]
        self._modalities[claim.modality_rank] = claim.modality
        return claim.modality_rank

    def _rank_of_estimate(self, iri: str) -> int:
        claim = self._claims[iri]
        self._estimates[claim.confidence_rank] = claim.confidence
        return claim.confidence_rank or _CERTAIN

    def of_node(self, node: NamedNode) -> Confidence:
        """Confidence in a conclusion."""
        modality = self._provenance.of_node(node, self._modality)
        estimate = self._provenance.of_node(node, self._estimate)
        sources = self._provenance.of_node(node, self._sources)
        return Confidence(
            self._modalities.get(modality, ""),
            self._estimates.get(estimate, ""),
            tuple(sorted(self._every if sources is None else sources)),
        )

    @cached_property
    def _every(self) -> frozenset[str]:
        return frozenset(claim.source for claim in self._claims.values())
