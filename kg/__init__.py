"""Entente: a knowledge graph of strategic relationships between states, and the engine over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.api.graph import Graph, PathLike

__version__ = "0.1.0"


def open(*paths: PathLike, **options: Any) -> Graph:  # noqa: A001  (kg.open, as of a file)
    """The graph as an object; the arguments are those of ``kg.api.graph.open_graph``."""
    from kg.api.graph import open_graph

    return open_graph(*paths, **options)
