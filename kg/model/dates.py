"""Dates as people write them, parsed strictly and shown no more precisely than their source.

Bounds follow the Extended Date/Time Format (ISO 8601-2, from the Library of Congress): ``2019-10``
is a month, ``2019~`` about a year, ``201X`` a decade, ``../2019-10`` no later than a month and
``2019-10/..`` no earlier than one.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kg.errors import KgError

if TYPE_CHECKING:
    from collections.abc import Callable

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")


class BadDay(KgError):
    """Text that is not a calendar date."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is not a date; write YYYY-MM-DD, YYYY-MM or YYYY")


class BadSpan(KgError):
    """Text that is not a length of time."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is not a length of time: write 3y, 18m or 90d")


def parse_date(text: str) -> date:
    """Return the last day of the period ``2019-12-31``, ``2019-12`` or ``2019``.

    Other EDTF forms of a single period, such as ``2019~`` and ``201X``, are also read.

    Raises:
        BadDay: the text has another form, or names a day that is not in the calendar.
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

    try:
        bound = parse_bound(text)
    except BadBound as error:
        raise BadDay(text) from error
    if bound.kind not in (KNOWN, ABOUT):
        raise BadDay(text)
    return bound.last


def format_date(day: date, precision: str | None) -> str:
    """Return the day with its source's precision: ``day``, ``month``, ``year`` or ``decade``."""
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
    """Return a length of time such as ``3y``, ``18m`` or ``90d``, in whole days.

    Raises:
        BadSpan: the text is not a length of time.
    """
    number, unit = text[:-1], text[-1:]
    if not number.isdecimal() or unit not in _DAYS:
        raise BadSpan(text)
    return timedelta(round(int(number) * _DAYS[unit]))


KNOWN, NO_LATER, NO_EARLIER, ABOUT = "known", "no-later-than", "no-earlier-than", "about"
OPEN = "open"
"""The kinds of bounds; an open bound has no day."""
_PRECISION = {10: "day", 7: "month", 4: "year"}
_UNCERTAIN = "~?%"


class BadBound(KgError):
    """Text that is not a bound in EDTF."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{text!r} is not a date in EDTF: write 2019-10-24, 2019-10, 2019, 2019~, 201X, "
            "../2019-10 or 2019-10/.."
        )


@dataclass(frozen=True)
class WrittenBound:
    """A beginning or an end, as written.

    Attributes:
        first, last: first and last day of the period that is named.
        precision: ``day``, ``month``, ``year`` or ``decade``.
        kind: ``known``, ``no-later-than``, ``no-earlier-than`` or ``about``.
    """

    first: date
    last: date
    precision: str
    kind: str = KNOWN


def parse_bound(text: str) -> WrittenBound:
    """Return the bound that an EDTF text names.

    Raises:
        BadBound: the text is not EDTF, or names several periods, a season, or a time outside the
            years 1 to 9999.
    """
    before, slash, after = text.partition("/")
    if slash and before == "..":
        return _named(after, NO_LATER, text)
    if slash and after == "..":
        return _named(before, NO_EARLIER, text)
    if slash:
        raise BadBound(text)
    return _named(text, KNOWN, text)


def _named(text: str, kind: str, whole: str) -> WrittenBound:
    plain = text.rstrip(_UNCERTAIN)
    is_decade = plain[3:] == "X"
    precision = "decade" if is_decade else _PRECISION.get(len(plain))
    if precision is None or len(text) - len(plain) > 1 or "X" in plain[: 3 if is_decade else None]:
        raise BadBound(whole)
    if plain != text:
        kind = ABOUT if kind == KNOWN else kind
    try:
        found = _parser()(text)
        first, last = (date(*side()[:3]) for side in (found.lower_strict, found.upper_strict))
    except Exception as error:  # the library raises errors of its parser and of Python
        raise BadBound(whole) from error
    if precision == "month" and (first.day, (last - first).days > 30) != (1, False):
        raise BadBound(whole)  # a season
    return WrittenBound(first, last, precision, kind)


def _parser() -> Callable[[str], Any]:
    from edtf import parse_edtf  # slow to import

    parse: Callable[[str], Any] = parse_edtf
    return parse


def bound_text(day: date, precision: str | None, kind: str) -> str:
    """Return a bound in EDTF."""
    text = day.isoformat()
    if precision == "decade":
        text = f"{text[:3]}X"
    elif precision in ("year", "month"):
        text = text[: 4 if precision == "year" else 7]
    if kind == ABOUT:
        return f"{text}~"
    if kind == NO_LATER:
        return f"../{text}"
    return f"{text}/.." if kind == NO_EARLIER else text
