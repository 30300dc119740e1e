"""The days of one match of a rule: a pattern about one moment, evaluated over intervals.

A rule is evaluated once, not once a day. Each match of its body holds on the days that all its
premises share, less those on which an absent pattern is present. On any single day the result is
that of plain SPARQL on the facts of that day (snapshot reducibility; Snodgrass 1995, The TSQL2
Temporal Query Language; Böhlen, Jensen and Snodgrass 2000). ``columns.fire`` does the same for all
matches of a rule at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pyoxigraph import BlankNode, NamedNode, Triple

from kg.model.intervals import ALWAYS, BEGINNING, NEVER, OPEN, Interval, IntervalSet
from kg.store.times import END, START, day_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kg.rules.pattern import Slots
    from kg.rules.proof import Derivation
    from kg.store.dataset import Term

    Reading = Callable[[Triple], IntervalSet]


_NODES = (NamedNode, BlankNode)


class Holding(Protocol):
    """Whatever knows when a statement holds."""

    def validity(self, triple: Triple) -> IntervalSet:
        """Days on which a statement holds for certain."""

    def arguable(self, triple: Triple) -> IntervalSet:
        """Days on which it can be argued that a statement holds."""

    def seen(self, triple: Triple) -> IntervalSet:
        """Days on which sources see what it says, and do not only presume it to last."""


def settle(derivation: Derivation, facts: Holding) -> Derivation:
    """The derivation with the days on which the facts let it stand.

    A premise is read as it is, and so is what defeats it the other way round: an absence is certain
    where it cannot be argued that the absent is there, and arguable where that is not certain.
    """
    certain, arguable = (_shared(derivation.premises, when) for when in _readings(facts))
    if derivation.rule.only_seen:
        seen = _shared(derivation.premises, facts.seen)
        certain, arguable = certain & seen, arguable & seen
    for matches in derivation.defeaters:
        for match in matches:
            sure, maybe = (_shared(match, when) for when in _readings(facts))
            certain, arguable = certain - maybe, arguable - sure
    if derivation.rule.only_argues:
        certain = NEVER
    if derivation.rule.states_time:
        stated = _stated(derivation.conclusions)
        certain, arguable = (stated if days else NEVER for days in (certain, arguable))
    return derivation.during(certain, arguable)


def _readings(facts: Holding) -> tuple[Reading, Reading]:
    return facts.validity, facts.arguable


def shared(triples: Iterable[Triple], facts: Holding) -> IntervalSet:
    """Days on which all the triples hold for certain."""
    return _shared(triples, facts.validity)


def _shared(triples: Iterable[Triple], when: Reading) -> IntervalSet:
    period = ALWAYS
    for triple in triples:
        period = period & when(triple)
        if not period:
            break
    return period


def instantiate(slots: Sequence[Slots], bindings: Mapping[str, Term]) -> tuple[Triple, ...]:
    """The patterns with their variables replaced; one with an unbound variable is left out."""
    made: dict[Triple, None] = {}
    for subject, predicate, value in slots:
        one = bindings.get(subject) if isinstance(subject, str) else subject
        two = bindings.get(predicate) if isinstance(predicate, str) else predicate
        three = bindings.get(value) if isinstance(value, str) else value
        if isinstance(one, _NODES) and isinstance(two, NamedNode) and three is not None:
            made[Triple(one, two, three)] = None
    return tuple(made)


def _stated(conclusions: Iterable[Triple]) -> IntervalSet:
    """The period that a rule about history gives its own conclusion."""
    first, last = BEGINNING, OPEN
    for triple in conclusions:
        day = day_of(triple.object)
        if triple.predicate == START and day is not None:
            first = day
        elif triple.predicate == END and day is not None:
            last = day
    return IntervalSet((Interval(first, last),)) if first <= last else NEVER
