"""The graph as an object: open it, ask it, take it elsewhere.

Every analysis is a method of ``Graph``; each returns a result that shows itself in a notebook and
that ``kg.render.render`` writes in any of its formats.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.configuration import Configuration
from kg.graph.base import to_day, to_paths
from kg.graph.evidence import EvidenceGraph
from kg.graph.pair import PairGraph
from kg.graph.whole import WholeGraph
from kg.model.dates import parse_span
from kg.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.graph.base import Day, PathLike

__all__ = ["Graph", "open"]


class Graph(PairGraph, EvidenceGraph, WholeGraph):
    """Statements, and all that follows from them; what is not asked for is not worked out.

    Args:
        workspace: where the statements and the rules come from.
        inference: what follows, if that is known already.
    """


def open(  # noqa: A001  (kg.open, as of a file)
    *paths: PathLike,
    shipped: bool = True,
    imported: bool = False,
    rules: Sequence[PathLike] = (),
    viewpoints: Sequence[str] = (),
    endpoint: str = "",
    store: PathLike | None = None,
    known_by: Day = None,
    only: str = "",
    prefer: Sequence[str] = (),
    stale_after: str = "",
    plain: bool = False,
) -> Graph:
    """The shipped graph, a user's own files, and all that follows from them.

    Args:
        paths: RDF files, or folders of them, to add; they are validated first.
        shipped: False leaves the shipped claims out; states and regions stay.
        imported: True adds the claims of tables that were imported and kept.
        rules: folders of rules in place of the shipped ones.
        viewpoints: names of the sources to believe; all, if none are named.
        endpoint: address of a SPARQL server whose graph takes the place of the shipped one
            (extra ``endpoint``; credentials are taken from the environment).
        store: folder of ``kg build`` whose graph does.
        known_by: a day; what sources written later say is left out.
        only: ``explicit`` or ``implied``: claims that their source does not make at least so
            plainly are left out.
        prefer: which of two sources that differ outweighs the other: ``later`` written, more
            ``reliable``, or both in that order.
        stale_after: how old what was last attested may be to count, such as ``3y``, ``18m`` or
            ``90d``; any age, if empty.
        plain: True takes the paths as they are, in whatever words: ``query``, ``network`` by a view
            of your own and ``validate`` by shapes of your own.

    Raises:
        InputError: the server cannot be read, or a file is missing, breaks its syntax or has an
            impossible date.
        NonConforming: a file makes the graph break a shape.
        OptionError: both a server and a folder are named, or a preference is unknown.
        UnknownName: the source is unknown.
    """
    configuration = Configuration(
        paths=to_paths(paths),
        shipped=shipped,
        imported=imported,
        rules=to_paths(rules),
        viewpoints=tuple(viewpoints),
        endpoint=endpoint,
        store=None if store is None else Path(store),
        known_by=to_day(known_by),
        only=only,
        prefer=tuple(prefer),
        stale_after=parse_span(stale_after) if stale_after else None,
        plain=plain,
    )
    graph = Graph(Workspace(configuration))
    graph.workspace.open()  # so that what is wrong is said now
    return graph
