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
    """Return the start nodes and everything reachable from them, breadth first.

    Each node comes once, so that cycles do no harm, and nearer ones before those further away. A
    node's successors are asked for only after the node has been yielded.

    Args:
        start: where the walk begins; these nodes are among the result.
        successors: the nodes that one step leads to.
        key: what tells nodes apart, where they are not to be compared themselves.
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
