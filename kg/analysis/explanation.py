"""Full explanation of a conclusion: proofs, linchpins, and missing premises.

A proof tree leads from a conclusion through rules to the sentences of sources. The report on a
pair contains the brief and an explanation of each of its conclusions.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar

from pyoxigraph import Literal, NamedNode, Triple

from kg.analysis.conclusions import Conclusion, DyadConclusions, kinds
from kg.analysis.dyad import find_dyad
from kg.analysis.linchpins import Linchpins, linchpins
from kg.analysis.provenance import premises
from kg.analysis.spans import make_timeline
from kg.analysis.timeline import Timeline
from kg.analysis.why_not import Attempt, WhyNot
from kg.errors import UnknownName
from kg.model import terms
from kg.model.result import Answer, Result
from kg.store.claims import Claims, read_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kg.analysis.brief import Brief
    from kg.analysis.provenance import DatedTriple, Provenance
    from kg.model.intervals import Interval
    from kg.model.result import Claim, Dyad, Source
    from kg.rules.inference import Inference
    from kg.rules.proof import Derivation
    from kg.store.dataset import Dataset, Term
    from kg.store.facts import FactsView

_COMPLETE_FOR = terms.ent("isCompleteFor")
_EVERY = terms.ent("coversEveryState")
_TRUE = Literal("true", datatype=NamedNode(terms.XSD + "boolean"))
_STATE, _PARTICIPANT = terms.ent("coversState"), terms.ent("hasParticipant")


@dataclass(frozen=True)
class Step:
    """One application of a rule.

    Attributes:
        because: the rule's sentence, filled in.
        assumes: the absences on which the step relies.
        lists: for each absence, the source with a complete list, or a note that there is none;
            empty if conclusions, not claims, are what should be absent.
        grounds: the things on which the step rests, in the order of the rule.
        derivation: IRI under which the proof is written as RDF.
        objections: for a step that is only arguable, the arguments against it.
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
    """Everything that one step requires of one node.

    Attributes:
        thing: IRI of the thing.
        label: its name in plain language, or its short name.
        statements: the premises about it.
        claims: IRIs of the claims that state them.
        steps: the steps that derive them; several steps are alternatives.
        repeated: True if the steps appear further up and are omitted here.
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
        """Return all proofs of a conclusion, which are alternatives, in a stable order."""
        day = self._provenance.day
        found = self._provenance.proofs_of_node(node)
        return tuple(self._step(d, day) for d in _in_order(found))

    def _step(self, derivation: Derivation, day: date | None) -> Step:
        dataset = self._inference.dataset
        by_thing: dict[NamedNode, list[DatedTriple]] = {}
        for statement in premises(derivation, day):
            thing = statement[0].subject
            if self._provenance.is_ground(statement[0]) and isinstance(thing, NamedNode):
                by_thing.setdefault(thing, []).append(statement)
        self._open.add(derivation.iri)
        grounds = [self._ground(thing, wanted) for thing, wanted in by_thing.items()]
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
        """Yield, for each absence on which a step relies, what sources claim to list completely."""
        facts = self._inference.facts
        view = facts.at(day) if day else facts.ever()
        about = set(derivation.bindings.values())
        for absence in derivation.rule.leaning:
            typed = [kind for _, prop, kind in absence.triples if prop == terms.TYPE]
            kinds = [kind for kind in typed if isinstance(kind, NamedNode)]
            names = set().union(*(self._listing(kind, about, view) for kind in kinds))
            if names:
                yield f"listed in full: {', '.join(sorted(names))}"
            else:
                yield f"no source lists every {facts.dataset.label(kinds[0])}" if kinds else ""

    def _listing(self, kind: NamedNode, about: set[Term], view: FactsView) -> set[str]:
        """Return the names of sources that list all of a class for the states of a step."""
        dataset, facts = self._inference.dataset, self._inference.facts
        names: set[str] = set()
        covered: dict[str, set[NamedNode]] = {}
        for node in view.subjects(_COMPLETE_FOR, kind):
            graphs = facts.graphs(Triple(node, _COMPLETE_FOR, kind))
            claims = [facts.claims[graph.value] for graph in graphs if graph.value in facts.claims]
            sources = {dataset.label(NamedNode(claim.source)) for claim in claims}
            both = view.objects(node, _PARTICIPANT)
            if view.holds(Triple(node, _EVERY, _TRUE)) or (both and about.issuperset(both)):
                names |= sources
            for source in sources:
                covered.setdefault(source, set()).update(view.objects(node, _STATE))
        return names | {source for source, states in covered.items() if len(states & about) > 1}

    def _objections(self, derivation: Derivation, day: date | None) -> Iterator[Step]:
        """Yield the arguments that a fact assumed absent is present."""
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

    def _ground(self, thing: NamedNode, wanted: list[DatedTriple]) -> Ground:
        claims: dict[str, None] = {}
        deeper: dict[str, tuple[Derivation, date | None]] = {}
        for statement in wanted:
            claims.update(dict.fromkeys(self._provenance.claims(statement)))
            for derivation in self._provenance.proofs(statement):
                deeper[derivation.iri] = derivation, statement[1]
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


@dataclass(frozen=True)
class Explanation:
    """Why a conclusion holds, does not hold, or is unknown.

    Attributes:
        finding: the conclusion.
        steps: its proofs, which are alternatives.
        linchpins: the claims on which it turns; None if nothing follows.
        attempts: if the answer is unknown, the rules that could decide it; if it is no, the rules
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
    """The explanations of a question, one for each conclusion."""

    kind: ClassVar[str] = "proof"
    found: tuple[Explanation, ...]
    dataset: Dataset = field(compare=False)


