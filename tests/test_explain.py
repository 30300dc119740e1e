"""Explanations: proofs down to the sources, linchpins, and what a missing conclusion lacks."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import TESTS
from pyoxigraph import NamedNode
from said import Notes, posture, write
from test_brief import Kg

from kg.analysis.conclusions import DyadConclusions
from kg.analysis.dyad import Dyad, find_dyad
from kg.analysis.explanation import Explanations, explain_conclusion, explain_kind
from kg.analysis.linchpins import Bounds, linchpins
from kg.analysis.provenance import Provenance
from kg.model.result import Answer
from kg.render.drawing import dot, mermaid
from kg.render.proof import draw
from kg.rules.inference import Inference
from kg.rules.retraction import retract

KINDS = ("ConclusionKindScheme", "RelationKindScheme", "FurtherKindScheme")


@pytest.fixture(scope="module")
def dyad(derived: Inference) -> Dyad:
    return find_dyad(derived, "CHN", "RUS", None)


@pytest.fixture(scope="module")
def without(derived: Inference) -> Callable[[frozenset[str]], Inference]:
    """The conclusions without some claims, computed once."""
    return cache(lambda claims: retract(derived, claims))


def conclusions(derived: Inference, dyad: Dyad) -> list[NamedNode]:
    found = DyadConclusions(derived, dyad)
    kinds = [kind for scheme in KINDS for kind in derived.facts.dataset.scheme(scheme)]
    return [NamedNode(f.conclusion) for kind in kinds for f in found.of_kind(kind) if f.conclusion]


def explained(kg: Kg, *arguments: str) -> list[dict[str, Any]]:
    result = kg("explain", *arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_every_branch_ends_at_claims_with_source_and_place(kg: Kg) -> None:
    def walk(steps: list[dict[str, Any]]) -> int:
        count = 0
        for step in steps:
            assert step["because"] and step["rule"] and step["grounds"]
            for ground in step["grounds"]:
                assert ground["claims"] or ground["proofs"], ground
                assert ground["statements"]
                count += len(ground["claims"]) + walk(ground["proofs"])
        return count

    for one in explained(kg, "CHN", "RUS", "no-basis-for-military-alliance"):
        assert walk(one["proofs"]) == 6
        for claim in one["claim_details"].values():
            assert claim["label"] and claim["locator"] and claim["source"] and claim["modality"]


def test_text_goes_from_conclusion_to_sentence(kg: Kg) -> None:
    lines = kg("explain", "CHN", "RUS", "mirrored-postures").stdout.splitlines()
    assert lines[0].startswith("yes: mirrored postures")
    text = "\n".join(lines)
    order = [
        "because: In the Asia-Pacific, China is revisionist",
        "by the rule mirrored-postures",
        "paragraph 6, sentence 4",
        "It turns on",
        "[sino-russian-alignment-2019-p06-4a]",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert max(map(len, lines)) <= 100


def test_what_is_assumed_to_be_absent_says_whether_anybody_lists_it(kg: Kg) -> None:
    text = " ".join(kg("explain", "CHN", "RUS", "de-facto-non-aggression").stdout.split())
    assert re.search(r"assumes: no claim of [^(]* \(no source lists every [a-z ]+\)", text)


LIST = "Completeness ; ent:isCompleteFor ent:Obligation ; "
OF_TWO = "ent:hasParticipant id:BOL , id:CHL"


def test_a_list_is_full_for_two_states_only_if_it_covers_both(kg: Kg, tmp_path: Path) -> None:
    def noted(name: str, *states: str) -> Notes:
        said = tuple(f"{LIST}ent:coversState id:{state}" for state in states)
        return Notes(name, "2010-03-01", "2010-03-31", said, kind="dataSet")

    both = Notes("two", "2010-03-01", "2010-03-31", (f"{LIST}{OF_TWO}", f"Dispute ; {OF_TWO}"))
    file = write(
        tmp_path / "a.trig",
        both,
        noted("one", "BOL"),
        noted("other", "CHL"),
        noted("all", "BOL", "CHL"),
    )
    asked = ("BOL", "CHL", "form-of-relationship", "--as-of", "2010-03-01")
    text = " ".join(kg("explain", *asked, "--no-shipped", "--graph", file).stdout.split())
    assert set(re.findall(r"listed in full: ([^)]*)\)", text)) == {"Notes of all, Notes of two"}


def test_all_alternative_proofs_are_shown(kg: Kg) -> None:
    one = explained(kg, "CHN", "RUS", "balancing-alignment")[0]
    assert {step["rule"] for step in one["proofs"]} == {
        "balancing-alignment",
        "balancing-alignment-as-stated",
    }
    assert one["turns_on"] == []
    assert one["linchpins"]["survives_any_single_doubt"]


def test_by_iri_and_by_prefixed_name(kg: Kg) -> None:
    short = explained(kg, "conclusion:CHN-RUS/mirrored-postures")
    assert short == explained(kg, "https://w3id.org/entente/conclusion/CHN-RUS/mirrored-postures")
    assert short == explained(kg, "RUS", "CHN", "mirrored-postures")


def test_what_held_once_is_explained_then(kg: Kg) -> None:
    one = explained(kg, "conclusion:CHN-SUN/passes-first-test/not")[0]
    assert one["holds"] == "no" and one["as_of"] <= "1991-05-15"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["conclusion:nothing"], "kg query conclusions"),
        (["CHN", "RUS"], "two states and a kind"),
        (["CHN", "RUS", "friendship"], "mirrored-postures"),
    ],
)
def test_errors_say_what_to_do(kg: Kg, arguments: list[str], said: str) -> None:
    result = kg("explain", *arguments)
    assert result.exit_code == 2 and said in result.stderr


def test_why_not_names_what_is_missing(kg: Kg) -> None:
    one = explained(kg, "USA", "ISR", "basis-for-military-alliance")[0]
    assert one["holds"] == "unknown"
    attempt = next(a for a in one["attempts"] if a["rule"] == "basis-for-military-alliance")
    assert attempt["missing"] == [
        "the conclusion: no guarantee needed (does not hold)",
        "the conclusion: overlap (holds)",
    ]
    text = kg("explain", "USA", "ISR", "basis-for-military-alliance").stdout
    assert "lacks these premises" in " ".join(text.split())


def test_why_not_names_what_stands_against_it(kg: Kg) -> None:
    one = explained(kg, "CHN", "RUS", "de-facto-non-aggression", "--as-of", "2009")[0]
    attempt = next(a for a in one["attempts"] if a["rule"] == "de-facto-non-aggression")
    assert attempt["missing"] == ["the conclusion: passes the first test (holds)"]
    assert any("border" in text for text in attempt["known"])


def test_a_no_says_what_a_yes_would_need(kg: Kg) -> None:
    one = explained(kg, "CHN", "RUS", "basis-for-military-alliance")[0]
    assert one["holds"] == "no" and one["proofs"]
    tried = {a["rule"]: a["missing"] for a in one["attempts"]}
    assert {"basis-by-threat", "basis-for-military-alliance"} <= tried.keys()
    assert tried["basis-for-military-alliance"] == [
        "the conclusion: no guarantee needed (does not hold)"
    ]


def test_of_a_pair_that_nobody_speaks_of_all_is_missing(kg: Kg) -> None:
    for attempt in explained(kg, "BOL", "BTN", "overlap")[0]["attempts"]:
        assert attempt["missing"] and not attempt["known"]


@pytest.mark.slow
def test_linchpins_are_all_claims_without_which_the_answer_changes(
    derived: Inference, dyad: Dyad, without: Callable[[frozenset[str]], Inference]
) -> None:
    """Linchpins of size one are compared with the effect of removing every claim in turn."""
    provenance = Provenance(derived, dyad.as_of)
    nodes = conclusions(derived, dyad)
    assert len(nodes) > 15
    lost: dict[NamedNode, set[str]] = {node: set() for node in nodes}
    behind = {
        c
        for node in nodes
        for c in provenance.of_node(node, Bounds(largest=9, most=9999).algebra)
        for c in c
    }
    for claim in sorted(behind):
        left = without(frozenset({claim}))
        for node in nodes:
            if not left.proofs.of_node(node, dyad.as_of):
                lost[node].add(claim)
    for node in nodes:
        single = {claims[0] for claims in linchpins(provenance, node).sets if len(claims) == 1}
        assert single == lost[node], node


@pytest.mark.slow
def test_linchpin_sets_are_minimal_and_confirmed(
    derived: Inference, dyad: Dyad, without: Callable[[frozenset[str]], Inference]
) -> None:
    provenance = Provenance(derived, dyad.as_of)
    for node in conclusions(derived, dyad)[::3]:
        for claims in linchpins(provenance, node).sets[:6]:
            assert not without(frozenset(claims)).proofs.of_node(node, dyad.as_of)
            for claim in claims:
                fewer = without(frozenset(claims) - {claim})
                assert fewer.proofs.of_node(node, dyad.as_of), (node, claims)


def test_bounds_say_when_they_stop_early() -> None:
    bounds = Bounds(largest=2, most=3)
    many = frozenset(frozenset({str(i)}) for i in range(9))
    assert len(bounds.minimal(many)) == 3 and bounds.dropped
    assert Bounds().minimal([frozenset("a"), frozenset("ab")]) == frozenset({frozenset("a")})
    both = frozenset({frozenset("a"), frozenset("bc")})
    assert Bounds().minimal([*both, frozenset("ab")]) == both


def test_brief_and_explanation_agree_on_what_it_turns_on(kg: Kg) -> None:
    brief = json.loads(kg("brief", "CHN", "RUS", "--format", "json").stdout)
    for item in brief["conclusions"][:4]:
        for one in explained(kg, item["conclusion"]):
            single = [s[0] for s in one["linchpins"]["sets"] if len(s) == 1]
            assert sorted(single) == item["turns_on"]


def test_confidence_is_that_of_the_weakest_claim(kg: Kg) -> None:
    one = explained(kg, "CHN", "RUS", "eroded-pressure")[0]
    assert one["confidence"]["weakest_modality"] == "assessment"
    assert one["confidence"]["weakest_estimate"] is None
    one = explained(kg, "CHN", "SUN", "de-facto-non-aggression", "--as-of", "1985")[0]
    assert one["confidence"]["weakest_modality"] == "fact"
    assert len(one["confidence"]["sufficient_sources"]) == 2


def test_drawings_hold_every_node_once_and_break_no_syntax(derived: Inference, dyad: Dyad) -> None:
    found = explain_kind(derived, dyad, "no-basis-for-military-alliance")
    told = Explanations(tuple(found), derived.facts.dataset)
    drawing = draw(told)
    assert len([node for node in drawing.nodes.values() if node.kind == "claim"]) == 6
    text = mermaid(drawing)
    assert text.startswith("flowchart BT\n") and text.count("-->") == len(drawing.arrows)
    for line in text.splitlines()[1:]:
        assert re.fullmatch(
            r'  n\d+(\(\["[^"]*"\]\)|\["[^"]*"\]|\[/"[^"]*"/\]|>"[^"]*"\]| --> n\d+)', line
        ), line


@pytest.mark.skipif(not shutil.which("dot"), reason="Graphviz is not installed")
def test_graphviz_reads_the_drawing(derived: Inference, dyad: Dyad) -> None:
    found = explain_kind(derived, dyad, "eroded-pressure")
    text = dot(draw(Explanations(tuple(found), derived.facts.dataset)))
    done = subprocess.run(["dot", "-Tsvg"], input=text, capture_output=True, text=True, check=True)
    assert "<svg" in done.stdout


def test_dot_quotes_what_it_must(derived: Inference, dyad: Dyad) -> None:
    one = explain_kind(derived, dyad, "eroded-pressure")[0]
    said = replace(one, finding=replace(one.finding, label='say "x" \\ y'))
    assert 'say \\"x\\" \\\\ y' in dot(draw(Explanations((said,), derived.facts.dataset)))


def test_a_day_on_which_it_does_not_hold(derived: Inference) -> None:
    found = explain_conclusion(derived, "conclusion:CHN-RUS/mirrored-postures", date(2000, 1, 1))
    assert [one.finding.holds for one in found] == [Answer.UNKNOWN]


def test_a_sentence_is_no_more_precise_than_its_source(kg: Kg) -> None:
    told = " ".join(kg("explain", "CHN", "RUS", "form-of-relationship").stdout.split())
    assert "Vostok-2018, by China and Russia, began in 2018 and" in told
    assert "began in 2019-10 and" in told and "-01-01 and" not in told


def test_an_argument_marks_what_is_contested_and_outweighed(kg: Kg, tmp_path: Path) -> None:
    """Two look at the same time at one state; of another state, one of them is outweighed later."""
    said = [posture(state, "east", "revisionist") for state in ("XAA", "XBB")]
    same = Notes("same", "2010-03-10", "2010-03-20", (posture("XAA", "east", "statusQuo"),))
    later = Notes("later", "2015-06-01", "2015-06-30", (posture("XBB", "east", "statusQuo"),))
    first = Notes("first", "2010-03-01", "2010-03-31", tuple(said))
    file = write(tmp_path / "a.trig", first, same, later)
    steps = "".join(
        f"<urn:step:{kind}> a ent:{kind} ; <http://www.arg.dundee.ac.uk/aif#Premise> claim:{premise} ;"
        " <http://www.arg.dundee.ac.uk/aif#Conclusion> claim:first-0 .\n"
        for kind, premise in (("QualifyingStep", "first-1"), ("RebuttingStep", "same-0"))
    )
    with file.open("a", encoding="utf-8") as more:
        more.write(f"source:first {{ {steps} }}\n")
    files = ("--no-shipped", "--graph", TESTS / "invented.trig", "--graph", file)
    told = {
        form: kg("explain", "first", *files, "--format", form).stdout
        for form in ("json", "text", "mermaid", "dot", "argdown", "aif")
    }
    claims = json.loads(told["json"])["claims"].values()
    standing = {one["label"]: one["standing"] for one in claims}
    one, other, rival = (
        f"What {name} says, {n}" for name, n in (("first", 0), ("first", 1), ("same", 0))
    )
    assert standing == {one: "contested", other: "outweighed", rival: "contested"}
    assert re.search(f"{one}\n *contested; ", told["text"])
    for form in ("mermaid", "dot", "argdown"):
        lines = {
            label: line for line in told[form].splitlines() for label in standing if label in line
        }
        assert all(standing[label] in line for label, line in lines.items()) and len(lines) == 3
    signs = [line.strip()[:2] for line in told["argdown"].splitlines()]
    assert signs == ["[W", "_ ", "- "]
    kinds = [node["type"] for node in json.loads(told["aif"])["nodes"]]
    assert kinds == ["I", "I", "I", "MA", "CA"]
    assert kg("explain", "no-such-source", *files).exit_code == 2
