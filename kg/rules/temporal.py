"""The days of one match of a rule: a pattern about one point in time, evaluated over intervals.

A rule is evaluated once, not once for each day. Each match of its body holds on the days that all
its premises share, without those on which an absent pattern is present. On any single day the
result is that of plain SPARQL on the facts of that day (snapshot reducibility; Snodgrass 1995, The
TSQL2 Temporal Query Language; Böhlen, Jensen and Snodgrass 2000). ``columns.fire`` does the same
for all matches of a rule at once.
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
    """An object that knows when a statement holds."""

    def validity(self, triple: Triple) -> IntervalSet:
        """Return the days on which a statement certainly holds."""

    def arguable(self, triple: Triple) -> IntervalSet:
        """Return the days on which a statement arguably holds."""

    def seen(self, triple: Triple) -> IntervalSet:
        """Return the days on which sources see a statement hold, not merely presume it to last."""


def settle(derivation: Derivation, facts: Holding) -> Derivation:
    """Return the derivation with the days on which it stands according to the facts.

    Premises count directly, and defeaters inversely: an absence is certain while nothing that
    defeats it is arguable, and arguable while nothing that defeats it is certain.
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
        stated = _stated(derivation)
        certain, arguable = (stated if days else NEVER for days in (certain, arguable))
    return derivation.during(certain, arguable)


def _readings(facts: Holding) -> tuple[Reading, Reading]:
    return facts.validity, facts.arguable


def shared(triples: Iterable[Triple], facts: Holding) -> IntervalSet:
    """Return the days on which all the triples certainly hold."""
    return _shared(triples, facts.validity)


def _shared(triples: Iterable[Triple], when: Reading) -> IntervalSet:
    period = ALWAYS
    for triple in triples:
        period = period & when(triple)
        if not period:
            break
    return period


def instantiate(slots: Sequence[Slots], bindings: Mapping[str, Term]) -> tuple[Triple, ...]:
    """Return the patterns with their variables replaced, without those with an unbound one."""
    made: dict[Triple, None] = {}
    for subject, predicate, value in slots:
        one = bindings.get(subject) if isinstance(subject, str) else subject
        two = bindings.get(predicate) if isinstance(predicate, str) else predicate
        three = bindings.get(value) if isinstance(value, str) else value
        if isinstance(one, _NODES) and isinstance(two, NamedNode) and three is not None:
            made[Triple(one, two, three)] = None
    return tuple(made)


def _stated(derivation: Derivation) -> IntervalSet:
    """Return the period that a rule about history states for its own conclusion.

    The period is empty if a bound is not a valid day: what holds at an unknown time must not count
    as holding always.
    """
    days: dict[Term, int] = {}
    for triple in derivation.conclusions:
        if triple.predicate in (START, END) and (day := day_of(triple.object)) is not None:
            days[triple.predicate] = day
    if not days.keys() >= derivation.rule.bounds:
        return NEVER
    first, last = days.get(START, BEGINNING), days.get(END, OPEN)
    return IntervalSet((Interval(first, last),)) if first <= last else NEVER
