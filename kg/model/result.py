"""Results of analyses, which can display themselves, and the values that they share.

``kg.render``, a layer above, registers itself here on import (``set_renderer``), so that no lower
layer needs to know a format.
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
    """The answer to a question; lack of knowledge is unknown, never a no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Claim:
    """A statement by one source at one place; ``denied`` is its polarity.

    The ranks are those of its modality, expression of likelihood and explicitness, 0 if it has
    none. ``explicitness`` is the label of its relation to the source: stated in so many words,
    implied, or read into it; ``read_by`` then says by whom. ``note`` is a remark by the person who
    recorded the claim. ``speaker`` is the label of the person who makes the claim, if not the
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
    """A document or data set; the dates are the first and last day of writing; ``url`` opens it."""

    iri: str
    label: str
    citation: str
    written_from: str
    written_until: str
    url: str = ""


@dataclass(frozen=True)
class Dyad:
    """Two states in order of their codes; ``read_as`` notes predecessors that replace a state.

    Evidence last attested longer than ``stale_after`` before the day counts as unknown. ``chosen``
    explains the choice of the day, if the user named none. ``turned`` is True if the user
    named them in the other order.
    """

    codes: tuple[str, str]
    nodes: tuple[NamedNode, NamedNode]
    as_of: date
    read_as: tuple[str, ...] = ()
    stale_after: timedelta | None = None
    chosen: str = ""
    turned: bool = False

    @property
    def asked(self) -> tuple[str, ...]:
        """The two codes in the order in which the user named the states."""
        return self.codes[::-1] if self.turned else self.codes


class Result:
    """Base class of all results.

    Attributes:
        kind: module of ``kg.render`` with the formats of this kind of result.
        is_text: False if the result is not meant to be read as text, or can be read only once; an
            interpreter then shows only its type.
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
    """Set the function that displays results; ``kg.render`` calls this once."""
    Result._renderer = renderer
