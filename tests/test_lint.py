"""Lint for the ontology: the shipped one passes, and each check finds its defect."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from conftest import ROOT, TESTS
from test_brief import Kg

from kg.validation.finding import Finding
from kg.validation.lint import checks, lint

CASES = sorted((TESTS / "checks").glob("*.ttl"))


def test_shipped_ontology_passes(kg: Kg) -> None:
    result = kg("lint", "--fail-on", "info")
    assert result.exit_code == 0, result.output


def test_every_check_has_a_case_a_banner_and_a_severity() -> None:
    names = {check.name for check in checks()}
    assert {case.stem for case in CASES} == names - {"query-term-undeclared"}
    for check in checks():
        assert len(check.summary) > 30 and check.other["severity"] in (
            "violation",
            "warning",
            "info",
        )


@pytest.fixture(scope="module")
def by_case(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Finding]]:
    """The findings of each case; all are checked at once, each with a widget of its own."""
    folder = tmp_path_factory.mktemp("checks")
    for number, case in enumerate(CASES):
        text = case.read_text(encoding="utf-8")
        (folder / case.name).write_text(re.sub("(?<=[Ww])idget", f"idget{number}", text), "utf-8")
    found: dict[str, list[Finding]] = {}
    for finding in lint(sorted(folder.iterdir())).found:
        found.setdefault(Path(finding.file).stem, []).append(finding)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_check_finds_its_defect_on_its_line(case: Path, by_case: dict[str, list[Finding]]) -> None:
    assert {finding.shape for finding in by_case[case.stem]} == {case.stem}
    lines = case.read_text(encoding="utf-8").splitlines()
    marked = {n for n, x in enumerate(lines, 1) if "# here" in x}
    assert {finding.line for finding in by_case[case.stem]} <= marked


def test_a_query_with_an_unknown_term(
    kg: Kg, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import shutil

    from kg import resources

    home = resources.root()
    for name in ("ontology", "graph", "queries"):
        shutil.copytree(home / name, tmp_path / name)
    rule = tmp_path / "queries" / "rules" / "within.rq"
    text = rule.read_text("utf-8")
    assert "ent:ObjectOfInterest" in text
    rule.write_text(text.replace("ent:ObjectOfInterest", "ent:ObjectOfIntrest"), "utf-8")
    monkeypatch.setattr(resources, "root", lambda: tmp_path)
    rows = json.loads(kg("lint", "--format", "json").stdout)["findings"]
    assert {(r["shape"], r["node"], r["value"]) for r in rows} == {
        ("query-term-undeclared", "within.rq", "ent:ObjectOfIntrest")
    }
    assert rows[0]["line"] > 1


def test_the_example_of_how_a_term_retires(kg: Kg, tmp_path: Path) -> None:
    text = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
    example = text.split("```turtle\n")[1].split("```")[0]
    file = tmp_path / "old.ttl"
    file.write_text(example, encoding="utf-8")
    result = kg("lint", file, "--format", "json")
    found = [
        row for row in json.loads(result.stdout)["findings"] if row["shape"] == "deprecated-used"
    ]
    assert result.exit_code == 1 and found and found[0]["line"] == 8


def test_terms_say_how_far_they_can_be_relied_on(kg: Kg) -> None:
    told = kg("query", "terms", "-p", "status=testing", "--format", "json").stdout
    rows = json.loads(told)["results"]["bindings"]
    assert {row["status"]["value"] for row in rows} == {"testing"}
