"""Claims about two states on a day: affirmed, denied, predicted or reported.

The module also decides which claims count as evidence on that day, and reads each state's stances
towards objects of interest, as sources state them or as its conduct shows.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import Triple

from kg.model import terms
from kg.store.claims import Claims, read_sources
from kg.store.set_apart import DENIED_TYPE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from pyoxigraph import NamedNode

    from kg.analysis.conclusions import DyadConclusions
    from kg.model.intervals import IntervalSet
    from kg.model.result import Claim
    from kg.rules.inference import Inference
    from kg.store.dataset import Term

REMEMBERED = 10
"""Years for which an act counts as evidence; the rules on trends look back as far."""

_DOES_NOT_LAST = terms.ent("doesNotLast")


def stands(inference: Inference, claim: NamedNode, day: date) -> bool:
    """Return True if the content of a claim counts on a day.

    A lasting situation counts while it lasts. An act, cooperative or hostile, counts for ten years.
    A settlement counts until it is undone, since what it settled stays settled.
    """
    facts = inference.facts
    if any(day not in days[1] for days in _disputed(inference, claim)):
        return False  # another claim outweighs it
    dated = facts.dated_in(claim)
    return not dated or any(_counts(inference, claim, node, day) for node in dated)


def _counts(inference: Inference, claim: NamedNode, node: Term, day: date) -> bool:
    facts = inference.facts
    period = facts.times_in(node, claim)
    if day in period:
        return True
    if not period or (period.parts[0].start or day) > day:
        return False
    if facts.is_a(node, "Settlement"):
        return True
    kinds = [triple.object for triple in facts.matching((node, terms.TYPE, None))]
    if facts.belief.keys.persistence(kinds) != _DOES_NOT_LAST:
        return False
    done = period.parts[-1].end or period.parts[-1].start
    return done is not None and done <= day and day.year - done.year <= REMEMBERED


def is_contested(inference: Inference, claim: NamedNode, day: date) -> bool:
    """Return True if other claims exclude this one and none outweighs another on the day."""
    return any(day not in days[0] for days in _disputed(inference, claim))


def _disputed(inference: Inference, claim: NamedNode) -> Iterator[tuple[IntervalSet, IntervalSet]]:
    """Yield the certain and the arguable days of each part of a claim that others exclude."""
    yield from inference.facts.belief.of_claim(claim.value)


_ALWAYS_LISTED = (
    "CooperativeAct",
    "Dispute",
    "ArmedClash",
    "Rivalry",
    "Rapprochement",
    "Negotiation",
)
_AHEAD = ("prediction", "hope")


def common_situations(found: DyadConclusions) -> set[NamedNode]:
    """Return the situations, including denied ones, in which both states take part on the day."""
    first, second = found.dyad.nodes
    return found.now.situations(first) & found.now.situations(second)


class ClaimsOnBoth:
    """Claims about both states of a pair, by the stance of their sources.

    Args:
        found: conclusions about the pair on the day.
    """

    def __init__(self, found: DyadConclusions) -> None:
        self._found = found
        self._both = common_situations(found)

    def record(self, cited: Collection[str]) -> tuple[Claim, ...]:
        """Return the claims that affirm something about both that counts on the day.

        Acts and disputes are always included, other common situations only if they are not cited.

        Args:
            cited: IRIs of the claims that conclusions cite.
        """
        always = {terms.ent(kind) for kind in _ALWAYS_LISTED}
        claims: set[str] = set()
        for node in self._both:
            kinds = [triple.object for triple in self._found.now.statements(node, terms.TYPE)]
            stating = self._stating(Triple(node, terms.TYPE, kind) for kind in kinds)
            claims |= stating if always.intersection(kinds) else stating - set(cited)
        return self._in_order(claims)

    @cached_property
    def denied(self) -> tuple[Claim, ...]:
        """Claims that deny something about both on the day."""
        view = self._found.now
        return self._in_order(
            self._stating(t for node in self._both for t in view.statements(node, DENIED_TYPE))
        )

    @cached_property
    def expected(self) -> tuple[Claim, ...]:
        """Predictions and hopes about both, written by the day."""
        return tuple(claim for claim in self._uncommitted if claim.modality in _AHEAD)

    @cached_property
    def reported(self) -> tuple[Claim, ...]:
        """Claims about both states that sources had passed on by the day without endorsing them."""
        return tuple(claim for claim in self._uncommitted if claim.modality not in _AHEAD)

    @cached_property
    def _uncommitted(self) -> list[Claim]:
        dataset, day = self._found.dataset, self._found.dyad.as_of.isoformat()
        claims, sources = Claims(dataset), read_sources(dataset)
        one, other = (dataset.mentions(node) for node in self._found.dyad.nodes)
        told = (claims[iri] for iri in sorted(one & other & claims.keys()))
        return [
            claim
            for claim in told
            if not claim.committing
            and self._found.inference.facts.claims.takes(claim)
            and claim.source in sources
            and (sources[claim.source].written_from or "0") <= day
        ]

    def _stating(self, triples: Iterable[Triple]) -> set[str]:
        found = self._found
        held = [(triple, found.dyad.as_of) for triple in triples]
        return {claim for one in held for claim in found.provenance.claims(one)}

    def _in_order(self, claims: set[str]) -> tuple[Claim, ...]:
        known = self._found.inference.facts.claims
        return tuple(known[iri] for iri in sorted(claims))


class Stances:
    """One state's stances towards objects of interest, with the claims that state them."""

    def __init__(self, found: DyadConclusions, state: NamedNode) -> None:
        self._found = found
        self._state = state
        self._nodes: dict[NamedNode, list[NamedNode]] = {}
        for node in found.now.subjects(terms.ent("isHeldBy"), state):
            for item in found.now.objects(node, terms.ent("isTowards")):
                self._nodes.setdefault(item, []).append(node)

    def towards(
        self, item: NamedNode, cls: str, predicate: str, typed: NamedNode = terms.TYPE
    ) -> tuple[str | None, set[str]]:
        """Return the state's stance towards an object (None if not unique) and the claims on it."""
        found = self._found
        values: set[Term] = set()
        claims: set[str] = set()
        for node in self._nodes.get(item, ()):
            if found.now.holds(Triple(node, typed, terms.ent(cls))):
                for triple in found.now.statements(node, terms.ent(predicate)):
                    values.add(triple.object)
                    claims |= set(found.provenance.claims((triple, found.dyad.as_of)))
        return (found.dataset.slug(values.pop()) if len(values) == 1 else None), claims

    def inferred(self, item: NamedNode) -> str | None:
        """Return the highest level of interest in an object that the state's conduct shows."""
        now, dataset = self._found.now, self._found.dataset
        shown = [
            (int(dataset.text(level, terms.ent("rank")) or 0), dataset.slug(level))
            for node in self._nodes.get(item, ())
            if now.holds(Triple(node, terms.TYPE, terms.ent("InferredInterest")))
            for level in now.objects(node, terms.ent("hasLevel"))
        ]
        return max(shown)[1] if shown else None

    @cached_property
    def _argued(self) -> list[NamedNode]:
        """The state's arguable stances; none if nothing is disputed."""
        if not self._found.inference.facts.is_disputed:
            return []
        return list(self._found.arguable.subjects(terms.ent("isHeldBy"), self._state))

    def arguably_towards(
        self, item: NamedNode, cls: str, predicate: str
    ) -> tuple[tuple[str, ...], set[str]]:
        """Return the state's arguable stances towards an object if none is certain."""
        found, view = self._found, self._found.arguable
        told = [
            triple
            for node in self._argued
            if view.holds(Triple(node, terms.ent("isTowards"), item))
            and view.holds(Triple(node, terms.TYPE, terms.ent(cls)))
            for triple in view.statements(node, terms.ent(predicate))
        ]
        if not told or any(found.now.holds(triple) for triple in told):
            return (), set()
        held = [(triple, found.dyad.as_of) for triple in told]
        claims = {claim for one in held for claim in found.argument.claims(one)}
        return tuple(sorted({found.dataset.slug(triple.object) for triple in told})), claims
