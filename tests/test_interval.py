"""Sets of days: what a calendar of the same days, ticked off one by one, gives."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.dates import BadDay, format_date, parse_date
from kg.model.intervals import ALWAYS, BEGINNING, NEVER, OPEN, Interval, IntervalSet

SMALL = 40
SPAN = OPEN - 20
"""Tests use the first and the last days of time, where the edges are."""

bounds = st.integers(0, SMALL) | st.integers(SPAN, OPEN)
intervals = st.tuples(bounds, bounds).map(lambda pair: Interval(min(pair), max(pair)))
sets = st.lists(intervals, max_size=5).map(IntervalSet.of)
DAYS = [*range(SMALL + 1), *range(SPAN, OPEN + 1)]


def days(value: IntervalSet) -> set[int]:
    return {day for day in DAYS if day in value}


@given(sets, sets)
def test_operations_are_those_of_sets_of_days(one: IntervalSet, other: IntervalSet) -> None:
    assert days(one & other) == days(one) & days(other)
    assert days(one | other) == days(one) | days(other)
    assert days(one - other) == days(one) - days(other)
    assert days(one.complement()) == set(DAYS) - days(one)


@given(sets, sets)
def test_results_are_in_order_and_apart(one: IntervalSet, other: IntervalSet) -> None:
    for value in (one & other, one | other, one - other):
        for before, after in zip(value.parts, value.parts[1:], strict=False):
            assert before.last + 1 < after.first


@given(sets)
def test_equal_sets_are_equal_values(value: IntervalSet) -> None:
    assert value.complement().complement() == value
    assert value | NEVER == value == value & ALWAYS
    assert value - value == NEVER


@given(sets, st.sampled_from(DAYS))
def test_interval_at_a_day(value: IntervalSet, day: int) -> None:
    part = value.at(day)
    assert (part is not None) == (day in value)
    assert part is None or day in part


@given(sets, st.dates())
def test_a_date_is_the_day_of_its_ordinal(value: IntervalSet, day: date) -> None:
    assert (day in value) == (day.toordinal() in value)
    assert value.at(day) == value.at(day.toordinal())
    assert all((day in part) == (day.toordinal() in part) for part in value.parts)


def test_an_interval_is_never_empty() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        Interval(2, 1)


def test_open_ends_have_no_date() -> None:
    assert Interval(BEGINNING, OPEN).start is None
    assert Interval(BEGINNING, OPEN).end is None


@given(st.dates())
def test_a_day_is_read_as_it_is_written(day) -> None:
    assert parse_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [("2019", "2019-12-31"), ("2019-02", "2019-02-28"), ("2020-02", "2020-02-29")],
)
def test_a_period_means_its_last_day(text: str, day: str) -> None:
    assert parse_date(text).isoformat() == day


@given(st.text(max_size=12))
def test_any_other_text_is_refused_in_one_line(text: str) -> None:
    try:
        parse_date(text)
    except BadDay as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize("text", ["2019-13-45", "2019-02-30", "0000", "19", "2019-1-1", "now"])
def test_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadDay):
        parse_date(text)


@pytest.mark.parametrize(
    ("precision", "text"),
    [("day", "1998-05-07"), ("month", "1998-05"), ("year", "1998"), ("decade", "1990s")],
)
def test_a_day_is_shown_as_exactly_as_its_source(precision: str, text: str) -> None:
    assert format_date(parse_date("1998-05-07"), precision) == text
