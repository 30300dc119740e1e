"""A figure that shows itself, drawn here and not by scripts from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.render.charts.draw import draw, form_of
from kg.store.atomic import atomic_write


@dataclass(frozen=True)
class Figure:
    """A figure; ``chart`` is its Altair chart, to be changed or combined."""

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
