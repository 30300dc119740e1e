"""The facts of one day and of all days, and traversal of them."""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.model import terms
from kg.model.reachable import reachable
from kg.model.terms import ONTOLOGY_GRAPH
from kg.store.dataset import Dataset
from kg.store.facts import Facts

A, B, PAIR, TREATY, DISPUTE = (NamedNode(terms.ID + n) for n in ("a", "b", "a-b", "treaty", "spat"))
MEMBER, PARTICIPANT = terms.ent("hasMember"), terms.ent("hasParticipant")
PACT = terms.ent("DefencePact")


def day(text: str) -> Literal:
    return Literal(text, datatype=terms.DATE)


@pytest.fixture(scope="module")
def facts() -> Facts:
    said = [
        (PAIR, MEMBER, B),
        (PAIR, MEMBER, A),
        (TREATY, terms.TYPE, PACT),
        (TREATY, PARTICIPANT, A),
        (TREATY, PARTICIPANT, B),
        (TREATY, terms.LABEL, Literal("A treaty")),
        (TREATY, terms.ent("start"), day("1950-02-14")),
        (TREATY, terms.ent("end"), day("1980-04-10")),
        (DISPUTE, PARTICIPANT, A),
        (DISPUTE, terms.ent("start"), day("1969-03-02")),
        (B, terms.ent("succeeds"), A),
    ]
    return Facts(Dataset(Quad(*triple, ONTOLOGY_GRAPH) for triple in said))


def test_a_day_knows_only_what_holds_on_it(facts: Facts) -> None:
    assert facts.at(date(1950, 2, 13)).situations(A) == set()
    assert facts.at(date(1950, 2, 14)).situations(A) == {TREATY}
    assert facts.at(date(1980, 4, 10)).situations(A) == {TREATY, DISPUTE}
    assert facts.at(date(1980, 4, 11)).situations(A) == {DISPUTE}
    assert facts.ever().situations(A) == {TREATY, DISPUTE}


def test_questions(facts: Facts) -> None:
    then, later, ever = facts.at(date(1969, 12, 31)), facts.at(date(2000, 1, 1)), facts.ever()
    assert then.objects(TREATY, PARTICIPANT) == [A, B] and later.objects(TREATY, PARTICIPANT) == []
    assert then.subjects(terms.TYPE, PACT) == then.instances(PACT) == {TREATY}
    assert ever.members(PAIR) == [A, B]
    assert then.pair_of(A, B) == PAIR and then.pair_of(A, DISPUTE) is None
    assert ever.predecessors(B) == [A] and ever.predecessors(A) == []
    assert len(list(ever.participations())) == 3 and len(list(later.participations())) == 1
    (label,) = then.statements(TREATY, terms.LABEL)
    assert label.object == Literal("A treaty")
    assert then.holds(label) and ever.holds(label) and not later.holds(label)
    assert ever.day is None and then.day == date(1969, 12, 31)


STEPS = {1: [2, 3], 2: [4], 3: [4, 1], 4: [5], 5: [2]}


def test_reachable_goes_breadth_first_and_round_no_circle_twice() -> None:
    assert list(reachable([1], STEPS.__getitem__)) == [1, 2, 3, 4, 5]
    assert list(reachable([5, 3, 5], STEPS.__getitem__)) == [5, 3, 2, 4, 1]
    assert list(reachable([], STEPS.__getitem__)) == []


def test_reachable_asks_no_further_than_it_is_read() -> None:
    asked: list[int] = []

    def steps(node: int) -> list[int]:
        asked.append(node)
        return STEPS[node]

    walk = reachable([1], steps)
    assert [next(walk), next(walk)] == [1, 2] and asked == [1]


def test_reachable_compares_by_key() -> None:
    found = reachable(["b1"], lambda _: ["a1", "b2", "a2"], lambda name: name[0])
    assert list(found) == ["b1", "a1"]
