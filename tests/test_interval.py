"""Sets of days agree with a calendar in which days are ticked off one by one."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.dates import BadDay, format_date, parse_date
from kg.model.intervals import ALWAYS, BEGINNING, NEVER, OPEN, Interval, IntervalSet
from kg.rules.columns.matches import among, in_order
from kg.rules.columns.relation import combinations
from kg.rules.columns.spans import Spans, TwoDays

SMALL = 40
SPAN = OPEN - 20
"""Bound from which the last days of time are tested; the first days are tested as well."""

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
    assert IntervalSet.union([one, other]) == one | other


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


def rows(spans: Spans) -> list[IntervalSet]:
    return [spans.row(number) for number in range(len(spans))]


@given(st.lists(st.tuples(sets, sets), max_size=5), st.data())
def test_spans_are_a_set_of_days_in_each_row(
    pairs: list[tuple[IntervalSet, IntervalSet]], data: st.DataObject
) -> None:
    ones, others = [one for one, _ in pairs], [other for _, other in pairs]
    a, b = Spans.of(ones), Spans.of(others)
    assert rows(a) == ones
    assert rows(a & b) == [one & other for one, other in pairs]
    assert rows(a | b) == [one | other for one, other in pairs]
    assert rows(a - b) == [one - other for one, other in pairs]
    assert rows(a.complement()) == [one.complement() for one in ones]
    assert rows(a.followed_by(b)) == [*ones, *others]
    assert a.differs(b).tolist() == [one != other for one, other in pairs]
    chosen = data.draw(
        st.lists(st.sampled_from(range(len(ones))), max_size=6) if ones else st.just([])
    )
    taken = np.array(chosen, np.int64)
    assert rows(a.take(taken)) == [ones[row] for row in chosen]
    once = np.unique(taken)
    changed = [others[row] if row in chosen else one for row, one in enumerate(ones)]
    assert rows(a.with_rows(once, b.take(once))) == changed


@given(st.lists(st.tuples(bounds, bounds, st.integers(0, 3)), max_size=6))
def test_spans_of_bounds(found: list[tuple[int, int, int]]) -> None:
    first, last, owners = (np.array([row[at] for row in found], np.int64) for at in range(3))
    single = Spans.single(first, last)
    expected = [IntervalSet((Interval(a, b),)) if a <= b else NEVER for a, b, _ in found]
    assert rows(single) == expected
    assert single.is_single == (NEVER not in expected)
    held = first <= last
    merged = Spans.merged(owners[held], first[held], last[held], 4)
    parts = zip(expected, owners.tolist(), strict=True)
    said = [(days.parts[0], owner) for days, owner in parts if days]
    assert rows(merged) == [IntervalSet.of(p for p, owner in said if owner == n) for n in range(4)]


def test_the_parts_of_a_set_are_the_longest_there_are() -> None:
    assert IntervalSet.of([Interval(3, 4), Interval(1, 2), Interval(6, 7)]).parts == (
        (1, 4),
        (6, 7),
    )


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


def test_two_sets_differ_where_either_does() -> None:
    long, short = (Spans.of([IntervalSet((Interval(1, last),))]) for last in (9, 4))
    agreed, doubted = TwoDays(long, None), TwoDays(long, short)
    assert not agreed.differs(TwoDays(long, long)).any() and agreed.differs(doubted).all()
    assert doubted.differs(agreed).all() and not doubted.differs(TwoDays(long, short)).any()
    assert agreed.differs(TwoDays(short, None)).all()


def test_values_are_found_in_a_column_and_combinations_counted() -> None:
    column = np.array([3, 1, 3, 2], np.int32)
    assert among(*in_order(column), 3).tolist() == [0, 2]
    assert among(*in_order(column), 4).tolist() == []
    firsts, which = combinations([], 3)
    assert firsts.tolist() == [0] and which.tolist() == [0, 0, 0]
    firsts, which = combinations([column, column], 4)
    assert sorted(firsts.tolist()) == [0, 1, 3] and which[0] == which[2] != which[1]
