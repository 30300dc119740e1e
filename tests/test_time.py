"""When facts hold, how far evidence reaches, when it was written, and what silence means."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click import Context
from conftest import SHARED
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from said import ALONE, Notes, interest, posture, write
from test_belief import DAYS, FIRST, RULES, SAID, Said, as_rules, graph
from test_brief import Kg
from test_disagreement import PLACE, answer, brief, row

import kg as entente
from kg.cli.main import main
from kg.model import terms
from kg.model.intervals import OPEN, Interval, IntervalSet
from kg.rules.evaluate import derive
from kg.rules.retraction import Retraction
from kg.rules.rule import Rule
from kg.rules.temporal import settle
from kg.store.dataset import Dataset
from kg.store.facts import Facts

BOTH = tuple(
    text
    for state in ("BOL", "CHL")
    for text in (posture(state, PLACE, "statusQuo"), interest(state, PLACE, "core"))
)
NOTES = Notes("notes", "2010-03-01", "2010-03-31", BOTH)


def overlap(kg: Kg, *arguments: object) -> dict[str, Any]:
    done = kg("explain", "BOL", "CHL", "overlap", *arguments, "--format", "json")
    (found,) = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_the_brief_says_first_how_old_its_evidence_is(kg: Kg) -> None:
    lines = kg("brief", "CHN", "RUS", "--as-of", "2026", "--full").stdout.splitlines()
    told = "Newest evidence 2020-01, 6 years before the date of the brief"
    assert " ".join(lines[2].split()) == told
    found = brief(kg, "--as-of", "2026", pair=("CHN", "RUS"))
    assert found["newest_evidence"] == "2020-01-31"
    mirrored = answer(found, "mirrored-postures")
    assert (mirrored["holds"], mirrored["last_attested"]) == ("yes", "2020-01-31")
    text = kg("explain", "CHN", "RUS", "mirrored-postures", "--as-of", "2026").stdout
    assert text.startswith("yes when last attested (2020-01): mirrored postures")


def test_at_its_own_time_nothing_is_said_of_age(kg: Kg) -> None:
    text = kg("brief", "CHN", "RUS", "--full").stdout
    assert "Newest evidence                 2020-01\n" in text
    assert "yes: mirrored postures" in text


def test_age_travels_through_proofs(kg: Kg, tmp_path: Path) -> None:
    """An overlap is as old as the older of the two stakes on which it rests."""
    older = Notes("older", "2005-01-01", "2005-01-31", BOTH[:2])
    newer = Notes("newer", "2010-03-01", "2010-03-31", BOTH[2:])
    path = write(tmp_path / "a.trig", older, newer)
    asked = (*ALONE, path, "--as-of", "2010-03-31")
    assert overlap(kg, *asked)["last_attested"] == "2005-01-31"
    told = " ".join(kg("explain", "BOL", "CHL", "overlap", *asked).stdout.split())
    assert told.startswith("yes if what was last attested (2005-01) has lasted: overlap")
    assert "BOL-CHL), since 2010-03-01 or before as of" in told
    later = kg("explain", "BOL", "CHL", "overlap", *asked[:4], "2011").stdout
    assert later.startswith("yes if what was last attested (2005-01) has lasted: overlap")


def test_no_state_is_compared_with_itself(kg: Kg) -> None:
    """On a day before a state began, its predecessor replaces it."""
    for day in ((), ("--as-of", "1980")):
        done = kg("brief", "RUS", "SUN", *day)
        assert done.exit_code == 2 and "are both Soviet Union on" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert kg("brief", "RUS", "SUN", "--as-of", "2000").exit_code == 0
    assert kg("timeline", "RUS", "SUN").stdout == "No dated events are known.\n"


def test_what_is_too_old_is_unknown(kg: Kg, tmp_path: Path) -> None:
    path = write(tmp_path / "a.trig", NOTES)
    asked = (*ALONE, path, "--as-of", "2013-03-31")
    assert overlap(kg, *asked)["holds"] == "yes"
    assert overlap(kg, *asked, "--stale-after", "4y")["holds"] == "yes"
    stale = overlap(kg, *asked, "--stale-after", "2y")
    assert (stale["holds"], stale["stale"]) == ("unknown", True)
    assert row(brief(kg, *asked, "--stale-after", "2y"))["relation"] == "unknown"
    assert kg("brief", "BOL", "CHL", *asked, "--stale-after", "2x").exit_code == 2


def test_a_treaty_lasts_until_it_is_ended(kg: Kg) -> None:
    """Evidence of a pledge of 1960 does not date from then: it is in force until it ends."""
    found = brief(kg, "--as-of", "2015-04-27", pair=("USA", "JPN"))
    formal = [f for f in found["form"]["findings"] if f["manner"] == "formal"]
    assert formal and all(f["last_attested"] == "2015-04-27" for f in formal)


def test_a_row_sees_as_far_as_its_table(kg: Kg, tmp_path: Path) -> None:
    """A pledge in a table that ends in 2010 was in force when last attested, in 2010."""
    pledge = "Obligation ; ent:hasParticipant id:BOL , id:CHL ; ent:hasObligationType ent:defense"
    table = Notes("table", "2005-03-01", "2012-03-31", (pledge,), kind="dataSet")
    covers = 'ent:coversFrom "1816-01-01"^^xsd:date ; ent:coversUntil "2010-12-31"^^xsd:date'
    file = write(tmp_path / "a.trig", table)
    text = file.read_text("utf-8").replace("ent:writtenFrom", f"{covers} ; ent:writtenFrom")
    file.write_text(text, "utf-8")
    found = brief(kg, *ALONE, file, "--as-of", "2026", pair=("BOL", "CHL"))
    formal = [f for f in found["form"]["findings"] if f["manner"] == "formal"]
    assert [f["last_attested"] for f in formal] == ["2010-12-31"]


def test_a_day_of_writing_is_no_day_of_beginning(kg: Kg, tmp_path: Path) -> None:
    path = write(tmp_path / "a.trig", NOTES)
    found = overlap(kg, *ALONE, path)
    assert found["interval"]["start_bound"] == "no-later-than"
    text = kg("explain", "BOL", "CHL", "overlap", *ALONE, path).stdout
    assert "attested since 2010-03-01" in text
    treaty = brief(kg, pair=("USA", "JPN"))["form"]["findings"][0]
    assert treaty["interval"]["start_bound"] == "known"
    told = kg("diff", "CHN", "RUS", "--from", "2019-06", "--to", "2020").stdout
    assert "attested: Russia and China treat each other as equals" in " ".join(told.split())
    assert "attested: The two flew a joint bomber" not in " ".join(told.split())


def test_nothing_follows_of_years_that_no_source_has_seen(kg: Kg) -> None:
    assert brief(kg, "--as-of", "2026", pair=("USA", "ISR"))["form"]["trajectory"] == "unknown"


def test_one_treaty_is_no_trend(kg: Kg) -> None:
    for year in ("1951", "1957"):
        assert brief(kg, "--as-of", year, pair=("CHN", "SUN"))["form"]["trajectory"] == "unknown"


def test_silence_is_evidence_where_somebody_lists_everything(kg: Kg, tmp_path: Path) -> None:
    """With a list that claims to be complete, years without cooperation are a trend."""
    act = "Exercise ; ent:hasParticipant id:BOL , id:CHL"
    acts = Notes("acts", "2001-03-01", "2001-03-31", (act,), until="2001-03-10")
    listed = Notes(
        "listed",
        "1980-01-01",
        "2012-12-31",
        ("Completeness ; ent:isCompleteFor ent:Situation ; ent:hasParticipant id:BOL , id:CHL",),
        until="2012-12-31",
        kind="dataSet",
    )
    alone = write(tmp_path / "a.trig", acts)
    both = write(tmp_path / "b.trig", acts, listed)
    days = {"2003": "rising", "2009": "falling", "2014": "unknown"}
    for day, direction in days.items():
        for path, expected in ((alone, "unknown"), (both, direction)):
            found = brief(kg, *ALONE, path, "--as-of", day)
            assert found["form"]["trajectory"] == expected, (day, path)
    missing = kg("explain", "BOL", "CHL", "trajectory", *ALONE, alone, "--as-of", "2009").stdout
    assert "a source that claims to list all cooperative acts" in missing


def test_what_has_ended_stands_in_no_picture_of_a_later_day(kg: Kg) -> None:
    assert "Soviet Union" in kg("network", "--as-of", "1969").stdout
    assert "Soviet Union" not in kg("network", "--as-of", "2019").stdout
    gexf = kg("export", "gexf", "--as", "state", "--as-of", "2019").stdout
    assert "Soviet Union" not in gexf and "Russia" in gexf


def test_a_state_of_which_the_end_alone_is_known_was_there_before() -> None:
    state, given = NamedNode("urn:e:state"), NamedNode("urn:e:reference")
    ended = Literal("1950-01-01", datatype=NamedNode(terms.XSD + "date"))
    told = ((given, terms.TYPE, terms.ent("ReferenceGraph")), (state, terms.ent("end"), ended))
    facts = Facts(Dataset([Quad(*statement, given) for statement in told]))
    assert date(1815, 6, 9) in facts.time_of(state)
    assert date(1950, 1, 2) not in facts.time_of(state)


def test_hindsight_is_told_apart(kg: Kg) -> None:
    then = brief(kg, "--as-of", "1970", "--known-by", "1970", pair=("CHN", "SUN"))
    now = brief(kg, "--as-of", "1970", pair=("CHN", "SUN"))
    assert row(then, "amur-ussuri-border")["relation"] == "unknown"
    assert row(now, "amur-ussuri-border")["relation"] == "conflict"
    told = kg("diff", "CHN", "SUN", "--as-of", "1970", "--known-by", "1970", "--known-by", "2020")
    assert "unknown -> yes: conflict (Amur and Ussuri border)" in told.stdout
    assert "The last territorial disputes" in told.stdout
    for wrong in (["--known-by", "1970"], ["--from", "1970"], []):
        assert kg("diff", "CHN", "SUN", *wrong).exit_code == 2


def test_each_command_that_takes_a_graph_can_be_known_by_a_day(kg: Kg) -> None:
    """A command without the option says why."""
    refused = {"validate": (), "convert": ("x.trig",), "import": ("atop", "x.csv"), "load": ()}
    for name in main.list_commands(Context(main)):
        command = main.get_command(Context(main), name)
        options = {o: p for p in command.params for o in p.opts} if command else {}
        if "--graph" in options:
            assert options["--known-by"].hidden == (name in refused), name  # type: ignore[attr-defined]
    for name, arguments in refused.items():
        done = kg(name, *arguments, "--known-by", "1970")
        assert done.exit_code == 2 and "--known-by does not apply: " in done.stderr


def test_known_by_today_is_no_restriction(kg: Kg) -> None:
    today = date.today().isoformat()
    assert brief(kg, "--known-by", today, pair=("CHN", "RUS")) == brief(kg, pair=("CHN", "RUS"))


@settings(max_examples=15, deadline=None)
@given(
    st.lists(SAID, min_size=2, max_size=6, unique_by=lambda said: said.name),
    RULES,
    st.integers(0, DAYS),
)
def test_known_by_a_day_is_as_if_later_sources_were_not_there(
    claims: list[Said], strata: tuple[Any, ...], number: int
) -> None:
    written = [(0, 1), (2, 3), (4, 5)]
    rules = as_rules(strata)
    told = [said for said in claims if written[int(said.source[-1])][1] <= number]
    one = derive(Facts(graph(claims, written), known_by=FIRST + timedelta(number)), rules)
    other = derive(Facts(graph(told, written)), rules)
    assert dict(one.facts.derived) == dict(other.facts.derived)
    assert set(one.facts.contested()) == set(other.facts.contested())


@settings(max_examples=15, deadline=None)
@given(st.lists(SAID, min_size=1, max_size=6, unique_by=lambda said: said.name), RULES)
def test_all_a_year_later_is_all_a_year_later(claims: list[Said], strata: tuple[Any, ...]) -> None:
    """Shifting all dates shifts all answers."""
    written, step = [(0, 1), (2, 2), (3, 5)], 365

    def moved(said: Said) -> Said:
        lasts = 2 * DAYS if said.last is None else said.last - said.begins
        number = int(said.name.split("-")[1])
        source = int(said.source[-1])
        return Said(number, source, said.key, said.value, said.affirms, said.begins + step, lasts)

    rules = as_rules(strata)
    one = derive(Facts(graph(claims, written)), rules)
    other = derive(
        Facts(graph([moved(said) for said in claims], [(a + step, b + step) for a, b in written])),
        rules,
    )

    def later(days: IntervalSet) -> IntervalSet:
        parts = ((p.first + step, p.last if p.last == OPEN else p.last + step) for p in days.parts)
        return IntervalSet(tuple(Interval(*part) for part in parts))

    assert {t: later(days) for t, days in one.facts.derived.items()} == dict(other.facts.derived)


def test_no_conclusion_is_later_than_its_evidence_unless_it_is_presumed() -> None:
    """Every answer for 2026 says when it was last attested."""
    graph = entente.open()
    found = graph.brief("CHN", "RUS", as_of="2026-06-30")
    for finding in (*found.conclusions, *found.form.findings):
        if finding.conclusion and finding.claims:
            assert finding.last_attested and finding.last_attested <= date(2020, 1, 31), finding


CASES = SHARED / "cases"


@pytest.mark.skipif(not CASES.exists(), reason="the measured cases are not beside this checkout")
def test_the_treaty_of_2024_is_no_trend(kg: Kg) -> None:
    told = kg("what-if", "--add", CASES / "c23-dprk-2024.trig").stdout
    assert "formal, alliance, PRK-RUS" in told and "trajectory" not in told


def test_replacing_the_dates_of_a_note_moves_its_reach(kg: Kg, tmp_path: Path) -> None:
    later = replace(NOTES, last="2011-03-31")
    one = overlap(kg, *ALONE, write(tmp_path / "a.trig", NOTES), "--as-of", "2012")
    other = overlap(kg, *ALONE, write(tmp_path / "b.trig", later), "--as-of", "2012")
    assert (one["last_attested"], other["last_attested"]) == ("2010-03-31", "2011-03-31")


RIVAL = "Rivalry ; ent:hasParticipant id:BOL , id:CHL"
MEETING = "Consultation ; ent:ongoing true ; ent:hasParticipant id:BOL , id:CHL"
NOT_MIRRORED = tuple(posture(state, PLACE, "statusQuo") for state in ("BOL", "CHL"))


def refuted(kg: Kg, path: Path, day: str) -> str:
    found = brief(kg, *ALONE, path, "--as-of", day)
    holds: str = answer(found, "mirrored-postures")["holds"]
    return holds


def test_silence_tells_nothing_once_nobody_looks(kg: Kg, tmp_path: Path) -> None:
    """A rivalry is presumed to last, but a presumption does not count as coverage."""
    first = Notes("first", "2010-03-01", "2010-03-31", (RIVAL, *NOT_MIRRORED))
    again = Notes("again", "2012-03-01", "2012-03-31", (RIVAL,))
    one, both = write(tmp_path / "a.trig", first), write(tmp_path / "b.trig", first, again)
    assert [refuted(kg, one, day) for day in ("2010-03-31", "2010-04-01")] == ["no", "unknown"]
    assert [refuted(kg, both, day) for day in ("2012-03-31", "2012-04-01")] == ["no", "unknown"]
    text = kg("explain", "BOL", "CHL", "mirrored-postures", *ALONE, one, "--as-of", "2011").stdout
    assert "a source that covers Bolivia and Chile at that time" in " ".join(text.split())


def test_taking_a_source_away_moves_what_silence_tells(tmp_path: Path) -> None:
    """Retraction agrees with a fresh derivation; later notes repeat a claim and reach further."""
    first = Notes("first", "2010-03-01", "2010-03-31", (RIVAL, *NOT_MIRRORED))
    again = Notes("again", "2012-03-01", "2012-03-31", (RIVAL,))
    text = write(tmp_path / "a.trig", first, again).read_text(encoding="utf-8")
    one_thing = text.replace("again-0#it", "first-0#it")
    (tmp_path / "a.trig").write_text(one_thing, encoding="utf-8")
    both = entente.open(tmp_path / "a.trig", shipped=False)
    alone = entente.open(write(tmp_path / "b.trig", first), shipped=False)
    derived = dict(alone.inference.facts.derived)
    assert derived != dict(both.inference.facts.derived)
    assert dict(both.without("again-0").inference.facts.derived) == derived
    lost = Retraction(both.inference, [f"{terms.CLAIM}again-0"])
    for triple, days in lost.changed.items():
        assert days[0] == derived.get(triple, days[0]), triple
    assert lost.changed


def test_what_is_going_on_and_does_not_last_ends_with_its_source(tmp_path: Path) -> None:
    path = write(tmp_path / "a.trig", Notes("first", "2010-03-01", "2010-03-31", (MEETING,)))
    graph = entente.open(path, shipped=False)
    asked = (
        "PREFIX ent: <https://w3id.org/entente/ontology#> PREFIX id: <https://w3id.org/entente/id/>"
        " SELECT ?act { ?act a ent:Consultation ; ent:hasParticipant id:BOL , id:CHL }"
    )
    assert [len(graph.query(asked, as_of=day)) for day in ("2010-03-31", "2010-04-01")] == [1, 0]


@pytest.mark.parametrize(
    ("kind", "ending", "bounds"),
    [
        (BOTH, "", ("no-later-than", "open")),
        (BOTH, "2010-03-20", ("no-later-than", "known")),
    ],
)
def test_a_bound_says_what_it_is(
    kg: Kg, tmp_path: Path, kind: tuple[str, ...], ending: str, bounds: tuple[str, str]
) -> None:
    notes = Notes("first", "2010-03-01", "2010-03-31", kind, until=ending)
    path = write(tmp_path / "a.trig", notes)
    interval = overlap(kg, *ALONE, path, "--as-of", "2010-03-15")["interval"]
    assert (interval["start_bound"], interval["end_bound"]) == bounds


def test_where_silence_stops_telling_the_end_is_no_earlier_than_that(
    kg: Kg, tmp_path: Path
) -> None:
    path = write(
        tmp_path / "a.trig", Notes("first", "2010-03-01", "2010-03-31", (RIVAL, *NOT_MIRRORED))
    )
    found = answer(brief(kg, *ALONE, path, "--as-of", "2010-03-31"), "mirrored-postures")
    assert found["interval"]["end"] == "2010-03-31"
    assert found["interval"]["end_bound"] == "no-earlier-than"


@pytest.mark.parametrize(
    ("began", "held"), [("1999", ["2009-12-31"]), ("0431", []), ("9991", []), ("9995", [])]
)
def test_what_held_at_an_unknown_time_did_not_hold_always(
    began: str, held: list[str], rules: list[Rule]
) -> None:
    """A rule states when its conclusion holds; where a bound is not a date, it concludes nothing."""
    graph = NamedNode("urn:g")
    text = f"""PREFIX : <{terms.ENT}> PREFIX dcterms: <{terms.DCTERMS}>
        <urn:g> a :ReferenceGraph .
        <urn:d> a :Dyad ; :hasMember <urn:a>, <urn:b> ; dcterms:identifier "A-B" .
        <urn:c> a :CooperativeAct ; :pairwise true ; :hasParticipant <urn:a>, <urn:b> ;
          :start "{began}-05-01"^^<{terms.XSD}date> ."""
    quads = [Quad(*quad.triple, graph) for quad in parse(text, format=RdfFormat.TURTLE)]
    (rule,) = (rule for rule in rules if rule.name == "earlier-cooperation")
    found = derive(Facts(Dataset(quads)), [rule])
    (proof,) = found.proofs.of_rule(rule.name)
    assert [str(part.end) for part in proof.period.parts] == held
    assert set(found.facts.derived.values()) == ({proof.period} if held else set())
    assert settle(proof, found.facts).period == proof.period
