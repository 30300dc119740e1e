"""The documentation builds from the headers of queries and shapes, with no broken link."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

from kg import resources
from kg.analysis.conclusions import kinds
from kg.rules.rule import read_rules
from kg.store.open import open_dataset
from kg.store.query_file import read_folder

BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [BIN / "mkdocs", "build", "--strict", "-d", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return target


@pytest.mark.parametrize("name", ["rules", "questions", "checks", "corroboration", "criteria"])
def test_catalogue_names_every_query(site: Path, name: str) -> None:
    page = (site / "catalogue" / name / "index.html").read_text(encoding="utf-8")
    for file in read_folder(resources.folder("queries") / name):
        assert f"<code>{file.name}</code>" in page


def test_reference_explains_the_terms(site: Path) -> None:
    page = (site / "reference" / "ontology.html").read_text(encoding="utf-8")
    for label in ("strategic exercise", "holds interest", "obligation"):
        assert label in page.lower() or label.split()[-1] in page.lower()


def test_pages_load_nothing_from_outside(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r"<(?:script|img|iframe)[^>]+src=\"(https?:[^\"]+)", text)
        styles = re.findall(r"<link[^>]+rel=\"stylesheet\"[^>]+href=\"(https?:[^\"]+)", text)
        assert not [*loaded, *styles], page


def test_the_theory_has_every_rule_and_a_word_on_every_conclusion(site: Path) -> None:
    """Each kind states its scope, what would refute it, and where scholars disagree."""
    page = (site / "theory" / "index.html").read_text(encoding="utf-8")
    for rule in read_rules():
        assert f"<code>{rule.name}</code>" in page, rule.name
    dataset = open_dataset()
    prose = yaml.safe_load((ROOT / "docs" / "theory" / "kinds.yaml").read_text(encoding="utf-8"))
    assert set(prose) == set(kinds(dataset))
    for slug, told in prose.items():
        assert set(told) == {"scope", "refuted", "disputed"} and all(told.values()), slug
