"""Doubting a claim strengthens a conclusion only by removing evidence against it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cases import Case, read_case
from conftest import TESTS

from kg.analysis.changes import Change, what_if
from kg.model.result import Answer
from kg.rules.evaluate import derive
from kg.rules.inference import Inference
from kg.rules.rule import Rule
from kg.store.facts import Facts

DEFEATED = sorted((TESTS / "rules").glob("*/defeated*.trig"))
QUICK = TESTS / "rules" / "balancing-alignment" / "defeated.trig"
DISPUTED = """
@prefix claim: <https://w3id.org/entente/claim/> .
@prefix ent: <https://w3id.org/entente/ontology#> .
@prefix id: <https://w3id.org/entente/id/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
claim:entente { id:one a ent:Alignment ; ent:hasParticipant id:XAA , id:XBB ;
  ent:hasForm ent:entente ; ent:start "2000-01-01"^^xsd:date . }
claim:entente-denied { id:two a ent:Alignment ; ent:hasParticipant id:XAA , id:XBB ;
  ent:hasForm ent:entente ; ent:start "2000-01-01"^^xsd:date . }
"""


def stronger(inference: Inference, every: int = 1) -> list[Change]:
    """Return the answers that become surer without one claim or another."""
    found = []
    for claim in sorted(inference.facts.claims)[::every]:
        changed, _ = what_if(inference, inference.dataset, [claim])
        found += [change for change in changed if change.after is not Answer.UNKNOWN]
    return found


def marked(path: Path) -> Any:
    slow = [] if path == QUICK else [pytest.mark.slow]
    return pytest.param(path, id=f"{path.parent.name}-{path.stem}", marks=slow)


@pytest.mark.parametrize("path", [marked(path) for path in sorted({*DEFEATED[::9], QUICK})])
def test_what_a_doubt_makes_stronger_names_an_absence(path: Path, rules: list[Rule]) -> None:
    gained = stronger(derive(Facts(read_case(path).dataset()), rules))
    assert all(change.for_want_of for change in gained)
    if path == QUICK:
        named = {text for change in gained for text in change.for_want_of}
        wanted = "no claim that implies a conflict between core interests of Arcadia and Borduria"
        assert wanted in named


def test_without_who_denies_it_an_answer_is_no_longer_contested(
    tmp_path: Path, rules: list[Rule]
) -> None:
    file = tmp_path / "disputed.trig"
    file.write_text(DISPUTED, encoding="utf-8")
    gained = stronger(derive(Facts(Case(file, {}).dataset()), rules))
    assert {change.after for change in gained} == {Answer.YES, Answer.NO}
    assert all(change.contested == (True, False) and change.for_want_of for change in gained)


@pytest.mark.slow
def test_no_doubt_in_the_shipped_graph_makes_anything_stronger_unnamed(derived: Inference) -> None:
    assert all(change.for_want_of for change in stronger(derived, every=5))


@pytest.mark.parametrize("claim", ["p03-4a", "p06-4a", "p08-1a"])
def test_a_doubt_about_the_shipped_graph_makes_nothing_stronger(
    claim: str, derived: Inference
) -> None:
    name = f"https://w3id.org/entente/claim/sino-russian-alignment-2019-{claim}"
    changed, _ = what_if(derived, derived.dataset, [name])
    assert all(change.after is Answer.UNKNOWN for change in changed)
