"""Days as people write them: parsed strictly, shown no more precisely than their source."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from kg.errors import KgError

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")


class BadDay(KgError):
    """Text that is not a calendar date."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is not a date; write YYYY-MM-DD, YYYY-MM or YYYY")


class BadSpan(KgError):
    """Text that is no length of time."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is not a length of time: write 3y, 18m or 90d")


def parse_date(text: str) -> date:
    """Day meant by ``2019-12-31``, ``2019-12`` or ``2019``: the last one of the period.

    What else EDTF writes of one such time is read, too: ``2019~``, ``201X``.

    Raises:
        BadDay: the text is in another form or names no day of the calendar.
    """
    match = _WRITTEN.match(text)
    if not match:
        return _other_day(text)
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        assert year is not None
        month = month or 12
        return date(year, month, day or calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError) as error:
        raise BadDay(text) from error


def _other_day(text: str) -> date:
    from kg.model.edtf import ABOUT, KNOWN, BadBound, parse_bound

    try:
        bound = parse_bound(text)
    except BadBound as error:
        raise BadDay(text) from error
    if bound.kind not in (KNOWN, ABOUT):
        raise BadDay(text)
    return bound.last


def format_date(day: date, precision: str | None) -> str:
    """The day with the precision (``day``, ``month``, ``year``, ``decade``) of its source."""
    text = day.isoformat()
    if precision == "month":
        return text[:7]
    if precision == "year":
        return text[:4]
    if precision == "decade":
        return f"{text[:3]}0s"
    return text


_DAYS = {"y": 365.2425, "m": 30.436875, "d": 1.0}


def parse_span(text: str) -> timedelta:
    """A length of time such as ``3y``, ``18m`` or ``90d``, in whole days.

    Raises:
        BadSpan: the text is none.
    """
    number, unit = text[:-1], text[-1:]
    if not number.isdecimal() or unit not in _DAYS:
        raise BadSpan(text)
    return timedelta(round(int(number) * _DAYS[unit]))
