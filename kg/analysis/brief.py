"""The brief on a pair of states: verdict, matrix, conclusions, and open questions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from pyoxigraph import NamedNode, Triple

from kg.analysis.authors_and_data import AuthorsAndData
from kg.analysis.claims_on_both import ClaimsOnBoth, Stances, common_situations
from kg.analysis.conclusions import Conclusion, DyadConclusions
from kg.analysis.disputes import Disputes
from kg.model import terms
from kg.model.reachable import reachable
from kg.model.result import Answer, Result
from kg.store.claims import Claims, read_sources
from kg.store.set_apart import DENIED_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kg.analysis.authors_and_data import AnsweredTwice, Grounds
    from kg.analysis.disputes import Dispute
    from kg.model.result import Claim, Dyad, Source
    from kg.rules.inference import Inference
    from kg.store.dataset import Dataset


_PART = terms.ent("isPartOf")


@dataclass(frozen=True)
class Inherited:
    """A state's stance towards an object, inherited from a larger one; slugs, None if unknown.

    Attributes:
        posture: its posture towards the larger object.
        level: the level of its interest in that object.
        whole: labels of the larger objects.
    """

    posture: str | None
    level: str | None
    whole: tuple[str, ...]


@dataclass(frozen=True)
class RegionRow:
    """The stances of two states towards one object; a value is None if it is unknown.

    ``relation`` is the relation of their interests, and ``conclusion`` the IRI of the conclusion on
    it. If several relations hold, ``relations`` lists each with its conclusion, the weightiest
    first, and ``relation`` is that one. ``last_attested`` is the last day for which sources vouch
    for all the premises. The argued postures, levels (by state) and relations are arguable but not
    certain because sources differ. ``inherited`` is a stance towards a larger object that contains
    this one, unless a nearer one has one. If no source gives the level of a state's interest, it
    may be ``inferred`` from conduct, and so may relations. ``states``: ISO codes of those in it.
    """

    region: str
    label: str
    in_sentence: str
    postures: dict[str, str | None]
    levels: dict[str, str | None]
    relation: str
    claims: tuple[str, ...]
    not_core: tuple[str, ...] = ()
    conclusion: str | None = None
    relations: dict[str, str] = field(default_factory=dict)
    argued_postures: dict[str, tuple[str, ...]] = field(default_factory=dict)
    argued_levels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    argued_relations: tuple[str, ...] = ()
    inherited: dict[str, Inherited] = field(default_factory=dict)
    inferred: dict[str, str] = field(default_factory=dict)
    inferred_relations: tuple[str, ...] = ()
    last_attested: date | None = None
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rung:
    """A form on the ladder from hostility to military alliance: its slug, label and rank."""

    form: str
    label: str
    rank: int


@dataclass(frozen=True)
class Form:
    """The form of a relationship by treaty and by conduct: a slug, or what is said instead.

    That is ``contested`` where sources differ on a form and none holds, ``none`` where forms are
    denied and no other is contested, and ``unknown`` otherwise. ``ladder`` has all, lowest first.
    """

    formal: str
    conduct: str
    trajectory: str
    towards: str | None
    findings: tuple[Conclusion, ...]
    ladder: tuple[Rung, ...] = ()

    def label(self, form: str) -> str:
        """Return the label of a form."""
        return next((rung.label for rung in self.ladder if rung.form == form), form)


@dataclass(frozen=True, repr=False)
class Brief(Result):
    """Everything that the graph states and concludes about a pair on a day.

    Attributes:
        conclusions: for each kind that is always reported, the conclusion, or the lack of one.
        relations: conclusions on how interests are related.
        further: conclusions of the other kinds, which are reported only if they have an answer.
        record: claims about acts and disputes of both on the day, and other uncited joint matters.
        denied: claims that deny something about both on the day.
        expected: predictions and hopes written by then.
        reported: claims that sources had passed on by then without endorsing them.
        disputes: matters on which sources differ.
        grounds: from which sources, authors or data sets, a conclusion follows, by its IRI.
        answered_twice: the questions that both answer.
        newest: the last day, up to the date of the brief, that the sources shown could know of.
    """

    kind: ClassVar[str] = "brief"
    dyad: Dyad
    names: tuple[str, str]
    regions: tuple[RegionRow, ...]
    conclusions: tuple[Conclusion, ...]
    relations: tuple[Conclusion, ...]
    further: tuple[Conclusion, ...]
    form: Form
    claims: dict[str, Claim]
    sources: tuple[Source, ...]
    record: tuple[Claim, ...]
    denied: tuple[Claim, ...]
    expected: tuple[Claim, ...]
    reported: tuple[Claim, ...]
    disputes: tuple[Dispute, ...]
    grounds: dict[str, Grounds | None]
    answered_twice: tuple[AnsweredTwice, ...]
    newest: date | None
    inference: Inference = field(compare=False)

    @property
    def states(self) -> dict[str, str]:
        """Codes and names of the two states, in the order in which the user named them."""
        both = [*zip(self.dyad.codes, self.names, strict=True)]
        return dict(both[::-1] if self.dyad.turned else both)

    @property
    def dataset(self) -> Dataset:
        """The statements behind the brief."""
        return self.inference.dataset

    @property
    def known(self) -> bool:
        """False if nothing is known about the pair; predictions and reports are not knowledge."""
        return bool(self.findings or self.record or self.denied)

    @property
    def in_dispute(self) -> bool:
        """True if the two are in a dispute in which force is threatened, displayed or used."""
        view = self.inference.facts.at(self.dyad.as_of)
        pair = view.pair_of(*self.dyad.nodes)
        kind = terms.ent("MilitarisedAntagonism")
        dividing = view.subjects(terms.ent("divides"), pair) if pair else ()
        return any(view.holds(Triple(node, terms.TYPE, kind)) for node in dividing)

    @property
    def findings(self) -> tuple[Conclusion, ...]:
        """The conclusions about the pair, positive and negative."""
        told = (*self.form.findings, *self.conclusions, *self.relations, *self.further)
        return tuple(finding for finding in told if finding.conclusion)


def make_brief(inference: Inference, dyad: Dyad) -> Brief:
    """Make the brief on a pair from the derived facts."""
    found = DyadConclusions(inference, dyad)
    dataset = inference.dataset
    regions = _regions(found)
    kinds = dataset.scheme("ConclusionKindScheme")
    conclusions = tuple(
        finding for kind in kinds for finding in found.of_kind(kind) or [_nothing(found, kind)]
    )
    form = _form(found)
    relation_kinds = set(map(dataset.slug, dataset.scheme("RelationKindScheme")))
    told = {id(finding) for finding in (*conclusions, *form.findings)}
    others = [finding for finding in found.every if id(finding) not in told]
    claims = Claims(dataset)
    used = {iri for row in regions for iri in row.claims}
    disputes = Disputes(inference, dyad).about_the_pair()
    used |= {side.claim.iri for dispute in disputes for side in dispute.sides}
    every = (*form.findings, *conclusions, *others)
    for finding in every:
        used.update(finding.claims, finding.turns_on)
    sources, weighed = read_sources(dataset), AuthorsAndData(found)
    on_both = ClaimsOnBoth(found)
    record = on_both.record(used)
    listed = (*record, *on_both.denied, *on_both.expected, *on_both.reported)
    cited = {claims[iri].source for iri in used} | {claim.source for claim in listed}
    return Brief(
        dyad=dyad,
        names=(dataset.label(dyad.nodes[0]), dataset.label(dyad.nodes[1])),
        regions=regions,
        conclusions=conclusions,
        relations=tuple(one for one in others if one.kind in relation_kinds),
        further=tuple(one for one in others if one.kind not in relation_kinds),
        form=form,
        claims={iri: claims[iri] for iri in sorted(used)},
        sources=tuple(sources[iri] for iri in sorted(cited) if iri in sources),
        record=record,
        denied=on_both.denied,
        expected=on_both.expected,
        reported=on_both.reported,
        disputes=disputes,
        grounds={one.conclusion: weighed.grounds(one) for one in every if one.conclusion},
        answered_twice=weighed.compared(every),
        newest=found.age.newest([*used, *(claim.iri for claim in (*record, *on_both.denied))]),
        inference=inference,
    )


def _nothing(found: DyadConclusions, kind: NamedNode) -> Conclusion:
    dataset = found.dataset
    return Conclusion(
        dataset.slug(kind), dataset.label(kind), "-".join(found.dyad.codes), Answer.UNKNOWN
    )


def _regions(found: DyadConclusions) -> tuple[RegionRow, ...]:
    dataset = found.dataset
    relations: dict[str, list[Conclusion]] = {}
    argued_relations: dict[str, list[str]] = {}
    for kind in dataset.scheme("RelationKindScheme"):
        for finding in found.of_kind(kind):
            if finding.holds is Answer.YES:
                relations.setdefault(finding.about, []).append(finding)
            elif finding.contested:
                argued_relations.setdefault(finding.about, []).append(finding.kind)
    rows = []
    held = [Stances(found, state) for state in found.dyad.nodes]
    for item in sorted(found.now.instances(terms.ent("ObjectOfInterest")), key=str):
        slug = dataset.slug(item)
        held_of = relations.get(slug, [])
        relation = held_of[0] if held_of else None
        postures, levels, not_core, claims = {}, {}, [], set()
        argued_postures: dict[str, tuple[str, ...]] = {}
        argued_levels: dict[str, tuple[str, ...]] = {}
        inferred: dict[str, str] = {}
        for code, of_state in zip(found.dyad.codes, held, strict=True):
            postures[code], p = of_state.towards(item, "Posture", "hasOrientation")
            levels[code], i = of_state.towards(item, "Interest", "hasLevel")
            denied, d = of_state.towards(item, "Interest", "hasLevel", DENIED_TYPE)
            if denied == "core" and levels[code] is None:
                not_core.append(code)
            claims |= p | i | d
            if levels[code] is None and (shown := of_state.inferred(item)):
                inferred[code] = shown
            for argued, cls, prop in (
                (argued_postures, "Posture", "hasOrientation"),
                (argued_levels, "Interest", "hasLevel"),
            ):
                values, behind = of_state.arguably_towards(item, cls, prop)
                if values:
                    argued[code] = values
                    claims |= behind
        rows.append(
            RegionRow(
                region=slug,
                label=dataset.label(item),
                in_sentence=dataset.in_sentence(item),
                postures=postures,
                levels=levels,
                relation=relation.kind if relation else "unknown",
                claims=tuple(sorted(claims.union(*(one.claims for one in held_of)))),
                not_core=tuple(not_core),
                conclusion=relation.conclusion if relation else None,
                relations={one.kind: one.conclusion or "" for one in held_of},
                argued_postures=argued_postures,
                argued_levels=argued_levels,
                inferred=inferred,
                inferred_relations=tuple(one.kind for one in held_of if one.inferred),
                argued_relations=() if relation else tuple(argued_relations.get(slug, ())),
                last_attested=relation.last_attested if relation else None,
            )
        )
    located = _located(dataset)
    rows = [
        replace(row, inherited=_inherited(found, row, rows), states=located.get(row.region, ()))
        for row in rows
    ]
    return tuple(sorted(rows, key=lambda row: row.region))


def _located(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """Return the codes of the states in each region, by slug; parts of parts are included."""
    found: dict[str, set[str]] = {}
    located = dataset.described(terms.ent("State"), terms.ent("isLocatedIn"))
    wholes = cache(lambda part: dataset.nodes(part, _PART))
    for state, places in located.items():
        code = dataset.text(state, terms.ent("isoAlpha3"))
        near = [place for place in places if isinstance(place, NamedNode)] if code else []
        for place in reachable(near, wholes):
            found.setdefault(dataset.slug(place), set()).add(code)
    return {slug: tuple(sorted(codes)) for slug, codes in found.items()}


def _inherited(
    found: DyadConclusions, row: RegionRow, rows: list[RegionRow]
) -> dict[str, Inherited]:
    """Return each state's stance towards the nearest object that contains the row's."""
    if not any((*row.postures.values(), *row.levels.values())):
        return {}
    within = terms.ent("isWithin")

    def wholes(item: NamedNode) -> set[str]:
        return {found.dataset.slug(whole) for whole in found.now.objects(item, within)}

    items = {
        found.dataset.slug(item): item
        for item in found.now.instances(terms.ent("ObjectOfInterest"))
    }
    around = wholes(items[row.region]) - {row.region}
    larger = [other for other in rows if other.region in around]

    def nearest(values: str, code: str) -> tuple[str | None, str | None]:
        if getattr(row, values)[code] or code in row.not_core:
            return None, None
        held = [other for other in larger if getattr(other, values)[code]]
        near = [
            one
            for one in held
            if not any(one.region in wholes(items[o.region]) for o in held if o is not one)
        ]
        if len({getattr(one, values)[code] for one in near}) != 1:
            return None, None
        return getattr(near[0], values)[code], near[0].label

    made = {}
    for code in found.dyad.codes:
        posture, level = nearest("postures", code), nearest("levels", code)
        if posture[0] or level[0]:
            labels = tuple(sorted({label for _, label in (posture, level) if label}))
            made[code] = Inherited(posture[0], level[0], labels)
    return made


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
        ladder=_ladder(found.dataset),
    )


def _ladder(dataset: Dataset) -> tuple[Rung, ...]:
    rungs = (
        Rung(dataset.slug(form), dataset.label(form), int(dataset.text(form, terms.ent("rank"))))
        for form in dataset.scheme("FormScheme")
        if dataset.text(form, terms.ent("rank"))
    )
    return tuple(sorted(rungs, key=lambda rung: (rung.rank, rung.label)))


def _rung(findings: list[Conclusion], manner: str) -> str:
    of = [finding for finding in findings if finding.manner == manner]
    held = deepest((f.rank, f.about) for f in of if f.holds is Answer.YES)
    if not held and any(finding.contested and not finding.stale for finding in of):
        return "contested"
    return held or ("none" if any(f.holds is Answer.NO for f in of) else "unknown")


def deepest(forms: Iterable[tuple[int, str]]) -> str:
    """Return the deepest of the forms that hold, given by rank and slug; empty if none holds.

    Hostility, of rank 0, outweighs forms that exist only on paper.
    """
    held = sorted(forms)
    return (held[0] if held[0][0] == 0 else held[-1])[1] if held else ""


def _towards(found: DyadConclusions) -> str | None:
    """Return the form that the trend is said to lead to."""
    leads_to = terms.ent("leadsTo")
    both = common_situations(found)
    leads = {form for node in both for form in found.now.objects(node, leads_to)}
    return found.dataset.slug(min(leads, key=str)) if leads else None
