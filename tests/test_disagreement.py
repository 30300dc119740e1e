"""Disagreement of sources affects conclusions: contested, outweighed, or settled by preference."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import SHARED, TESTS
from said import ALONE, Notes, interest, posture, write
from test_brief import Kg

import kg as entente

PLACE = "south-america"
"""A region towards which two states that are not in the shipped claims have stances."""
FIRST = Notes(
    "first",
    "2010-03-01",
    "2010-03-31",
    (
        posture("BOL", PLACE, "revisionist"),
        interest("BOL", PLACE, "core"),
        posture("CHL", PLACE, "statusQuo"),
        interest("CHL", PLACE, "core"),
    ),
)


def brief(kg: Kg, *arguments: object, pair: tuple[str, str] = ("BOL", "CHL")) -> dict[str, Any]:
    done = kg("brief", *pair, *arguments, "--format", "json")
    assert done.exit_code == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def row(found: dict[str, Any], region: str = PLACE) -> dict[str, Any]:
    return next(one for one in found["regions"] if one["region"] == region)


def answer(found: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(one for one in found["conclusions"] if one["kind"] == kind)


def test_who_looked_later_outweighs(kg: Kg, tmp_path: Path) -> None:
    later = Notes("later", "2015-06-01", "2015-06-30", (posture("BOL", PLACE, "statusQuo"),))
    files = (*ALONE, write(tmp_path / "a.trig", FIRST, later))
    before, after = (brief(kg, *files, "--as-of", day) for day in ("2015-05-31", "2015-06-01"))
    assert row(before)["relation"] == "conflict"
    assert row(after)["postures"] == {"BOL": "status-quo", "CHL": "status-quo"}
    assert row(after)["relation"] == "overlap"
    (dispute,) = after["disputes"]
    assert not dispute["contested"]
    assert [(s["says"], s["standing"], s["attested"]["until"]) for s in dispute["sides"]] == [
        ("status quo", "stands", "2015-06"),
        ("revisionist", "outweighed", "2010-03"),
    ]
    text = kg("brief", "BOL", "CHL", *files, "--as-of", "2016", "--full").stdout
    assert "status quo: " in text and "revisionist (no longer): " in text


def test_a_denial_ends_what_is_presumed(kg: Kg, tmp_path: Path) -> None:
    later = Notes(
        "later", "2015-06-01", "2015-06-30", denies=(posture("BOL", PLACE, "revisionist"),)
    )
    files = (*ALONE, write(tmp_path / "a.trig", FIRST, later))
    after = brief(kg, *files, "--as-of", "2015-06-30")
    assert row(after)["postures"]["BOL"] is None and row(after)["relation"] == "unknown"
    assert row(brief(kg, *files, "--as-of", "2015-05-31"))["relation"] == "conflict"


@pytest.mark.slow
def test_who_looked_at_the_same_time_contests(kg: Kg, tmp_path: Path) -> None:
    other = Notes("other", "2010-03-10", "2010-03-20", (posture("BOL", PLACE, "statusQuo"),))
    files = (*ALONE, write(tmp_path / "a.trig", FIRST, other))
    found = brief(kg, *files)
    here = row(found)
    assert here["postures"]["BOL"] is None
    assert here["argued_postures"] == {"BOL": ["revisionist", "status-quo"]}
    assert here["relation"] == "unknown"
    assert sorted(here["argued_relations"]) == ["conflict", "overlap"]
    explained = kg("explain", "BOL", "CHL", "conflict", *files, "--format", "json")
    (conflict,) = json.loads(explained.stdout)
    assert conflict["holds"] == "unknown" and conflict["contested"] and conflict["proofs"]
    under = {tuple(one["claims"]): one["holds"] for one in conflict["under"]}
    claim = "https://w3id.org/entente/claim/"
    assert under == {(f"{claim}first-0",): "yes", (f"{claim}other-0",): "unknown"}
    text = kg("brief", "BOL", "CHL", *files).stdout
    assert "revisionist/status quo?" in text and "contested" in text
    for form in ("md", "json"):
        assert "contested" in kg("brief", "BOL", "CHL", *files, "--format", form).stdout


def test_the_same_on_a_day_before_anybody_differs(kg: Kg, tmp_path: Path) -> None:
    """A source that covers the tenth onwards changes nothing on the ninth."""
    other = Notes("other", "2010-03-10", "2010-03-20", (posture("BOL", PLACE, "statusQuo"),))
    files = (*ALONE, write(tmp_path / "a.trig", FIRST, other))
    assert row(brief(kg, *files, "--as-of", "2010-03-09"))["relation"] == "conflict"


def test_one_sources_later_word_counts(kg: Kg, tmp_path: Path) -> None:
    """Within one source the later statement outweighs the earlier, as in a yearly report."""
    text = write(tmp_path / "a.trig", FIRST).read_text(encoding="utf-8")
    more = """
