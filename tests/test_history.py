"""Timelines, and the differences between two dates."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from said import Notes, write
from test_brief import Kg

from kg.analysis.timeline import Event


def test_timeline_is_in_order_and_reaches_back_to_predecessors(kg: Kg) -> None:
    rows = json.loads(kg("timeline", "CHN", "RUS", "--format", "json").stdout)
    texts = [row["text"] for row in rows]
    marks = [
        "China and the Soviet Union are parties to a treaty of alliance in force from 11 April 1950 for thirty years",
        "yes: conflict (Amur and Ussuri border)",
        "An agreement on military cooperation dates from 1993",
        "The last territorial disputes were resolved in 2008",
        "The two flew a joint bomber patrol in July 2019",
        "yes: mirrored postures",
    ]
    places = [texts.index(mark) for mark in marks]
    assert places == sorted(places)
    assert {row["concerns"] for row in rows} == {"claim", "conclusion"}
    assert all(row["iri"].startswith("https://w3id.org/entente/") for row in rows)


def test_dates_are_as_exact_as_their_sources(kg: Kg) -> None:
    rows = json.loads(kg("timeline", "CHN", "RUS", "--format", "json").stdout)
    by_text = {row["text"]: row["date"] for row in rows if row["what"] == "begins"}
    assert by_text["An agreement on military cooperation dates from 1993"] == "1993"
    assert by_text["The two flew a joint bomber patrol in July 2019"] == "2019-07"
    assert by_text["yes: mirrored postures"] == "2019-10"


def test_a_window_of_time(kg: Kg) -> None:
    rows = json.loads(
        kg("timeline", "CHN", "RUS", "--from", "2016", "--to", "2018", "--format", "json").stdout
    )
    assert rows and all("2016" < row["date"] <= "2018-12-31" for row in rows)


def test_predictions_never_happen(kg: Kg) -> None:
    assert "expected in early 2020" not in kg("timeline", "CHN", "RUS").stdout


def test_diff_between_two_dates(kg: Kg) -> None:
    data = json.loads(
        kg("diff", "CHN", "RUS", "--from", "1990", "--to", "2019", "--format", "json").stdout
    )
    changed = {row["question"]: (row["before"], row["after"]) for row in data["changed"]}
    assert changed["de facto non-aggression"] == ("no", "yes")
    assert changed["mirrored postures"] == ("unknown", "yes")
    assert changed["conflict (Amur and Ussuri border)"] == ("yes", "unknown")
    assert any("resolved in 2008" in event["text"] for event in data["events"])
    text = kg("diff", "CHN", "RUS", "--from", "1990", "--to", "2019").stdout
    assert "no -> yes: de facto non-aggression" in text
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize(
    ("day", "shown", "first", "last"),
    [
        ("2010-01-01", "2010s", "2010-01-01", "2019-12-31"),
        ("2019-12-31", "2019", "2019-01-01", "2019-12-31"),
        ("2019-02-28", "2019-02~", "2019-02-01", "2019-02-28"),
        ("2019-10-17", "2019-10-17", "2019-10-17", "2019-10-17"),
    ],
)
def test_a_date_may_be_any_day_that_its_source_leaves_open(
    day: str, shown: str, first: str, last: str
) -> None:
    event = Event(date.fromisoformat(day), shown, "begins", "claim", "", "")
    assert event.span == (date.fromisoformat(first), date.fromisoformat(last))


def test_diff_the_wrong_way_round(kg: Kg) -> None:
    result = kg("diff", "CHN", "RUS", "--from", "2019", "--to", "1990")
    assert result.exit_code == 2 and "later" in result.stderr


def test_nothing_dated(kg: Kg) -> None:
    assert kg("timeline", "BOL", "BTN").stdout == "No dated events are known.\n"


def test_an_act_of_a_year_ends_in_that_year_on_no_known_day(kg: Kg, tmp_path: Path) -> None:
    exercise = (
        'Exercise ; ent:hasParticipant id:BOL , id:CHL ; ent:start "2009-01-01"^^xsd:date ; '
        "ent:startPrecision ent:year"
    )
    file = write(tmp_path / "x.trig", Notes("a", "2010-03-01", "2010-03-31", (exercise,)))
    file.write_text(
        file.read_text().replace(
            ' ; ent:start "2010-03-01"^^xsd:date ; ent:startPrecision ent:day', ""
        )
    )
    data = json.loads(kg("timeline", "BOL", "CHL", "--graph", file, "--format", "json").stdout)
    shown = {row["what"]: row["date"] for row in data if row["concerns"] == "claim"}
    assert shown == {"begins": "2009", "ends": "2009"}
    asked = ("exercises-and-patrols", "-p", "first=BOL", "-p", "second=CHL", "--graph", file)
    told = kg("query", *asked).stdout
    assert "What a says, 0" in told, "an act without a name has that of its claim"
