"""The graph being served, and what it becomes without doubted claims.

A served graph follows its files: when they change, it is derived again and replaced.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, serialize
from watchfiles import watch

from kg.errors import KgError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kg.analysis.overview import Overview
    from kg.graph import Graph
    from kg.web.workers import Workers

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
        """The overview of the graph, computed once."""
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


class Watcher(threading.Thread):
    """A thread that serves the graph again when a file changes, and the old one while it is wrong.

    Args:
        paths: files and folders to follow.
        held: what the page mentions.
        workers: who answers SPARQL.
        again: called with the graph so far; gives the one that the files make now.
        tell: called with a line on each change.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        held: GraphHolder,
        workers: Workers,
        again: Callable[[Graph], Graph],
        tell: Callable[[str], None],
    ) -> None:
        super().__init__(daemon=True)
        # A file is followed by its folder, for editors put another file in its place.
        self._folders = {path if path.is_dir() else path.parent for path in paths}
        self._files = {path.resolve() for path in paths if not path.is_dir()}
        self._trees = [path.resolve() for path in paths if path.is_dir()]
        self._held, self._workers, self._again, self._tell = held, workers, again, tell
        self._end = threading.Event()

    def run(self) -> None:
        for changes in watch(*self._folders, stop_event=self._end, raise_interrupt=False):
            if any(self._concerns(name) for _, name in changes):
                self._serve()

    def close(self) -> None:
        """Follow no longer."""
        self._end.set()
        self.join(10)

    def _concerns(self, name: str) -> bool:
        path = Path(name).resolve()
        return path in self._files or any(tree in path.parents for tree in self._trees)

    def _serve(self) -> None:
        try:
            graph = self._again(self._held.graph)
            data = serialize(graph.recorded.quads(), format=RdfFormat.N_QUADS)
        except KgError as error:
            self._tell(f"{error} (still serving the previous version)")
            return
        except Exception as error:  # the thread lives on, and so does the graph as it was
            self._tell(f"cannot be reloaded ({type(error).__name__}: {error})")
            return
        assert data is not None
        self._workers.replace(data)
        self._held.replace(graph)
        self._tell(f"reloaded: {len(graph.dataset):,} statements")