source:first { claim:first-9 a ent:Claim ; prov:hadPrimarySource source:first ; ent:locator "p. 9" ;
    ent:hasModality ent:assessment ; ent:hasPolarity ent:affirmed ; skos:prefLabel "Since the tenth"@en . }
claim:first-9 { id:bolivia-since a ent:Posture ; ent:isHeldBy id:BOL ; ent:isTowards id:south-america ;
    ent:hasOrientation ent:statusQuo ; ent:start "2010-03-10"^^xsd:date ; ent:startPrecision ent:day . }
"""
    (tmp_path / "a.trig").write_text(text + more, encoding="utf-8")
    files = (*ALONE, tmp_path / "a.trig")
    assert row(brief(kg, *files, "--as-of", "2010-03-09"))["postures"]["BOL"] == "revisionist"
    assert row(brief(kg, *files, "--as-of", "2010-03-10"))["postures"]["BOL"] == "status-quo"


@pytest.mark.parametrize(
    ("prefer", "expected"), [("later", "status-quo"), ("reliable", "revisionist")]
)
def test_a_preference_decides(kg: Kg, tmp_path: Path, prefer: str, expected: str) -> None:
    """A study from March disagrees with a known forger's paper, finished a day later."""
    first = Notes("first", "2010-03-01", "2010-03-30", FIRST.says, kind="scholarlyWork")
    other = Notes("other", "2010-03-10", "2010-03-31", (posture("BOL", PLACE, "statusQuo"),))
    path = write(tmp_path / "a.trig", first, other)
    rated = "\nsource:other { source:other ent:hasReliability ent:unreliable . }\n"
    path.write_text(path.read_text(encoding="utf-8") + rated, encoding="utf-8")
    found = brief(kg, *ALONE, path, "--prefer", prefer)
    assert row(found)["postures"]["BOL"] == expected
    assert [side["standing"] for d in found["disputes"] for side in d["sides"]].count("stands") == 1


def test_a_viewpoint_restricts_who_may_object(kg: Kg, tmp_path: Path) -> None:
    other = Notes("other", "2010-03-10", "2010-03-20", (posture("BOL", PLACE, "statusQuo"),))
    files = (*ALONE, write(tmp_path / "a.trig", FIRST, other))
    found = brief(kg, *files, "--viewpoint", "first")
    assert row(found)["relation"] == "conflict" and not found["disputes"]


def test_doubting_the_objector_settles_it(kg: Kg, tmp_path: Path) -> None:
    other = Notes("other", "2010-03-10", "2010-03-20", (posture("BOL", PLACE, "statusQuo"),))
    files = (*ALONE, write(tmp_path / "a.trig", FIRST, other))
    done = kg("what-if", *files, "--retract", "other-0", "--dyad", "BOL-CHL", "--format", "json")
    rows = {one["kind"]: one for one in json.loads(done.stdout)["changed"]}
    conflict = rows["conflict"]
    assert conflict["contested"] == {"before": True, "after": False}
    assert (conflict["before"], conflict["after"]) == ("unknown", "yes")


