"""Conclusions about a pair of states on a day, as values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from kg.analysis.age import Age, dated_to
from kg.analysis.disputes import Disputes, worlds
from kg.analysis.linchpins import Bounds
from kg.analysis.provenance import (
    Provenance,
    consistent,
    lineage,
    premises,
    sole_sources,
    strength,
)
from kg.model import terms
from kg.model.reachable import reachable
from kg.model.result import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import NamedNode, Triple

    from kg.analysis.disputes import World
    from kg.analysis.provenance import Algebra
    from kg.model.intervals import Interval
    from kg.model.result import Dyad
    from kg.rules.inference import Inference
    from kg.rules.proof import Derivation
    from kg.store.dataset import Dataset
    from kg.store.facts import FactsView

    Step = tuple[Derivation, date | None]
    """A derivation, and the day on which it counts."""
    Answers = dict[NamedNode, dict[NamedNode, NamedNode]]


@dataclass(frozen=True)
class Confidence:
    """The confidence in a conclusion.

    Attributes:
        modality: label of the weakest modality in the strongest proof; empty if no claim is needed.
        estimate: label of the weakest expression of likelihood; empty if no claim has one.
        explicitness: label of how explicitly the source makes the weakest claim of that proof;
            empty if it is not known.
        sources: IRIs of the sources that each suffice alone.
    """

    modality: str = ""
    estimate: str = ""
    explicitness: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Under:
    """The answer that follows if one side of a dispute is right.

    Attributes:
        claims: IRIs of the contested claims of that side.
        holds: the answer in that case.
    """

    claims: tuple[str, ...]
    holds: Answer


@dataclass(frozen=True)
class Conclusion:
    """One conclusion, or the lack of one.

    Attributes:
        kind: slug of the kind of conclusion.
        subject: code of the pair, member or third state that the conclusion is about.
        about: slug of the object, domain, direction or form; empty if there is none.
        about_label: its name in plain language.
        holds: yes, no or unknown; also unknown if sources disagree (``contested``).
        conclusion: its IRI, None if nothing follows.
        contested: True if it is arguable and sources differ on its premises.
        affirms: True if the conclusion is that something holds, whether or not it is contested.
        under: for a contested conclusion, the answer under each side of the dispute.
        last_attested: the last day, up to the date in question, for which sources vouch for all
            premises of the most recent proof; None if it needs no claim.
        stale: True if ``last_attested`` is older than the reader accepts, so the answer is unknown.
        dated_to: month, year or decade of the day, if sources date a bound no more precisely.
        inferred: True if every proof rests on a stake that conduct shows and no source states.
        restated: True if every proof only rewords a claim, False if something is derived.
    """

    kind: str
    label: str
    subject: str
    holds: Answer
    about: str = ""
    about_label: str = ""
    interval: Interval | None = None
    claims: tuple[str, ...] = ()
    assumes: tuple[str, ...] = ()
    turns_on: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    conclusion: str | None = None
    contested: bool = False
    affirms: bool = False
    under: tuple[Under, ...] = ()
    restated: bool = False
    inferred: bool = False
    last_attested: date | None = None
    stale: bool = False
    dated_to: str = ""
    manner: str = ""
    confidence: Confidence = field(default_factory=Confidence)
    rank: int = 0


_SCHEMES = ("ConclusionKindScheme", "RelationKindScheme", "FurtherKindScheme")


def kinds(dataset: Dataset) -> dict[str, NamedNode]:
    """Return the kinds of conclusion by slug, in order of presentation."""
    schemes = chain.from_iterable(map(dataset.scheme, _SCHEMES))
    return {dataset.slug(kind): kind for kind in schemes}


class DyadConclusions:
    """The conclusions about one pair on one day, the basis of every answer.

    Attributes:
        now: the facts of the day.
        node: the pair, None if the graph has nothing on it.
    """

    def __init__(self, inference: Inference, dyad: Dyad) -> None:
        self.inference = inference
        self.dataset = inference.dataset
        self.dyad = dyad
        self.now = inference.facts.at(dyad.as_of)
        self.arguable = inference.facts.arguably(dyad.as_of)
        self.provenance = Provenance(inference, dyad.as_of)
        self.argument = Provenance(inference, dyad.as_of, arguable=True)
        self._lineage = lineage()
        self._confidence = ConfidenceRule(self.provenance)
        self._single = Bounds(largest=1).algebra
        self.node = (
            self.now.pair_of(*dyad.nodes)
            or self.arguable.pair_of(*dyad.nodes)
            or inference.facts.ever().pair_of(*dyad.nodes)
        )
        self._held = self._answers(self.now)
        self._argued = self._answers(self.arguable) if inference.facts.is_disputed else {}
        self._found: dict[NamedNode, list[Conclusion]] = {}

    @cached_property
    def every(self) -> tuple[Conclusion, ...]:
        """The conclusions of every kind about the pair on the day, positive and negative."""
        known = kinds(self.dataset).values()
        return tuple(chain.from_iterable(map(self.of_kind, known)))

    def of_kind(self, kind: NamedNode) -> list[Conclusion]:
        """Return all findings of a kind, whether they hold or not, in a stable order."""
        if kind not in self._found:
            self._found[kind] = self._read_kind(kind)
        return self._found[kind]

    def _read_kind(self, kind: NamedNode) -> list[Conclusion]:
        held = self._held.get(kind, {})
        argued = {
            node: answer
            for node, answer in self._argued.get(kind, {}).items()
            if node not in held and self._is_consistent(node)
        }
        findings = [
            self._finding(node, kind, answer, contested=node in argued)
            for node, answer in sorted((held | argued).items(), key=str)
        ]
        return [
            replace(one, under=self._under(kind, one)) if one.contested else self._if_fresh(one)
            for one in mark_contested(findings)
        ]

    @cached_property
    def age(self) -> Age:
        """The age of the evidence on the day."""
        return Age(self.inference, self.dyad.as_of)

    def _if_fresh(self, finding: Conclusion) -> Conclusion:
        """Return the finding, with the answer unknown if its evidence is too old."""
        seen, longest = finding.last_attested, self.dyad.stale_after
        if seen is None or longest is None or self.dyad.as_of - seen <= longest:
            return finding
        return replace(finding, holds=Answer.UNKNOWN, stale=True)

    def _answers(self, view: FactsView) -> Answers:
        """Return the conclusions about the pair by kind, with their answers."""
        found: Answers = {}
        for node in view.subjects(terms.ent("concerns"), self.node) if self.node else ():
            if answers := view.objects(node, terms.ent("hasAnswer")):
                for kind in view.objects(node, terms.ent("hasKind")):
                    found.setdefault(kind, {})[node] = answers[0]
        return found

    def _is_consistent(self, node: NamedNode) -> bool:
        """Return True if at least one proof uses no two claims that exclude each other."""
        return bool(self.argument.of_node(node, self._together))

    @cached_property
    def _together(self) -> Algebra[frozenset[frozenset[str]]]:
        return consistent(self.inference.facts.belief)

    @cached_property
    def worlds(self) -> tuple[World, ...]:
        """The pictures that follow under each side of a dispute about the pair on the day."""
        disputes = Disputes(self.inference, self.dyad)
        return worlds(self.inference, disputes.open_units(), self.dyad.as_of)

    def _under(self, kind: NamedNode, finding: Conclusion) -> tuple[Under, ...]:
        """Return the answer under each side of the disputes on which the finding depends."""
        found: list[Under] = []
        for world in self.worlds:
            there = DyadConclusions(world.inference, self.dyad)
            same = [
                one.holds
                for one in there.of_kind(kind)
                if (one.subject, one.about, one.manner)
                == (finding.subject, finding.about, finding.manner)
            ]
            found.append(Under(world.claims, same[0] if same else Answer.UNKNOWN))
        rivals = self.inference.facts.belief.rivals
        near = {c for claim in finding.claims if rivals(claim) for c in (claim, *rivals(claim))}
        fewer = dict.fromkeys(
            Under(tuple(claim for claim in one.claims if claim in near), one.holds) for one in found
        )
        decided = len({one.claims for one in fewer}) == len(fewer)
        return tuple(one for one in (fewer if decided else found) if one.claims)

    def _finding(
        self, node: NamedNode, kind: NamedNode, answer: NamedNode, contested: bool
    ) -> Conclusion:
        facts, day, dataset = self.inference.facts, self.dyad.as_of, self.dataset
        view, provenance = (
            (self.arguable, self.argument) if contested else (self.now, self.provenance)
        )
        about = view.objects(node, terms.ent("isAbout"))
        party = view.objects(node, terms.ent("hasParty"))
        manner = view.objects(node, terms.ent("hasManner"))
        derivations = provenance.proofs_of_node(node)
        behind = provenance.of_node(node, self._lineage)
        single = frozenset() if contested else provenance.of_node(node, self._single)
        days = [d.arguable if contested else d.period for d in derivations]
        intervals = [part for period in days if (part := period.at(day))]
        holding = facts.arguable if contested else facts.validity
        whole = holding(derivations[0].conclusions[0]).at(day) if derivations else None
        interval = whole or (intervals[0] if intervals else None)
        yes = Answer.YES if answer == terms.ent("holds") else Answer.NO
        return Conclusion(
            kind=dataset.slug(kind),
            label=dataset.label(kind),
            subject=dataset.slug(party[0]) if party else "-".join(self.dyad.codes),
            holds=Answer.UNKNOWN if contested else yes,
            contested=contested,
            affirms=yes is Answer.YES,
            about=dataset.slug(about[0]) if about else "",
            about_label=dataset.label(about[0]) if about else "",
            interval=interval,
            dated_to=dated_to(dataset, behind, interval, day) if interval else "",
            claims=tuple(sorted(behind)),
            assumes=tuple(self._assumptions(node, provenance)),
            turns_on=tuple(sorted(claim for claims in single for claim in claims)),
            because=tuple(dict.fromkeys(d.because(dataset) for d in derivations)),
            conclusion=node.value,
            last_attested=self._last_attested(node, provenance),
            restated=all(self._restates(step, provenance) for step in derivations),
            inferred=bool(derivations) and all(self._infers(d, provenance) for d in derivations),
            confidence=Confidence() if contested else self._confidence.of_node(node),
            manner=dataset.slug(manner[0]) if manner else "",
            rank=int(dataset.text(about[0], terms.ent("rank")) or 0) if about else 0,
        )

    def _last_attested(self, node: NamedNode, provenance: Provenance) -> date | None:
        seen = provenance.of_node(node, self.age.algebra)
        return seen if date.min < seen < date.max else None

    def _restates(self, step: Derivation, provenance: Provenance) -> bool:
        """Return True for a step from a single stated fact, without an assumption."""
        if step.rule.assumptions:
            return False
        grounds = [
            held
            for held in premises(step, self.dyad.as_of)
            if provenance.is_ground(held[0]) and provenance.claims(held)
        ]
        derived = any(
            provenance.proofs(held)
            for held in premises(step, self.dyad.as_of)
            if provenance.is_ground(held[0])
        )
        return not derived and len({held[0].subject for held in grounds}) == 1

    def _infers(
        self, step: Derivation, provenance: Provenance, above: tuple[Triple, ...] = ()
    ) -> bool:
        """Return True if every proof of a step rests on an inferred stake."""
        for triple, when in premises(step, self.dyad.as_of):
            if triple.predicate == terms.TYPE and triple.object in self._inferred_stakes:
                return True
            held = triple, when
            if not provenance.is_ground(triple) or triple in above or provenance.stating(held):
                continue
            steps = provenance.proofs(held)
            if steps and all(self._infers(one, provenance, (*above, triple)) for one in steps):
                return True
        return False

    @cached_property
    def _inferred_stakes(self) -> set[NamedNode]:
        """The classes of stakes that are inferred from conduct and stated by no source."""
        return set(self.dataset.subjects(terms.SUBCLASS, terms.ent("InferredStake")))

    def _assumptions(self, node: NamedNode, provenance: Provenance) -> list[str]:
        """Return the absences on which the proofs rely, including those of derived premises."""
        day = self.dyad.as_of

        def deeper(step: Step) -> Iterator[Step]:
            for held in premises(*step):
                if provenance.is_ground(held[0]):
                    yield from ((derivation, held[1]) for derivation in provenance.proofs(held))

        last: list[Step] = [(derivation, day) for derivation in provenance.proofs_of_node(node)]
        steps = reachable(last, deeper, lambda step: step[0].iri)
        return list(dict.fromkeys(text for step in steps for text in step[0].assumes(self.dataset)))


def mark_contested(findings: list[Conclusion]) -> list[Conclusion]:
    """Mark findings that both hold and do not hold for one thing as contested, thus unknown."""
    sides: dict[tuple[str, str, str], set[Answer]] = {}
    for finding in findings:
        key = (finding.subject, finding.about, finding.manner)
        sides.setdefault(key, set()).add(finding.holds)
    return [_unknown(f) if len(sides[(f.subject, f.about, f.manner)]) > 1 else f for f in findings]


def _unknown(finding: Conclusion) -> Conclusion:
    return replace(finding, holds=Answer.UNKNOWN, contested=True)


_CERTAIN = 1_000  # above every rank: the value of a premise that needs no claim


class ConfidenceRule:
    """Computes the confidence in the conclusions of one day."""

    def __init__(self, provenance: Provenance) -> None:
        self._claims = provenance.inference.facts.claims
        self._provenance = provenance
        self._modalities: dict[int, str] = {}
        self._estimates: dict[int, str] = {}
        self._degrees: dict[int, str] = {}
        self._modality = strength(self._rank_of_modality, _CERTAIN)
        self._estimate = strength(self._rank_of_estimate, _CERTAIN)
        self._explicitness = strength(self._rank_of_explicitness, _CERTAIN)
        self._sources = sole_sources(provenance.inference)

    def _rank_of_modality(self, iri: str) -> int:
        claim = self._claims[iri]
        self._modalities[claim.modality_rank] = claim.modality
        return claim.modality_rank

    def _rank_of_estimate(self, iri: str) -> int:
        claim = self._claims[iri]
        self._estimates[claim.confidence_rank] = claim.confidence
        return claim.confidence_rank or _CERTAIN

    def _rank_of_explicitness(self, iri: str) -> int:
        claim = self._claims[iri]
        self._degrees[claim.explicitness_rank] = claim.explicitness
        return claim.explicitness_rank

    def of_node(self, node: NamedNode) -> Confidence:
        """Return the confidence in a conclusion."""
        modality = self._provenance.of_node(node, self._modality)
        estimate = self._provenance.of_node(node, self._estimate)
        explicitness = self._provenance.of_node(node, self._explicitness)
        sources = self._provenance.of_node(node, self._sources)
        return Confidence(
            self._modalities.get(modality, ""),
            self._estimates.get(estimate, ""),
            self._degrees.get(explicitness, ""),
            tuple(sorted(self._every if sources is None else sources)),
        )

    @cached_property
    def _every(self) -> frozenset[str]:
        return frozenset(claim.source for claim in self._claims.values())
