"""What an analysis returns: a value that can show itself.

How it looks is the business of ``kg.render``, which is above the model and says so here when it is
imported (``set_renderer``), so that nothing below it needs to know a format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable

    Renderer = Callable[["Result", str], Any]


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
        """The same for a notebook or a wiki; whatever the graph holds is escaped."""
        return str(self._rendered("md"))

    @property
    def data(self) -> Any:
        """The same as plain values: what the command prints with ``--format json``."""
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