def test_what_is_never_certain_is_listed_as_contested(kg: Kg, tmp_path: Path) -> None:
    """Two sources of the same time differ from the first day."""
    other = Notes("other", "2010-03-01", "2010-03-31", (posture("BOL", PLACE, "statusQuo"),))
    first, more = write(tmp_path / "a.trig", FIRST), write(tmp_path / "b.trig", other)
    done = kg("what-if", *ALONE, first, "--add", more, "--dyad", "BOL-CHL", "--format", "json")
    rows = {one["kind"]: one for one in json.loads(done.stdout)["changed"]}
    assert rows["overlap"]["contested"] == {"before": False, "after": True}
    assert rows["conflict"]["contested"] == {"before": False, "after": True}
    assert (rows["conflict"]["before"], rows["conflict"]["after"]) == ("yes", "unknown")
    files = (*ALONE, first, "--graph", more)
    (overlap,) = json.loads(
        kg("explain", "BOL", "CHL", "overlap", *files, "--format", "json").stdout
    )
    by_name = json.loads(kg("explain", overlap["conclusion"], *files, "--format", "json").stdout)
    assert by_name == [overlap] and overlap["contested"] and overlap["proofs"]


def test_both_sources_are_named_where_one_ends_the_other(kg: Kg, tmp_path: Path) -> None:
    later = Notes(
        "later", "2015-06-01", "2015-06-30", denies=(posture("BOL", PLACE, "revisionist"),)
    )
    first, more = write(tmp_path / "a.trig", FIRST), write(tmp_path / "b.trig", later)
    done = kg("what-if", *ALONE, first, "--add", more, "--dyad", "BOL-CHL", "--format", "json")
    rows = {one["kind"]: one for one in json.loads(done.stdout)["changed"]}
    assert rows["conflict"]["from"] == "2015-06-01"
    (because,) = rows["conflict"]["because"]
    assert "Notes of first" in because and "Notes of later" in because


def test_whichever_is_right_is_said(kg: Kg, tmp_path: Path) -> None:
    """An overlap holds whether the interest is core or important."""
    first = Notes(
        "first",
        "2010-03-01",
        "2010-03-31",
        tuple(
            text
            for state in ("BOL", "CHL")
            for text in (posture(state, PLACE, "statusQuo"), interest(state, PLACE, "core"))
        ),
    )
    other = Notes("other", "2010-03-10", "2010-03-20", (interest("BOL", PLACE, "important"),))
    files = (*ALONE, write(tmp_path / "a.trig", first, other))
    text = kg("explain", "BOL", "CHL", "overlap", *files).stdout
    assert text.startswith("contested, but yes whoever is right: overlap")


def test_a_claim_about_others_changes_nothing(kg: Kg, tmp_path: Path) -> None:
    alone = write(tmp_path / "a.trig", FIRST)
    other = Notes("other", "2010-03-10", "2010-03-20", (posture("PER", PLACE, "statusQuo"),))
    both = write(tmp_path / "b.trig", FIRST, other)
    one, two = (brief(kg, *ALONE, path, "--as-of", "2010-03-31") for path in (alone, both))
    assert one == two


def test_the_order_of_the_two_changes_nothing(kg: Kg, tmp_path: Path) -> None:
    other = Notes("other", "2010-03-10", "2010-03-20", (posture("BOL", PLACE, "statusQuo"),))
    path = write(tmp_path / "a.trig", FIRST, other)
    one, other = (brief(kg, *ALONE, path, pair=pair) for pair in (("BOL", "CHL"), ("CHL", "BOL")))
    assert (one.pop("asked"), other.pop("asked")) == (["BOL", "CHL"], ["CHL", "BOL"])
    assert one.pop("verdict") != other.pop("verdict")  # they are named in the order asked for
    assert one == other


