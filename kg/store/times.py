"""When a node holds, as the claims about it say."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from pyoxigraph import Literal

from kg.model import terms
from kg.model.intervals import BEGINNING, OPEN
from kg.store.bounds import ended, reconciled
from kg.store.columns.arrays import distinct
from kg.store.columns.fact_index import joined
from kg.store.columns.times_table import Times

if TYPE_CHECKING:
    from collections.abc import Collection

    from kg.store.columns.arrays import Days, Ints
    from kg.store.columns.said import Said
    from kg.store.columns.terms_table import Terms

START = terms.ent("start")
END = terms.ent("end")
_DAY = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?\Z"
)


def date_of(literal: object) -> date | None:
    """The day of an ``xsd:date`` literal, None where it is not one.

    The lexical form is that of XML Schema 1.1 (part 2, section 3.3.9.1) with four digits of the
    year; the day is the one written, whatever its time zone.
    """
    if isinstance(literal, Literal) and (match := _DAY.match(literal.value)):
        try:
            return date.fromisoformat(match[1])
        except ValueError:
            return None
    return None


def day_of(literal: object) -> int | None:
    """The same as an ordinal."""
    day = date_of(literal)
    return None if day is None else day.toordinal()


def read_times(
    said: Said, known: Terms, ending: Collection[int] = (), reference: Collection[int] = ()
) -> Times:
    """The time that each graph's statements give each node; of several bounds the last counts.

    Args:
        said: what the graphs say.
        known: the terms.
        ending: numbers of the properties whose subject ends no later than their value.
        reference: ranks of the graphs of reference data.
    """
    bounds = [_bounds(said, known, prop) for prop in (START, END)]
    keys = distinct(np.concatenate([found for found, _ in bounds]))
    first = np.full(len(keys), BEGINNING, np.int32)
    last = np.full(len(keys), OPEN, np.int32)
    for column, (found, days) in zip((first, last), bounds, strict=True):
        column[np.searchsorted(keys, found)] = days  # a later one is written over an earlier one
    told = np.isin(keys & 0xFFFFFFFF, list(reference))
    since, until = reconciled(keys >> 32, first, last, told)
    rows = np.flatnonzero(np.isin(said.properties, list(ending)))
    until = ended(keys >> 32, until, said.subjects[rows], said.values[rows])
    return Times(keys, since, until)


def _bounds(said: Said, known: Terms, prop: object) -> tuple[Ints, Days]:
    """Node and graph of each bound that is a day, and that day."""
    rows = np.flatnonzero(said.properties == known.find(prop))  # type: ignore[arg-type]
    literals, places = np.unique(said.values[rows], return_inverse=True)
    told = [day_of(known.term(number)) for number in literals.tolist()]
    days = np.array([-1 if day is None else day for day in told], np.int32)[places]
    dated = days >= 0
    rows = rows[dated]
    return joined(said.subjects[rows], said.ranks[rows]), days[dated]
