"""Every class of the ontology is used by a rule, criterion, question or view, or is excused."""

from __future__ import annotations

import re

from conftest import ROOT

from kg.model import terms
from kg.store.dataset import Dataset
from kg.store.entailment import superclasses

FOLDERS = ("rules", "criteria", "questions", "views", "corroboration", "figures")
WIDEST = {"Situation", "Entity", "Activity", "Agent"}
"""Classes too general to count: a use of one of these is not a use of its subclasses."""

UNREAD = {
    "Situation": "too wide: to be read as one is not to be read",
    "Derivation": "proofs are written in it, and kg explain reads them",
    "DerivedGraph": "names the graph of conclusions, which exports keep apart",
    "Period": "proofs say with it when a conclusion holds",
    "Premise": "proofs are written in it, and kg explain reads them",
    "Rule": "proofs name the rule that they apply",
    "QualifyingStep": "read by its superclass, which is not of this ontology",
    "RebuttingStep": "read by its superclass, which is not of this ontology",
    "SupportingStep": "read by its superclass, which is not of this ontology",
    "Actor": "the range of those who take part; rules name states",
    "Group": "speaks, and holds positions; no rule concludes what a group without organs does",
    "InferredStake": "a conclusion that rests on one is told to be inferred, whatever the rule",
    "EventRecord": "counts of news, which measures read: how often the press reports on two says as "
    "much of the press (Weidmann 2016, A Closer Look at Reporting Bias in Conflict Event Data)",
    "RecordMatch": "joins what two sources tell of one thing, as claims are read",
    "VotingPosition": "read by its ideal point where claims are held against votes: to vote alike "
    "shows preferences, not what is at stake (Voeten 2013, Data and Analyses of Voting in the UNGA)",
}
"""Classes that no query names, with the reason."""


def test_every_class_is_read(shipped: Dataset) -> None:
    texts = [p.read_text("utf-8") for f in FOLDERS for p in ROOT.glob(f"queries/{f}/**/*.rq")]
    named = set(re.findall(r"\bent:([A-Z]\w+)", "\n".join(texts)))
    wider = superclasses(shipped)
    unread = set()
    for node in shipped.subjects(terms.TYPE, terms.CLASS):
        names = {str(c.value).rpartition("#")[2] for c in (node, *wider.get(node, ()))}
        if node.value.startswith(terms.ENT) and not (names - WIDEST) & named:
            unread.add(node.value.rpartition("#")[2])
    assert unread == set(UNREAD)