def test_an_opposed_core_interest_leaves_no_basis(kg: Kg, tmp_path: Path) -> None:
    found = brief(kg, *ALONE, write(tmp_path / "a.trig", FIRST))
    assert answer(found, "basis-for-military-alliance")["holds"] == "no"
    assert answer(found, "no-basis-for-military-alliance")["holds"] == "yes"


def test_regions_nest(kg: Kg, tmp_path: Path) -> None:
    """One state's stance is towards a region, the other's towards a larger one that contains it."""
    notes = Notes(
        "nested",
        "2010-03-01",
        "2010-03-31",
        (
            posture("BOL", "south-america", "revisionist"),
            interest("BOL", "south-america", "core"),
            posture("CHL", "americas", "statusQuo"),
            interest("CHL", "americas", "core"),
        ),
    )
    found = brief(kg, *ALONE, write(tmp_path / "a.trig", notes))
    here = row(found, "south-america")
    assert here["relation"] == "conflict"
    assert here["inherited"] == {
        "CHL": {"posture": "status-quo", "level": "core", "from": ["Americas"]}
    }
    text = kg("brief", "BOL", "CHL", *ALONE, tmp_path / "a.trig").stdout
    assert "status quo, core (Americas)" in text


def test_what_is_read_in_is_marked(kg: Kg, tmp_path: Path) -> None:
    notes = Notes("reading", "2010-03-01", "2010-03-31", FIRST.says, explicitness="codersReading")
    path = write(tmp_path / "a.trig", notes)
    found = brief(kg, *ALONE, path)
    conclusion = answer(found, "no-basis-for-military-alliance")
    assert conclusion["confidence"]["weakest_explicitness"] == "coder’s reading"
    assert not conclusion["restated"]
    text = kg("brief", "BOL", "CHL", *ALONE, path, "--full").stdout
    assert "coder’s reading" in text and "Note: Read in." in text
    assert brief(kg, *ALONE, path, "--only", "implied", "--as-of", "2010")["known"] is False


def test_what_the_essays_divergence_turns_on_is_a_reading(kg: Kg) -> None:
    done = kg("explain", "CHN", "RUS", "divergence", "--format", "json")
    for one in json.loads(done.stdout):
        assert one["confidence"]["weakest_explicitness"] == "coder’s reading"
        readings = [c for c in one["claim_details"].values() if c["read_by"]]
        assert readings and all(claim["note"] for claim in readings)


def test_the_brief_leads_with_what_is_derived(kg: Kg) -> None:
    text = kg("brief", "CHN", "RUS", "--full").stdout
    derived, restated = (
        text.index(f"\n{title}\n") for title in ("Conclusions", "Restated from a source")
    )
    assert derived < text.index("mirrored postures", derived) < restated


CASES = SHARED / "cases"


@pytest.mark.skipif(not CASES.exists(), reason="the measured cases are not beside this checkout")
@pytest.mark.parametrize(
    ("case", "day", "expected"),
    [
        ("c42-supersede", "2024-07-01", "revisionist"),
        ("c42b-denied", "2024-07-01", None),
        ("two-sources-contradict", "2020-01-31", None),
    ],
)
def test_the_measured_cases(kg: Kg, case: str, day: str, expected: str | None) -> None:
    file = ("--graph", CASES / f"{case}.trig", "--as-of", day)
    found = brief(kg, *file, pair=("CHN", "RUS"))
    assert row(found, "asia-pacific")["postures"]["RUS"] == expected
    assert answer(found, "mirrored-postures")["holds"] == "unknown"
    earlier = brief(kg, *file[:2], "--as-of", "2019-10-15", pair=("CHN", "RUS"))
    assert answer(earlier, "mirrored-postures")["holds"] == "yes"


def verdict(kind: str) -> str:
    return f"Verdict ; ent:hasParticipant id:BOL , id:CHL ; ent:hasVerdict ent:{kind}"


