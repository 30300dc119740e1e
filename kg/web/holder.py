"""The graph that is served now, and what it becomes without claims that are doubted."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.analysis.overview import Overview
    from kg.graph import Graph

_DOUBTS_KEPT = 16  # graphs with doubted claims that are remembered


class GraphHolder:
    """The graph, which another may replace, and the last few doubts of it.

    Args:
        graph: the graph to begin with.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._kept: OrderedDict[tuple[frozenset[str], str], Graph] = OrderedDict()
        self._lock = threading.Lock()
        self._overview: Overview | None = None

    def replace(self, graph: Graph) -> None:
        """Serve another graph from now on."""
        with self._lock:
            self.graph = graph
            self._kept.clear()
            self._overview = None

    def overview(self) -> Overview:
        """What the graph holds; it is worked out once."""
        with self._lock:
            if self._overview is None:
                self._overview = self.graph.overview()
            return self._overview

    def without(self, claims: list[str], known_by: str | None = None) -> Graph:
        """The graph without some claims, or as it could be known by a day, or both.

        Raises:
            UnknownName: there is no such claim.
            InputError: that is not a date.
        """
        key = (frozenset(claims), known_by or "")
        if key == (frozenset(), ""):
            return self.graph
        with self._lock:
            if key not in self._kept:
                graph = self.graph.known_by(known_by) if known_by else self.graph
                self._kept[key] = graph.without(*sorted(claims)) if claims else graph
                if len(self._kept) > _DOUBTS_KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]
