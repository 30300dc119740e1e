"""The repository keeps its own rules: small files, fixed folders, licences, and linters."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from conftest import ROOT, pytest_xdist_auto_num_workers


def test_linters_are_a_step_of_ci_and_of_pre_commit() -> None:
    """Linters run there, not in tests, so that they report before any test begins."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    entries = {hook["entry"] for repo in hooks["repos"] for hook in repo["hooks"]}
    linters = {"ruff check", "ruff format --check", "mypy", "lint-imports"}
    assert entries == linters | {"python -m kg.rules.parsed"}
    assert {repo["repo"] for repo in hooks["repos"]} == {"local"}
    assert "pre-commit run --all-files" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("kg/**/*.py")), ids=lambda p: str(p.relative_to(ROOT))
)
def test_files_are_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_nothing_but_the_rooms_at_the_top() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    tops = {name.split("/")[0] for name in listed.stdout.splitlines()}
    rooms = {"ontology", "graph", "queries", "kg", "page", "tests", "docs", ".ci", ".github"}
    files = {
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "CITATION.cff",
        "CODE_OF_CONDUCT.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "Dockerfile",
        "requirements-dev.txt",
        ".dockerignore",
        "action.yml",
        "mkdocs.yml",
        ".gitignore",
        ".importlinter",
        ".pre-commit-config.yaml",
        ".pre-commit-hooks.yaml",
    }
    assert tops <= rooms | files


def test_licences() -> None:
    for name, words in (
        ("LICENSE", "Apache License"),
        ("graph/LICENSE", "Attribution 4.0"),
        ("ontology/LICENSE", "Attribution 4.0"),
    ):
        assert words in (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("asked", "keyword", "alone"),
    [
        (["tests"], "", False),
        (["tests"], "brief", True),
        (["tests/test_brief.py"], "", True),
        (["tests/test_brief.py::test_absences_are_said"], "", True),
        (["tests/test_brief.py", "tests/test_build.py", "tests/test_lint.py"], "", False),
    ],
)
def test_no_workers_are_started_for_a_few_tests(
    asked: list[str], keyword: str, alone: bool
) -> None:
    paths = [str(ROOT / name) for name in asked]
    option = SimpleNamespace(keyword=keyword, lf=False)
    config = SimpleNamespace(args=paths, option=option)
    assert (pytest_xdist_auto_num_workers(config) == 0) == alone  # type: ignore[arg-type]


HOUSE = re.compile(
    r"of which each two|asks? nothing of|as the words alone|by way of|Gravest"
    r"|tak(?:es?|ing) the place of|in place of the shipped|the day asked|[Ww]hat follows about"
    r"|\btells? of\b|(?<!-)\bmend(?:s|ed|ing)?\b|served anew|for want of|be of one thing"
    r"|is no (?:RDF|SPARQL|IRI|address|parameter|view|row|pair|number|date|day|mapping|regular)\b"
    r"|no (?:table|rule|figure|question|source|claim|test|state|conclusion|view) is called"
    r"|no answer is known|[Ww]hoever (?:asks|opens|takes|writes)|^#+ For people who"
    r"|it would follow \(|Nothing follows either way|inference: what follows|\"{3}[Ww]hat follows"
    r"|from which it follows|words? of estimate|blanks that nobody|goes for every two"
    r"|which shows that it is (?:core|important) to it"
    r"|mind the spelling|parted by|is said of \{|graph (?:in|of) other words|take one of the two out"
    r"|day of the calendar|years of ten\b|code of no state|hold one that cannot be used",
    re.MULTILINE,
)
"""Phrases that nobody in the field would use; CONTRIBUTING.md suggests alternatives."""


def test_house_phrases_stay_out() -> None:
    names = subprocess.run(
        ["git", "ls-files", "*.md", "kg/*.py", "kg/*.j2", "ontology/*.ttl", "queries/*.rq"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    read = [n for n in names if not n.startswith(("docs/decisions/", "tests/", "CHANGELOG"))]
    found = [
        f"{name}: {match.group()}"
        for name in read
        if (ROOT / name).is_file()
        for match in HOUSE.finditer((ROOT / name).read_text(encoding="utf-8"))
    ]
    assert found == []
