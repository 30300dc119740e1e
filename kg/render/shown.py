"""An answer that shows itself: as text on a terminal, as a page's part in Jupyter."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Shown:
    """An answer in three forms.

    Attributes:
        text: what the command of the same name prints.
        markdown: the same for a notebook or a wiki; whatever the graph holds is escaped.
        data: the same as plain values, the JSON of the command.
    """

    text: str = field(repr=False)
    markdown: str = field(repr=False)
    data: Any = field(repr=False)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return self.markdown


def fenced(text: str) -> str:
    """Text as a block of code, whatever it holds."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text.rstrip()}\n{fence}\n"
