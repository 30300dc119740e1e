"""Which rules see nothing new when a few claims are added, so that their matches can be kept.

A rule's pattern falls into stars, all its triples with one subject. A match of the rule can only be
new, or go, where a star meets a node about which something is stated otherwise than before.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kg.rules.pattern import variable_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyoxigraph import NamedNode, Triple

    from kg.rules.inference import Inference
    from kg.rules.pattern import Pattern
    from kg.rules.proof import Proofs
    from kg.rules.rule import Rule
    from kg.store.dataset import Term
    from kg.store.facts import Facts

    Star = tuple[Term | None, tuple[tuple[NamedNode | None, Term | None], ...]]


class Delta:
    """What the facts state otherwise than those of what was derived before.

    Args:
        facts: the facts now.
        before: what followed from nearly the same facts by the same rules.
    """

    def __init__(self, facts: Facts, before: Inference) -> None:
        self.facts = facts
        self.before = before
        self._stated = facts.differing(before.facts)
        self._concluded: dict[Triple, None] = {}

    def touches(self, stratum: Sequence[Rule]) -> bool:
        """True where a rule may match otherwise than before; all that feed it must have run."""
        changed: dict[Term, list[Triple]] = {}
        for triple in (*self._stated, *filter(self._differs, self._concluded)):
            changed.setdefault(triple.subject, []).append(triple)
        said = {node: self._said(node) for node in changed}
        return any(
            (subject is None or subject == node)
            and any(_matches(*part, _parts(new)) for part in parts for new in changed[node])
            and all(_matches(*part, said[node]) for part in parts)
            for rule in stratum
            for subject, parts in _stars_of(rule)
            for node in changed
        )

    def note(self, rule: Rule, proofs: Proofs) -> None:
        """Remember what a rule that has run now concludes otherwise."""
        now = {found.key: found for found in proofs.of_rule(rule.name)}
        then = {found.key: found for found in self.before.proofs.of_rule(rule.name)}
        for key in now.keys() | then.keys():
            one, other = now.get(key), then.get(key)
            if one is None or other is None or one.period != other.period:
                self._concluded |= dict.fromkeys((one or then[key]).conclusions)

    def _differs(self, triple: Triple) -> bool:
        return self.facts.validity(triple) != self.before.facts.validity(triple)

    def _said(self, node: Term) -> set[object]:
        """All that is or was said of a node."""
        both = (*self.facts.about(node), *self.before.facts.about(node))
        return {part for triple in both for part in _parts(triple)}


def _parts(triple: Triple) -> tuple[object, object]:
    return triple.predicate, (triple.predicate, triple.object)


def _matches(
    predicate: NamedNode | None, value: Term | None, said: set[object] | tuple[object, object]
) -> bool:
    if predicate is None:
        return True
    return (predicate if value is None else (predicate, value)) in said


@cache
def _stars_of(rule: Rule) -> list[Star]:
    stars = _stars(rule.body.triples)
    return stars + [star for absence in rule.absences for star in _stars(absence.triples)]


def _stars(triples: Iterable[Pattern]) -> list[Star]:
    found: dict[Term, list[tuple[NamedNode | None, Term | None]]] = {}
    for subject, predicate, value in triples:
        part = (
            None if variable_name(predicate) else predicate,
            None if variable_name(value) else value,
        )
        found.setdefault(subject, []).append(part)
    return [
        (None if variable_name(subject) else subject, tuple(parts))
        for subject, parts in found.items()
    ]
