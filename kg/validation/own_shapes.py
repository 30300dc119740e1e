"""Checks of a user's own shapes before they run: a meaningless shape finds nothing.

A file is validated against SHACL's own shapes (SHACL, appendix C), its terms are checked against
the vocabulary, and its references for recursion, which SHACL leaves undefined (section 3.4.3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import InputError
from kg.model.reachable import reachable
from kg.model.terms import OWL, RDF, RDFS, SH, SUBCLASS, TYPE, shorten
from kg.store.files import rdf_files, read_quads
from kg.validation.finding import Finding, Severity, locate
from kg.validation.generated import SHAPE, name_shapes
from kg.validation.unknown_terms import nearest, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pyoxigraph import Quad

    from kg.store.dataset import Term

IDLE = "shape-selects-nothing"
"""Shape name of a finding about a shape that applies to no node of the graph."""

_CLASSES = {NamedNode(RDFS + "Class"), NamedNode(OWL + "Class")}
_FIRST, _REST = NamedNode(RDF + "first"), NamedNode(RDF + "rest")
_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_REFERENCES = {f"{SH}{n}" for n in ("property", "node", "not", "qualifiedValueShape")}
_LISTS = {f"{SH}{name}" for name in ("and", "or", "xone")}
_SHAPES = {NamedNode(SH + "NodeShape"), NamedNode(SH + "PropertyShape")}
_ADVANCED = {
    f"{SH}{name}"
    for name in ("target", "rule", "expression", "js", "values", "sparqlRule", "entailment")
}
"""Unsupported terms (SHACL Advanced Features, SHACL-JS, entailment), reported as errors."""


@dataclass(frozen=True)
class Target:
    """A target of a shape: the shape, the kind of target (``targetClass`` …) and its term."""

    shape: Term
    kind: str
    term: Term
    file: Path


@dataclass(frozen=True)
class OwnShapes:
    """A user's shapes that can be run, with their targets."""

    triples: tuple[Triple, ...] = ()
    targets: tuple[Target, ...] = ()


def read_own_shapes(paths: Sequence[Path]) -> OwnShapes:
    """Read the shapes in some files.

    Raises:
        InputError: a file cannot be read, contains no shape with a target, or is not SHACL; the
            error names the line.
    """
    triples: list[Triple] = []
    targets: list[Target] = []
    for path in rdf_files(paths):
        stated = name_shapes(quad.triple for quad in read_quads(path))
        _refuse_unknown(path, stated)
        aimed = [*_targets(path, stated)]
        if not aimed:
            raise InputError(
                str(path),
                "has no shape with a target",
                "add sh:targetClass, sh:targetNode, sh:targetSubjectsOf or sh:targetObjectsOf",
                1,
            )
        _refuse_recursion(path, stated)
        _refuse_malformed(path, stated)
        triples += stated
        targets += aimed
    return OwnShapes(tuple(triples), tuple(targets))


def idle_shapes(shapes: OwnShapes, quads: Iterable[Quad], *, allow_empty: bool) -> list[Finding]:
    """Return a finding for each target that selects no node.

    A target that the graph neither declares nor uses is a violation. So is a file none of whose
    targets selects anything, unless that is allowed. Otherwise the finding is a note.
    """
    if not shapes.targets:
        return []
    classes: set[Term] = set()
    subjects: set[Term] = set()
    properties: set[Term] = set()
    parents: dict[Term, set[Term]] = {}
    for quad in quads:
        subjects.add(quad.subject)
        properties.add(quad.predicate)
        if quad.predicate == TYPE:
            classes.add(quad.object)
        elif quad.predicate == SUBCLASS:
            parents.setdefault(quad.subject, set()).add(quad.object)
    used = set(reachable(classes, lambda one: parents.get(one, ())))
    selected: dict[str, set[Term]] = {
        "targetClass": used,
        "targetSubjectsOf": properties,
        "targetObjectsOf": properties,
    }
    idle = [t for t in shapes.targets if t.term not in selected.get(t.kind, subjects)]
    busy = {t.file for t in shapes.targets if t not in idle}
    names = {t.value for t in subjects | used | properties if isinstance(t, NamedNode)}
    found = []
    for target in idle:
        is_node = target.kind == "targetNode"
        term = getattr(target.term, "value", str(target.term))
        unknown = not is_node and target.term not in subjects
        near = nearest(term, names) if unknown else ""
        hint = f"; did you mean {shorten(near)}?" if near else "; check the spelling."
        said = f"The shape is checked nowhere: its sh:{target.kind} selects no node of the graph"
        grave = unknown or (target.file not in busy and not allow_empty)
        one = Finding(
            Severity.VIOLATION if grave else Severity.INFO,
            IDLE,
            shorten(getattr(target.shape, "value", str(target.shape))),
            f"sh:{target.kind}",
            shorten(term),
            said + (hint if unknown else "."),
        )
        found += placed([one], target.file)
    return found


