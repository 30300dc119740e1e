"""The documentation builds from the headers of queries and shapes, with no broken link."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from kg import resources
from kg.store.query_file import read_folder

BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [BIN / "mkdocs", "build", "--strict", "-q", "-d", target],
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
