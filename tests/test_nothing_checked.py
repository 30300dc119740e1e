"""Unchecked data never passes: empty paths, and shapes without targets or without meaning."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from conftest import TESTS, sparse

if TYPE_CHECKING:
    from pathlib import Path

    from test_brief import Kg

INVENTED = ("--no-shipped", TESTS / "invented.trig", TESTS / "shapes" / "valid.trig")
PREFIXES = """@prefix ent: <https://w3id.org/entente/ontology#> .
@prefix ex: <http://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


@pytest.fixture(params=sparse(["fast", "pyshacl"], 2))
def engine(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.mark.parametrize(
    ("name", "text", "holds"),
    [
        ("empty.trig", "", "no statement"),
        ("prefixes.ttl", PREFIXES, "no statement"),
        ("empty", None, "no file of RDF"),
        ("tables", {"a.csv": "a,b\n1,2\n"}, "no file of RDF"),
    ],
)
def test_a_path_with_nothing_to_check_is_a_violation(
    kg: Kg, tmp_path: Path, name: str, text: str | dict[str, str] | None, holds: str
) -> None:
    path = tmp_path / name
    if isinstance(text, str):
        path.write_text(text)
    else:
        path.mkdir()
        for file, content in (text or {}).items():
            (path / file).write_text(content)
    result = kg("validate", "--no-shipped", "--engine", "fast", path)
    assert result.exit_code == 1 and holds in result.stdout and f"{path}:1:1" in result.stdout
    allowed = kg("validate", "--no-shipped", "--engine", "fast", path, "--allow-empty")
    assert allowed.exit_code == 0, allowed.output


@pytest.mark.parametrize(
    ("shape", "place", "said"),
    [
        ("", 1, "no shape with a target"),
        ("ex:S a sh:NodeShape ; sh:property [ sh:path ent:start ; sh:minCount 1 ] .", 1, "target"),
        (
            "ex:S a sh:NodeShape ; sh:targetClass ent:State ;\n sh:property [ sh:path ent:start ;\n sh:minCuont 1 ] .",
            7,
            "sh:minCount",
        ),
        ("ex:S a sh:NodeShape ; sh:targetClas ent:State .", 5, "sh:targetClass"),
        (
            'ex:S a sh:NodeShape ; sh:targetClass ent:State ;\n sh:property [ sh:path ent:start ;\n sh:minCount "one" ] .',
            7,
            "xsd:integer",
        ),
        (
            "ex:S a sh:NodeShape ; sh:targetClass ent:State ;\n sh:property [ sh:path ent:isPartOf ; sh:node ex:S ] .",
            6,
            "ex:S refers to itself".replace("ex:", "http://example.org/"),
        ),
        (
            'ex:S a sh:NodeShape ; sh:targetClass ent:State ;\n sh:property [ sh:path ent:start ; sh:pattern "(" ] .',
            6,
            "regular expression",
        ),
        ("ex:S a sh:NodeShape ; sh:target [ sh:select 'SELECT ?this {}' ] .", 5, "sh:target"),
    ],
)
def test_shapes_that_mean_nothing_are_refused_on_their_line(
    kg: Kg, tmp_path: Path, shape: str, place: int, said: str
) -> None:
    file = tmp_path / "shapes.ttl"
    file.write_text(PREFIXES + shape)
    result = kg("validate", *INVENTED, "--shapes", file)
    (line,) = result.stderr.splitlines()
    assert result.exit_code == 2 and said in line
    assert line.startswith(f"kg: {file}:{place}:")


def idle(kg: Kg, file: Path, engine: str, *more: str) -> tuple[int, list[tuple[str, int, str]]]:
    arguments = ("--shapes", file, "--engine", engine, "--format", "json", *more)
    result = kg("validate", *INVENTED, *arguments)
    rows = json.loads(result.stdout)["findings"]
    found = [(r["severity"], r["line"], r["message"]) for r in rows if r["node"].endswith("/S")]
    return result.exit_code, found


def test_a_misspelt_target_names_the_nearest_class(kg: Kg, tmp_path: Path, engine: str) -> None:
    file = tmp_path / "shapes.ttl"
    body = "sh:property [ sh:path ent:start ; sh:minCount 1 ] ."
    file.write_text(f"{PREFIXES}ex:S a sh:NodeShape ;\n sh:targetClass ent:Rivalri ; {body}")
    code, found = idle(kg, file, engine)
    ((severity, line, message),) = found
    assert code == 1 and severity == "violation" and line == 6 and "ent:Rivalry?" in message


def test_a_shape_without_instances_is_a_note_beside_one_that_looks(
    kg: Kg, tmp_path: Path, engine: str
) -> None:
    file = tmp_path / "shapes.ttl"
    one = "ex:S a sh:NodeShape ;\n sh:targetClass ent:Completeness ; sh:nodeKind sh:IRI .\n"
    file.write_text(PREFIXES + one)
    code, ((severity, line, _),) = idle(kg, file, engine)
    assert (code, severity, line) == (1, "violation", 6)
    code, ((severity, _, _),) = idle(kg, file, engine, "--allow-empty")
    assert (code, severity) == (0, "info")
    file.write_text(
        f"{PREFIXES}{one}ex:T a sh:NodeShape ; sh:targetClass ent:State ; sh:nodeKind sh:IRI ."
    )
    code, ((severity, _, _),) = idle(kg, file, engine)
    assert (code, severity) == (0, "info")


def test_anonymous_shapes_are_known_again(kg: Kg, tmp_path: Path, engine: str) -> None:
    file, known = tmp_path / "shapes.ttl", tmp_path / "known.json"
    file.write_text(
        f"{PREFIXES}[] a sh:NodeShape ; sh:targetClass ent:State ; sh:severity ex:Critical ;\n"
        " sh:property [ sh:path ent:url ; sh:minCount 1 ; sh:severity ex:Critical ] ."
    )
    arguments = ("--shapes", file, "--engine", engine)
    result = kg("validate", *INVENTED, *arguments, "--format", "json")
    assert result.exit_code == 1
    assert {r["shape"] for r in json.loads(result.stdout)["findings"]} == {"State-url"}
    known.write_text(result.stdout)
    assert kg("validate", *INVENTED, *arguments, "--baseline", known).exit_code == 0
