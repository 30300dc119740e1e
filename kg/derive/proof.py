"""Derivations: one application of a rule to premises, and the set of all of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.vocabulary import terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import Triple

    from kg.derive.rule import Rule
    from kg.store.dataset import Dataset, Term
    from kg.vocabulary.interval import IntervalSet


@dataclass(frozen=True)
class Derivation:
    """One application of a rule.

    Attributes:
        rule: the rule that fired.
        bindings: what its variables stood for, by name.
        premises: the statements that its body matched, in the order of the query.
        conclusions: the statements that it constructs.
        period: the days on which it stands: where all premises hold and nothing defeats it.
    """

    rule: Rule
    bindings: Mapping[str, Term] = field(compare=False, hash=False)
    premises: tuple[Triple, ...]
    conclusions: tuple[Triple, ...]
    period: IntervalSet

    @property
    def iri(self) -> str:
        """Name of the derivation: the rule and a digest of premises and conclusions."""
        text = "\n".join(map(str, (*self.premises, "=>", *self.conclusions)))
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        return f"{terms.DERIVATION}{self.rule.name}/{digest}"

    def because(self, dataset: Dataset) -> str:
        """The rule's sentence with its variables filled in."""
        return fill(self.rule.because, self.bindings, dataset)

    def assumes(self, dataset: Dataset) -> tuple[str, ...]:
        """The absences on which it leans, in words."""
        return tuple(fill(text, self.bindings, dataset) for text in self.rule.unless)


def fill(sentence: str, bindings: Mapping[str, Term], dataset: Dataset) -> str:
    """Put labels in place of ``{variable}``; an unknown name stays as it is."""
    for name, term in bindings.items():
        if f"{{{name}}}" in sentence:
            text = term.value if isinstance(term, Literal) else dataset.label(term)
            sentence = sentence.replace(f"{{{name}}}", text)
    return sentence


@dataclass
class Proofs:
    """All derivations, found by what they conclude."""

    by_conclusion: dict[Triple, list[Derivation]] = field(default_factory=dict)
    by_node: dict[NamedNode, list[Derivation]] = field(default_factory=dict)
    _seen: set[Derivation] = field(default_factory=set)

    def add(self, derivation: Derivation) -> bool:
        """Keep a derivation; False where it is known."""
        if derivation in self._seen:
            return False
        self._seen.add(derivation)
        nodes = []
        for triple in derivation.conclusions:
            self.by_conclusion.setdefault(triple, []).append(derivation)
            if isinstance(triple.subject, NamedNode) and triple.subject not in nodes:
                nodes.append(triple.subject)
        for node in nodes:
            self.by_node.setdefault(node, []).append(derivation)
        return True

    def of(self, triple: Triple, day: int | None = None) -> list[Derivation]:
        """Derivations of a statement, on a day or ever."""
        found = self.by_conclusion.get(triple, ())
        return [d for d in found if day is None or day in d.period]

    def of_node(self, node: NamedNode, day: int | None = None) -> list[Derivation]:
        """Derivations that construct a node, on a day or ever."""
        found = self.by_node.get(node, ())
        return [d for d in found if day is None or day in d.period]

    def all(self) -> list[Derivation]:
        """Every derivation, in order of its IRI."""
        return sorted(self._seen, key=lambda derivation: derivation.iri)

    def __len__(self) -> int:
        return len(self._seen)
