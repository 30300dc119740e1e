"""The changes if a claim is doubted or added, and the reasons for them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from conftest import ROOT
from test_brief import Kg

ARTICLE = "sino-russian-alignment-2019"
ARMS = """
@prefix claim: <https://w3id.org/entente/claim/> .
@prefix ent: <https://w3id.org/entente/ontology#> .
@prefix id: <https://w3id.org/entente/id/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix source: <https://w3id.org/entente/source/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
source:supposed { source:supposed a ent:Source ; skos:prefLabel "Supposed"@en ; ent:hasSourceType ent:essay .
  claim:supposed a ent:Claim ; prov:hadPrimarySource source:supposed ; ent:locator "1" ;
    ent:hasModality ent:assessment ; ent:hasPolarity ent:affirmed ; skos:prefLabel "Arms for an adversary"@en . }
claim:supposed { id:supposed-arms a ent:ArmsTransfer ; ent:hasProvider id:RUS ; ent:hasRecipient id:USA ;
    ent:start "2019-11-01"^^xsd:date ; ent:startPrecision ent:month . }
"""


def changed(kg: Kg, *arguments: object) -> dict[tuple[str, str, str | None], dict[str, Any]]:
    result = kg("what-if", *arguments, "--dyad", "RUS-CHN", "--format", "json")
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)["changed"]
    for row in rows:
        assert {"kind", "subject", "before", "after", "because"} <= row.keys()
        assert row["because"], row
    return {(row["kind"], row["subject"], row["about"]): row for row in rows}


def test_without_one_sides_revisionism_mirrored_postures_are_unknown(kg: Kg) -> None:
    rows = changed(kg, "--retract", f"{ARTICLE}-p06-4a")
    for kind, before in (
        ("mirrored-postures", "yes"),
        ("no-basis-for-military-alliance", "yes"),
        ("basis-for-military-alliance", "no"),
    ):
        row = rows[kind, "CHN-RUS", None]
        assert (row["before"], row["after"], row["from"]) == (before, "unknown", "2019-10-01")
    assert rows["divergence", "CHN-RUS", "asia-pacific"]["after"] == "unknown"


def test_arms_for_the_adversary_flip_the_first_test_and_make_a_conflict(
    kg: Kg, tmp_path: Path
) -> None:
    file = tmp_path / "arms.trig"
    file.write_text(ARMS, encoding="utf-8")
    rows = changed(kg, "--add", file)
    assert (
        rows["passes-first-test", "CHN-RUS", None]["before"],
        rows["passes-first-test", "CHN-RUS", None]["after"],
    ) == ("yes", "no")
    assert rows["conflict", "CHN-RUS", "asia-pacific"]["after"] == "yes"
    assert rows["de-facto-non-aggression", "CHN-RUS", None]["because"] == [
        "no longer follows: passes the first test"
    ]


def test_nothing_is_written(kg: Kg, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in ROOT.glob("graph/**/*.trig")}
    changed(kg, "--retract", f"{ARTICLE}-p06-4a")
    assert before == {path: path.stat().st_mtime_ns for path in ROOT.glob("graph/**/*.trig")}
    assert list(tmp_path.iterdir()) == []


def test_a_claim_that_carries_nothing(kg: Kg) -> None:
    result = kg("what-if", "--retract", f"{ARTICLE}-p07-4", "--exit-code")
    assert result.exit_code == 0 and result.stdout == "Nothing changes.\n"


def test_exit_code_for_scripts(kg: Kg) -> None:
    assert kg("what-if", "--retract", f"{ARTICLE}-p06-4a", "--exit-code").exit_code == 1
    assert kg("what-if", "--retract", f"{ARTICLE}-p06-4a").exit_code == 0


def test_doubt_and_addition_together(kg: Kg, tmp_path: Path) -> None:
    file = tmp_path / "arms.trig"
    file.write_text(ARMS, encoding="utf-8")
    rows = changed(kg, "--add", file, "--retract", f"{ARTICLE}-p08-1c")
    assert ("conflict", "CHN-RUS", "asia-pacific") not in rows
    assert rows["two-theatre-contingency", "USA", None]["after"] == "unknown"


def test_unknown_claim_and_empty_call(kg: Kg) -> None:
    assert "kg query claims" in kg("what-if", "--retract", "nobody-said").stderr
    assert kg("what-if").exit_code == 2


def whole_process(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command as a separate process, which checks additions in a further process."""
    return subprocess.run(
        [sys.executable, "-m", "kg", *map(str, arguments)], capture_output=True, text=True
    )


def test_what_is_added_is_checked_first(tmp_path: Path) -> None:
    good, wrong, broken = (tmp_path / f"{name}.trig" for name in ("good", "wrong", "broken"))
    good.write_text(ARMS, encoding="utf-8")
    wrong.write_text(ARMS.replace("ent:hasPolarity ent:affirmed ;", ""), encoding="utf-8")
    broken.write_text(ARMS[:-9], encoding="utf-8")
    assert "passes the first test" in whole_process("what-if", "--add", good).stdout
    refused = whole_process("what-if", "--add", wrong)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "[claim-polarity-in-scheme]" in refused.stderr and refused.stderr.count("\n") == 1
    unread = whole_process("what-if", "--add", good, broken, "--graph", broken)
    assert unread.returncode == 2
    assert whole_process("brief", "CHN", "RUS", "--graph", wrong).returncode == 1
    unread = whole_process("brief", "CHN", "RUS", "--graph", broken)
    assert unread.returncode == 2 and "broken.trig:" in unread.stderr
    assert unread.stderr.count("\n") == 1


def test_a_name_that_is_no_iri_is_an_unknown_claim(kg: Kg) -> None:
    result = kg("what-if", "--retract", "claim:a%zz\x7f")
    assert result.exit_code == 2 and "unknown claim" in result.stderr
