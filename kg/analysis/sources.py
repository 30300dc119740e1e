"""The documents and data sets on which the claims rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from kg.model.result import Result

if TYPE_CHECKING:
    from kg.model.claim import Source


@dataclass(frozen=True, repr=False)
class Sources(Result):
    """Sources, in no order."""

    kind: ClassVar[str] = "bibliography"
    found: tuple[Source, ...]
