"""The command line: exit codes, one-line errors, standard input, whole files, stable output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from conftest import ROOT, TESTS
from test_brief import Kg

from kg.cli.main import COMMANDS, EXAMPLES, main
from kg.store.query import questions

VALID = (TESTS / "shapes" / "valid.trig").read_text(encoding="utf-8")
INVENTED = TESTS / "invented.trig"


def own(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "own.trig"
    file.write_text(text, encoding="utf-8")
    return file


def line_of(text: str) -> str:
    """Return the single line of an error."""
    lines = text.splitlines()
    assert len(lines) == 1 and lines[0].startswith("kg: "), text
    return lines[0]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself(kg: Kg, command: str) -> None:
    result = kg(command, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")
    assert f"Example: {EXAMPLES[command]}" in result.stdout
    made = main.get_command(click.Context(main), command)
    words = EXAMPLES[command].split()[2:]
    if isinstance(made, click.Group):
        made = made.get_command(click.Context(made), words.pop(0))
    assert made is not None
    _, left, _ = made.make_parser(click.Context(made)).parse_args(words)
    assert not left  # every word is an existing option or argument


def test_help_loads_no_heavy_module() -> None:
    code = "import sys; from kg.cli.main import main\ntry: main(['--help'])\nexcept SystemExit: pass\nprint([m for m in ('rdflib', 'pyoxigraph', 'pyshacl', 'networkx', 'rich', 'yaml') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_own_file_of_invented_states(kg: Kg, tmp_path: Path) -> None:
    result = kg("brief", "XAA", "XBB", "--graph", INVENTED, "--graph", own(tmp_path, VALID))
    assert result.exit_code == 0, result.output
    assert "Arcadia and Borduria" in result.stdout


def test_a_folder_is_read_too(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.trig").write_text(INVENTED.read_text("utf-8"), encoding="utf-8")
    own(tmp_path / "deep", VALID)
    result = kg("brief", "XAA", "XBB", "--graph", tmp_path, "--no-shipped")
    assert result.exit_code == 0, result.output


def test_unknown_state(kg: Kg) -> None:
    result = kg("brief", "CHN", "RUX")
    assert result.exit_code == 2
    assert "RUX" in line_of(result.stderr) and "did you mean RUS" in result.stderr


def test_one_state_twice(kg: Kg) -> None:
    result = kg("brief", "CHN", "China")
    assert result.exit_code == 2 and "one state" in line_of(result.stderr)


def test_missing_file(kg: Kg, tmp_path: Path) -> None:
    result = kg("brief", "CHN", "PRK", "--graph", tmp_path / "none.trig")
    assert result.exit_code == 2 and "none.trig: does not exist" in line_of(result.stderr)


@pytest.mark.parametrize(
    "command", [("validate",), ("derive",), ("brief", "CHN", "PRK", "--graph")]
)
def test_syntax_error_names_line_and_column(
    kg: Kg, tmp_path: Path, command: tuple[str, ...]
) -> None:
    file = own(
        tmp_path, VALID.replace("id:exercise a ent:Exercise ;", "id:exercise a ent:Exercise")
    )
    number = next(
        i
        for i, x in enumerate(file.read_text("utf-8").splitlines(), 1)
        if x.endswith("ent:Exercise")
    )
    result = kg(*command, file)
    assert result.exit_code == 2
    assert f"own.trig:{number + 1}:" in line_of(result.stderr)


def test_impossible_date_names_line_and_column(kg: Kg, tmp_path: Path) -> None:
    file = own(tmp_path, VALID.replace('"2000-01-01"', '"2019-13-45"', 3))
    result = kg("brief", "CHN", "PRK", "--graph", file)
    assert result.exit_code == 2
    number = next(
        i for i, x in enumerate(file.read_text("utf-8").splitlines(), 1) if "2019-13-45" in x
    )
    assert f"own.trig:{number}:" in line_of(result.stderr) and "2019-13-45" in result.stderr


def test_impossible_day_in_the_call(kg: Kg) -> None:
    result = kg("brief", "CHN", "RUS", "--as-of", "2019-13-45")
    assert result.exit_code == 2 and "2019-13-45" in line_of(result.stderr)


@pytest.mark.parametrize("junk", [b"\xff\xfe\x00", b"\x00" * 64, b"<a> <b> <c> ."])
def test_junk_is_refused(kg: Kg, tmp_path: Path, junk: bytes) -> None:
    file = tmp_path / "junk.trig"
    file.write_bytes(junk)
    result = kg("validate", file)
    assert result.exit_code == 2
    assert "junk.trig:1:" in line_of(result.stderr)


def test_claim_without_source_does_not_conform(kg: Kg, tmp_path: Path) -> None:
    file = own(tmp_path, VALID.replace("prov:hadPrimarySource source:survey ;", "", 1))
    for command in (
        ("validate", INVENTED, file),
        ("brief", "XAA", "XBB", "--graph", INVENTED, "--graph", file),
    ):
        result = kg(*command)
        assert result.exit_code == 1
        assert "claim-has-source" in result.output and "prov:hadPrimarySource" in result.output


def test_nothing_is_written_where_something_is_wrong(kg: Kg, tmp_path: Path) -> None:
    target = tmp_path / "out.nq"
    target.write_text("kept", encoding="utf-8")
    for text in (VALID.replace("} ", "", 1)[:-3], VALID.replace('"2000-01-01"', '"2000-13-01"')):
        assert kg("derive", INVENTED, own(tmp_path, text), "-o", target).exit_code == 2
    assert target.read_text(encoding="utf-8") == "kept"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.nq", "own.trig"]


def test_validate_gate(kg: Kg, tmp_path: Path) -> None:
    file = own(
        tmp_path,
        VALID.replace(
            "ent:startPrecision ent:year .", "ent:startPrecision ent:year .\n", 1
        ).replace(
            '      ent:start "2000-01-01"^^xsd:date ;\n      ent:startPrecision ent:year .',
            '      ent:start "2000-01-01"^^xsd:date .',
            1,
        ),
    )
    command = ("validate", "--no-shipped", INVENTED, file)
    assert kg(*command).exit_code == 0
    assert kg(*command, "--fail-on", "warning").exit_code == 1
    data = json.loads(kg(*command, "--format", "json").stdout)
    assert data["conforms"] and [f["severity"] for f in data["findings"]] == ["warning"]
    assert "sh:ValidationReport" in kg(*command, "--format", "turtle").stdout


def test_own_shapes(kg: Kg, tmp_path: Path) -> None:
    shapes = tmp_path / "own.ttl"
    shapes.write_text(
        """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ent: <https://w3id.org/entente/ontology#> .
        <urn:strict> a sh:NodeShape ; sh:targetClass ent:State ; sh:property <urn:url> .
        <urn:url> sh:path ent:url ; sh:minCount 1 ; sh:severity sh:Violation ; sh:message "Add a page."@en .""",
        encoding="utf-8",
    )
    result = kg("validate", "--shapes", shapes)
    assert result.exit_code == 1 and "Add a page." in result.stdout
    shapes.write_text("no turtle", encoding="utf-8")
    result = kg("validate", "--shapes", shapes)
    assert result.exit_code == 2 and "own.ttl" in line_of(result.stderr)


def test_questions_are_listed(kg: Kg) -> None:
    text = kg("questions").stdout
    for name, file in questions().items():
        assert name in text and file.summary.split()[0] in text
    assert {row["name"] for row in json.loads(kg("questions", "--format", "json").stdout)} == set(
        questions()
    )


def test_a_rule_tells_its_plan(kg: Kg) -> None:
    text = kg("rules", "--plan", "mirrored-postures").stdout
    assert text.startswith("mirrored-postures: ") and "about" in text
    assert "?opposition ent:hasReviser ?a" in text and "ent:isHeldBy" not in text
    assert "?postureA ent:isHeldBy ?a" in kg("rules", "--plan", "opposition").stdout
    result = kg("rules", "--plan", "no-such-rule")
    assert result.exit_code == 2 and "no-such-rule" in line_of(result.stderr)


def test_rules_are_listed_in_order(kg: Kg) -> None:
    rows = json.loads(kg("rules", "--format", "json").stdout)
    names = [row["name"] for row in rows]
    assert names.index("first-test-failed") < names.index("passes-first-test")
    assert all(row["because"] and row["summary"] for row in rows)


@pytest.mark.parametrize("output", ["table", "csv", "tsv", "json", "xml"])
def test_query_formats(kg: Kg, output: str) -> None:
    result = kg("query", "sources", "--format", output)
    assert result.exit_code == 0 and "sino-russian-al" in result.stdout


def test_query_from_standard_input_with_a_parameter(kg: Kg) -> None:
    query = "SELECT ?x WHERE { ?x a ?kind } ORDER BY ?x"
    result = kg("query", "-", "-p", "kind=ent:Rivalry", "--format", "csv", stdin=query)
    assert result.exit_code == 0 and "sino-soviet-schism" in result.stdout


def test_query_file_that_constructs(kg: Kg, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text(
        "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c . FILTER(?s = <https://w3id.org/entente/id/CHN>) }",
        "utf-8",
    )
    assert "id:CHN a prov:Agent , ent:Actor , ent:State" in kg("query", file).stdout
    assert kg("query", file, "--format", "csv").exit_code == 2


def test_ask(kg: Kg) -> None:
    assert kg("query", "-", stdin="ASK { ?x a <urn:nothing> }").stdout == "no\n"


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        (["no-such-question"], None, "kg questions"),
        (["agreements"], None, "needs first, second"),
        (
            ["agreements", "-p", "first=CHN", "-p", "second=RUS", "-p", "x=1"],
            None,
            "no parameter 'x'",
        ),
        (["agreements", "-p", "first"], None, "name=value"),
        (["-"], "SELECT * WHERE { ?s ?p", "standard input"),
        (["-"], "INSERT DATA { <a:b> <c:d> 1 }", "standard input"),
        (["-"], "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE"),
        (["postures", "-p", "asOf=2019-13-01"], None, "is not a date"),
        (["postures", "-p", "object=atlantis"], None, "atlantis"),
        (["-", "--format", "turtle"], "SELECT * { ?s ?p ?o }", "Turtle needs"),
    ],
)
def test_query_errors_are_one_line(
    kg: Kg, arguments: list[str], stdin: str | None, said: str
) -> None:
    result = kg("query", *arguments, stdin=stdin)
    assert result.exit_code == 2
    assert said in line_of(result.stderr)


def test_a_parameter_is_a_term_and_never_a_piece_of_query(kg: Kg) -> None:
    query = "SELECT ?said WHERE { BIND(?text AS ?said) }"
    sly = '" } UNION { ?s ?p ?o } #'
    result = kg("query", "-", "-p", f"text={sly}", "--format", "json", stdin=query)
    rows = json.loads(result.stdout)["results"]["bindings"]
    assert [row["said"]["value"] for row in rows] == [sly]


def test_derive_writes_conclusions_and_proofs(kg: Kg, tmp_path: Path) -> None:
    target = tmp_path / "out.trig"
    assert kg("derive", "-o", target).exit_code == 0
    text = target.read_text(encoding="utf-8")
    assert "graph:conclusions {" in text and "graph:proofs {" in text


def test_own_rules(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "own.rq").write_text(
        """#+ summary: Rivals are a pair.
