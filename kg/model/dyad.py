"""A pair of states on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, timedelta

    from pyoxigraph import NamedNode


@dataclass(frozen=True)
class Dyad:
    """Two states in order of their codes; ``read_as`` says where a predecessor took a place.

    What was last attested longer than ``stale_after`` before the day is unknown. ``chosen`` says
    why it is this day, where nobody named one.
    """

    codes: tuple[str, str]
    nodes: tuple[NamedNode, NamedNode]
    as_of: date
    read_as: tuple[str, ...] = ()
    stale_after: timedelta | None = None
    chosen: str = ""
