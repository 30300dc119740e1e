"""The project's documents are right: they name what exists and agree with the package."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from kg.version import __version__

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_citation_names_the_version_and_the_licences() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["version"] == __version__
    assert " AND ".join(cited["license"]) == PROJECT["license"]
    for key in ("cff-version", "message", "title", "authors"):
        assert cited[key], key
    assert [one["type"] for one in cited["references"]] == ["data"]  # CFF 1.2 has no "dataset" here


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "README.md"])
def test_links_of_papers_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        assert target.startswith("https://") or (ROOT / target).exists(), target


def test_contributing_sets_up_as_the_readme_does() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^python3 -m venv .*pytest$", readme, re.MULTILINE)
    assert line in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.stem)
def test_actions_of_third_parties_are_pinned_by_commit(path: Path) -> None:
    for used in re.findall(r"uses: *(.+)", path.read_text(encoding="utf-8")):
        pinned = re.fullmatch(r"[\w./-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", used)
        assert used.startswith("./") or pinned, used


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_ask_for_no_more_rights_than_they_need(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert job["steps"]
        for step in job["steps"]:
            assert "@" in step["uses"] if "uses" in step else step["run"]


def test_ci_tests_every_python_that_is_promised() -> None:
    jobs = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))["jobs"]
    tested = [*jobs["python"]["strategy"]["matrix"]["python"]]
    asked = [step.get("with", {}) for step in jobs["all"]["steps"]]
    tested += [one["python-version"] for one in asked if "python-version" in one]
    assert min(map(Version, tested)) == Version(PROJECT["requires-python"].removeprefix(">="))
    assert {"run": ".ci/run"} in jobs["all"]["steps"]


def test_image_copies_what_exists_and_runs_as_an_ordinary_user() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.startswith("COPY ") and "--from" not in line:
            for source in line.split()[1:-1]:
                assert (ROOT / source).exists(), source
    user, command = (
        next(i for i, x in enumerate(lines) if x.startswith(w)) for w in ("USER", "CMD")
    )
    assert user < command and lines[user] != "USER root"


def test_lock_file_pins_every_dependency() -> None:
    text = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    assert "http" not in re.sub(r"\bhttp\w+==|# +(via )?http\w+|html\w+", "", text)
    pins = {
        canonicalize_name(name): Version(version)
        for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE)
    }
    asked = [*PROJECT["dependencies"]]
    for extra in PROJECT["optional-dependencies"].values():
        asked += [one for one in extra if not one.startswith("entente-kg")]
    for one in map(Requirement, asked):
        assert pins[canonicalize_name(one.name)] in one.specifier, one
