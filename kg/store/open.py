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
    """Return the modules of the ontology, without shapes and mappings."""
    return sorted(resources.folder("ontology").glob("*.ttl"))


def shape_files() -> list[Path]:
    """Return the files with the shapes of the ontology."""
    return sorted((resources.folder("ontology") / "shapes").glob("*.ttl"))


def ontology_quads() -> list[Quad]:
    """Return the ontology's statements in its graph; blank nodes have the same names each time."""
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
    """Return the ontology as one file would contain it: all modules' terms under one header."""
    quads = ontology_quads()
    ontology, imports = (NamedNode(terms.OWL + name) for name in ("Ontology", "imports"))
    modules = {q.subject for q in quads if q.object == ontology} - {ONTOLOGY_GRAPH}
    return [q.triple for q in quads if q.predicate != imports and q.subject not in modules]


def graph_paths(paths: Iterable[Path] = (), shipped: bool = True) -> list[Path]:
    """Return the RDF files of the shipped graph (or only its reference data) and of the paths.

    Names in other languages (graph/translations) are for other programs and are left out: each
    would add a row to every question that returns a name.
    """
    home = resources.folder("graph")
    own = list(rdf_files(paths))
    folders = ("reference", "sources") if shipped else ("reference",)
    return list(rdf_files(home / name for name in folders)) + own


def open_dataset(
    paths: Iterable[Path] = (), *, shipped: bool = True, others: Sequence[Quad] = ()
) -> Dataset:
    """Return a dataset of the ontology, the shipped graph and the user's own files.

    Args:
        paths: RDF files, or folders of them.
        shipped: False to leave out the shipped claims; states and regions are kept.
        others: statements from elsewhere, which replace everything shipped except the ontology.

    Raises:
        InputError: a file is missing, has a syntax error or an impossible date; nothing is loaded
            then.
    """
    files = rdf_files(paths) if others else graph_paths(paths, shipped)
    return Dataset([*ontology_quads(), *others, *read_files(files)])


def open_plain(paths: Iterable[Path], others: Sequence[Quad] = ()) -> Dataset:
    """Return a dataset of files in any vocabulary, without the ontology or the shipped graph.

    Raises:
        InputError: a file is missing or has a syntax error.
    """
    read = (quad for path in rdf_files(paths) for quad in read_quads(path))
    return Dataset([*others, *read], apart=True)


def read_files(paths: Iterable[Path]) -> list[Quad]:
    """Return the statements of RDF files, including those in folders.

    Raises:
        InputError: a file is missing, has a syntax error or an impossible date.
    """
    quads = []
    for path in rdf_files(paths):
        found = read_quads(path)
        check_dates(path, found)
        quads.extend(found)
    return quads
