"""The tree keeps its own rules: linters, types, layers, small files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"], ["lint-imports"]],
    ids=" ".join,
)
def test_tool_finds_nothing(command: list[str]) -> None:
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


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
    rooms = {"ontology", "graph", "queries", "kg", "tests", "docs", ".ci"}
    files = {
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "action.yml",
        "mkdocs.yml",
        ".gitignore",
        ".importlinter",
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
