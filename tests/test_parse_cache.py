"""Parsed queries are cached: never stale, never trusted blindly, and read without rdflib."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from kg.rules import parse
from kg.rules.parse import RULES, parse_pattern, read_pattern
from kg.rules.pattern_json import dump_pattern
from kg.store import reading as parse_cache
from kg.store.reading import QUERIES, Reading, parse_reading, read_query, service_place, user_folder

pytestmark = pytest.mark.usefixtures("monkeypatch")  # a cache of its own for each test
QUERY = "SELECT * { ?x <urn:e:p> ?y }"
RULE = """
PREFIX : <urn:e:>
CONSTRUCT { ?x :r ?z } WHERE { ?x :p ?y VALUES ?y { 1 "a"@en } BIND(?y + 1 AS ?z) FILTER(?z > 1) }
"""


def kept() -> list[Path]:
    return sorted(user_folder().glob("*.json"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["brief", "CHN", "RUS"],
        ["rules"],
        ["query", "agreements", "-p", "first=CHN", "-p", "second=RUS"],
        ["lint"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_nothing_shipped_is_parsed_again(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom kg.cli.main import main\n"
        f"try: main({arguments!r})\nexcept SystemExit: pass\n"
        "print('PARSED' if 'kg.store.grammar' in sys.modules else 'KEPT')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("KEPT\n")


def test_a_user_s_query_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = read_query(QUERY)
    assert len(kept()) == 1
    monkeypatch.setattr("kg.store.reading.parse_reading", lambda *_: pytest.fail("parsed again"))
    assert read_query(QUERY) == first


def test_a_user_s_rule_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = read_pattern(RULE)
    monkeypatch.setattr(parse, "parse_pattern", lambda *_: pytest.fail("parsed again"))
    assert read_pattern(RULE) == first


def test_another_text_or_another_version_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    read_pattern(RULE)
    assert RULES.find(RULE + " ") is None
    monkeypatch.setitem(RULES.__dict__, "version", "another")
    monkeypatch.delitem(RULES.__dict__, "_shipped", raising=False)
    assert RULES.find(RULE) is None
    assert RULES._shipped == {}
    monkeypatch.delitem(RULES.__dict__, "_shipped")


@pytest.mark.parametrize(
    "rubbish",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"prologue": 1, "head": [], "body": [], "absences": []}',
        b'{"prologue": "", "head": [["?a", "?b"]], "body": [], "absences": []}',
        b'{"prologue": "", "head": 5, "body": [[[]]], "absences": {}}',
        b" " * 2_000_000,
    ],
    ids=lambda rubbish: repr(rubbish[:20]),
)
def test_rubbish_counts_as_absent(rubbish: bytes) -> None:
    first = read_pattern(RULE)
    (path,) = kept()
    path.write_bytes(rubbish)
    assert RULES.find(RULE) is None
    assert read_pattern(RULE) == first


def _places(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    found = [path]
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if type(value) is list
        else ()
    )
    for key, part in items:
        found += _places(part, (*path, key))
    return found


@pytest.mark.parametrize(
    "planted",
    ["?x } SERVICE <urn:x> { ?a ?b ?c", "<urn:a> . } #", "RAND", ["UUID"], ["||"], None, -1, {}],
    ids=repr,
)
def test_nothing_that_is_planted_becomes_text_of_a_query(planted: object) -> None:
    whole = dump_pattern(parse_pattern(RULE))
    for place in _places(whole)[1:]:
        changed = copy.deepcopy(whole)
        part = changed
        for key in place[:-1]:
            part = part[key]  # type: ignore[index]
        part[place[-1]] = planted  # type: ignore[index]
        try:
            read = RULES._load(changed)
        except parse_cache._BAD:
            continue
        text = read.prologue + "".join(str(part) for _, part in read.body.parts)
        assert "SERVICE <" not in text.replace('"?x } SERVICE <urn:x> { ?a ?b ?c"', "")
        assert "RAND(" not in text and "UUID(" not in text


def test_what_is_kept_never_lets_a_service_pass() -> None:
    text = "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
    QUERIES.keep(text, parse_reading(QUERY))
    assert service_place(text) == (1, 12)


def test_a_folder_that_cannot_be_written_to_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(file))
    assert read_query(QUERY).form == "SELECT"


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse_cache, "_MOST_FILES", 10)
    found = parse_reading(QUERY)
    for number in range(40):
        QUERIES.keep(f"{QUERY} # {number}", found)
    assert 5 <= len(kept()) <= 10


def test_a_reading_is_read_back_whole() -> None:
    for text in (
        QUERY,
        "ASK { { SELECT ?x { ?x a <urn:e:c> } } }",
        "CONSTRUCT WHERE { ?x ?p 1.5 }",
        "DESCRIBE <urn:e:a>",
        "SELECT ?claim { GRAPH ?claim { ?x ?p ?o } }",
    ):
        found = parse_reading(text)
        assert isinstance(found, Reading)
        assert QUERIES._load(json.loads(json.dumps(QUERIES._dump(found)))) == found
