"""Run the shapes with pySHACL and read its report."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

import rdflib
from pyoxigraph import NamedNode

from kg.errors import InputError
from kg.load.files import rdf_files, read_quads
from kg.load.open import shape_files
from kg.validate.finding import Finding, Severity, shape_name
from kg.validate.flatten import UNNAMED, rdflib_graph, to_rdflib
from kg.vocabulary.terms import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pyoxigraph import Quad

    from kg.store.dataset import Dataset

SH = rdflib.SH
ENGINES = ("pyshacl", "fast")
_FEW = 1000  # focus nodes; pySHACL looks for each target in their list


@dataclass(frozen=True)
class Report:
    """What was found, gravest first, and pySHACL's report as RDF."""

    findings: tuple[Finding, ...]
    graph: rdflib.Graph | None = None

    def conforms(self, gate: Severity = Severity.VIOLATION) -> bool:
        """True where nothing of the gate's severity or above was found."""
        return not any(finding.severity >= gate for finding in self.findings)


def quickest() -> str:
    """The compiled engine where it is installed, for its findings are the same; else pySHACL."""
    return "fast" if find_spec("shacl_rust") else "pyshacl"


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
    dataset: Dataset,
    shapes: Sequence[Path] = (),
    added: Iterable[Quad] | None = None,
    engine: str = "pyshacl",
) -> Report:
    """Validate all that was read against the shapes of the ontology and further ones.

    Args:
        dataset: everything, so that shapes see the whole graph.
        shapes: files of further shapes.
        added: statements of the dataset; if given, only what they speak of is looked at.
        engine: one of ``ENGINES``.

    Raises:
        InputError: a shape is not what SHACL allows.
    """
    shape_graph = read_shapes(shapes)
    spoken = None if added is None else _spoken_of(added, shape_graph)
    if engine == "fast":
        from kg.validate.fast import fast_findings

        found = fast_findings(dataset, shape_graph)
        near = None if spoken is None else {shorten(str(node)) for node in spoken}
        return Report(tuple(sorted_findings(f for f in found if near is None or f.node in near)))
    import pyshacl

    _, results, text = pyshacl.validate(
        rdflib_graph(dataset),
        shacl_graph=shape_graph,
        inference="none",
        advanced=False,
        focus_nodes=spoken if spoken is not None and len(spoken) <= _FEW else None,
    )
    if not isinstance(results, rdflib.Graph):
        files = ", ".join(map(str, shapes)) or "ontology/shapes"
        raise InputError(files, f"holds a shape that cannot be used ({' '.join(text.split())})")
    return Report(tuple(_findings(results)), results)


def _spoken_of(added: Iterable[Quad], shapes: rdflib.Graph) -> list[str | rdflib.URIRef] | None:
    """IRIs in the statements, and the single nodes at which shapes look for whatever is wrong.

    None, for all nodes, where that is not enough: a shape that targets values can be broken by a
    literal, which pySHACL does not take as a focus node.
    """
    targeted = {str(value) for value in shapes.objects(None, SH.targetObjectsOf)}
    spoken: set[str | rdflib.URIRef] = {rdflib.URIRef(UNNAMED.value)}
    for node in shapes.objects(None, SH.targetNode):
        if isinstance(node, rdflib.URIRef):
            spoken.add(node)
    for quad in added:
        if quad.predicate.value in targeted and not isinstance(quad.object, NamedNode):
            return None
        spoken.update(rdflib.URIRef(term.value) for term in quad if isinstance(term, NamedNode))
    return sorted(spoken)


def _findings(results: rdflib.Graph) -> list[Finding]:
    """The results of the report itself; those that explain one of them (sh:detail) are left out."""
    return sorted_findings(_finding(results, node) for node in results.objects(None, SH.result))


def sorted_findings(found: Iterable[Finding]) -> list[Finding]:
    """Each once, gravest first, then by place and node."""
    return sorted(set(found), key=lambda finding: finding.order)


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
        shape=shape_name(str(results.value(node, SH.sourceShape))),
        node=text(SH.focusNode),
        path="" if path is None or isinstance(path, rdflib.BNode) else shorten(str(path)),
        value=shorten(str(value)) if own else "",
        message=str(results.value(node, SH.resultMessage)),
    )
