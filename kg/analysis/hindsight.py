"""Hindsight: how later sources changed the picture of one day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from pyoxigraph import NamedNode

from kg.analysis.timeline import ChangedAnswer, History, changed_answers
from kg.model.result import Result

if TYPE_CHECKING:
    from datetime import date

    from kg.model.result import Claim
    from kg.rules.inference import Inference


@dataclass(frozen=True, repr=False)
class Hindsight(Result):
    """One day as seen from the sources written by two dates.

    Attributes:
        day: the day in question.
        earlier, later: the two dates; sources written after them are omitted.
        added: claims about both states and the day that had not been made by the earlier date.
        changed: questions that are answered differently.
    """

    kind: ClassVar[str] = "hindsight"
    day: date
    earlier: date
    later: date
    added: tuple[Claim, ...]
    changed: tuple[ChangedAnswer, ...]


def hindsight(before: Inference, after: Inference, first: str, second: str, day: date) -> Hindsight:
    """Return how sources written between two days changed the picture of a day.

    Args:
        before: the facts derived from sources written by the earlier date.
        after: the facts derived from sources written by the later date.
        first: code or English name of a state.
        second: code or English name of another state.
        day: the day in question.

    Raises:
        UnknownName: a name is unknown.
    """
    one, other = (History(inference, first, second).answers(day) for inference in (before, after))
    known, facts = before.facts.claims, after.facts

    def bears_on_the_day(claim: Claim) -> bool:
        graph = NamedNode(claim.iri)
        dated = facts.dated_in(graph)
        return not dated or any(day in facts.times_in(node, graph) for node in dated)

    added = [
        claim
        for claim in History(after, first, second).claims()
        if claim.iri not in known and bears_on_the_day(claim)
    ]
    earlier, later = before.facts.known_by, after.facts.known_by
    assert earlier is not None and later is not None
    return Hindsight(day, earlier, later, tuple(added), changed_answers(one, other))
