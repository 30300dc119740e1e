"""Figures of a pair, chosen by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.analysis.network import read_network
from kg.errors import UnknownName
from kg.render.charts.brief import matrix_chart
from kg.render.charts.figure import Figure
from kg.render.charts.map import map_chart
from kg.render.charts.network import network_chart
from kg.render.charts.similarity import kept_similarity
from kg.render.charts.timeline import timeline_chart, trajectory_chart

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.analysis.brief import Brief
    from kg.analysis.timeline import Timeline
    from kg.store.dataset import Dataset

_CHARTS: dict[str, Callable[[Brief, Dataset, Callable[[], Timeline]], Any]] = {
    "matrix": lambda brief, _, __: matrix_chart(brief),
    "timeline": lambda brief, _, timeline: timeline_chart(brief, timeline()),
    "map": lambda brief, _, __: map_chart(brief),
    "network": lambda brief, dataset, _: network_chart(brief, read_network(dataset, "state")),
    "trajectory": lambda brief, dataset, timeline: trajectory_chart(
        brief, timeline(), kept_similarity(brief, dataset)
    ),
}
"""Figures by name: functions from the brief, the facts and the timeline to an Altair chart."""


PAIR_FIGURES = tuple(_CHARTS)


def draw_pair(kind: str, brief: Brief, timeline: Callable[[], Timeline]) -> Figure:
    """Draw a figure of the pair that a brief is about.

    Args:
        kind: the name of the figure.
        brief: the brief on the pair.
        timeline: called for the timeline of the two, if the figure shows it.

    Raises:
        UnknownName: there is no such figure; the message lists them all.
    """
    if kind not in _CHARTS:
        known = ", ".join(_CHARTS)
        raise UnknownName(f"unknown figure {kind!r}; choose {known}")
    return Figure(_CHARTS[kind](brief, brief.inference.holding, timeline))
