"""The brief on a pair of states: verdict, matrix, conclusions, and what is not known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from pyoxigraph import Triple

from kg.analysis.conclusions import Conclusion, DyadConclusions
from kg.model import terms
from kg.model.answer import Answer
from kg.model.result import Result
from kg.store.claims import Claims, read_sources
from kg.store.denial import DENIED_TYPE

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from kg.model.claim import Claim, Source
    from kg.model.dyad import Dyad
    from kg.rules.inference import Inference
    from kg.store.dataset import Dataset, Term


@dataclass(frozen=True)
class RegionRow:
    """How two states stand towards one object; None where nothing is known.

    ``conclusion`` is the IRI of what says how their interests are related.
    """

    region: str
    label: str
    postures: dict[str, str | None]
    levels: dict[str, str | None]
    relation: str
    claims: tuple[str, ...]
    not_core: tuple[str, ...] = ()
    conclusion: str | None = None


@dataclass(frozen=True)
class Form:
    """The form of a relationship, treaties and conduct apart; slugs, ``unknown`` or ``none``."""

    formal: str
    conduct: str
    trajectory: str
    towards: str | None
    findings: tuple[Conclusion, ...]


@dataclass(frozen=True, repr=False)
class Brief(Result):
    """All that the graph says and implies about a pair on a day.

    ``record`` are the claims about acts and disputes of both that stand on the day, ``expected``
    the predictions and hopes that had been written by then.
    """

    kind: ClassVar[str] = "brief"
    dyad: Dyad
    names: tuple[str, str]
    regions: tuple[RegionRow, ...]
    conclusions: tuple[Conclusion, ...]
    form: Form
    claims: dict[str, Claim]
    sources: tuple[Source, ...]
    record: tuple[Claim, ...]
    expected: tuple[Claim, ...]
    dataset: Dataset = field(compare=False)

    @property
    def known(self) -> bool:
        """False where the graph says nothing of the pair."""
        return (
            any(row.relation != "unknown" for row in self.regions)
            or any(finding.conclusion for finding in (*self.conclusions, *self.form.findings))
            or bool(self.record)
        )


def make_brief(inference: Inference, dyad: Dyad) -> Brief:
    """Brief from what was derived."""
    found = DyadConclusions(inference, dyad)
    dataset = inference.dataset
    regions = _regions(found)
    conclusions = tuple(
        finding
        for kind in dataset.scheme("ConclusionKindScheme")
        for finding in found.of_kind(kind) or [_nothing(found, kind)]
    )
    form = _form(found)
    claims = Claims(dataset)
    used = {iri for row in regions for iri in row.claims}
    for finding in (*conclusions, *form.findings):
        used.update(finding.claims, finding.turns_on)
    sources = read_sources(dataset)
    record = _record(found)
    expected = _expected(found, claims, sources)
    cited = {claims[iri].source for iri in used}
    cited |= {claim.source for claim in (*record, *expected)}
    return Brief(
        dyad=dyad,
        names=(dataset.label(dyad.nodes[0]), dataset.label(dyad.nodes[1])),
        regions=regions,
        conclusions=conclusions,
        form=form,
        claims={iri: claims[iri] for iri in sorted(used)},
        sources=tuple(sources[iri] for iri in sorted(cited) if iri in sources),
        record=record,
        expected=expected,
        dataset=dataset,
    )


def _nothing(found: DyadConclusions, kind: NamedNode) -> Conclusion:
    dataset = found.dataset
    return Conclusion(
        dataset.slug(kind), dataset.label(kind), "-".join(found.dyad.codes), Answer.UNKNOWN
    )


def _regions(found: DyadConclusions) -> tuple[RegionRow, ...]:
    dataset = found.dataset
    relations: dict[str, Conclusion] = {}
    for kind in reversed(dataset.scheme("RelationKindScheme")):
        for finding in found.of_kind(kind):
            if finding.holds is Answer.YES:
                relations[finding.about] = finding
    rows = []
    held = [_Stances(found, state) for state in found.dyad.nodes]
    for item in sorted(found.now.instances(terms.ent("ObjectOfInterest")), key=str):
        slug = dataset.slug(item)
        relation = relations.get(slug)
        postures, levels, not_core, claims = {}, {}, [], set()
        for code, of_state in zip(found.dyad.codes, held, strict=True):
            postures[code], p = of_state.towards(item, "Posture", "hasOrientation")
            levels[code], i = of_state.towards(item, "Interest", "hasLevel")
            denied, d = of_state.towards(item, "Interest", "hasLevel", DENIED_TYPE)
            if denied == "core" and levels[code] is None:
                not_core.append(code)
            claims |= p | i | d
        rows.append(
            RegionRow(
                region=slug,
                label=dataset.label(item),
                postures=postures,
                levels=levels,
                relation=relation.kind if relation else "unknown",
                claims=tuple(sorted(claims | set(relation.claims if relation else ()))),
                not_core=tuple(not_core),
                conclusion=relation.conclusion if relation else None,
            )
        )
    return tuple(sorted(rows, key=lambda row: row.region))


class _Stances:
    """What one state holds towards objects of interest, and which claims say so."""

    def __init__(self, found: DyadConclusions, state: NamedNode) -> None:
        self._found = found
        self._nodes: dict[NamedNode, list[NamedNode]] = {}
        for node in found.now.subjects(terms.ent("isHeldBy"), state):
            for item in found.now.objects(node, terms.ent("isTowards")):
                self._nodes.setdefault(item, []).append(node)

    def towards(
        self, item: NamedNode, cls: str, predicate: str, typed: NamedNode = terms.TYPE
    ) -> tuple[str | None, set[str]]:
        """What it holds towards an object, and the claims that say so; None if they differ."""
        found = self._found
        values: set[Term] = set()
        claims: set[str] = set()
        for node in self._nodes.get(item, ()):
            if found.now.holds(Triple(node, typed, terms.ent(cls))):
                for triple in found.now.statements(node, terms.ent(predicate)):
                    values.add(triple.object)
                    claims |= set(found.provenance.claims((triple, found.dyad.as_of)))
        return (found.dataset.slug(values.pop()) if len(values) == 1 else None), claims


def _form(found: DyadConclusions) -> Form:
    findings = found.of_kind(terms.ent("formOfRelationship"))
    trend = found.of_kind(terms.ent("trajectory"))
    directions = {finding.about for finding in trend if finding.holds is Answer.YES}
    return Form(
        formal=_rung(findings, "formal"),
        conduct=_rung(findings, "conduct"),
        trajectory=directions.pop() if len(directions) == 1 else "unknown",
        towards=_towards(found),
        findings=(*findings, *trend),
    )


def _rung(findings: list[Conclusion], manner: str) -> str:
    """The deepest form that holds; hostility outweighs a form that lives on paper of conduct."""
    held = [f for f in findings if f.manner == manner and f.holds is Answer.YES]
    if held:
        lowest, highest = min(held, key=_by_rank), max(held, key=_by_rank)
        return lowest.about if lowest.rank == 0 else highest.about
    denied = any(f.manner == manner and f.holds is Answer.NO for f in findings)
    return "none" if denied else "unknown"


def _by_rank(finding: Conclusion) -> tuple[int, str]:
    return finding.rank, finding.about


def _towards(found: DyadConclusions) -> str | None:
    """The form that a trend is said to lead to."""
    leads = {
        form
        for node in _common_situations(found)
        for form in found.now.objects(node, terms.ent("leadsTo"))
    }
    return found.dataset.slug(min(leads, key=str)) if leads else None


def _record(found: DyadConclusions) -> tuple[Claim, ...]:
    """Claims that affirm an act or a dispute of both states that stands on the day."""
    kinds = ("CooperativeAct", "Dispute", "ArmedClash", "Rivalry", "Rapprochement", "Negotiation")
    both = _common_situations(found)
    claims: set[str] = set()
    for kind in kinds:
        for node in both:
            typed = Triple(node, terms.TYPE, terms.ent(kind))
            if found.now.holds(typed):
                claims |= set(found.provenance.claims((typed, found.dyad.as_of)))
    return tuple(found.inference.facts.claims[iri] for iri in sorted(claims))


def _common_situations(found: DyadConclusions) -> set[NamedNode]:
    first, second = found.dyad.nodes
    return found.now.situations(first) & found.now.situations(second)


def _expected(
    found: DyadConclusions, claims: Claims, sources: dict[str, Source]
) -> tuple[Claim, ...]:
    """Predictions and hopes about both states that had been written by the day."""
    one, other = (found.dataset.mentions(node) for node in found.dyad.nodes)
    chosen = [claims[iri] for iri in sorted(one & other & claims.keys())]
    return tuple(
        claim
        for claim in chosen
        if not claim.committing
        and claim.modality in ("prediction", "hope")
        and claim.source in sources
        and (sources[claim.source].written_from or "0") <= found.dyad.as_of.isoformat()
    )