#+ because: "{a} and {b} are rivals."
PREFIX ent: <https://w3id.org/entente/ontology#>
CONSTRUCT { ?a <urn:own:rivals> ?b } WHERE { ?r a ent:Rivalry ; ent:hasParticipant ?a , ?b FILTER(?a != ?b) }""",
        encoding="utf-8",
    )
    result = kg("derive", "--rules", tmp_path)
    assert result.exit_code == 0 and "<urn:own:rivals>" in result.stdout
    (tmp_path / "bad.rq").write_text("#+ summary: Bad.\nCONSTRUCT {", encoding="utf-8")
    result = kg("derive", "--rules", tmp_path)
    assert result.exit_code == 2 and "bad.rq" in line_of(result.stderr)


def test_viewpoint(kg: Kg) -> None:
    result = kg(
        "brief", "CHN", "SUN", "--as-of", "1969", "--viewpoint", "gerson-2010", "--format", "json"
    )
    data = json.loads(result.stdout)
    assert data["form"]["formal"] == "unknown" and data["form"]["conduct"] == "unknown"
    result = kg("brief", "CHN", "SUN", "--viewpoint", "nobody")
    assert result.exit_code == 2 and "kg query sources" in line_of(result.stderr)


EXPORTS = """
from contextlib import redirect_stdout
from kg.cli.main import main
for form in "nquads", "gexf", "trig", "jsonld":
    try:
        main(["export", form, "-o", f"exported.{form}"])
    except SystemExit as end:
        assert not end.code
