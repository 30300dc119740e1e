"""The Python interface: open a graph, query and analyse it, export it.

Every analysis is a method of ``Graph``; each returns a result that displays itself in a notebook
and that ``kg.render.render`` writes in any of its formats.
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
    """A graph and its conclusions, which are derived on demand.

    Args:
        workspace: where the statements and the rules come from.
        inference: the conclusions, if already derived.
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
    """Open the shipped graph together with a user's own files.

    Args:
        paths: RDF files or folders to add; they are validated first.
        shipped: False omits the shipped claims but keeps states and regions.
        imported: True adds the claims of imported tables.
        rules: folders of rules to use instead of the shipped ones.
        viewpoints: names of the sources to use; all, if empty.
        endpoint: address of a SPARQL server whose graph replaces the shipped one (extra
            ``endpoint``; credentials are taken from the environment).
        store: folder made by ``kg build`` whose graph replaces the shipped one.
        known_by: omit sources written after this date.
        only: ``explicit`` or ``implied``: omit claims that their source makes less plainly.
        prefer: which of two sources that disagree prevails: the ``later`` one, the more
            ``reliable`` one, or both criteria in that order.
        stale_after: treat older evidence as unknown; ``3y``, ``18m`` or ``90d``. If empty, evidence
            of any age counts.
        plain: True reads the paths alone, in any vocabulary, for ``query``, ``network`` with your
            own view and ``validate`` with your own shapes.

    Raises:
        InputError: the server cannot be read, or a file is missing, breaks its syntax or has an
            impossible date.
        NonConforming: a file makes the graph break a shape.
        OptionError: both a server and a folder are given, or a preference is unknown.
        UnknownName: a source is unknown.
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
    graph.workspace.open()  # so that errors are raised now
    return graph
