"""Matching of records with things that are already in the graph.

Two records describe the same thing if they are of one kind, have the same parties, and begin within
the number of days that the table's mapping allows (a treaty is signed on one day and enters into
force on another), or in the same year if one of them is dated to the year only. The match is a
separate claim, with this as its evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from kg.model import terms
from kg.store.entailment import superclasses
from kg.store.times import START, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kg.store.dataset import Dataset, Term
    from kg.tables.records import Record


@dataclass(frozen=True)
class Known:
    """A thing in the graph: its classes, participants, beginning and sources."""

    node: NamedNode
    kinds: frozenset[NamedNode]
    parties: frozenset[str]
    start: date
    exact: bool
    claims: tuple[NamedNode, ...]


class KnownThings:
    """Finds the things of records in the graph, and remembers which thing each row is about."""

    def __init__(self, dataset: Dataset, days: int) -> None:
        self._dataset = dataset
        self._days = days
        self._above = superclasses(dataset)
        self._known: dict[frozenset[str], list[Known]] = {}
        self._of: dict[tuple[str, tuple[str, ...]], NamedNode] = {}
        for thing in _things(dataset):
            self._known.setdefault(thing.parties, []).append(thing)

    def find(self, kind: NamedNode, record: Record) -> Known | None:
        """Return the thing that a record describes, or None if it is not in the graph."""
        near = [
            (abs((known.start - record.start).days), known.node.value, known)
            for known in self._known.get(frozenset(record.parties), ())
            if self._is_kind(known, kind) and _near(known, record, self._days)
        ]
        return min(near, key=lambda found: found[:2])[2] if near else None

    def _is_kind(self, known: Known, kind: NamedNode) -> bool:
        """Return True if a kind of the thing equals the given kind or is its sub- or superclass."""
        return any(
            kind == other
            or kind in self._above.get(other, ())
            or other in self._above.get(kind, ())
            for other in known.kinds
        )

    def note(self, record: Record, node: NamedNode) -> None:
        """Remember the name of the thing that a row is about."""
        self._of[record.key, record.parties] = node

    def thing(self, record: Record) -> NamedNode:
        """Return the name of the thing that the same row is about."""
        return self._of[record.key, record.parties]

    def claim(
        self, known: Known, record: Record, graph: NamedNode, source: NamedNode
    ) -> Iterator[Quad]:
        """Yield the match as a claim by a source, about a record stated by another claim."""
        name = f"match-{graph.value.removeprefix(terms.CLAIM)}"
        match, claim = NamedNode(terms.ID + name), NamedNode(terms.CLAIM + name)
        label = self._dataset.label(known.node)
        days = abs((known.start - record.start).days)
        apart = f"begin {days} days apart" if known.exact else "begin in the same year"
        yield from claim_statements(
            claim,
            source,
            locator=graph.value.removeprefix(terms.CLAIM),
            modality="assessment",
            sentence=f"Two sources describe {label}",
        )
        said: list[tuple[NamedNode, Term]] = [
            (terms.TYPE, terms.ent("RecordMatch")),
            (terms.ent("isMatchOf"), known.node),
            (terms.ent("evidence"), Literal(f"same parties; {apart}")),
            *((terms.ent("joinsClaim"), of) for of in (*known.claims, graph)),
            (terms.ent("start"), Literal(record.start.isoformat(), datatype=terms.DATE)),
            (terms.ent("startPrecision"), terms.ent(record.precision)),
        ]
        for predicate, value in said:
            yield Quad(match, predicate, value, claim)


def claim_statements(
    claim: NamedNode, source: NamedNode, *, locator: str, modality: str, sentence: str
) -> Iterator[Quad]:
    """Yield the description of a claim in its source's graph.

    Args:
        claim: the claim.
        source: the source that makes it.
        locator: its position in the source.
        modality: its modality, a term of the ontology.
        sentence: the claim in words.
    """
    about: list[tuple[NamedNode, Term]] = [
        (terms.TYPE, terms.ent("Claim")),
        (terms.PRIMARY_SOURCE, source),
        (terms.ent("locator"), Literal(locator)),
        (terms.ent("hasModality"), terms.ent(modality)),
        (terms.ent("hasPolarity"), terms.ent("affirmed")),
        (terms.LABEL, Literal(sentence, language="en")),
    ]
    for predicate, value in about:
        yield Quad(claim, predicate, value, source)


def _near(known: Known, record: Record, days: int) -> bool:
    if known.exact and record.precision != "year":
        return abs((known.start - record.start).days) <= days
    return known.start.year == record.start.year


def _things(dataset: Dataset) -> Iterator[Known]:
    """Yield all things with parties and a beginning that affirmative claims describe."""
    nodes: dict[NamedNode, set[str]] = {}
    for node, _, party in dataset.statements(terms.ent("hasParticipant")):
        if isinstance(node, NamedNode) and isinstance(party, NamedNode):
            nodes.setdefault(node, set()).add(party.value)
    claims = dataset.subjects(terms.TYPE, terms.ent("Claim"))
    for node, parties in nodes.items():
        start = date_of(dataset.value(node, START))
        if start is None:
            continue
        precision = dataset.value(node, terms.ent("startPrecision"))
        yield Known(
            node=node,
            kinds=frozenset(dataset.nodes(node, terms.TYPE)),
            parties=frozenset(parties),
            start=start,
            exact=precision in (terms.ent("day"), terms.ent("month")),
            claims=tuple(sorted(claims & dataset.descriptions(node), key=str)),
        )