def placed(findings: list[Finding], file: Path) -> list[Finding]:
    """Return findings with their positions in a file, by default its first line."""
    return [f if f.line else f.at(str(file), 1, 1) for f in locate(findings, [file])]


def _targets(path: Path, triples: Sequence[Triple]) -> Iterable[Target]:
    shapes = {t.subject for t in triples if t.predicate == TYPE and t.object in _SHAPES}
    for triple in triples:
        kind = triple.predicate.value.removeprefix(SH)
        if triple.predicate.value.startswith(SH) and kind in _TARGETS:
            yield Target(triple.subject, kind, triple.object, path)
        elif triple.predicate == TYPE and triple.object in _CLASSES and triple.subject in shapes:
            yield Target(triple.subject, "targetClass", triple.subject, path)


def _refuse_unknown(path: Path, triples: Sequence[Triple]) -> None:
    """Reject terms that SHACL does not define, or that no engine here supports."""
    known = vocabulary(SH)
    declared = {t.subject for t in triples}
    for triple in triples:
        for term in (triple.predicate, triple.object):
            if not isinstance(term, NamedNode) or not term.value.startswith(SH):
                continue
            if term in declared:
                continue
            if term.value in _ADVANCED:
                _refuse(
                    path,
                    triple,
                    f"uses {shorten(term.value)}, which is not supported here",
                    "leave it out, or write the shape in SHACL Core or SHACL-SPARQL",
                )
            if term.value not in known:
                near = nearest(term.value, known)
                _refuse(
                    path,
                    triple,
                    f"SHACL has no {shorten(term.value)}",
                    f"did you mean {shorten(near)}?" if near else "check the spelling",
                )


def _refuse(path: Path, triple: Triple, problem: str, advice: str) -> None:
    node = shorten(getattr(triple.subject, "value", str(triple.subject)))
    value = shorten(getattr(triple.object, "value", str(triple.object)))
    finding = Finding(Severity.VIOLATION, "", node, shorten(triple.predicate.value), value, problem)
    place = placed([finding], path)[0]
    raise InputError(str(path), problem, advice, place.line, place.column)


def _refuse_recursion(path: Path, triples: Sequence[Triple]) -> None:
    """Reject shapes that refer to themselves."""
    first: dict[Term, Term] = {t.subject: t.object for t in triples if t.predicate == _FIRST}
    rest: dict[Term, Term] = {t.subject: t.object for t in triples if t.predicate == _REST}
    refers: dict[Term, list[Triple]] = {}
    for triple in triples:
        if triple.predicate.value in _REFERENCES:
            refers.setdefault(triple.subject, []).append(triple)
        elif triple.predicate.value in _LISTS:
            node: Term = triple.object
            seen: set[Term] = set()
            while node in first and node not in seen:
                seen.add(node)
                inner = Triple(triple.subject, triple.predicate, first[node])
                refers.setdefault(triple.subject, []).append(inner)
                node = rest.get(node, node)
    done: set[Term] = set()
    for start in refers:
        stack, on_path = [(start, iter(refers[start]))], {start}
        while stack:
            node, more = stack[-1]
            step = next(more, None)
            if step is None:
                stack.pop()
                on_path.discard(node)
                done.add(node)
            elif step.object in on_path:
                circle = [one for one, _ in stack] + [step.object]
                named = [n.value for n in circle if isinstance(n, NamedNode)]
                given = [name for name in named if not name.startswith(SHAPE)] or named
                name = shorten(given[-1]) if given else "a shape"
                problem = f"{name} refers to itself ({shorten(step.predicate.value)})"
                _refuse(path, step, problem, "SHACL leaves recursion undefined; unfold it")
            elif step.object in refers and step.object not in done:
                on_path.add(step.object)
                stack.append((step.object, iter(refers[step.object])))


def _refuse_malformed(path: Path, triples: Sequence[Triple]) -> None:
    """Validate the shapes against SHACL's own shapes, and compile their regular expressions."""
    from importlib.resources import files

    import pyshacl
    import rdflib

    from kg.validation.engine_pyshacl import read_report, to_graph

    for triple in triples:
        if triple.predicate.value == SH + "pattern" and isinstance(triple.object, Literal):
            try:
                re.compile(triple.object.value)
            except re.error as error:
                _refuse(path, triple, f"sh:pattern is not a regular expression ({error})", "fix it")
    rules = rdflib.Graph().parse(
        data=(files("pyshacl") / "assets" / "shacl-shacl.ttl").read_bytes(), format="turtle"
    )
    _, results, _ = pyshacl.validate(to_graph(triples), shacl_graph=rules, inference="none")
    assert isinstance(results, rdflib.Graph)
    found = placed(read_report(results), path)
    if not found:
        return
    worst = min(found, key=lambda finding: finding.order)
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    value = f" (found {worst.value})" if worst.value else ""
    what = f"{worst.node} {worst.path}".strip()
    raise InputError(
        str(path),
        f"is not SHACL: {what}: {' '.join(worst.message.split())}{value}{more}"[:300],
        "fix the shape",
        worst.line,
        worst.column,
    )
