"""Open the shipped graph, a user's graph, or both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, Quad

from kg import resources
from kg.model import terms
from kg.model.terms import ONTOLOGY_GRAPH
from kg.store.dataset import Dataset
from kg.store.files import check_dates, rdf_files, read_quads

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pyoxigraph import Triple

    from kg.store.dataset import Term


def ontology_files() -> list[Path]:
    """The modules of the ontology, without shapes and mappings."""
    return sorted(resources.folder("ontology").glob("*.ttl"))


def shape_files() -> list[Path]:
    """The shapes of the ontology."""
    return sorted((resources.folder("ontology") / "shapes").glob("*.ttl"))


def ontology_quads() -> list[Quad]:
    """The ontology's statements, in the ontology's graph; blank nodes are named alike each time."""
    named: dict[BlankNode, BlankNode] = {}

    def stable(term: Term) -> Term:
        if not isinstance(term, BlankNode):
            return term
        return named.setdefault(term, BlankNode(f"ontology{len(named)}"))

    return [
        Quad(stable(quad.subject), quad.predicate, stable(quad.object), ONTOLOGY_GRAPH)  # type: ignore[arg-type]
        for path in ontology_files()
        for quad in read_quads(path)
    ]


def merged_ontology() -> list[Triple]:
    """The ontology as one file would hold it: the terms of all modules under one header."""
    quads = ontology_quads()
    ontology, imports = (NamedNode(terms.OWL + name) for name in ("Ontology", "imports"))
    modules = {q.subject for q in quads if q.object == ontology} - {ONTOLOGY_GRAPH}
    return [q.triple for q in quads if q.predicate != imports and q.subject not in modules]


def graph_paths(paths: Iterable[Path] = (), shipped: bool = True) -> list[Path]:
    """RDF files of the shipped graph (or only its reference data) and of the paths.

    Names in other languages (graph/translations) are for other programs and stay out: each would
    be one more row of every question that asks for a name.
    """
    home = resources.folder("graph")
    own = list(rdf_files(paths))
    folders = ("reference", "sources") if shipped else ("reference",)
    return list(rdf_files(home / name for name in folders)) + own


def open_dataset(
    paths: Iterable[Path] = (), *, shipped: bool = True, others: Sequence[Quad] = ()
) -> Dataset:
    """Dataset of the ontology, the shipped graph and the user's own files.

    Args:
        paths: RDF files, or folders of them.
        shipped: False leaves the shipped claims out; states and regions stay.
        others: statements of no file that replace all that is shipped but the ontology.

    Raises:
        InputError: a file is missing, breaks its syntax or has an impossible date. Nothing is
            loaded then.
    """
    files = rdf_files(paths) if others else graph_paths(paths, shipped)
    return Dataset([*ontology_quads(), *others, *read_files(files)])


def open_plain(paths: Iterable[Path], others: Sequence[Quad] = ()) -> Dataset:
    """Dataset of files in whatever words, with nothing beside them.

    Raises:
        InputError: a file is missing or breaks its syntax.
    """
    read = (quad for path in rdf_files(paths) for quad in read_quads(path))
    return Dataset([*others, *read], apart=True)


def read_files(paths: Iterable[Path]) -> list[Quad]:
    """Statements of RDF files, and of those in the folders named.

    Raises:
        InputError: a file is missing, breaks its syntax or has an impossible date.
    """
    quads = []
    for path in rdf_files(paths):
        found = read_quads(path)
        check_dates(path, found)
        quads.extend(found)
    return quads
