"""Derivations: one application of a rule to premises, and the set of all of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.model import terms
from kg.model.dates import format_date
from kg.model.intervals import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import Triple

    from kg.model.intervals import IntervalSet
    from kg.rules.rule import Rule
    from kg.store.dataset import Dataset, Term

    Key = tuple[str, tuple[Triple, ...], tuple[Triple, ...]]


@dataclass(frozen=True)
class Derivation:
    """One application of a rule.

    Attributes:
        rule: the rule that fired.
        bindings: the terms bound to the rule's variables, by name.
        premises: the statements that the rule's body matched, in the order of the query.
        conclusions: the statements that the rule constructs.
        defeaters: for each absence on which the derivation relies, the matches found at any time.
        period: the days on which it certainly stands: all premises certainly hold, and no defeater
            is even arguable.
        arguable: the days on which the derivation arguably stands.
    """

    rule: Rule
    bindings: Mapping[str, Term] = field(compare=False, hash=False)
    premises: tuple[Triple, ...]
    conclusions: tuple[Triple, ...]
    defeaters: tuple[tuple[tuple[Triple, ...], ...], ...] = field(compare=False, hash=False)
    period: IntervalSet = NEVER
    arguable: IntervalSet = NEVER

    @property
    def key(self) -> Key:
        """The key of the derivation: rule name, premises and conclusions."""
        return self.rule.name, self.premises, self.conclusions

    def during(self, period: IntervalSet, arguable: IntervalSet | None = None) -> Derivation:
        """Return the derivation with another period and, if given, a longer arguable period."""
        wider = period if arguable is None else arguable
        if (period, wider) == (self.period, self.arguable):
            return self
        return replace(self, period=period, arguable=wider)

    @cached_property
    def iri(self) -> str:
        """IRI of the derivation: the rule's name and a digest of premises and conclusions."""
        text = "\n".join(map(str, (*self.premises, "=>", *self.conclusions)))
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        return f"{terms.DERIVATION}{self.rule.name}/{digest}"

    def because(self, dataset: Dataset) -> str:
        """Return the rule's explanatory sentence with its variables filled in."""
        sentence = fill(self.rule.because, self.bindings, dataset)
        return sentence[:1].upper() + sentence[1:]

    def assumes(self, dataset: Dataset) -> tuple[str, ...]:
        """Return the absences on which the derivation relies, in words."""
        return tuple(fill(text, self.bindings, dataset) for text in self.rule.assumptions)


def fill(sentence: str, bindings: Mapping[str, Term], dataset: Dataset) -> str:
    """Replace each ``{variable}`` in a sentence by its label; an unknown name stays as it is.

    A date is given to the precision of the thing it bounds: "on {day}" may become "in 2018".
    """
    for name, term in bindings.items():
        if f"{{{name}}}" not in sentence:
            continue
        if isinstance(term, Literal):
            text = _day(term, bindings, dataset) if term.datatype == terms.DATE else term.value
            if text != term.value:
                sentence = sentence.replace(f"on {{{name}}}", f"in {text}")
        else:
            text = _called(term, dataset)
        sentence = sentence.replace(f"{{{name}}}", text)
    return sentence


def _day(day: Literal, bindings: Mapping[str, Term], dataset: Dataset) -> str:
    """Return a date to the precision given by the first bound thing that begins or ends on it."""
    for thing in bindings.values():
        for bound in ("start", "end"):
            if isinstance(thing, NamedNode) and day in dataset.values(thing, terms.ent(bound)):
                known = dataset.text(thing, terms.ent(f"{bound}Precision"))
                precision = terms.shorten(known).removeprefix("ent:")
                return format_date(date.fromisoformat(day.value[:10]), precision)
    return day.value


def _called(term: Term, dataset: Dataset) -> str:
    """Return the name of a thing or, if it has none, its kind and year or decade of its start."""
    label = dataset.in_sentence(term)
    if not isinstance(term, NamedNode) or label != terms.shorten(term.value):
        return label
    kinds = sorted(map(dataset.label, dataset.nodes(term, terms.TYPE)))
    began = dataset.text(term, terms.ent("start"))[:4]
    if began and dataset.text(term, terms.ent("startPrecision")) == terms.ent("decade").value:
        began = f"{began[:3]}0s"
    began = f" ({began})" if began[:3].isdigit() else ""
    return f"the {kinds[0]}{began}" if kinds else label


