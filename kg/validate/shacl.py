"""Run the shapes with pySHACL and read its report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyshacl
import rdflib
from pyoxigraph import NamedNode

from kg.errors import InputError
from kg.load.files import rdf_files, read_quads
from kg.load.open import shape_files
from kg.validate.finding import Finding, Severity
from kg.validate.flatten import UNNAMED, flatten, to_rdflib
from kg.vocabulary.terms import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pyoxigraph import Quad

    from kg.store.dataset import Dataset

SH = rdflib.SH
_FEW = 1000  # focus nodes


@dataclass(frozen=True)
class Report:
    """What was found, gravest first, and the report as RDF."""

    findings: tuple[Finding, ...]
    graph: rdflib.Graph

    def conforms(self, gate: Severity = Severity.VIOLATION) -> bool:
        """True where nothing of the gate's severity or above was found."""
        return not any(finding.severity >= gate for finding in self.findings)


def read_shapes(paths: Sequence[Path] = ()) -> rdflib.Graph:
    """Shapes of the ontology and of any further files.

    Raises:
        InputError: a file of shapes cannot be read.
    """
    shapes = rdflib.Graph()
    for path in rdf_files([*shape_files(), *paths]):
        for quad in read_quads(path):
            subject, predicate, value = (
                to_rdflib(term) for term in (quad.subject, quad.predicate, quad.object)
            )
            shapes.add((subject, predicate, value))
    return shapes


def validate(
    dataset: Dataset, shapes: Sequence[Path] = (), added: Iterable[Quad] | None = None
) -> Report:
    """Validate all that was read against the shapes of the ontology and further ones.

    Args:
        dataset: everything, so that shapes see the whole graph.
        shapes: files of further shapes.
        added: statements of the dataset; if given, only what they speak of is looked at.

    Raises:
        InputError: a shape is not what SHACL allows.
    """
    shape_graph = read_shapes(shapes)
    _, results, text = pyshacl.validate(
        flatten(dataset),
        shacl_graph=shape_graph,
        inference="none",
        advanced=False,
        focus_nodes=None if added is None else _spoken_of(added, shape_graph),
    )
    if not isinstance(results, rdflib.Graph):
        files = ", ".join(map(str, shapes)) or "ontology/shapes"
        raise InputError(files, f"holds a shape that cannot be used ({' '.join(text.split())})")
    return Report(tuple(_findings(results)), results)


def _spoken_of(added: Iterable[Quad], shapes: rdflib.Graph) -> list[str | rdflib.URIRef] | None:
    """IRIs in the statements, and the single nodes at which shapes look for whatever is wrong.

    None, for all nodes, where that is not enough (a shape that targets values can be broken by a
    literal, which pySHACL does not take as a focus node) or where there are so many that it does
    not pay: pySHACL looks for each target in the list.
    """
    targeted = {str(value) for value in shapes.objects(None, SH.targetObjectsOf)}
    spoken: set[str | rdflib.URIRef] = {UNNAMED}
    for node in shapes.objects(None, SH.targetNode):
        if isinstance(node, rdflib.URIRef):
            spoken.add(node)
    for quad in added:
        if quad.predicate.value in targeted and not isinstance(quad.object, NamedNode):
            return None
        spoken.update(rdflib.URIRef(term.value) for term in quad if isinstance(term, NamedNode))
    return sorted(spoken) if len(spoken) <= _FEW else None


def _findings(results: rdflib.Graph) -> list[Finding]:
    """The results of the report itself; those that explain one of them (sh:detail) are left out."""
    found = {_finding(results, node) for node in results.objects(None, SH.result)}
    return sorted(found, key=lambda f: (-f.severity, f.node, f.shape, f.path, f.value))


def _finding(results: rdflib.Graph, node: rdflib.term.Node) -> Finding:
    def text(predicate: rdflib.URIRef) -> str:
        value = results.value(node, predicate)
        return "" if value is None else shorten(str(value))

    path = results.value(node, SH.resultPath)
    value = results.value(node, SH.value)
    focus = results.value(node, SH.focusNode)
    own = value is not None and value != focus
    return Finding(
        severity=Severity.named(str(results.value(node, SH.resultSeverity))),
        shape=re.sub(r"^.*/shape/", "", str(results.value(node, SH.sourceShape))),
        node=text(SH.focusNode),
        path="" if path is None or isinstance(path, rdflib.BNode) else shorten(str(path)),
        value=shorten(str(value)) if own else "",
        message=str(results.value(node, SH.resultMessage)),
    )
