"""Overview of a graph: how much it holds, on whom, since when, and the most discussed pairs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar

from kg.analysis.brief import make_brief
from kg.analysis.dyad import find_dyad
from kg.errors import UnknownName
from kg.model import terms
from kg.model.result import Result
from kg.store.claims import read_sources
from kg.store.times import START, date_of

if TYPE_CHECKING:
    from kg.analysis.brief import Brief
    from kg.model.claim import Claim, Source
    from kg.rules.inference import Inference

_MOST = 6  # states of a claim; one that names more tells little of each pair
_DISCUSSED = 12


@dataclass(frozen=True)
class DiscussedPair:
    """A pair that claims are about, with its conclusions on the last day of evidence on it."""

    brief: Brief
    claims: int


@dataclass(frozen=True, repr=False)
class Overview(Result):
    """What a graph holds.

    Attributes:
        states: number of states of which claims speak.
        pairs: codes of two states that exist together and of which something holds, in order.
        claims: number of claims.
        sources: number of sources that make them.
        since: the first day that anything is dated to.
        newest: the last day on which a source was written.
        discussed: pairs by the number of claims that name both, most first.
        predicted: claims that predict or hope, by the end of their source's writing, latest first.
        cited: sources of these, by IRI.
    """

    kind: ClassVar[str] = "overview"
    states: int
    pairs: tuple[tuple[str, str], ...]
    claims: int
    sources: int
    since: date | None
    newest: date | None
    discussed: tuple[DiscussedPair, ...]
    predicted: tuple[Claim, ...]
    cited: dict[str, Source] = field(default_factory=dict)


def make_overview(inference: Inference) -> Overview:
    """Overview of all that is claimed and follows."""
    facts, dataset = inference.facts, inference.dataset
    ever = facts.ever()
    claims = facts.claims
    spoken: dict[str, list[str]] = {}
    states = 0
    for state in ever.instances(terms.ent("State")):
        named = dataset.mentions(state) & claims.keys()
        states += bool(named)
        for claim in named:
            spoken.setdefault(claim, []).append(dataset.slug(state))
    counts = Counter(
        pair
        for codes in spoken.values()
        if len(codes) <= _MOST
        for pair in combinations(sorted(codes), 2)
    )
    written = read_sources(dataset)
    foreseen = [c for c in claims.values() if c.modality in ("prediction", "hope")]
    foreseen.sort(key=lambda c: c.iri)
    foreseen.sort(key=lambda c: written[c.source].written_until, reverse=True)
    days = [day for claim in dataset.statements(START) if (day := date_of(claim.object))]
    ends = [source.written_until for source in written.values() if source.written_until]
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_DISCUSSED]
    return Overview(
        states=states,
        pairs=_pairs(inference),
        claims=len(claims),
        sources=len({claim.source for claim in claims.values()}),
        since=min(days, default=None),
        newest=date.fromisoformat(max(ends)) if ends else None,
        discussed=tuple(
            DiscussedPair(brief, count)
            for (one, other), count in ranked
            if (brief := _brief(inference, one, other))
        ),
        predicted=tuple(foreseen),
        cited={c.source: written[c.source] for c in foreseen},
    )


def _brief(inference: Inference, first: str, second: str) -> Brief | None:
    """The brief of two states, None where nothing is known of these two."""
    try:
        dyad = find_dyad(inference, first, second, None)
    except UnknownName:
        return None  # the one gave its place to the other
    brief = make_brief(inference, dyad)
    return brief if brief.known and dyad.codes == (first, second) else None


def _pairs(inference: Inference) -> tuple[tuple[str, str], ...]:
    facts, dataset = inference.facts, inference.dataset
    ever = facts.ever()
    found = set()
    for dyad in ever.instances(terms.ent("Dyad")):
        members = sorted(ever.members(dyad), key=dataset.slug)
        if len(members) == 2 and facts.time_of(members[0]) & facts.time_of(members[1]):
            found.add((dataset.slug(members[0]), dataset.slug(members[1])))
    return tuple(sorted(found))
