"""`kg build --store`: a persistent graph, updated for changed files only, answers the same."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, sparse
from pyoxigraph import Quad
from test_brief import Kg

from kg.errors import InputError
from kg.rules.archive import index_of, open_folder
from kg.rules.columns.compile import CompiledRule
from kg.rules.inference import Inference
from kg.rules.rule import Rule
from kg.store.columns.container import Container, write_container
from kg.store.open import read_files

pytestmark = pytest.mark.usefixtures("as_in_a_large_graph")
EXAMPLE = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")
CLAIMS = EXAMPLE.split("```trig\n")[1].split("```")[0]
COMMANDS = [
    ("brief", "CHN", "RUS", "--format", "json"),
    ("brief", "USA", "GBR", "--as-of", "1960"),
    ("explain", "CHN", "RUS", "mirrored-postures", "--format", "json"),
    ("query", "conclusions", "-p", "first=CHN", "-p", "second=RUS"),
    ("what-if", "--retract", "sino-russian-alignment-2019-p06-4a"),
    ("derive",),
    ("validate",),
]


@pytest.fixture(scope="module")
def built(cli: Kg, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "store"
    done = cli("build", "--store", folder)
    assert done.exit_code == 0 and "proofs" in done.stdout, done.output
    return folder


@pytest.fixture
def own(built: Path, tmp_path: Path) -> Path:
    """A copy of the built graph that a test may change."""
    shutil.copytree(built, tmp_path / "own")
    return tmp_path / "own"


@pytest.mark.parametrize("command", sparse(COMMANDS, 2), ids=" ".join)
def test_the_same_answers_as_from_files(built: Path, command: tuple[str, ...], kg: Kg) -> None:
    there, here = kg(*command, "--store", built), kg(*command)
    assert there.exit_code == here.exit_code == 0, there.output
    assert there.stdout == here.stdout


@pytest.mark.slow
def test_other_files_and_viewpoints_on_top(built: Path, kg: Kg, tmp_path: Path) -> None:
    mine = tmp_path / "mine.trig"
    mine.write_text(CLAIMS, encoding="utf-8")
    for more in (("--graph", mine), ("--viewpoint", "lo-2017")):
        assert kg("derive", "--store", built, *more).stdout == kg("derive", *more).stdout


@pytest.mark.slow
def test_a_change_runs_only_what_it_touches(
    own: Path, built: Path, kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kg("build", "--store", own).stdout == "nothing has changed\n"
    mine = tmp_path / "mine.trig"
    mine.write_text(CLAIMS, encoding="utf-8")
    ran = []
    from kg.rules.columns.fire import fire

    def noted(rule: CompiledRule, *others: Any) -> object:
        ran.append(rule.rule.name)
        return fire(rule, *others)

    monkeypatch.setattr("kg.rules.columns.engine.fire", noted)
    done = kg("build", mine, "--store", own)
    assert done.exit_code == 0 and "statements changed" in done.stdout
    assert 0 < len(set(ran)) < len(kg("rules").stdout.splitlines()) - 5
    added = kg("derive", "--graph", mine)
    assert kg("derive", "--store", own).stdout == added.stdout
    back = kg("build", "--store", own)
    assert "statements changed" in back.stdout
    assert kg("derive", "--store", own).stdout == kg("derive").stdout


@pytest.mark.slow
def test_only_what_changed_is_read(kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The graph equals that of its files, whatever is added, changed, removed or repeated."""
    one, two, three = (tmp_path / name for name in ("one.trig", "two.trig", "three.trig"))
    for path in (one, three):
        path.write_text(CLAIMS, encoding="utf-8")  # the same claims in two files
    two.write_text(CLAIMS.replace("example.org/", "example.org/two-"), encoding="utf-8")
    own, read = tmp_path / "own", list[str]()
    assert kg("build", "--no-shipped", "--store", own).exit_code == 0

    def noted(paths: Iterable[Path]) -> list[Quad]:
        read.extend(path.name for path in paths)
        return read_files(paths)

    monkeypatch.setattr("kg.store.index.read_files", noted)
    for files in ([one], [one, two], [one, two, three], [two, three], [three, two], [two]):
        more = ["--no-shipped", *(part for path in files for part in ("--graph", path))]
        read.clear()
        assert kg("build", *more, "--store", own).exit_code == 0
        assert len(read) <= 2 and ("one.trig" in read) == (files == [one])
        assert kg("derive", "--store", own).stdout == kg("derive", *more).stdout
        two.write_text(two.read_text("utf-8") + "# another\n", encoding="utf-8")


def test_what_another_program_wrote_is_read_by_its_statements(own: Path, kg: Kg) -> None:
    """A folder built with another vocabulary is not trusted."""
    kept = Container(index_of(own))
    told = kept.metadata | {"parts": [[kept.metadata["parts"][0][0], "other", 0, 0]]}
    columns = {name: kept.column(name).copy() for name in kept}
    write_container(index_of(own), columns, told)
    for command in COMMANDS[:3]:
        assert kg(*command, "--store", own).stdout == kg(*command).stdout
    assert "statements changed" in kg("build", "--store", own).stdout
    assert kg("derive", "--store", own).stdout == kg("derive").stdout