def holding(found: dict[str, Any]) -> dict[str, tuple[str, bool]]:
    return {one["kind"]: (one["holds"], one["contested"]) for one in found["conclusions"]}


MIRRORED = Notes(
    "first",
    "2010-03-01",
    "2010-03-31",
    tuple(
        posture(state, place, how)
        for place, one, other in (
            (PLACE, "revisionist", "statusQuo"),
            ("europe", "statusQuo", "revisionist"),
        )
        for state, how in (("BOL", one), ("CHL", other))
    ),
    denies=(
        "GuaranteeNeed ; ent:hasDependent id:BOL ; ent:hasGuarantor id:CHL ; ent:hasGuarantee ent:securityGuarantee",
        "GuaranteeNeed ; ent:hasDependent id:CHL ; ent:hasGuarantor id:BOL ; ent:hasGuarantee ent:securityGuarantee",
    ),
)


def test_who_denies_a_conclusion_contests_what_rests_on_it(kg: Kg, tmp_path: Path) -> None:
    other = Notes("other", "2010-03-10", "2010-03-20", denies=(verdict("mirroredPostures"),))
    files = (*ALONE, write(tmp_path / "a.trig", MIRRORED, other))
    before, after = (
        holding(brief(kg, *files, "--as-of", day)) for day in ("2010-03-09", "2010-03-31")
    )
    assert before["no-basis-for-military-alliance"] == ("yes", False)
    for kind in (
        "mirrored-postures",
        "no-basis-for-military-alliance",
        "basis-for-military-alliance",
    ):
        assert after[kind] == ("unknown", True)
    assert after["no-guarantee-needed"] == ("yes", False)
    text = kg("explain", "BOL", "CHL", "no-basis-for-military-alliance", *files).stdout
    denied = "contested because: A source denies this of Bolivia and Chile: mirrored postures."
    assert denied in " ".join(text.split())
    assert "Notes of other: p. 0" in text
    done = kg("what-if", *files, "--retract", "other-0", "--dyad", "BOL-CHL", "--format", "json")
    rows = {one["kind"]: one for one in json.loads(done.stdout)["changed"]}
    assert rows["no-basis-for-military-alliance"]["after"] == "yes"


def test_who_denies_the_last_conclusion_contests_that_alone(kg: Kg, tmp_path: Path) -> None:
    denied = (verdict("noBasisForMilitaryAlliance"),)
    other = Notes("other", "2010-03-10", "2010-03-20", denies=denied)
    found = holding(brief(kg, *ALONE, write(tmp_path / "a.trig", MIRRORED, other)))
    assert found["no-basis-for-military-alliance"] == ("unknown", True)
    assert found["mirrored-postures"] == ("yes", False)


def test_what_does_not_hold_is_contested_where_it_can_be_argued_to_hold(
    kg: Kg, tmp_path: Path
) -> None:
    """A basis may rest on the absence of a finding that neither state needs the other."""
    shared = tuple(
        text
        for state in ("BOL", "CHL")
        for text in (posture(state, "americas", "statusQuo"), interest(state, "americas", "core"))
    )
    first = Notes("first", "2010-03-01", "2010-03-31", shared, MIRRORED.denies)
    other = Notes("other", "2010-03-10", "2010-03-20", denies=(verdict("noGuaranteeNeeded"),))
    found = holding(brief(kg, *ALONE, write(tmp_path / "a.trig", first, other)))
    assert found["no-guarantee-needed"] == ("unknown", True)
    assert found["basis-for-military-alliance"] == ("unknown", True)


RDF_PREFIXES = (
    "PREFIX ent: <https://w3id.org/entente/ontology#> PREFIX id: <https://w3id.org/entente/id/> "
    "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
    "PREFIX claim: <https://w3id.org/entente/claim/> "
)


