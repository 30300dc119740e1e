"""The bundle sent to a browser is small and is what page/ builds."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT

BUNDLE = ROOT / "kg" / "page"
PAGE = ROOT / "page"


def test_the_bundle_is_small() -> None:
    files = [path for path in BUNDLE.rglob("*") if path.suffix in (".js", ".css", ".html")]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < 1_500_000


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((PAGE / "package-lock.json").read_text(encoding="utf-8"))
    assert lock["packages"] and not [p for p in lock["packages"].values() if "resolved" in p]


@pytest.mark.slow
def test_the_bundle_is_what_the_sources_make(tmp_path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    shutil.copytree(PAGE, tmp_path / "page", ignore=shutil.ignore_patterns("node_modules"))
    shutil.copytree(BUNDLE, tmp_path / "kg" / "page")
    if subprocess.run([npm, "ci", "--silent"], cwd=tmp_path / "page").returncode:
        pytest.skip("npm cannot install what is bundled")
    check = [npm, "run", "--silent", "check"]
    done = subprocess.run(check, cwd=tmp_path / "page", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    index = tmp_path / "page" / "src" / "index.html"
    index.write_text(index.read_text(encoding="utf-8").replace("<body>", "<body >"))
    done = subprocess.run(check, cwd=tmp_path / "page", capture_output=True, text=True)
    assert done.returncode == 1 and "kg/page is not what src/ makes" in done.stderr
