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
from kg.model.text import in_sentence

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
        bindings: what its variables stood for, by name.
        premises: the statements that its body matched, in the order of the query.
        conclusions: the statements that it constructs.
        defeaters: for each absence on which it leans, what the facts hold of the kind, ever.
        period: the days on which it stands for certain: where all premises do and it cannot be
            argued that anything defeats it.
        arguable: the days on which it can be argued that it stands.
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
        """The key of a derivation: rule, premises and conclusions."""
        return self.rule.name, self.premises, self.conclusions

    def during(self, period: IntervalSet, arguable: IntervalSet | None = None) -> Derivation:
        """Return the derivation with a period, and a longer one in which it is arguable."""
        wider = period if arguable is None else arguable
        if (period, wider) == (self.period, self.arguable):
            return self
        return replace(self, period=period, arguable=wider)

    @cached_property
    def iri(self) -> str:
        """Name of the derivation: the rule and a digest of premises and conclusions."""
        text = "\n".join(map(str, (*self.premises, "=>", *self.conclusions)))
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        return f"{terms.DERIVATION}{self.rule.name}/{digest}"

    def because(self, dataset: Dataset) -> str:
        """The rule's sentence with its variables filled in."""
        sentence = fill(self.rule.because, self.bindings, dataset)
        return sentence[:1].upper() + sentence[1:]

    def assumes(self, dataset: Dataset) -> tuple[str, ...]:
        """The absences on which it leans, in words."""
        return tuple(fill(text, self.bindings, dataset) for text in self.rule.assumptions)


def fill(sentence: str, bindings: Mapping[str, Term], dataset: Dataset) -> str:
    """A sentence with labels for each ``{variable}``; an unknown name stays as it is.

    A day is as precise as the thing that it bounds says: "on {day}" may become "in 2018".
    """
    for name, term in bindings.items():
        if f"{{{name}}}" not in sentence:
            continue
        if isinstance(term, Literal):
            text = _day(term, bindings, dataset) if term.datatype == terms.DATE else term.value
            if text != term.value:
                sentence = sentence.replace(f"on {{{name}}}", f"in {text}")
        else:
            text = in_sentence(_called(term, dataset))
        sentence = sentence.replace(f"{{{name}}}", text)
    return sentence


def _day(day: Literal, bindings: Mapping[str, Term], dataset: Dataset) -> str:
    """A day as the first of the things named that begins or ends on it has it."""
    for thing in bindings.values():
        for bound in ("start", "end"):
            if isinstance(thing, NamedNode) and day in dataset.values(thing, terms.ent(bound)):
                known = dataset.text(thing, terms.ent(f"{bound}Precision"))
                precision = terms.shorten(known).removeprefix("ent:")
                return format_date(date.fromisoformat(day.value[:10]), precision)
    return day.value


def _called(term: Term, dataset: Dataset) -> str:
    """The label of a thing; without one, what it is, and the year in which it began."""
    label = dataset.label(term)
    if not isinstance(term, NamedNode) or label != terms.shorten(term.value):
        return label
    kinds = sorted(map(dataset.label, dataset.nodes(term, terms.TYPE)))
    year = dataset.text(term, terms.ent("start"))[:4]
    year = f" ({year})" if year.isdigit() else ""
    return f"the {kinds[0]}{year}" if kinds else label


def resting(derivations: Iterable[Derivation]) -> dict[Triple, list[Key]]:
    """For each statement, the derivations that need it, or need its absence."""
    found: dict[Triple, list[Key]] = {}
    for derivation in derivations:
        key = derivation.key
        matches = [match for absence in derivation.defeaters for match in absence]
        for triple in dict.fromkeys([*derivation.premises, *(t for m in matches for t in m)]):
            found.setdefault(triple, []).append(key)
    return found


def standing_on(found: list[Derivation], day: date | None, arguable: bool) -> list[Derivation]:
    """Of some derivations, those that stand on a day, or ever: for certain, or arguably."""
    days = [(d, d.arguable if arguable else d.period) for d in found]
    return [d for d, when in days if (when if day is None else day in when)]


@dataclass
class Proofs:
    """All derivations, found by what they conclude; ``strata`` are their keys as they ran.

    Those that are defeated for all their time are among them, with an empty period.
    """

    strata: list[list[Key]] = field(default_factory=lambda: [[]])
    stratum_of: dict[Key, int] = field(default_factory=dict)
    _known: dict[Key, Derivation] = field(default_factory=dict)
    _by_conclusion: dict[Triple, list[Key]] = field(default_factory=dict)
    _by_rule: dict[str, list[Key]] = field(default_factory=dict)
    _by_node: dict[Term, list[Key]] = field(default_factory=dict)

    def add(self, derivation: Derivation) -> None:
        """Keep a derivation; it replaces the same one with a shorter period."""
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
        """Derivations of a statement, on a day or ever, in no order.

        Args:
            triple: the statement.
            day: the day; any, for None.
            arguable: those too that are not certain.
        """
        return self._on(self._by_conclusion.get(triple, ()), day, arguable)

    def of_node(
        self, node: Term, day: date | None = None, arguable: bool = False
    ) -> list[Derivation]:
        """Derivations that construct a node, on a day or ever, in order of their names."""
        found = self._on(self._by_node.get(node, ()), day, arguable)
        return sorted(found, key=lambda d: d.iri)

    def _on(self, keys: Iterable[Key], day: date | None, arguable: bool) -> list[Derivation]:
        return standing_on([self._known[key] for key in keys], day, arguable)

    def of_rule(self, name: str) -> list[Derivation]:
        """All matches of a rule, defeated ones included."""
        return [self._known[key] for key in self._by_rule.get(name, ())]

    def defeated(self, triple: Triple) -> list[Key]:
        """Keys of derivations of a statement that are defeated for all their time."""
        keys = self._by_conclusion.get(triple, ())
        return [key for key in keys if not self._known[key].arguable]

    @cached_property
    def _resting_on(self) -> dict[Triple, list[Key]]:
        return resting(self._known.values())

    def resting_on(self, triple: Triple) -> list[Key]:
        """Derivations that need a statement, or need its absence."""
        return self._resting_on.get(triple, [])

    def find(self, key: Key) -> Derivation | None:
        """Find a derivation by its key; None if there is none."""
        return self._known.get(key)

    def get(self, key: Key) -> Derivation:
        """Return a derivation by its key."""
        return self._known[key]

    def __iter__(self) -> Iterator[Derivation]:
        """Every derivation that stands at some time, in the order found."""
        return (derivation for derivation in self._known.values() if derivation.period)

    def __len__(self) -> int:
        return sum(1 for _ in self)