def resting(derivations: Iterable[Derivation]) -> dict[Triple, list[Key]]:
    """Return, for each statement, the derivations that need it or its absence."""
    found: dict[Triple, list[Key]] = {}
    for derivation in derivations:
        key = derivation.key
        matches = [match for absence in derivation.defeaters for match in absence]
        for triple in dict.fromkeys([*derivation.premises, *(t for m in matches for t in m)]):
            found.setdefault(triple, []).append(key)
    return found


def standing_on(found: list[Derivation], day: date | None, arguable: bool) -> list[Derivation]:
    """Return those derivations that stand, certainly or arguably, on a day or at any time."""
    days = [(d, d.arguable if arguable else d.period) for d in found]
    return [d for d, when in days if (when if day is None else day in when)]


@dataclass
class Proofs:
    """All derivations, indexed by what they conclude; ``strata`` lists their keys as they ran.

    Derivations that are defeated throughout are included, with an empty period.
    """

    strata: list[list[Key]] = field(default_factory=lambda: [[]])
    stratum_of: dict[Key, int] = field(default_factory=dict)
    _known: dict[Key, Derivation] = field(default_factory=dict)
    _by_conclusion: dict[Triple, list[Key]] = field(default_factory=dict)
    _by_rule: dict[str, list[Key]] = field(default_factory=dict)
    _by_node: dict[Term, list[Key]] = field(default_factory=dict)

    def add(self, derivation: Derivation) -> None:
        """Add a derivation, replacing the same derivation with a shorter period."""
        key = derivation.key
        if key not in self._known:
            for triple in derivation.conclusions:
                self._by_conclusion.setdefault(triple, []).append(key)
            for node in dict.fromkeys(triple.subject for triple in derivation.conclusions):
                self._by_node.setdefault(node, []).append(key)
            self._by_rule.setdefault(key[0], []).append(key)
            self.strata[-1].append(key)
            self.stratum_of[key] = len(self.strata) - 1
        self._known[key] = derivation

    def of(
        self, triple: Triple, day: date | None = None, arguable: bool = False
    ) -> list[Derivation]:
        """Return the derivations of a statement on a day or at any time, in no particular order.

        Args:
            triple: the statement.
            day: the day; None for any day.
            arguable: True to include derivations that are only arguable.
        """
        return self._on(self._by_conclusion.get(triple, ()), day, arguable)

    def of_node(
        self, node: Term, day: date | None = None, arguable: bool = False
    ) -> list[Derivation]:
        """Return the derivations that construct a node on a day or at any time, sorted by IRI."""
        found = self._on(self._by_node.get(node, ()), day, arguable)
        return sorted(found, key=lambda d: d.iri)

    def _on(self, keys: Iterable[Key], day: date | None, arguable: bool) -> list[Derivation]:
        return standing_on([self._known[key] for key in keys], day, arguable)

    def of_rule(self, name: str) -> list[Derivation]:
        """Return all derivations by a rule, including defeated ones."""
        return [self._known[key] for key in self._by_rule.get(name, ())]

    def defeated(self, triple: Triple) -> list[Key]:
        """Return the keys of a statement's derivations that are defeated throughout."""
        keys = self._by_conclusion.get(triple, ())
        return [key for key in keys if not self._known[key].arguable]

    @cached_property
    def _resting_on(self) -> dict[Triple, list[Key]]:
        return resting(self._known.values())

    def resting_on(self, triple: Triple) -> list[Key]:
        """Return the keys of derivations that need a statement or its absence."""
        return self._resting_on.get(triple, [])

    def find(self, key: Key) -> Derivation | None:
        """Return the derivation with a key, or None if there is none."""
        return self._known.get(key)

    def get(self, key: Key) -> Derivation:
        """Return the derivation with a key."""
        return self._known[key]

    def __iter__(self) -> Iterator[Derivation]:
        """Iterate over the derivations that certainly stand at some time, in the order found."""
        return (derivation for derivation in self._known.values() if derivation.period)

    def __len__(self) -> int:
        return sum(1 for _ in self)
