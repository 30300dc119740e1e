"""Terms that no vocabulary declares and things that nothing describes, found where they stand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.model import terms
from kg.model.terms import OWL, RDF, RDFS, TYPE, XSD, expand, is_iri, shorten
from kg.store.set_apart import STANDS_FOR
from kg.validation.finding import Finding, Severity
from kg.validation.known_terms import (
    LITERALS_ONLY,
    THINGS_ONLY,
    is_in_vocabulary,
    nearest,
    split,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from pyoxigraph import Quad

    from kg.store.dataset import Term

UNKNOWN = "unknown-term"
UNDECLARED = "undeclared-property"
DANGLING = "undescribed-thing"
WRONG_KIND = "kind-of-value"

_DECLARING = {
    *(NamedNode(OWL + name) for name in ("Class", "ObjectProperty", "DatatypeProperty")),
    *(NamedNode(OWL + name) for name in ("AnnotationProperty", "Ontology")),
    *(NamedNode(RDFS + name) for name in ("Class", "Datatype")),
    NamedNode(RDF + "Property"),
    NamedNode(terms.SKOS + "ConceptScheme"),
}
_OF_VERSIONS = {
    NamedNode(OWL + name)
    for name in ("versionIRI", "priorVersion", "backwardCompatibleWith", "incompatibleWith")
}
"""Properties whose values name a version of an ontology, which no file need describe."""
_FEW = 3
"""Things of a namespace from which a name that is missing there seems a slip."""
_PERHAPS = "; perhaps "


class TermCheck:
    """What a graph declares and describes, to hold its statements against.

    Args:
        quads: everything.
    """

    def __init__(self, quads: Collection[Quad]) -> None:
        self._described: set[Term] = {quad.subject for quad in quads}
        self._described |= {quad.object for quad in quads if quad.predicate == STANDS_FOR}
        self._declared: set[Term] = set()
        for quad in quads:
            if quad.predicate == TYPE and quad.object in _DECLARING:
                self._declared.add(quad.subject)
        names = [n.value for n in self._declared if isinstance(n, NamedNode)]
        self._namespaces = {split(name)[0] for name in names}
        self._by_namespace: dict[str, set[str]] = defaultdict(set)
        for node in self._described:
            if isinstance(node, NamedNode):
                self._by_namespace[split(node.value)[0]].add(node.value)
        self._lone = {
            space for space, members in self._by_namespace.items() if len(members) >= _FEW
        } - self._namespaces

    def findings(self, quads: Iterable[Quad]) -> Iterator[Finding]:
        """What is wrong with the terms of some statements."""
        for quad in quads:
            yield from self._of_property(quad)
            yield from self._of_value(quad)

    def _of_property(self, quad: Quad) -> Iterator[Finding]:
        prop, literal = quad.predicate, isinstance(quad.object, Literal)
        if prop.value in (THINGS_ONLY if literal else LITERALS_ONLY):
            kind = "a thing, not text; give its IRI" if literal else "text, not an IRI"
            said = f"The value of {shorten(prop.value)} is {kind}."
            yield _finding(Severity.VIOLATION, WRONG_KIND, quad, said)
        known = is_in_vocabulary(prop.value)
        if known or prop in self._declared:
            return
        if known is False or split(prop.value)[0] in self._namespaces:
            yield _finding(Severity.VIOLATION, UNKNOWN, quad, self._no_such(prop.value))
        else:
            name = shorten(prop.value)
            said = f"No ontology here declares {name}; declare it, or check the spelling."
            yield _finding(Severity.WARNING, UNDECLARED, quad, said)

    def _of_value(self, quad: Quad) -> Iterator[Finding]:
        value = quad.object
        if isinstance(value, Literal):
            datatype = value.datatype.value
            if datatype.startswith(XSD) and not is_in_vocabulary(datatype):
                yield _finding(Severity.VIOLATION, UNKNOWN, quad, self._no_such(datatype))
            return
        if not isinstance(value, NamedNode) or value in self._described:
            return
        if quad.predicate in _OF_VERSIONS:
            return
        space = split(value.value)[0]
        known = is_in_vocabulary(value.value)
        if known is False or (known is None and space in self._namespaces):
            yield _finding(Severity.VIOLATION, UNKNOWN, quad, self._no_such(value.value))
        elif known is None and space in self._lone and not quad.predicate.value.startswith(RDF):
            said = f"Nothing describes {shorten(value.value)}{self.hint(value.value)}."
            yield _finding(Severity.WARNING, DANGLING, quad, said)
        elif known is None and quad.predicate == TYPE:
            said = f"No ontology here declares the class {shorten(value.value)}; declare it."
            yield _finding(Severity.WARNING, UNDECLARED, quad, said)

    def _no_such(self, iri: str) -> str:
        return f"There is no {shorten(iri)}{self.hint(iri)}."

    def hint(self, iri: str) -> str:
        """The nearest name in the same namespace, as the end of a sentence."""
        from kg.validation.known_terms import VOCABULARIES, vocabulary

        space = split(iri)[0]
        known = vocabulary(space) if space in VOCABULARIES else self._by_namespace.get(space, ())
        near = nearest(iri, known)
        return f"{_PERHAPS}{shorten(near)} is meant" if near else "; check the spelling"

    def hinted(self, finding: Finding) -> Finding:
        """The finding with the nearest name, if its value is an IRI that nothing describes."""
        iri = expand(finding.value)
        if not is_iri(iri) or NamedNode(iri) in self._described or is_in_vocabulary(iri):
            return finding
        hint = self.hint(iri)
        if _PERHAPS not in hint or _PERHAPS in finding.message:
            return finding
        return replace(finding, message=f"{finding.message.rstrip('.')}{hint}.")


def _finding(severity: Severity, shape: str, quad: Quad, message: str) -> Finding:
    node = shorten(getattr(quad.subject, "value", str(quad.subject)))
    value = getattr(quad.object, "value", str(quad.object))
    shown = shorten(value) if isinstance(quad.object, NamedNode) else value
    return Finding(severity, shape, node, shorten(quad.predicate.value), shown, message)
