"""Validate the graph against the shapes, with pySHACL or a compiled engine."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from kg.model import terms
from kg.model.terms import ONTOLOGY_GRAPH, shorten
from kg.store.files import read_quads
from kg.store.open import shape_files
from kg.validation.finding import Finding, Findings
from kg.validation.flatten import UNNAMED
from kg.validation.generated import SUBJECT, generated_shapes, shape_properties
from kg.validation.unknown_terms import DANGLING, TermCheck

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyoxigraph import Quad


ENGINES = ("pyshacl", "fast")
_TARGET_NODE = NamedNode(terms.SH + "targetNode")
_TARGET_OBJECTS = NamedNode(terms.SH + "targetObjectsOf")


def quickest() -> str:
    """The compiled engine where it is installed, for its findings are the same; else pySHACL."""
    return "fast" if find_spec("shacl_rust") else "pyshacl"


def read_shapes() -> list[Triple]:
    """Statements of the shapes of the ontology."""
    return [quad.triple for path in shape_files() for quad in read_quads(path)]


def validate(
    quads: Iterable[Quad],
    shapes: Sequence[Triple] = (),
    added: Iterable[Quad] | None = None,
    engine: str = "pyshacl",
) -> Findings:
    """Validate all that was read against the shapes of the ontology and further ones.

    Args:
        quads: everything, so that shapes see the whole graph; some may be there twice.
        shapes: statements of further shapes.
        added: some of the statements; if given, only what they speak of is looked at.
        engine: one of ``ENGINES``.

    Raises:
        InputError: a shape is not what SHACL allows.
    """
    everything, added = list(quads), None if added is None else list(added)
    written = read_shapes()
    following = generated_shapes(everything, written)
    stated = [*written, *shapes, *following]
    near = None if added is None else _spoken_of(added, stated)
    graph = None
    if engine == "fast":
        from kg.validation.engine_fast import fast_findings

        found = fast_findings(everything, stated)
        names = None if near is None else {shorten(node) for node in near}
        found = [f for f in found if names is None or f.node in names]
    else:
        from kg.validation.engine_pyshacl import reference_findings

        found, graph = reference_findings(everything, stated, near)
    terms_of = TermCheck(everything)
    own = (q for q in everything if q.graph_name != ONTOLOGY_GRAPH) if added is None else added
    unknown = list(terms_of.findings(own))
    return Findings(
        tuple(
            sorted_findings(
                map(terms_of.hinted, _once(found, unknown, shape_properties(following)))
            )
        ),
        graph=graph,
    )


def _once(
    found: Iterable[Finding], unknown: Sequence[Finding], following: Mapping[str, str]
) -> list[Finding]:
    """Of findings about one value of a node the one that says most.

    What people wrote comes before what a misspelt term tells, then what follows from the ontology,
    whose shapes are given by name, each with its property, then that nothing describes a thing.
    """
    written, generated = [], []
    for finding in found:
        if finding.shape in following:
            generated.append(replace(finding, path=following[finding.shape]))
        else:
            written.append(finding)
    classless = {finding.node for finding in written if finding.path == "rdf:type"}
    generated = [f for f in generated if not (f.shape.endswith(SUBJECT) and f.node in classless)]
    kept, told = list(written), {_told(finding) for finding in written}
    slips = [finding for finding in unknown if finding.shape != DANGLING]
    missing = [finding for finding in unknown if finding.shape == DANGLING]
    for group in (slips, generated, missing):
        new = [finding for finding in group if _told(finding) not in told]
        kept += new
        told |= {_told(finding) for finding in new}
    return kept


def _told(finding: Finding) -> tuple[str, str, str]:
    return finding.node, finding.path, finding.value


def _spoken_of(added: Iterable[Quad], shapes: Iterable[Triple]) -> list[str] | None:
    """IRIs in the statements, and the single nodes at which shapes look for whatever is wrong.

    None, for all nodes, where that is not enough: a shape that targets values can be broken by a
    literal, which pySHACL does not take as a focus node.
    """
    targeted = {t.object for t in shapes if t.predicate == _TARGET_OBJECTS}
    single = {t.object for t in shapes if t.predicate == _TARGET_NODE}
    spoken = {UNNAMED.value, *(node.value for node in single if isinstance(node, NamedNode))}
    for quad in added:
        if quad.predicate in targeted and not isinstance(quad.object, NamedNode):
            return None
        spoken.update(term.value for term in quad if isinstance(term, NamedNode))
    return sorted(spoken)


def sorted_findings(found: Iterable[Finding]) -> list[Finding]:
    """Each once, gravest first, then by place and node."""
    return sorted(set(found), key=lambda finding: finding.order)
