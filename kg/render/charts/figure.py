"""A figure that shows itself, drawn here and not by scripts from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from kg.model.result import Result
from kg.render.charts.draw import FORMS, draw, form_of
from kg.store.atomic import atomic_write


@dataclass(frozen=True, repr=False)
class Figure(Result):
    """A figure; ``chart`` is its Altair chart, to be changed or combined."""

    kind: ClassVar[str] = "charts.figure"
    is_text: ClassVar[bool] = False
    chart: Any = field(repr=False)

    def _repr_svg_(self) -> str:
        return draw(self.chart, "svg").decode()

    def save(self, path: str | Path) -> None:
        """Write the figure; the ending says how: .svg, .png, .pdf, .html or .json.

        Raises:
            InputError: the file cannot be written.
        """
        target = Path(path)
        drawn = draw(self.chart, form_of(target, None))
        with atomic_write(target) as file:
            file.write(drawn)


def _drawn(form: str, figure: Figure) -> bytes:
    return draw(figure.chart, form)


FORMATS = {form: partial(_drawn, form) for form in FORMS}
