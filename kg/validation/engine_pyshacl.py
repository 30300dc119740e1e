"""The reference SHACL engine, pySHACL, and the reader of its report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyshacl
import rdflib
from pyoxigraph import BlankNode, NamedNode
from rdflib import SH

from kg.errors import InputError
from kg.model.terms import shorten
from kg.validation.finding import Finding, Severity, shape_name

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from pyoxigraph import Triple
    from rdflib.term import Identifier

    from kg.store.dataset import Term


def reference_findings(
    data: Iterable[Triple], shapes: Iterable[Triple]
) -> tuple[list[Finding], rdflib.Graph]:
    """Return all violations of the shapes, and the report.

    pySHACL can validate selected nodes only, but then it also ignores the values of their
    properties (``sh:node``); so all nodes are validated.

    Args:
        data: all data, in one graph.
        shapes: the statements of the shapes.

    Raises:
        InputError: a shape is not what SHACL allows.
    """
    try:
        _, results, text = pyshacl.validate(
            to_graph(data, _Unlisted()),
            shacl_graph=to_graph(shapes),
            inference="none",
            advanced=False,
        )
    except Exception as error:  # pySHACL raises its own errors and those of re, rdflib and others
        raise _unusable(f"{type(error).__name__}: {error}") from error
    if not isinstance(results, rdflib.Graph):
        raise _unusable(text)
    return read_report(results), results


def _unusable(text: str) -> InputError:
    said = " ".join(text.split())[:200]
    return InputError("shapes", f"contain a shape that cannot be used ({said})", "fix that shape")


def read_report(results: rdflib.Graph) -> list[Finding]:
    """Return the findings in a SHACL validation report."""
    return [_finding(results, node) for node in results.objects(None, SH.result)]


class _Unlisted(rdflib.Graph):
    """Data whose lists appear empty to pySHACL, which reads them only to copy them to its report.

    For each reported node of a list, it copies the rest of the list: the time grows with the cube
    of the length.
    """

    def items(
        self,
        list: rdflib.term.Node,  # noqa: A002, ARG002
    ) -> Generator[rdflib.term.Node, None, None]:
        yield from ()


def to_graph(triples: Iterable[Triple], graph: rdflib.Graph | None = None) -> rdflib.Graph:
    """Convert statements to rdflib and add them to a new graph or a given one."""
    graph = rdflib.Graph() if graph is None else graph
    known: dict[Term, Identifier] = {}
    for triple in triples:
        parts = []
        for term in triple:
            if term not in known:
                known[term] = to_rdflib(term)
            parts.append(known[term])
        graph.add((parts[0], parts[1], parts[2]))
    return graph


def to_rdflib(term: Term) -> Identifier:
    """Convert a term to rdflib, keeping the lexical form of a literal."""
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    value = getattr(term, "value", str(term))
    if language := getattr(term, "language", None):
        return rdflib.Literal(value, lang=language)
    datatype = rdflib.URIRef(term.datatype.value)  # type: ignore[union-attr]
    if datatype == rdflib.XSD.string:
        return rdflib.Literal(value)
    return rdflib.Literal(value, datatype=datatype, normalize=False)


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
