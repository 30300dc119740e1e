"""Something that lasts between two states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from kg.model.answer import Answer

LANES = ("agreement", "activity", "dispute", "conclusion")


@dataclass(frozen=True)
class TimelineSpan:
    """Something that lasts; None where no bound is known.

    Attributes:
        iri: of the situation or the conclusion.
        label: what people call it.
        lane: one of ``LANES``.
        answer: of a conclusion.
        start: the first day.
        end: the last day.
        start_precision: how exactly its source gives the first day: day, month, year or decade;
            empty where none says.
        end_precision: the same of the last day.
        attested: True where sources only vouch for the beginning by writing then that it is so.
        seen_until: the last day for which the sources of something without an end vouch, which
            is presumed to last after it; None where that is not known.
    """

    iri: str
    label: str
    lane: str
    answer: Answer | None
    start: date | None
    end: date | None
    start_precision: str = ""
    end_precision: str = ""
    attested: bool = False
    seen_until: date | None = None