def explain_kind(inference: Inference, dyad: Dyad, name: str) -> list[Explanation]:
    """Explain one kind of conclusion about a pair.

    Args:
        inference: the derived facts, with their proofs.
        dyad: the pair, on a day.
        name: slug of the kind, such as ``mirrored-postures``, ``overlap`` or ``trajectory``.

    Raises:
        UnknownName: there is no such kind of conclusion.
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
    """Explain a conclusion by its IRI or prefixed name.

    By default it is explained on the latest day with evidence on its pair, if it holds then, else
    on the last day on which it held.

    Raises:
        UnknownName: there is no such conclusion.
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
    """Return a kind of conclusion by its slug.

    Raises:
        UnknownName: there is no such kind; the message lists them all.
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
        every = WhyNot(found.inference, found.dyad, found.node).attempts(kind, node)
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


@dataclass(frozen=True, repr=False)
class Report(Result):
    """A brief with its proofs.

    Attributes:
        explained: each conclusion with its explanations, in the order of the brief.
        rules: number of rules.
        digest: identifies the graph: the same statements in any order have the same digest.
        made_by: the command that reproduces the report.
        timeline: events and spans of time between the two.
    """

    kind: ClassVar[str] = "report"
    is_text: ClassVar[bool] = False
    brief: Brief
    explained: tuple[tuple[Conclusion, tuple[Explanation, ...]], ...]
    rules: int
    digest: str
    made_by: str = ""
    timeline: Timeline = field(default_factory=lambda: Timeline(()))


def make_report(
    brief: Brief,
    inference: Inference,
    made_by: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Explain every conclusion of a brief.

    Args:
        brief: the brief on the pair.
        inference: the source of its conclusions.
        made_by: the command that reproduces the report.
        progress: called with the number of conclusions explained so far and in total.
    """
    told = brief.findings
    explained = []
    for number, one in enumerate(told, 1):
        found = explain_conclusion(inference, one.conclusion or "", brief.dyad.as_of)
        explained.append((one, tuple(found)))
        if progress:
            progress(number, len(told))
    digest = _digest(inference)
    timeline = make_timeline(inference, *brief.dyad.codes)
    return Report(brief, tuple(explained), len(inference.rules), digest, made_by, timeline)


def _digest(inference: Inference) -> str:
    digest = hashlib.sha256()
    for line in sorted(map(str, inference.dataset.quads())):
        digest.update(line.encode())
    return digest.hexdigest()[:16]
