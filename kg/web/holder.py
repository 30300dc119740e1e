"""The graph that is served now, and what it becomes without claims that are doubted."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.graph import Graph

_DOUBTS_KEPT = 16  # graphs with doubted claims that are remembered


class GraphHolder:
    """The graph, which another may replace, and the last few doubts of it.

    Args:
        graph: the graph to begin with.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._kept: OrderedDict[frozenset[str], Graph] = OrderedDict()
        self._lock = threading.Lock()

    def replace(self, graph: Graph) -> None:
        """Serve another graph from now on."""
        with self._lock:
            self.graph = graph
            self._kept.clear()

    def without(self, claims: list[str]) -> Graph:
        """The graph without some claims.

        Raises:
            UnknownName: there is no such claim.
        """
        key = frozenset(claims)
        if not key:
            return self.graph
        with self._lock:
            if key not in self._kept:
                self._kept[key] = self.graph.without(*sorted(key))
                if len(self._kept) > _DOUBTS_KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]