def test_what_is_contested_is_marked_in_rdf(tmp_path: Path) -> None:
    other = Notes(
        "other",
        "2010-03-10",
        "2010-03-20",
        (posture("BOL", PLACE, "statusQuo"),),
        (verdict("noGuaranteeNeeded"),),
    )
    graph = entente.open(write(tmp_path / "a.trig", MIRRORED, other), shipped=False)
    asked = (
        "?c a ent:ContestedConclusion ; ent:isContestedDuring/ent:start ?from ;"
        " ent:wouldState [ rdf:predicate ent:hasKind ; rdf:object ?kind ] ,"
        " [ rdf:predicate ent:concerns ; rdf:object id:BOL-CHL ]"
    )
    rows = graph.query(f"{RDF_PREFIXES} SELECT ?kind ?from {{ {asked} }}")
    found = {(row["kind"], str(row["from"])) for row in rows}
    assert ("ent:mirroredPostures", "2010-03-10") in found
    assert ("ent:noGuaranteeNeeded", "2010-03-10") in found
    denied = "?c ent:hasAnswer ent:doesNotHold ; ent:hasKind ent:noGuaranteeNeeded ; ent:isContestedDuring ?p"
    assert graph.query(f"{RDF_PREFIXES} SELECT ?c {{ {denied} }}")
    claims = graph.query(
        f"{RDF_PREFIXES} SELECT ?c {{ ?c a ent:Claim ; ent:isContestedDuring ?p }}"
    )
    assert {row["c"] for row in claims} == {"claim:first-0", "claim:other-0"}
    (row,) = graph.query(
        f"{RDF_PREFIXES} SELECT ?day {{ ?c ent:hasKind ent:mirroredPostures ; ent:isKnownSince ?day ;"
        " ent:concerns id:BOL-CHL }"
    )
    assert str(row["day"]) == "2010-03-31"


def test_a_contested_relation_is_an_edge_that_says_so(kg: Kg, tmp_path: Path) -> None:
    allied = "Alignment ; ent:hasParticipant id:BOL , id:CHL ; ent:hasForm ent:alliance"
    first = Notes("first", "2010-03-01", "2010-03-31", (allied,))
    other = Notes("other", "2010-03-10", "2010-03-20", denies=(allied, verdict("symmetry")))
    graph = entente.open(write(tmp_path / "a.trig", first, other))
    edges = graph.network().edges
    mine = [e for e in edges if {e.source, e.target} == {"id:BOL", "id:CHL"}]
    assert [edge.more["standing"] for edge in mine] == ["contested"]
    assert {e.more["standing"] for e in edges if e not in mine} == {"holds"}
    path = tmp_path / "a.gexf"
    done = kg("export", "gexf", "--as", "state", *ALONE, tmp_path / "a.trig", "-o", path)
    assert done.exit_code == 0 and 'value="contested"' in path.read_text(encoding="utf-8")


def test_a_graph_of_one_day_says_what_it_leaves_out(kg: Kg, tmp_path: Path) -> None:
    other = Notes("other", "2010-03-10", "2010-03-20", (posture("BOL", PLACE, "statusQuo"),))
    files = (*ALONE, write(tmp_path / "a.trig", FIRST, other), "-o", tmp_path / "a.nt")
    told = [kg("export", "ntriples", "--as-of", d, *files).stderr for d in ("2010-03-09", "2011")]
    assert told[0] == "" and "contested on 2011-12-31, and left out" in told[1]
    assert "what is contested is absent to them" in kg("rules", "--format", "shacl").stdout


def between(kind: str, more: str = "") -> str:
    return f"{kind} ; ent:hasParticipant id:XAA , id:XBB{more}"


def trend(direction: str) -> str:
    return between("Trend", f" ; ent:hasDomain ent:military ; ent:hasDirection ent:{direction}")


