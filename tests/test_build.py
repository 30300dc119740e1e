"""`kg build --store`: a graph that stays, changed only where files are, and the same answers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, parse
from test_brief import Kg

from kg.errors import InputError
from kg.model import terms
from kg.rules.archive_delta import difference, orphans
from kg.rules.columns.compile import CompiledRule
from kg.rules.evaluate import derive
from kg.rules.inference import Inference
from kg.rules.prov import prov_quads
from kg.rules.rule import Rule
from kg.store.dataset import Dataset
from kg.store.facts import ONTOLOGY_GRAPH, Facts

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
    """A copy that a test may change."""
    shutil.copytree(built, tmp_path / "own")
    return tmp_path / "own"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_same_answers_as_from_files(built: Path, command: tuple[str, ...], kg: Kg) -> None:
    there, here = kg(*command, "--store", built), kg(*command)
    assert there.exit_code == here.exit_code == 0, there.output
    assert there.stdout == here.stdout


def test_other_files_and_viewpoints_on_top(built: Path, kg: Kg, tmp_path: Path) -> None:
    mine = tmp_path / "mine.trig"
    mine.write_text(CLAIMS, encoding="utf-8")
    for more in (("--graph", mine), ("--viewpoint", "lo-2017")):
        assert kg("derive", "--store", built, *more).stdout == kg("derive", *more).stdout


def test_it_is_an_oxigraph_store_with_conclusions(built: Path, kg: Kg) -> None:
    exported = set(parse(kg("export", "nquads").stdout, format=RdfFormat.N_QUADS))
    named = {quad for quad in exported if quad.graph_name != DefaultGraph()}
    ontology = {quad for quad in named if quad.graph_name == ONTOLOGY_GRAPH}
    assert held(built) == named > ontology > set()


def held(folder: Path) -> set[Quad]:
    return set(Store.read_only(str(folder / "store")))


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
    fresh = tmp_path / "fresh"
    assert kg("build", mine, "--store", fresh).exit_code == 0
    assert held(own) == held(fresh)
    added = kg("derive", "--graph", mine)
    assert kg("derive", "--store", own).stdout == added.stdout
    back = kg("build", "--store", own)
    assert "statements changed" in back.stdout
    assert kg("derive", "--store", own).stdout == kg("derive").stdout
    assert held(own) == held(built)


@pytest.fixture(scope="module")
def recorded(derived: Inference) -> set[Quad]:
    """The record of what follows from the shipped graph."""
    return set(prov_quads(derived))


@pytest.mark.parametrize("number", range(4))
def test_statements_come_and_go_with_claims(
    derived: Inference, recorded: set[Quad], rules: list[Rule], number: int
) -> None:
    """What is recorded changes as if it were recorded anew, whichever claims are left out."""
    facts = derived.facts
    names = sorted(facts.claims)
    without = names[number::11]
    less = derive(facts.less(without), rules)
    with_all, with_less = (derived, recorded), (less, set(prov_quads(less)))
    for (before, old), (after, new) in ((with_all, with_less), (with_less, with_all)):
        store = Store()
        store.bulk_extend(old)
        gone, come = difference(before, after)
        assert gone and not gone & come
        for quad in gone:
            store.remove(quad)
        store.bulk_extend(come)
        for quad in orphans(store, gone):
            store.remove(quad)
        assert set(store) == new


def test_another_label_is_said_in_the_sentences(
    derived: Inference, recorded: set[Quad], rules: list[Rule]
) -> None:
    state = NamedNode("https://w3id.org/entente/id/CHN")
    other = [
        Quad(
            quad.subject, quad.predicate, Literal("A Name of Mine", language="en"), quad.graph_name
        )
        if quad.subject == state and quad.predicate == terms.LABEL
        else quad
        for quad in derived.facts.dataset.quads()
    ]
    renamed = derive(Facts(Dataset(other)), rules)
    gone, come = difference(derived, renamed)
    told = [quad.object.value for quad in come if quad.predicate == terms.ent("because")]
    assert told and all("A Name of Mine" in text for text in told)
    assert (recorded - gone) | come == set(prov_quads(renamed))


def test_another_ontology_is_written_whole(own: Path, kg: Kg) -> None:
    """As if the folder had been built with other words: nothing of them stays."""
    told = json.loads((own / "built.json").read_text(encoding="utf-8"))
    words = next(name for name in told if "/ontology/" in name)
    (own / "built.json").write_text(json.dumps(told | {words: "other"}), encoding="utf-8")
    store, stale = Store(str(own / "store")), Quad(*[NamedNode("http://example.org/old")] * 4)
    store.add(stale)
    store.flush()
    del store
    assert kg("build", "--store", own).exit_code == 0
    assert stale not in held(own)


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
    bad.write_text("<x:a> { this is no RDF", encoding="utf-8")
    before = (own / "built.json").read_bytes()
    assert kg("build", bad, "--store", own).exit_code == 2
    assert (own / "built.json").read_bytes() == before


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda folder: (folder / "proofs.json").write_text("{"), "remove the folder"),
        (lambda folder: (folder / "proofs.json").write_text('{"format":3}'), "remove the folder"),
        (lambda folder: (folder / "built.json").unlink(), "no built graph"),
        (lambda folder: shutil.rmtree(folder), "no built graph"),
        (lambda folder: shutil.rmtree(folder / "store"), "cannot be opened"),
    ],
)
def test_a_broken_folder_is_told_in_a_line(own: Path, kg: Kg, spoil: object, told: str) -> None:
    spoil(own)  # type: ignore[operator]
    done = kg("brief", "CHN", "RUS", "--store", own)
    assert done.exit_code == 2 and told in done.stderr and len(done.stderr.splitlines()) == 1


def test_what_was_cut_off_is_built_anew(own: Path, kg: Kg) -> None:
    (own / "built.json").unlink()
    assert kg("build", "--store", own).exit_code == 0
    assert kg("derive", "--store", own).stdout == kg("derive").stdout


def test_a_folder_of_something_else_is_left_alone(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    done = kg("build", "--store", tmp_path)
    assert done.exit_code == 2 and "something else" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    assert kg("build").exit_code == 2


def test_one_writer_at_a_time(own: Path, kg: Kg, tmp_path: Path) -> None:
    mine = tmp_path / "mine.trig"
    mine.write_text(CLAIMS, encoding="utf-8")
    held = Store(str(own / "store"))
    done = kg("build", mine, "--store", own)
    assert done.exit_code == 2 and "end what has it open" in done.stderr
    del held


def test_proofs_come_back_as_they_were(built: Path, derived: Inference, rules: list[Rule]) -> None:
    from kg.rules.archive import restore

    again = restore(built, rules)
    assert again is not None
    assert again.proofs.strata[: len(derived.proofs.strata)] == derived.proofs.strata
    assert again.facts.derived == derived.facts.derived
    for found in derived.proofs:
        other = again.proofs.get(found.key)
        assert (other.bindings, other.defeaters, other.period) == (
            found.bindings,
            found.defeaters,
            found.period,
        )
    with pytest.raises(InputError):
        restore(built / "store", rules)
