"""Authors and data side by side: what each answer rests on, and where the two differ.

A source is a data set if its source type says so (``ent:dataSet``); any other is an author's. A
conclusion follows from one of the two alone if some proof needs no claim of the other. Both answer
a question if each has a conclusion on it that follows without the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.analysis.provenance import sufficient
from kg.model import terms
from kg.model.result import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.analysis.conclusions import Conclusion, DyadConclusions

    Said = dict[str, Answer]
    """What holds and what does not, by slug."""


class Grounds(StrEnum):
    """The kind of sources from which a conclusion follows."""

    AUTHORS = "authors"
    DATA = "data"
    EITHER = "either"
    BOTH = "both"


@dataclass(frozen=True)
class Reply:
    """What authors, or data, answer to a question.

    Attributes:
        says: the answer in a few words, such as the forms that hold.
        claims: IRIs of the claims behind it.
        sources: IRIs of their sources.
    """

    says: str
    claims: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class AnsweredTwice:
    """A question that authors answer without the data, and the data without them.

    Attributes:
        about: the question in a few words.
        authors: the answer of authors.
        data: the answer of the data.
        agree: False if one denies what the other affirms, or if they affirm nothing in common where
            one answer is to be given; None if they neither differ nor say the same.
    """

    about: str
    authors: Reply
    data: Reply
    agree: bool | None


_MANNERS = {"formal": "form by treaty", "conduct": "form in conduct"}
_CHOICES = ("FormScheme", "DirectionScheme")
"""Of conclusions about a form or a direction, that is the answer; about a place, it is a topic."""


class AuthorsAndData:
    """Compares what follows from authors with what follows from data sets, on a pair and a day."""

    def __init__(self, found: DyadConclusions) -> None:
        self._found = found
        self._claims = found.inference.facts.claims
        dataset = found.dataset
        tables = dataset.subjects(terms.ent("hasSourceType"), terms.ent("dataSet"))
        self._tables = {node.value for node in tables}
        self._sufficient = sufficient(self._side)
        self._relations = set(map(dataset.slug, dataset.scheme("RelationKindScheme")))

    @cached_property
    def _hostile(self) -> set[str]:
        """The forms of rank 0, which exclude all others."""
        dataset = self._found.dataset
        forms = dataset.scheme("FormScheme")
        return {dataset.slug(one) for one in forms if dataset.text(one, terms.ent("rank")) == "0"}

    def _side(self, claim: str) -> str:
        return Grounds.DATA if self._claims[claim].source in self._tables else Grounds.AUTHORS

    def grounds(self, finding: Conclusion) -> Grounds | None:
        """Return from which sources a conclusion follows; None if it needs no claim."""
        sides = set(map(self._side, finding.claims))
        if len(sides) < 2 or finding.conclusion is None:
            return Grounds(sides.pop()) if sides else None
        found = self._found
        provenance = found.argument if finding.contested else found.provenance
        enough = provenance.of_node(NamedNode(finding.conclusion), self._sufficient)
        alone = {Grounds(side) for some in enough if len(some) == 1 for side in some}
        if frozenset() in enough:
            return None
        if len(alone) == 2:
            return Grounds.EITHER
        return alone.pop() if alone else Grounds.BOTH

    def compared(self, findings: Iterable[Conclusion]) -> tuple[AnsweredTwice, ...]:
        """Return the questions that both answer, in the order of the findings."""
        questions: dict[tuple[str, ...], list[Conclusion]] = {}
        for finding in findings:
            if finding.conclusion and not finding.stale:
                questions.setdefault(self._question(finding), []).append(finding)
        return tuple(filter(None, map(self._compare, questions.values())))

    def _question(self, finding: Conclusion) -> tuple[str, ...]:
        """What is asked: findings with the same key are answers to one question."""
        if finding.kind in self._relations:
            return "", finding.about
        topic = "" if self._is_choice(finding) else finding.about
        return finding.kind, finding.subject, topic, finding.manner

    def _is_choice(self, finding: Conclusion) -> bool:
        concept = self._found.dataset.concept
        return any(concept(scheme, finding.about) for scheme in _CHOICES)

    def _compare(self, findings: list[Conclusion]) -> AnsweredTwice | None:
        grounds = {id(one): self.grounds(one) for one in findings}
        sides = [
            [one for one in findings if grounds[id(one)] in (side, Grounds.EITHER)]
            for side in (Grounds.AUTHORS, Grounds.DATA)
        ]
        if not all(sides):
            return None
        authors, data = (
            self._reply(some, side)
            for some, side in zip(sides, (Grounds.AUTHORS, Grounds.DATA), strict=True)
        )
        one, other = (set(self._answers(some)) for some in sides)
        return AnsweredTwice(self._about(findings[0]), authors, data, self._agree(one, other))

    def _answers(self, findings: list[Conclusion]) -> Iterator[tuple[str, Answer]]:
        """What is affirmed or denied, and which; of a plain question, nothing but the answer."""
        for one in findings:
            chosen = one.about if self._is_choice(one) else ""
            yield one.kind if one.kind in self._relations else chosen, self._answer(one)

    @staticmethod
    def _answer(finding: Conclusion) -> Answer:
        """The answer of the conclusion itself, whether or not sources differ on it."""
        return Answer.YES if finding.affirms else Answer.NO

    def _agree(self, one: set[tuple[str, Answer]], other: set[tuple[str, Answer]]) -> bool | None:
        opposite = {Answer.YES: Answer.NO, Answer.NO: Answer.YES}
        if any((what, opposite[answer]) in other for what, answer in one):
            return False
        held = [{what for what, answer in some if answer is Answer.YES} for some in (one, other)]
        if all(held):
            hostile = [bool(some & self._hostile) for some in held]
            return bool(held[0] & held[1]) and hostile[0] == hostile[1]
        return True if one & other else None

    def _reply(self, findings: list[Conclusion], side: Grounds) -> Reply:
        claims = {claim for one in findings for claim in one.claims if self._side(claim) == side}
        sources = {self._claims[claim].source for claim in claims}
        ordered = sorted(findings, key=lambda one: (not one.affirms, -one.rank))
        *others, last = dict.fromkeys(map(self._says, ordered))
        said = f"{', '.join(others)} and {last}" if others else last
        return Reply(said, tuple(sorted(claims)), tuple(sorted(sources)))

    def _says(self, finding: Conclusion) -> str:
        answer = self._answer(finding)
        named = finding.label if finding.kind in self._relations else finding.about_label
        if finding.kind not in self._relations and not self._is_choice(finding):
            return answer.value
        return named if answer is Answer.YES else f"no {named}"

    def _about(self, finding: Conclusion) -> str:
        if finding.kind in self._relations:
            return f"the relation of interests ({finding.about_label})"
        if self._is_choice(finding):
            return _MANNERS.get(finding.manner, finding.label)
        whom = finding.subject if finding.subject != "-".join(self._found.dyad.codes) else ""
        detail = ", ".join(filter(None, (finding.about_label, whom)))
        return f"{finding.label} ({detail})" if detail else finding.label
