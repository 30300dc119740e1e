"""Conclusions about a pair of states on a day, as values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kg.analysis.confidence import Confidence, ConfidenceRule
from kg.analysis.linchpins import Bounds
from kg.analysis.provenance import Provenance, lineage, premises
from kg.model import terms
from kg.model.answer import Answer

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from kg.model.dyad import Dyad
    from kg.model.intervals import Interval
    from kg.rules.inference import Inference


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
    """Reads what was derived about one pair on one day."""

    def __init__(self, derived: Inference, dyad: Dyad) -> None:
        self.derived = derived
        self.dyad = dyad
        self.provenance = Provenance(derived, dyad.day)
        self._lineage = lineage()
        self._confidence = ConfidenceRule(self.provenance)
        self._single = Bounds(largest=1).algebra
        facts = derived.facts
        a, b = dyad.nodes
        member = terms.ent("hasMember")
        common = set(facts.holding(dyad.day, member, a)) & set(facts.holding(dyad.day, member, b))
        self.node = min(common, key=str) if common else None

    def of_kind(self, kind: NamedNode) -> list[Conclusion]:
        """All findings of a kind: those that hold, those that do not, in a stable order."""
        if self.node is None:
            return []
        facts, day = self.derived.facts, self.dyad.day
        of_kind = set(facts.holding(day, terms.ent("hasKind"), kind))
        nodes = of_kind & set(facts.holding(day, terms.ent("concerns"), self.node))
        findings = []
        for node in sorted(nodes, key=str):
            answers = facts.objects(day, node, terms.ent("hasAnswer"))
            if answers:
                findings.append(self._finding(node, kind, answers[0]))
        return mark_contested(findings)

    def _finding(self, node: NamedNode, kind: NamedNode, answer: NamedNode) -> Conclusion:
        facts, day, dataset = self.derived.facts, self.dyad.day, self.derived.facts.dataset
        about = facts.objects(day, node, terms.ent("isAbout"))
        party = facts.objects(day, node, terms.ent("hasParty"))
        manner = facts.objects(day, node, terms.ent("hasManner"))
        derivations = self.derived.proofs.of_node(node, day)
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
        found: dict[str, None] = {}
        day: int | None = self.dyad.day
        waiting = [(d, day) for d in self.derived.proofs.of_node(node, day)]
        seen: set[str] = set()
        while waiting:
            derivation, day = waiting.pop(0)
            if derivation.iri in seen:
                continue
            seen.add(derivation.iri)
            found.update(dict.fromkeys(derivation.assumes(self.derived.facts.dataset)))
            for held in premises(derivation, day):
                if self.provenance.is_ground(held[0]):
                    waiting += [(d, held[1]) for d in self.derived.proofs.of(*held)]
        return list(found)


def mark_contested(findings: list[Conclusion]) -> list[Conclusion]:
    """Mark findings of which the same is both held and denied: the answer is then unknown."""
    sides: dict[tuple[str, str, str], set[Answer]] = {}
    for finding in findings:
        key = (finding.subject, finding.about, finding.manner)
        sides.setdefault(key, set()).add(finding.holds)
    return [_unknown(f) if len(sides[(f.subject, f.about, f.manner)]) > 1 else f for f in findings]


def _unknown(finding: Conclusion) -> Conclusion:
    return replace(finding, holds=Answer.UNKNOWN, contested=True)
