"""A figure of a pair by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.analysis.network import read_network
from kg.errors import UnknownName
from kg.render.charts.bars import bars
from kg.render.charts.brief import matrix_chart, timeline_chart, trajectory_chart
from kg.render.charts.figure import Figure
from kg.render.charts.map import map_chart
from kg.render.charts.network import network_chart
from kg.render.charts.similarity import kept_similarity

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.analysis.brief import Brief
    from kg.store.dataset import Dataset

_CHARTS: dict[str, Callable[[Brief, Dataset], Any]] = {
    "matrix": lambda brief, _: matrix_chart(brief),
    "timeline": lambda brief, dataset: timeline_chart(brief, bars(brief, dataset)),
    "map": map_chart,
    "network": lambda brief, dataset: network_chart(brief, read_network(dataset, "state")),
    "trajectory": lambda brief, dataset: trajectory_chart(
        brief, bars(brief, dataset, conclusions=False), kept_similarity(brief, dataset)
    ),
}
"""Figures by name; each takes the brief and what holds and gives an Altair chart."""


PAIR_FIGURES = tuple(_CHARTS)


def draw_pair(kind: str, brief: Brief) -> Figure:
    """A figure of the pair that a brief is about.

    Raises:
        UnknownName: there is no such figure; names them all.
    """
    if kind not in _CHARTS:
        known = ", ".join(_CHARTS)
        raise UnknownName(f"no figure is called {kind!r}; choose {known}")
    return Figure(_CHARTS[kind](brief, brief.inference.holding))
