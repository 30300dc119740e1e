"""EDTF bounds are read and written: known, no later than, no earlier than, about, open."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from said import ALONE, Notes, write
from test_brief import Kg

import kg as entente
from kg.model.dates import BadBound, BadDay, bound_text, parse_bound, parse_date

ALLIED = "Alignment ; ent:hasParticipant id:BOL , id:CHL ; ent:hasForm ent:entente"
PREFIX = "@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .\n"


@pytest.mark.parametrize(
    ("text", "first", "last", "kind"),
    [
        ("2019", "2019-01-01", "2019-12-31", "known"),
        ("2019-02", "2019-02-01", "2019-02-28", "known"),
        ("2019-10-24", "2019-10-24", "2019-10-24", "known"),
        ("2019~", "2019-01-01", "2019-12-31", "about"),
        ("2019-10?", "2019-10-01", "2019-10-31", "about"),
        ("201X", "2010-01-01", "2019-12-31", "known"),
        ("../2019-10", "2019-10-01", "2019-10-31", "no-later-than"),
        ("2019-10/..", "2019-10-01", "2019-10-31", "no-earlier-than"),
    ],
)
def test_a_bound_is_read(text: str, first: str, last: str, kind: str) -> None:
    bound = parse_bound(text)
    assert (bound.first.isoformat(), bound.last.isoformat(), bound.kind) == (first, last, kind)


@pytest.mark.parametrize(
    "text",
    [
        *("", "..", "../..", "2019-13", "2019-21", "2019-02-30", "2018/2019", "{2018,2019}"),
        *(
            "Y17000",
            "2019-1",
            "soon",
            "-0044",
            "2019-XX",
            "../../2019",
            "2019~~",
            "20XX",
            "9" * 400,
        ),
    ],
)
def test_what_is_no_bound_is_refused(text: str) -> None:
    with pytest.raises(BadBound):
        parse_bound(text)


@settings(max_examples=40)
@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(["day", "month", "year", "decade"]))
def test_what_is_written_is_read_again(day: object, precision: str) -> None:
    for kind in ("known", "no-later-than", "no-earlier-than", "about"):
        if kind == "about" and precision == "decade":
            continue
        bound = parse_bound(bound_text(day, precision, kind))  # type: ignore[arg-type]
        assert bound.first <= day <= bound.last and bound.kind == kind
        assert bound.precision == precision


def test_a_day_that_is_asked_for_may_be_edtf(kg: Kg) -> None:
    assert parse_date("2019~").isoformat() == "2019-12-31"
    assert parse_date("201X").isoformat() == "2019-12-31"
    with pytest.raises(BadDay):
        parse_date("../2019")
    assert "as of 2019-12-31" in kg("brief", "CHN", "RUS", "--as-of", "2019~").stdout


def dated(path: Path, start: str, end: str = "") -> Path:
    """Write notes of November 2012 whose claim is dated in EDTF."""
    write(path, Notes("notes", "2012-11-01", "2012-11-30", (ALLIED,)))
    written = 'ent:start "2012-11-01"^^xsd:date ; ent:startPrecision ent:day'
    told = f'ent:start "{start}"^^edtf:EDTF' + (f' ; ent:end "{end}"^^edtf:EDTF' if end else "")
    text = PREFIX + path.read_text(encoding="utf-8").replace(written, told)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("start", "end", "bounds", "words"),
    [
        pytest.param(
            "2010-03", "2011", ("known", "known"), "2010-03 to 2011", marks=pytest.mark.slow
        ),
        ("2010~", "2011-05/..", ("about", "no-earlier-than"), "about 2010 to 2011-05"),
        pytest.param(
            "../2010-03",
            "",
            ("no-later-than", "open"),
            "attested since 2010-03",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_file_may_give_bounds_in_edtf(
    kg: Kg, tmp_path: Path, start: str, end: str, bounds: tuple[str, str], words: str
) -> None:
    path = dated(tmp_path / "a.trig", start, end)
    assert kg("validate", "--no-shipped", path).exit_code == 0
    asked = ("form-of-relationship", *ALONE, path, "--as-of", "2011-01", "--format", "json")
    found = json.loads(kg("explain", "BOL", "CHL", *asked).stdout)
    interval = next(one["interval"] for one in found if one["holds"] == "yes")
    assert (interval["start_bound"], interval["end_bound"]) == bounds
    assert (interval["start_edtf"], interval["end_edtf"]) == (start, end or "..")
    assert words in kg("brief", "BOL", "CHL", "--full", *ALONE, path, "--as-of", "2011-01").stdout
    (edge,) = [
        e for e in entente.open(path, shipped=False).network().edges if {e.source, e.target} == PAIR
    ]
    assert (edge.more["startBound"], edge.more["endBound"]) == bounds
    events = json.loads(kg("timeline", "BOL", "CHL", *ALONE, path, "--format", "json").stdout)
    claimed = {e["what"]: e["bound"] for e in events if e["concerns"] == "claim"}
    assert claimed == {
        what: bound
        for what, bound in zip(("begins", "ends"), bounds, strict=True)
        if bound != "open"
    }


PAIR = {"id:BOL", "id:CHL"}


@pytest.mark.parametrize(("start", "end"), [("2010/..", ""), ("2010", "../2011"), ("2010-13", "")])
def test_a_bound_from_which_no_day_follows_is_refused(
    kg: Kg, tmp_path: Path, start: str, end: str
) -> None:
    path = dated(tmp_path / "a.trig", start, end)
    done = kg("brief", "BOL", "CHL", *ALONE, path)
    assert done.exit_code == 2 and str(path) in done.stderr and len(done.stderr.splitlines()) == 1
