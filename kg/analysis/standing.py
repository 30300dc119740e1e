"""Whether what a claim says counts as evidence on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model import terms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pyoxigraph import NamedNode

    from kg.model.intervals import IntervalSet
    from kg.rules.inference import Inference
    from kg.store.dataset import Term

REMEMBERED = 10
"""Years for which an act counts after it was done, as long as the rules on trends look back."""

_DOES_NOT_LAST = terms.ent("doesNotLast")


def stands(inference: Inference, claim: NamedNode, day: date) -> bool:
    """True where what a claim says counts on a day.

    What lasts counts while it does; what was done counts for ten years, be it cooperation or
    hostility; a settlement counts until it is undone, for what it settled stays settled.
    """
    facts = inference.facts
    if any(day not in days[1] for days in _disputed(inference, claim)):
        return False  # somebody who looked later outweighs it
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
    """True where others exclude what a claim says, and nobody outweighs either on the day."""
    return any(day not in days[0] for days in _disputed(inference, claim))


def _disputed(inference: Inference, claim: NamedNode) -> Iterator[tuple[IntervalSet, IntervalSet]]:
    """For what a claim says and others exclude, the days on which it is certain, and arguable."""
    for unit, days in inference.facts.belief.days.items():
        if unit.graph == claim:
            yield days
