"""Entente: a knowledge graph of strategic relationships between states, and the engine over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.version import __version__ as __version__

if TYPE_CHECKING:
    from kg.graph import Graph, PathLike


def open(*paths: PathLike, **options: Any) -> Graph:  # noqa: A001  (kg.open, as of a file)
    """The graph as an object; the arguments are those of ``kg.graph.open_graph``."""
    from kg.graph import open_graph

    return open_graph(*paths, **options)
