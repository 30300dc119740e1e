"""The command line offers the formats that results have, and refuses options that do not apply."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import click
import pytest
from conftest import ROOT
from test_brief import Kg

import kg as entente
from kg import render
from kg.cli.main import COMMANDS, RENAMED, RENAMED_OPTIONS, main
from kg.model.result import Result


def results() -> list[type[Result]]:
    for path in sorted((ROOT / "kg").rglob("*.py")):
        if "class" in (text := path.read_text(encoding="utf-8")) and "(Result)" in text:
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            importlib.import_module(module)
    return sorted(Result.__subclasses__(), key=lambda kind: kind.__name__)


@pytest.mark.parametrize("result", results(), ids=lambda kind: kind.__name__)
def test_every_result_has_formats(result: type[Result]) -> None:
    assert render.formats(result)


OFFERED = {
    "backtest": "kg.analysis.backtest:Score",
    "brief": "kg.analysis.brief:Brief",
    "compare-viewpoints": "kg.analysis.viewpoints:Comparison",
    "corroborate": "kg.analysis.corroboration:Corroborations",
    "diff": "kg.analysis.timeline:Difference",
    "explain": "kg.analysis.explanation:Explanations",
    "figure": "kg.render.charts.figure:Figure",
    "hypotheses": "kg.analysis.hypotheses:Matrix",
    "network": "kg.store.query:Rows",
    "query": "kg.store.query:QueryResult",
    "questions": "kg.store.query:Questions",
    "rules": "kg.rules.stratify:Program",
    "timeline": "kg.analysis.timeline:Timeline",
    "validate": "kg.validation.finding:Findings",
    "what-if": "kg.analysis.changes:Changes",
}


@pytest.mark.parametrize("command", sorted(OFFERED))
def test_a_command_offers_the_formats_of_its_result(command: str) -> None:
    module, _, name = OFFERED[command].partition(":")
    has = set(render.formats(getattr(importlib.import_module(module), name)))
    found = main.get_command(click.Context(main), command)
    assert found is not None
    offered = next(p.type.choices for p in found.params if p.name == "format")
    assert set(offered) <= has | {"md"}


def test_dates_are_the_same_everywhere() -> None:
    for name in COMMANDS:
        found = main.get_command(click.Context(main), name)
        inner = found.commands.values() if isinstance(found, click.Group) else [found]
        for command in inner:
            for option in command.params:
                if {"--from", "--to", "--as-of"} & set(option.opts):
                    assert option.type.name == "date", (name, option.opts)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "nquads", "--as", "nonsense"), "--as applies to networks"),
        (("export", "nquads", "--with-measures"), "--with-measures applies to networks"),
        (("export", "bibtex", "--as-of", "1900"), "--as-of applies to networks"),
        (("export", "bibtex", "--with-derived"), "--with-derived applies to networks"),
        (("export", "turtle", "--with-derived"), "RDF with --as-of"),
        (
            ("rules", "--plan", "mirrored-postures", "--format", "json"),
            "--format applies to the list",
        ),
        (
            ("build", "--store", "x", "--viewpoint", "y"),
            "--viewpoint applies to commands that read",
        ),
        (("timeline", "CHN", "RUS", "--from", "2010", "--to", "2008"), "--from is later than --to"),
        (("query", "SELECT * { ?s a ?c }"), "kg query - < FILE"),
        (("validate", "--format", "json", "--show", "3"), "--show applies to --format text"),
        (("corroborate", "--figure-format", "png"), "--figures"),
        (("derive", "--update-endpoint", "http://127.0.0.1:1/"), "--endpoint"),
        (("network", "--from", "2008-01"), "--from and --to"),
        (("compare-viewpoints", "a", "b", "--viewpoint", "c"), "--viewpoint does not apply"),
    ],
    ids=" ".join,
)
def test_what_does_not_apply_is_refused(kg: Kg, arguments: tuple[str, ...], said: str) -> None:
    result = kg(*arguments)
    assert result.exit_code == 2 and said in result.stderr, result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_months_are_dates_for_networks_and_backtests_too(kg: Kg) -> None:
    whole = kg("network", "--from", "2008", "--to", "2009").stdout
    assert kg("network", "--from", "2008-01", "--to", "2009-06-01").stdout == whole
    assert kg("backtest", "common-adversary", "--from", "1950-01", "--to", "1960").exit_code == 0


@pytest.mark.parametrize(("old", "new"), sorted(RENAMED.items()))
def test_old_names_of_commands_work_with_a_note(kg: Kg, old: str, new: str) -> None:
    result = kg(old, "--help")
    assert result.exit_code == 0 and f"{old} is now called {new}" in result.stderr
    assert result.stdout == kg(new, "--help").stdout.replace(f"kg {new}", f"kg {new}")


def test_old_names_of_options_work_with_a_note(kg: Kg) -> None:
    for command, options in RENAMED_OPTIONS.items():
        for old, new in options.items():
            result = kg(command, f"{old}=nonsense")
            assert f"{old} is now called {new}" in result.stderr
            assert f"'{new}'" in result.stderr  # the value is refused under the new name


def test_the_package_exports_what_it_says() -> None:
    assert {"Graph", "Rows", "open", "KgError", "InputError", "UnknownName"} <= set(entente.__all__)
    for name in entente.__all__:
        assert getattr(entente, name) is not None
    assert (Path(entente.__file__).parent / "py.typed").is_file()


def test_a_misspelt_option_is_refused() -> None:
    with pytest.raises(TypeError):
        entente.open(shiped=False)  # type: ignore[call-arg]


def test_a_query_in_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "my-query.rq"
    file.write_text(
        "PREFIX ent: <https://w3id.org/entente/ontology#> SELECT ?x { ?x a ent:Rivalry } ORDER BY ?x"
    )
    graph = entente.open()
    assert list(graph.query(str(file))) == list(graph.query(file.read_text()))


def test_viewpoints_are_compared_by_the_rules_that_were_chosen(tmp_path: Path) -> None:
    (tmp_path / "own.rq").write_text(
        '#+ summary: "Rivals."\n#+ because: "{a} and {b} are rivals."\n'
        "PREFIX ent: <https://w3id.org/entente/ontology#>\n"
        "CONSTRUCT { ?a ent:mentions ?b } "
        "WHERE { ?r a ent:Rivalry ; ent:hasParticipant ?a , ?b FILTER(?a != ?b) }"
    )
    graph = entente.open(rules=[tmp_path])
    assert not graph.compare_viewpoints("sino-russian-alignment-2019", "lo-2017").conclusions


SCRIPT = """
import kg

graph = kg.open("a.trig", store=None, viewpoints=["x"])
reveal_type(graph.brief("CHN", "RUS", as_of="2019"))
reveal_type(graph.query("agreements", first="CHN", second="RUS"))
graph.brief("CHN", "RUS", as_off="2019")
kg.open(shiped=False)
"""


@pytest.mark.slow
def test_mypy_sees_every_parameter_in_a_users_script(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", "script.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 'Revealed type is "kg.analysis.brief.Brief"' in done.stdout, done.stdout
    assert 'Revealed type is "kg.store.query.Rows"' in done.stdout
    assert 'Unexpected keyword argument "as_off"' in done.stdout
    assert 'Unexpected keyword argument "shiped"' in done.stdout


@pytest.mark.parametrize("arguments", [("report", "CHN", "RUS"), ("figure", "map", "CHN", "RUS")])
def test_a_missing_extra_is_named_before_any_work(
    kg: Kg, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.cli.options.find_spec", lambda _: None)
    monkeypatch.setattr("kg.workspace.Workspace.__init__", lambda *_: pytest.fail("it has begun"))
    result = kg(*arguments)
    assert result.exit_code == 2 and "pip install 'entente-kg[figures]'" in result.stderr
