"""Results of analyses: values that can display themselves; answers, claims and pairs among them.

``kg.render``, a layer above, registers itself here on import (``set_renderer``), so that nothing
below it needs to know a format.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, timedelta

    from pyoxigraph import NamedNode

    Renderer = Callable[["Result", str], Any]


class Answer(StrEnum):
    """The state of knowledge about a question; absence of knowledge is never a no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Claim:
    """A statement by one source at one place; ``denied`` is its polarity.

    The ranks are those of its modality, its expression of likelihood and its explicitness, 0 where
    it has none. ``explicitness`` is the label of how it stands in its source: said in so many
    words, implied, or read into it, and then ``read_by`` says by whom; ``note`` is what the person
    who wrote the claim down adds; ``speaker`` is the label of who says so, where it is not the
    author of the source, and of those for whom they speak.
    """

    iri: str
    label: str
    source: str
    locator: str
    modality: str
    denied: bool
    confidence: str
    committing: bool
    modality_rank: int = 0
    confidence_rank: int = 0
    explicitness: str = ""
    explicitness_rank: int = 0
    note: str = ""
    read_by: str = ""
    speaker: str = ""


@dataclass(frozen=True)
class Source:
    """A document or data set; the days are those between which it was written."""

    iri: str
    label: str
    citation: str
    written_from: str
    written_until: str


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


class Result:
    """Base of all results.

    Attributes:
        kind: module of ``kg.render`` that holds the formats of such a result.
        is_text: False of what is not for reading as text, or can be read only once; an interpreter
            then shows no more than what it is.
    """

    kind: ClassVar[str]
    is_text: ClassVar[bool] = True
    _renderer: ClassVar[Renderer | None] = None

    @property
    def text(self) -> str:
        """The text that the command of the same name prints."""
        return str(self._rendered("text"))

    @property
    def markdown(self) -> str:
        """The result as Markdown, for a notebook or a wiki; text from the graph is escaped."""
        return str(self._rendered("md"))

    @property
    def data(self) -> Any:
        """The result as plain values: what the command prints with ``--format json``."""
        return self._rendered("data")

    def _rendered(self, output: str) -> Any:
        if Result._renderer is None:
            raise RuntimeError("import kg.render to see a result")
        return Result._renderer(self, output)

    def __str__(self) -> str:
        return repr(self)

    def __repr__(self) -> str:
        if self.is_text and Result._renderer:
            return self.text
        return f"<kg.{type(self).__name__}>"

    def _repr_markdown_(self) -> str | None:
        return self.markdown if self.is_text else None


def set_renderer(renderer: Renderer) -> None:
    """Say how results are shown; called once, by ``kg.render``."""
    Result._renderer = renderer
