"""Every class of the ontology is read by a rule, a criterion, a question or a view, or is listed."""

from __future__ import annotations

import re

from conftest import ROOT

from kg.model import terms
from kg.store.dataset import Dataset
from kg.store.entailment import superclasses

FOLDERS = ("rules", "criteria", "questions", "views", "corroboration", "figures")
WIDEST = {"Situation", "Entity", "Activity", "Agent"}
"""Classes that say nothing of what a thing is; to be read as one of these is not to be read."""

APPARATUS = {"Derivation", "DerivedGraph", "Period", "Premise", "Rule"}
"""What proofs are written in."""
ARGUMENT = {"QualifyingStep", "RebuttingStep", "SupportingStep"}
"""Read by their superclasses, which are not of this ontology."""
ACTORS = {"Actor", "Group", "Organisation"}
"""Who takes part: read by the ranges of properties, and by shapes."""
TABLES = {
    "Challenge",
    "Contiguity",
    "DisplayOfForce",
    "EventRecord",
    "MilitarisedAct",
    "RecordMatch",
    "Standing",
    "ThreatOfForce",
    "VotingPosition",
}
"""Rows of tables: listed in the brief, measured, and matched."""
UNREAD = {"Situation"} | APPARATUS | ARGUMENT | ACTORS | TABLES


def test_every_class_is_read(shipped: Dataset) -> None:
    texts = [p.read_text("utf-8") for f in FOLDERS for p in ROOT.glob(f"queries/{f}/**/*.rq")]
    named = set(re.findall(r"\bent:([A-Z]\w+)", "\n".join(texts)))
    wider = superclasses(shipped)
    unread = set()
    for node in shipped.subjects(terms.TYPE, terms.CLASS):
        names = {str(c.value).rpartition("#")[2] for c in (node, *wider.get(node, ()))}
        if node.value.startswith(terms.ENT) and not (names - WIDEST) & named:
            unread.add(node.value.rpartition("#")[2])
    assert unread == UNREAD
