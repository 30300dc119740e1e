"""Reachability in a graph."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

N = TypeVar("N")


def reachable(
    start: Iterable[N],
    successors: Callable[[N], Iterable[N]],
    key: Callable[[N], Hashable] | None = None,
) -> Iterator[N]:
    """Yield the start nodes and all nodes reachable from them, breadth first.

    Each node is yielded once, so that cycles do no harm, and nearer nodes come before more distant
    ones. A node's successors are requested only after the node has been yielded.

    Args:
        start: the nodes from which the walk begins, which are part of the result.
        successors: called for the nodes that are one step away.
        key: called for the value that identifies a node; by default, the node itself.
    """
    waiting = deque(start)
    met: set[Hashable] = set()
    while waiting:
        node = waiting.popleft()
        name = key(node) if key else node
        if name not in met:
            met.add(name)
            yield node
            waiting.extend(successors(node))