def test_other_rules_are_run_anew(own: Path, kg: Kg, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(ROOT / "queries" / "rules", rules)
    (rules / "common-adversary.rq").unlink()
    assert kg("build", "--store", own, "--rules", rules).exit_code == 0
    told = kg("brief", "CHN", "RUS", "--store", own, "--rules", rules)
    assert told.stdout == kg("brief", "CHN", "RUS", "--rules", rules).stdout
    assert kg("brief", "CHN", "RUS", "--store", own).stdout == kg("brief", "CHN", "RUS").stdout


def test_what_is_wrong_changes_nothing(own: Path, kg: Kg, tmp_path: Path) -> None:
    bad = tmp_path / "bad.trig"
    bad.write_text("<x:a> { this is not RDF", encoding="utf-8")
    before = index_of(own).read_bytes()
    assert kg("build", bad, "--store", own).exit_code == 2
    assert index_of(own).read_bytes() == before


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda path: path.write_bytes(b"{"), "remove it"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1000]), "remove it"),
        (lambda path: path.write_bytes(path.read_bytes()[:1000]), "remove it"),
        (lambda path: path.write_bytes(b""), "remove it"),
        (lambda path: path.write_bytes(b"ENTENTE2" + path.read_bytes()[8:]), "of this version"),
        (lambda path: path.unlink(), "no built graph"),
        (lambda path: shutil.rmtree(path.parent), "no built graph"),
    ],
)
def test_a_broken_folder_is_told_in_a_line(own: Path, kg: Kg, spoil: object, told: str) -> None:
    spoil(index_of(own))  # type: ignore[operator]
    done = kg("brief", "CHN", "RUS", "--store", own)
    assert done.exit_code == 2 and told in done.stderr and len(done.stderr.splitlines()) == 1


def test_what_is_broken_is_built_anew(own: Path, kg: Kg) -> None:
    index_of(own).write_bytes(b"{")
    assert kg("build", "--store", own).exit_code == 0
    assert kg("derive", "--store", own).stdout == kg("derive").stdout


def test_a_folder_of_something_else_is_left_alone(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    done = kg("build", "--store", tmp_path)
    assert done.exit_code == 2 and "other contents" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    assert kg("build").exit_code == 2


def test_one_writer_at_a_time_and_a_killed_one_leaves_the_former_graph(own: Path, kg: Kg) -> None:
    before = index_of(own).read_bytes()
    waiting = (
        "import sys, time, pathlib; from kg.rules.archive import written_folder\n"
        "with written_folder(pathlib.Path(sys.argv[1])) as path:\n"
        "    from kg.store.atomic import atomic_write\n"
        "    with atomic_write(path) as file:\n"
        "        file.write(b'half'); file.flush(); print('half', flush=True); time.sleep(100)\n"
    )
    command = [sys.executable, "-c", waiting, str(own)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "half\n"
        done = kg("build", "--store", own)
        assert done.exit_code == 2 and "another process" in done.stderr
        assert kg("brief", "CHN", "RUS", "--store", own).exit_code == 0
        other.kill()
    assert index_of(own).read_bytes() == before
    assert kg("build", "--store", own).stdout == "nothing has changed\n"


def test_one_that_reads_keeps_what_it_has_open(own: Path, kg: Kg, tmp_path: Path) -> None:
    kept = open_folder(own)
    mine = tmp_path / "mine.trig"
    mine.write_text(CLAIMS, encoding="utf-8")
    count = len(kept.dataset)
    assert kg("build", mine, "--store", own).exit_code == 0
    assert len(list(kept.dataset.quads())) == count < len(open_folder(own).dataset)
    assert kept.facts().ever().members  # another mapping of the same file


def test_proofs_come_back_as_they_were(built: Path, derived: Inference, rules: list[Rule]) -> None:
    again = open_folder(built).inference(rules)
    assert again is not None
    assert again.proofs.strata == derived.proofs.strata
    assert again.facts.derived == derived.facts.derived
    for found in derived.proofs:
        other = again.proofs.get(found.key)
        assert (other.bindings, other.defeaters, other.period) == (
            found.bindings,
            found.defeaters,
            found.period,
        )
    with pytest.raises(InputError):
        open_folder(built / "store")


@pytest.mark.slow
def test_a_large_graph_is_kept_without_what_follows(
    own: Path, kg: Kg, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Conclusions are then derived on demand: all of them, or those about the two states alone."""
    index_of(own).unlink()
    monkeypatch.setattr("kg.workspace._FEW", 100)
    monkeypatch.setattr("kg.workspace._SOON", 100)
    assert " statements; " in kg("build", "--store", own).stdout
    derived = []
    monkeypatch.setattr("kg.rules.evaluate.derive", lambda *_: derived.append("all"))
    asked = (
        *COMMANDS[:3],
        ("explain", "CHN", "RUS", "two-theatre-contingency"),
        ("explain", "USA", "JPN", "balancing-alignment"),
        ("brief", "CHN", "SOV", "--as-of", "1969"),
        ("hypotheses", "CHN", "RUS"),
        ("what-if", "--retract", "sino-russian-alignment-2019-p06-4a", "--dyad", "CHN-RUS"),
    )
    there = [kg(*command, "--store", own) for command in asked]
    assert not derived
    monkeypatch.undo()
    for command, told in zip(asked, there, strict=True):
        assert told.stdout == kg(*command).stdout