for name, *command in ("brief", "CHN", "RUS"), ("query", "claims"), ("questions",):
    with open(f"exported.{name}", "w", encoding="utf-8") as file, redirect_stdout(file):
        try:
            main([name, *command])
        except SystemExit as end:
            assert not end.code
"""
PLACES = {
    "1": {"LC_ALL": "C", "TZ": "Pacific/Kiritimati"},
    "2": {
        "LC_ALL": "tr_TR.UTF-8",
        "TZ": "America/Los_Angeles",
        "PYTHONUTF8": "1",
        "COLUMNS": "200",
    },
}
"""Environment variables that vary with each hash seed."""


@pytest.mark.slow
def test_two_builds_are_the_same_to_the_byte(tmp_path: Path) -> None:
    """The builds run in separate processes with different hash seeds, locales and time zones."""
    for seed, others in PLACES.items():
        (tmp_path / seed).mkdir()
        env = os.environ | {"PYTHONHASHSEED": seed} | others
        subprocess.run([sys.executable, "-c", EXPORTS], check=True, cwd=tmp_path / seed, env=env)
    made = [{p.name: p.read_bytes() for p in (tmp_path / seed).iterdir()} for seed in PLACES]
    assert made[0] == made[1] and len(made[0]) == 7
    assert all(len(content) > 1000 for content in made[0].values())


def test_a_closed_pipe_is_no_error() -> None:
    done = subprocess.run(
        f"'{sys.executable}' -m kg export nquads | head -n 1",
        shell=True,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stderr == "" and done.stdout.count("\n") == 1


def test_states_complete() -> None:
    env = os.environ | {
        "_KG_COMPLETE": "bash_complete",
        "COMP_WORDS": "kg brief CH",
        "COMP_CWORD": "2",
    }
    code = "from kg.cli.main import main; main(prog_name='kg')"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False
    )
    assert "plain,CHN" in done.stdout.split()
