"""Changes between two sets of conclusions: gained, lost or altered, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from pyoxigraph import NamedNode

from kg.analysis.linchpins import absences
from kg.analysis.provenance import Provenance, lineage
from kg.model import terms
from kg.model.intervals import NEVER, IntervalSet
from kg.model.reachable import reachable
from kg.model.result import Answer, Result
from kg.rules.retraction import derive_again, retract

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from pyoxigraph import Triple

    from kg.model.result import Claim
    from kg.rules.inference import Inference
    from kg.rules.proof import Derivation, Key

    Slot = tuple[NamedNode, NamedNode, frozenset[NamedNode]]
    """Pair, kind, and what else tells conclusions of a kind apart: object, party, manner."""
    from kg.store.dataset import Dataset


_HOLDS = terms.ent("holds")
_ANSWER = terms.ent("hasAnswer")
_TELLING = (terms.ent("isAbout"), terms.ent("hasParty"), terms.ent("hasManner"))


def question_text(dataset: Dataset, slot: Slot, *more: str) -> str:
    """Return the kind of a conclusion and, in brackets, what else tells it apart, and more."""
    about = ", ".join(filter(None, (about_text(dataset, slot), *more)))
    return f"{dataset.label(slot[1])} ({about})" if about else dataset.label(slot[1])


def about_text(dataset: Dataset, slot: Slot) -> str:
    """Return manner, object and party of a conclusion in words."""
    manners = terms.ent("MannerScheme")

    def place(node: NamedNode) -> tuple[bool, str]:
        return manners not in dataset.values(node, terms.IN_SCHEME), str(node)

    return ", ".join(map(dataset.label, sorted(slot[2], key=place)))


@dataclass(frozen=True)
class Change:
    """A question that is answered differently.

    Attributes:
        kind: slug of the kind of conclusion.
        subject: code of the pair, member or third state.
        about: slugs of object and manner, empty if there is none.
        names: the two states by name.
        about_label: object, manner and member or third state in words.
        contested: whether the answer is contested, before and after.
        day: the first day on which the answers differ; None if they differ from the beginning.
        because: the reasons, in sentences.
        for_want_of: if the answer is surer than before, the counter-evidence that is now absent.
    """

    kind: str
    label: str
    dyad: str
    subject: str
    about: str
    names: tuple[str, ...]
    about_label: str
    before: Answer
    after: Answer
    contested: tuple[bool, bool]
    day: date | None
    because: tuple[str, ...]
    for_want_of: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Changes(Result):
    """All questions that are answered differently, in a stable order."""

    kind: ClassVar[str] = "changes"
    changed: tuple[Change, ...]


class Answers:
    """The answers over all time to all questions, or to those about two states.

    Args:
        inference: the derived facts, with their proofs.
        states: two states to which to restrict the questions; None for all questions.
    """

    def __init__(self, inference: Inference, states: Collection[NamedNode] | None = None) -> None:
        self.inference = inference
        facts = inference.facts
        self.nodes: dict[Slot, dict[bool, list[NamedNode]]] = {}
        held: dict[Slot, dict[bool, IntervalSet]] = {}
        argued: dict[Slot, dict[bool, IntervalSet]] = {}
        conclusions = {
            triple.subject: triple
            for triple in self._answered(states)
            if triple in facts.derived or facts.arguable(triple) != facts.validity(triple)
        }
        for node, triple in sorted(conclusions.items(), key=str):
            slot = self._slot(node) if isinstance(node, NamedNode) else None
            if slot is not None:
                assert isinstance(node, NamedNode)
                yes = triple.object == _HOLDS
                self.nodes.setdefault(slot, {}).setdefault(yes, []).append(node)
                known = held.setdefault(slot, {})
                known[yes] = known.get(yes, NEVER) | facts.validity(triple)
                maybe = argued.setdefault(slot, {})
                maybe[yes] = maybe.get(yes, NEVER) | facts.arguable(triple)
        self.held = held
        self._argued = argued

    def _answered(self, states: Collection[NamedNode] | None) -> Iterator[Triple]:
        """Yield the answers of conclusions, certain or arguable."""
        facts = self.inference.facts
        if states is None:
            yield from facts.matching((None, _ANSWER, None))
            return
        members = [
            {triple.subject for triple in facts.matching((None, terms.ent("hasMember"), state))}
            for state in states
        ]
        for pair in set.intersection(*members):
            for about in facts.matching((None, terms.ent("concerns"), pair)):
                yield from facts.matching((about.subject, _ANSWER, None))

    def _slot(self, node: NamedNode) -> Slot | None:
        values = self.inference.facts.values
        pair, kind = values(node, terms.ent("concerns")), values(node, terms.ent("hasKind"))
        if not pair or not kind:
            return None
        return pair[0], kind[0], frozenset(value for p in _TELLING for value in values(node, p))

    def days(self, slot: Slot, answer: Answer) -> IntervalSet:
        """Return the days on which a question has an answer; contested days count as unknown.

        An answer stands if it is certain and the opposite answer is not even arguable.
        """
        known, argued = self.held.get(slot, {}), self._argued.get(slot, {})
        yes = known.get(True, NEVER) - argued.get(False, NEVER)
        no = known.get(False, NEVER) - argued.get(True, NEVER)
        if answer is Answer.YES:
            return yes
        if answer is Answer.NO:
            return no
        return (yes | no).complement()

    def contested(self, slot: Slot) -> IntervalSet:
        """Return the days on which sources differ: an answer is arguable but none stands."""
        argued = self._argued.get(slot, {})
        every = argued.get(True, NEVER) | argued.get(False, NEVER)
        return every & self.days(slot, Answer.UNKNOWN)

    def at(self, slot: Slot, day: date) -> Answer:
        """Return the answer to a question on a day."""
        return next((a for a in Answer if day in self.days(slot, a)), Answer.UNKNOWN)


def changes(
    before: Inference,
    after: Inference,
    gone: Collection[str] = (),
    states: Collection[NamedNode] | None = None,
) -> list[Change]:
    """Return all questions that are answered differently, in a stable order.

    Args:
        before: the facts derived before.
        after: the facts derived now.
        gone: claims that were removed, to name as reasons.
        states: two states to which to restrict the questions; None for all questions.
    """
    one, other = Answers(before, states), Answers(after, states)
    found = []
    for slot in sorted(one.held.keys() | other.held.keys(), key=_place):
        different = NEVER
        for answer in Answer:
            was, now = one.days(slot, answer), other.days(slot, answer)
            different = different | (was - now) | (now - was)
        disputed = one.contested(slot), other.contested(slot)
        different = different | (disputed[0] - disputed[1]) | (disputed[1] - disputed[0])
        if different:
            found.append(_change(one, other, slot, different.parts[0].start, gone))
    return found


def _place(slot: Slot) -> tuple[str, str, list[str]]:
    return str(slot[0]), str(slot[1]), sorted(map(str, slot[2]))


def _change(
    one: Answers, other: Answers, slot: Slot, since: date | None, gone: Collection[str]
) -> Change:
    dataset = other.inference.dataset
    day = since or date.min
    before, after = one.at(slot, day), other.at(slot, day)
    members = sorted(_members(other, one, slot[0]), key=dataset.slug)
    dyad = "-".join(map(dataset.slug, members))
    telling = {node: dataset.slug(node) for node in slot[2]}
    states = [n for n in slot[2] if terms.ent("State") in dataset.values(n, terms.TYPE)]
    return Change(
        kind=dataset.slug(slot[1]),
        label=dataset.label(slot[1]),
        dyad=dyad,
        subject=telling[states[0]] if states else dyad,
        about=", ".join(sorted(name for node, name in telling.items() if node not in states)),
        names=tuple(map(dataset.label, members)),
        about_label=about_text(dataset, slot),
        before=before,
        after=after,
        contested=(day in one.contested(slot), day in other.contested(slot)),
        day=since,
        because=tuple(_reasons(one, other, slot, day, gone)),
        for_want_of=tuple(_wanting(one, other, slot, day, gone)) if before != after else (),
    )


def _wanting(
    one: Answers, other: Answers, slot: Slot, day: date, gone: Collection[str]
) -> dict[str, None]:
    """Return the newly absent facts on which a changed answer relies."""
    answer = other.at(slot, day)
    told: dict[str, None] = {}
    if answer is Answer.UNKNOWN:
        return told
    for node in other.nodes.get(slot, {}).get(answer is Answer.YES, []):
        told.update(dict.fromkeys(absences(one.inference, other.inference, node, day, gone)))
    opposite = one.nodes.get(slot, {}).get(answer is not Answer.YES, [])
    before = one.inference.dataset
    for node in opposite:
        for step in one.inference.proofs.of_node(node, day, arguable=True):
            told.setdefault(f"it no longer follows that: {step.because(before)}")
    return told


def _members(other: Answers, one: Answers, pair: NamedNode) -> list[NamedNode]:
    member = terms.ent("hasMember")
    found = other.inference.facts.values(pair, member)
    return found or one.inference.facts.values(pair, member)


def _reasons(
    one: Answers, other: Answers, slot: Slot, day: date, gone: Collection[str]
) -> Iterable[str]:
    """Return the sentences behind a new conclusion, or what removed a former one."""
    said: dict[str, None] = {}
    for node in _standing(other, slot, day):
        for step in other.inference.proofs.of_node(node, day):
            said.setdefault(step.because(other.inference.dataset))
    if said:
        return said
    claims = one.inference.facts.claims
    for node in _standing(one, slot, day):
        behind = Provenance(one.inference, day).of_node(node, lineage())
        for iri in sorted(behind & set(gone)):
            said.setdefault(f"rested on the claim: {claims[iri].label}")
        for step in one.inference.proofs.of_node(node, day):
            said.update(dict.fromkeys(_contradicted(one, other, step, day)))
            said.update(dict.fromkeys(_defeated(one, other, step.key, day)))
            if not said:
                said.update(dict.fromkeys(_fallen(one, other, step, day)))
    return said


def _contradicted(one: Answers, other: Answers, step: Derivation, day: date) -> list[str]:
    """Return the claims behind a derivation that other claims now contest or outweigh.

    Premises that are themselves conclusions are skipped: their own reasons explain them.
    """
    facts, proofs, before = other.inference.facts, one.inference.proofs, one.inference.facts.ever()

    def deeper(premise: Triple) -> list[Triple]:
        node = premise.subject
        if isinstance(node, NamedNode) and before.objects(node, terms.ent("hasKind")):
            return []
        return [held for found in proofs.of(premise, day) for held in found.premises]

    said = []
    for premise in reachable(step.premises, deeper):
        if day in facts.validity(premise):
            continue
        for graph in facts.graphs(premise):
            for rival in facts.belief.against(premise, graph, day):
                mine, theirs = facts.claims[graph.value], facts.claims[rival.value]
                contested = day in facts.days_by(premise, graph)[1]
                word = "contested" if contested else "outweighed by a later look"
                said.append(
                    f"{word}: {mine.label} ({_source(other, mine)}); "
                    f"against it: {theirs.label} ({_source(other, theirs)})"
                )
    return said


def _source(answers: Answers, claim: Claim) -> str:
    return answers.inference.dataset.label(NamedNode(claim.source))


def _fallen(one: Answers, other: Answers, step: Derivation, day: date) -> list[str]:
    """Return the conclusions behind a derivation that no longer follow."""
    before, now = one.inference.facts.ever(), other.inference.facts.at(day)
    said = []
    for premise in step.premises:
        if isinstance(premise.subject, NamedNode) and not now.holds(premise):
            kinds = before.objects(premise.subject, terms.ent("hasKind"))
            said += [f"no longer follows: {one.inference.dataset.label(kind)}" for kind in kinds]
    return said


def _standing(answers: Answers, slot: Slot, day: date) -> list[NamedNode]:
    facts = answers.inference.facts
    return [
        node
        for nodes in answers.nodes.get(slot, {}).values()
        for node in nodes
        if any(day in d.period for d in answers.inference.proofs.of_node(node))
        and day in facts.time_of(node)
    ]


def _defeated(one: Answers, other: Answers, key: Key, day: date) -> list[str]:
    """Return the facts that defeat a derivation now and did not before."""
    now = other.inference.proofs.find(key)
    said = []
    for matches in now.defeaters if now and day not in now.period else ():
        for match in matches:
            for node in dict.fromkeys(triple.subject for triple in match):
                for step in other.inference.proofs.of_node(node, day):
                    said.append(step.because(one.inference.dataset))
    return said


def what_if(
    inference: Inference,
    dataset: Dataset,
    retracted: Collection[str] = (),
    states: Collection[NamedNode] | None = None,
) -> tuple[list[Change], Inference]:
    """Return the changed answers, and the inference from the changed dataset.

    Args:
        inference: the facts derived from the present graph; it is not modified.
        dataset: the hypothetical dataset: the one behind the inference, or one with more claims.
        retracted: IRIs of claims to doubt.
        states: two states to which to restrict the questions; None for all questions.
    """
    facts = inference.facts
    if dataset is facts.dataset:
        after = retract(inference, retracted)
    else:
        after = derive_again(facts.of(dataset, retracted), inference)
    return changes(inference, after, retracted, states), after
