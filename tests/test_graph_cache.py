"""Graphs read and derived are cached for the user, and a cached file is never trusted blindly."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import ROOT, sparse
from said import ALONE
from test_brief import Kg

from kg.configuration import Configuration
from kg.graph import Graph
from kg.workspace import Workspace

EXAMPLE = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")
CLAIMS = EXAMPLE.split("```trig\n")[1].split("```")[0]
BRIEF = ("brief", "CHN", "RUS", "--format", "json")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for the user's cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "entente" / "graphs"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A file of the user."""
    path = tmp_path / "mine.trig"
    path.write_text(CLAIMS, encoding="utf-8")
    return path


def test_the_second_time_nothing_is_read_or_derived(
    cache: Path, mine: Path, cli: Kg, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = cli(*BRIEF, *ALONE, mine)
    assert first.exit_code == 0 and len(list(cache.iterdir())) == 1
    for name in (
        "kg.store.open.read_quads",
        "kg.rules.evaluate.derive",
        "kg.validation.gate.run_in_fork",
    ):
        monkeypatch.setattr(name, None)  # so that a call would fail
    assert cli(*BRIEF, *ALONE, mine).stdout == first.stdout


def test_another_content_is_another_graph(cache: Path, mine: Path, cli: Kg) -> None:
    with_claims = cli("derive", *ALONE, mine).stdout
    mine.write_text("", encoding="utf-8")
    without = cli("derive", *ALONE, mine).stdout
    assert len(without) < len(with_claims) and len(list(cache.iterdir())) == 2
    mine.write_text(CLAIMS, encoding="utf-8")
    assert cli("derive", *ALONE, mine).stdout == with_claims
    assert cli("derive", "--no-shipped").stdout == without


def test_other_rules_are_another_graph(cache: Path, mine: Path, cli: Kg, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    shipped = ROOT / "queries" / "rules" / "pair-by-participation.rq"
    shutil.copy(shipped, tmp_path / "rules")
    every = cli("derive", *ALONE, mine).stdout
    few = cli("derive", "--rules", tmp_path / "rules", *ALONE, mine).stdout
    assert len(few) < len(every) and cli("derive", *ALONE, mine).stdout == every
    assert len(list(cache.iterdir())) == 2


@pytest.mark.parametrize("spoiled", sparse(["", "ENTENTE1", "cut", "flipped"], 2))
def test_what_is_damaged_counts_as_absent(cache: Path, cli: Kg, spoiled: str) -> None:
    told = cli(*BRIEF).stdout
    (kept,) = cache.iterdir()
    good = kept.read_bytes()
    bad = {"cut": good[:-64], "flipped": good[:-4096] + bytes(b ^ 1 for b in good[-4096:])}
    kept.write_bytes(bad.get(spoiled, spoiled.encode()))
    assert cli(*BRIEF).stdout == told
    assert kept.read_bytes() == good  # and is stored again


def test_a_folder_that_cannot_be_written_is_left_alone(
    cache: Path, cli: Kg, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file where the folder would be", encoding="utf-8")
    assert cli(*BRIEF).exit_code == 0 and not cache.exists()


def test_a_file_that_breaks_a_shape_is_never_kept(cache: Path, cli: Kg, tmp_path: Path) -> None:
    bad = tmp_path / "bad.trig"
    name = "https://w3id.org/entente/"
    bad.write_text(f"<{name}source/x> {{ <{name}claim/x> a <{name}ontology#Claim> }}")
    for _ in range(2):
        assert cli(*BRIEF, *ALONE, bad).exit_code == 1
    assert not cache.exists() or not list(cache.iterdir())


@pytest.mark.slow
def test_many_at_once_do_not_disturb_each_other(cache: Path, mine: Path) -> None:
    def asked(_: int) -> object:
        graph = Graph(Workspace(Configuration(paths=(mine,))))
        return graph.brief("CHN", "RUS").data

    with ThreadPoolExecutor(4) as pool:
        first, *others = pool.map(asked, range(5))
    assert all(other == first for other in others)
    assert [path.suffix for path in cache.iterdir()] == [".index"]


@pytest.mark.slow
def test_only_a_few_are_kept(
    cache: Path, cli: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.rules.archive._MOST_FILES", 2)
    for number in range(4):
        path = tmp_path / f"{number}.trig"
        path.write_text(f"# {number}\n", encoding="utf-8")
        assert cli(*BRIEF, *ALONE, path).exit_code == 0
        for at, kept in enumerate(sorted(cache.iterdir(), key=lambda p: p.stat().st_mtime_ns)):
            os.utime(kept, (at, at))
    assert len(list(cache.iterdir())) == 2


@pytest.mark.slow
def test_what_queries_are_asked_of_is_kept(
    cache: Path, mine: Path, cli: Kg, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = ("query", "conclusions", "-p", "first=CHN", "-p", "second=RUS", *ALONE, mine)
    first, written = cli(*question), cli("export", "nquads", *ALONE, mine)
    assert first.exit_code == 0
    (kept,) = cache.glob("*.queried")
    with monkeypatch.context() as patch:
        patch.setattr("kg.graph.base.WhatHolds", None)  # so that a call would fail
        assert cli(*question).stdout == first.stdout
        assert cli("export", "nquads", *ALONE, mine).stdout == written.stdout
    for file in kept.iterdir():
        file.write_bytes(b"rubbish")
    assert cli(*question).stdout == first.stdout