AUTHOR = (
    between("Alignment", " ; ent:hasForm ent:alignment"),
    between("Alignment", " ; ent:hasForm ent:alliance"),
    trend("rising"),
    posture("XAA", "east", "revisionist"),
    interest("XAA", "east", "core"),
)
TABLE = (
    between("Rivalry"),
    between("Alignment", " ; ent:hasForm ent:alliance"),
    trend("falling"),
    posture("XBB", "east", "statusQuo"),
    interest("XBB", "east", "core"),
)


def test_what_authors_and_data_say_stands_side_by_side(kg: Kg, tmp_path: Path) -> None:
    """A source is data by its type alone: the same said by an author is compared with nothing."""

    def asked(kind: str, *options: str) -> str:
        notes = (
            Notes("author", "2010-03-01", "2010-03-31", AUTHOR),
            Notes("table", "2010-03-01", "2010-03-31", TABLE, kind=kind),
        )
        file = write(tmp_path / f"{kind}.trig", *notes)
        files = (*ALONE, TESTS / "invented.trig", "--graph", file)
        done = kg("brief", "XAA", "XBB", *files, *options)
        assert done.exit_code == 0, done.output
        return str(done.stdout)

    found = json.loads(asked("dataSet", "--format", "json"))
    compared = {one["about"]: one for one in found["authors_and_data"]}
    assert {about: one["agree"] for about, one in compared.items()} == {
        "form by treaty": True,
        "form in conduct": False,
        "trajectory": False,
    }
    conduct = compared["form in conduct"]
    assert [conduct[side]["says"] for side in ("authors", "data")] == ["alignment", "confrontation"]
    assert conduct["data"]["sources"] == ["https://w3id.org/entente/source/table"]
    told = [*found["form"]["findings"], *found["relations"]]
    follows = {(one["manner"] or one["kind"], one["about"]): one["follows_from"] for one in told}
    assert follows["conduct", "alignment"] == "authors"
    assert follows["conduct", "confrontation"] == "data"
    assert follows["formal", "alliance"] == "either"
    assert follows["conflict", "east"] == "both"
    sentence = (
        "Authors and data differ on form in conduct: authors say alignment (Notes of author), "
        "the data confrontation (Notes of table)."
    )
    for options in ((), ("--full",), ("--format", "md")):
        assert sentence in " ".join(asked("dataSet", *options).split())
    assert "Authors and data agree on: form by treaty." in asked("dataSet")
    assert "follows from authors and data only together" in asked("dataSet", "--full")
    assert json.loads(asked("essay", "--format", "json"))["authors_and_data"] == []
    assert "follows from" not in asked("essay", "--full")


def test_what_is_contested_is_never_said_to_be_absent(kg: Kg, tmp_path: Path) -> None:
    alliance = between("Alignment", " ; ent:hasForm ent:alliance")
    pact = between("Alignment", " ; ent:hasForm ent:consultationPact")

    def asked(form: str, denies: tuple[str, ...], says: tuple[str, ...] = (alliance,)) -> str:
        notes = (
            Notes("author", "2010-03-01", "2010-03-31", says),
            Notes("critic", "2010-03-01", "2010-03-31", denies=denies),
        )
        files = ("--graph", TESTS / "invented.trig", "--graph", write(tmp_path / "x.trig", *notes))
        shown = ("--as-of", "2010-03-31", "--format", form)
        done = kg("brief", "XAA", "XBB", "--no-shipped", *files, *shown)
        assert done.exit_code == 0, done.output
        return " ".join(done.stdout.split())

    assert "Whether Arcadia and Borduria are bound by an alliance is contested." in asked(
        "text", (alliance,)
    )
    assert "alliance (contested)" in asked("md", (alliance,))
    assert "no treaty" not in asked("text", (alliance, pact))
    assert json.loads(asked("json", (alliance, pact)))["form"]["formal"] == "contested"
    assert "have no treaty of alliance." in asked("text", (alliance,), ())
    assert "have no consultation pact by treaty." in asked("text", (pact,), ())
