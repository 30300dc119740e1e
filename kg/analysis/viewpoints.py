"""Comparison of two sources: where they agree, where they disagree, where one is silent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from pyoxigraph import NamedNode

from kg.analysis.changes import Answers, question_text
from kg.model import terms
from kg.model.result import Answer, Result
from kg.rules.evaluate import derive
from kg.store.claims import read_claims
from kg.store.facts import Facts
from kg.store.set_apart import STANDS_FOR, TYPES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kg.analysis.changes import Slot
    from kg.model.result import Claim
    from kg.rules.inference import Inference
    from kg.rules.rule import Rule
    from kg.store.dataset import Dataset, Term

    Content = tuple[frozenset[tuple[NamedNode, Term]], bool]
    """What a claim says of one thing, and whether it denies it; names, labels and dates apart."""

_DATES = {terms.ent(n) for n in ("start", "end", "startPrecision", "endPrecision")}
_APART = _DATES | {terms.LABEL, STANDS_FOR}


class Agreement(StrEnum):
    """The relation between two sources on one point."""

    AGREE = "agree"
    DISAGREE = "disagree"
    FIRST_ONLY = "second is silent"
    SECOND_ONLY = "first is silent"


@dataclass(frozen=True)
class Point:
    """One point of comparison; the text is empty if a source is silent."""

    verdict: Agreement
    first: str
    second: str
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Comparison(Result):
    """The comparison of two sources: their claims, and the conclusions from each alone."""

    kind: ClassVar[str] = "viewpoints"
    names: tuple[str, str]
    claims: tuple[Point, ...]
    conclusions: tuple[Point, ...]


def compare_viewpoints(
    dataset: Dataset, rules: Sequence[Rule], first: str, second: str, day: date | None = None
) -> Comparison:
    """Compare two sources by their IRIs, on a day or over all time."""
    one, other = (derive(Facts(dataset, {source}), rules) for source in (first, second))
    return Comparison(
        (dataset.label(NamedNode(first)), dataset.label(NamedNode(second))),
        tuple(_claims(dataset, first, second)),
        tuple(_conclusions(one, other, day)),
    )


def _claims(dataset: Dataset, first: str, second: str) -> list[Point]:
    sides = []
    for source in (first, second):
        said: dict[Content, list[Claim]] = {}
        for claim in read_claims(dataset).values():
            if claim.source == source:
                for content in _contents(dataset, claim):
                    said.setdefault(content, []).append(claim)
        sides.append(said)
    one, other = sides
    points: dict[Point, None] = {}
    met: set[str] = set()
    for content, claims in sorted(one.items(), key=lambda item: item[1][0].iri):
        for verdict, counterparts in (
            (Agreement.AGREE, [content]),
            (Agreement.DISAGREE, _contrary(dataset, content)),
        ):
            for counterpart in counterparts:
                for reply in other.get(counterpart, ()):
                    for claim in claims:
                        met |= {claim.iri, reply.iri}
                        pair = (claim.iri, reply.iri)
                        points.setdefault(Point(verdict, claim.label, reply.label, pair))
    for said, verdict in ((one, Agreement.FIRST_ONLY), (other, Agreement.SECOND_ONLY)):
        alone = {c.iri: c for claims in said.values() for c in claims if c.iri not in met}
        for iri, claim in sorted(alone.items()):
            texts = (claim.label, "") if verdict is Agreement.FIRST_ONLY else ("", claim.label)
            points.setdefault(Point(verdict, *texts, (iri,)))
    order = list(Agreement)
    return sorted(points, key=lambda point: (order.index(point.verdict), point.claims))


def _contents(dataset: Dataset, claim: Claim) -> list[Content]:
    things: dict[Term, set[tuple[NamedNode, Term]]] = {}
    for subject, predicate, value in dataset.graph(NamedNode(claim.iri)):
        if predicate not in _APART:
            plain = terms.TYPE if predicate in TYPES else predicate
            things.setdefault(subject, set()).add((plain, value))
    return [(frozenset(said), claim.denied) for said in things.values()]


def _contrary(dataset: Dataset, content: Content) -> list[Content]:
    """Return the contents that exclude one: its denial, or the opposite of one of its values."""
    said, denied = content
    found: list[Content] = [(said, not denied)]
    if not denied:
        for predicate, value in said:
            if isinstance(value, NamedNode):
                for opposite in dataset.values(value, terms.ent("isOppositeOf")):
                    found.append(((said - {(predicate, value)}) | {(predicate, opposite)}, False))
    return found


def _conclusions(one: Inference, other: Inference, day: date | None) -> list[Point]:
    first, second = Answers(one), Answers(other)
    points = []
    for slot in sorted(first.held.keys() | second.held.keys(), key=str):
        verdict, texts = _verdict(first, second, slot, day)
        if verdict is not None:
            name = _named(one.dataset, one, other, slot)
            shown = [f"{text}: {name}" if text else "" for text in texts]
            points.append(Point(verdict, shown[0], shown[1]))
    order = list(Agreement)
    return sorted(points, key=lambda point: (order.index(point.verdict), point.first, point.second))


def _verdict(
    first: Answers, second: Answers, slot: Slot, day: date | None
) -> tuple[Agreement | None, tuple[str, str]]:
    known = [
        {
            answer
            for answer in (Answer.YES, Answer.NO)
            if (days := side.days(slot, answer)) and (day is None or day in days)
        }
        for side in (first, second)
    ]
    texts = tuple(" and ".join(sorted(answers)) for answers in known)
    one, other = known
    if not one and not other:
        return None, ("", "")
    if not one or not other:
        verdict = Agreement.FIRST_ONLY if one else Agreement.SECOND_ONLY
    elif one == other:
        verdict = Agreement.AGREE
    else:
        verdict = Agreement.DISAGREE
    return verdict, (texts[0], texts[1])


def _named(dataset: Dataset, one: Inference, other: Inference, slot: Slot) -> str:
    pair = one.facts.ever().members(slot[0]) or other.facts.ever().members(slot[0])
    codes = "-".join(sorted(map(dataset.slug, pair)))
    return question_text(dataset, slot, codes)
