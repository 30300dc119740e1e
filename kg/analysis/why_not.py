"""Why a conclusion is missing: for each rule that could draw it, the premises it lacks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Store, Triple

from kg.model import terms
from kg.rules.pattern import compiled, variable_name
from kg.rules.temporal import instantiate, shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kg.model.result import Dyad
    from kg.rules.inference import Inference
    from kg.rules.pattern import Pattern, Slots
    from kg.rules.proof import Derivation
    from kg.rules.rule import Rule
    from kg.store.dataset import Term
    from kg.store.facts import Facts

_KIND, _ANSWER = terms.ent("hasKind"), terms.ent("hasAnswer")
_TOPIC = terms.ent("isAbout"), terms.ent("hasManner")
_DENIED = terms.ent("deniedType")
_DISCUSSED = terms.ent("DiscussedDyad")


@dataclass(frozen=True)
class Attempt:
    """A rule that could conclude something about a pair, and why it does not.

    Attributes:
        answer: label of the conclusion that it would draw.
        holds: False if the rule would conclude that something does not hold.
        known: premises that are present, in words.
        missing: premises that are absent; empty if each is present but they do not fit together.
        defeated_by: what defeats the rule, if all premises are present.
    """

    rule: str
    summary: str
    answer: str
    known: tuple[str, ...]
    missing: tuple[str, ...]
    defeated_by: tuple[str, ...] = ()
    holds: bool = True


class WhyNot:
    """Finds the missing premises about one pair on one day."""

    def __init__(self, inference: Inference, dyad: Dyad, node: NamedNode | None) -> None:
        self._inference = inference
        self._dyad = dyad
        self._node = node
        self._dataset = inference.dataset

    def attempts(self, kind: NamedNode, node: NamedNode | None = None) -> tuple[Attempt, ...]:
        """Return, for each rule that concludes a kind, its missing premises or what defeats it.

        Args:
            kind: the kind of conclusion.
            node: the conclusion in question; rules on another form, direction or manner are left
                out.
        """
        values = self._inference.facts.values
        told = {key: values(node, key) for key in _TOPIC} if node else {}
        found = []
        for rule in self._inference.rules:
            head = {predicate: value for _, predicate, value in rule.head}
            apart = any(
                of and isinstance(head.get(key), NamedNode) and head[key] not in of
                for key, of in told.items()
            )
            if head.get(_KIND) == kind and not apart:
                answer = self._dataset.label(head.get(_ANSWER))
                tried = self._defeated(rule, answer) or [self._attempt(rule, answer)]
                holds = head.get(_ANSWER) == terms.ent("holds")
                found += [replace(attempt, holds=holds) for attempt in tried]
        return tuple(found)

    def _defeated(self, rule: Rule, answer: str) -> list[Attempt]:
        """Return the rule's matches for the pair that are defeated on the day."""
        day = self._dyad.as_of
        found = []
        for derivation in self._inference.proofs.of_rule(rule.name):
            period = shared(derivation.premises, self._inference.facts)
            about = derivation.bindings.get("dyad") == self._node
            if about and self._node and day in period and day not in derivation.period:
                against = self._against(derivation)
                known = (derivation.because(self._dataset),)
                found.append(Attempt(rule.name, rule.summary, answer, known, (), against))
        return found

    def _against(self, derivation: Derivation) -> tuple[str, ...]:
        facts, day = self._inference.facts, self._dyad.as_of
        sentences: dict[str, None] = {}
        for matches in derivation.defeaters:
            for match in matches:
                if day in shared(match, facts):
                    nodes = {triple.subject for triple in match}
                    sentences.update(dict.fromkeys(self._sentence_about(node) for node in nodes))
        return tuple(sorted(sentences))

    def _sentence_about(self, node: Term) -> str:
        steps = self._inference.proofs.of_node(node, self._dyad.as_of)
        if steps:
            return steps[0].because(self._dataset)
        return self._dataset.label(node)

    def _attempt(self, rule: Rule, answer: str) -> Attempt:
        stars: dict[Term, list[Pattern]] = {}
        for pattern in rule.body.triples:
            stars.setdefault(pattern[0], []).append(pattern)
        known: list[str] = []
        missing: list[str] = []
        for subject, star in stars.items():
            if variable_name(subject) == "dyad" and not self._is_looked_at(star):
                pair = " and ".join(map(self._dataset.label, self._dyad.nodes))
                missing.append(
                    f"a source that covers {pair} at that time, so that its silence counts"
                )
            if variable_name(subject) in (None, "dyad") or self._names_only(star, rule):
                continue
            (known if self._is_there(rule, star) else missing).append(self._in_words(star))
        return Attempt(rule.name, rule.summary, answer, tuple(known), tuple(missing))

    def _is_looked_at(self, star: list[Pattern]) -> bool:
        """Return False if a rule relies on sources' silence and no source covers the pair."""
        if not any(value == _DISCUSSED for _, _, value in star):
            return True
        now = self._inference.facts.arguably(self._dyad.as_of)
        return self._node is not None and now.holds(Triple(self._node, terms.TYPE, _DISCUSSED))

    def _names_only(self, star: list[Pattern], rule: Rule) -> bool:
        """Return True for patterns that only look up a name or code of a node already found."""
        others = [p for p in rule.body.triples if p not in star]
        subject = star[0][0]
        return any(subject == p[2] for p in others) and not any(p[1] == terms.TYPE for p in star)

    def _is_there(self, rule: Rule, star: list[Pattern]) -> bool:
        facts = self._inference.facts
        if self._node is None:
            return False
        of_pair = [p for p in rule.body.triples if variable_name(p[0]) == "dyad"]
        slots = compiled(tuple(star))
        return any(
            self._dyad.as_of in shared(instantiate(slots, bindings), facts)
            for bindings in matches(compiled((*of_pair, *star)), {"dyad": self._node}, facts)
            if self._suits(rule, bindings)
        )

    def _suits(self, rule: Rule, bindings: Mapping[str, Term]) -> bool:
        """Return True if the conditions that mention only the two states are met."""
        tests = [one for one in rule.body.filters if one.variables <= {"a", "b"}]
        if not tests:
            return True
        given = "".join(f"VALUES ?{n} {{ {bindings[n]} }} " for n in ("a", "b") if n in bindings)
        found = Store().query(f"{rule.prologue} ASK {{ {given}{' '.join(map(str, tests))} }}")
        return bool(found)

    def _in_words(self, star: list[Pattern]) -> str:
        """Describe the patterns about one thing with the labels of the ontology."""
        values = {predicate: value for _, predicate, value in star}
        kind, answer = values.get(_KIND), values.get(_ANSWER)
        if kind is not None and variable_name(kind) is None:
            if answer is None and isinstance(kind, NamedNode):
                told = self._dataset.text(kind, terms.DEFINITION)
                return told[:1].lower() + told[1:].removesuffix(".")
            said = f" ({self._dataset.label(answer)})" if answer is not None else ""
            return f"the conclusion: {self._dataset.label(kind)}{said}"
        denied = _DENIED in values
        thing = values.get(_DENIED if denied else terms.TYPE)
        name = self._dataset.label(thing) if thing is not None else "something"
        rest = [
            f"{self._dataset.label(predicate)} {self._name(value)}"
            for _, predicate, value in star
            if predicate not in (_DENIED, terms.TYPE)
        ]
        opening = "a claim that denies" if denied else "a claim of"
        return f"{opening} {_article(name)} that {', '.join(rest)}" if rest else f"{opening} {name}"

    def _name(self, value: Term) -> str:
        name = variable_name(value)
        if name is None:
            return self._dataset.label(value)
        if name in ("a", "b"):
            return self._dataset.label(self._dyad.nodes[name == "b"])
        if name.startswith("_"):  # a blank node or a node within a path
            return "something"
        return f"some {re.sub('(?<=[a-z])(?=[A-Z0-9])', ' ', name).lower()}"


def matches(
    patterns: Sequence[Slots], bindings: Mapping[str, Term], facts: Facts
) -> Iterator[Mapping[str, Term]]:
    """Yield the bindings that satisfy patterns, given those of some variables.

    Args:
        patterns: the patterns.
        bindings: the values of the variables already bound.
        facts: the statements.
    """
    if not patterns:
        yield bindings
        return

    def filled(slots: Slots) -> list[Term | None]:
        return [bindings.get(slot) if isinstance(slot, str) else slot for slot in slots]

    first = min(patterns, key=lambda slots: filled(slots).count(None))
    rest = [slots for slots in patterns if slots is not first]
    one, two, three = filled(first)
    for triple in facts.matching((one, two, three)):
        found = dict(bindings)
        for slot, term in zip(first, triple, strict=True):
            if isinstance(slot, str) and found.setdefault(slot, term) != term:
                break
        else:
            yield from matches(rest, found, facts)


def _article(name: str) -> str:
    return f"an {name}" if name[:1].lower() in "aeiou" else f"a {name}"
