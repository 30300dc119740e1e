"""The graph being served, and the variants of it without doubted claims.

When the files of a served graph change, it is derived again and replaced.
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

_DOUBTS_KEPT = 16  # cached graphs without doubted claims


class GraphHolder:
    """The graph being served, which can be replaced, and a cache of variants without some claims.

    Args:
        graph: the graph to serve first.
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
        """Return the overview of the graph, which is computed once."""
        with self._lock:
            if self._overview is None:
                self._overview = self.graph.overview()
            return self._overview

    def without(self, claims: list[str], known_by: str | None = None) -> Graph:
        """Return the graph without some claims, without sources written after a date, or both.

        Raises:
            UnknownName: there is no such claim.
            InputError: ``known_by`` is not a date.
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
    """A thread that reloads the graph when a file changes; after an error the old graph stays.

    Args:
        paths: files and folders to watch.
        held: the graph that the page shows.
        workers: the processes that answer SPARQL queries.
        again: called with the current graph; returns the one read from the changed files.
        tell: called with a message on each change.
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
        # Watch the folder of a file, since editors replace the file itself.
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
        """Stop watching."""
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
        except Exception as error:  # the thread goes on, and the old graph is still served
            self._tell(f"cannot be reloaded ({type(error).__name__}: {error})")
            return
        assert data is not None
        self._workers.replace(data)
        self._held.replace(graph)
        self._tell(f"reloaded: {len(graph.dataset):,} statements")
