"""Checks for unknown terms and undescribed things, with their positions.

Also for JSON-LD keys that the context does not map, and that are therefore lost. For a misspelt
term, the closest one in the vocabularies that graphs commonly use is suggested.
"""

from __future__ import annotations

import difflib
import json
import re
from collections import defaultdict
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode

from kg.model import terms
from kg.model.terms import (
    DCTERMS,
    OWL,
    PROV,
    RDF,
    RDFS,
    SH,
    SKOS,
    TYPE,
    XSD,
    expand,
    is_iri,
    shorten,
)
from kg.store.set_apart import STANDS_FOR
from kg.validation.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from pyoxigraph import Quad

    from kg.store.dataset import Term

DROPPED = "dropped-key"


def dropped_keys(path: Path) -> list[Finding]:
    """Return a finding for each key that is silently ignored in a valid JSON-LD file."""
    text = path.read_text(encoding="utf-8-sig")
    found = []
    for key in dict.fromkeys(_dropped(json.loads(text), frozenset(), False)):
        offset = max(text.find(f"{json.dumps(key, ensure_ascii=False)}"), 0)
        line, column = text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
        message = "This key yields no statement; map it in @context, or write an IRI."
        one = Finding(Severity.VIOLATION, DROPPED, "", "", key, message)
        found.append(one.at(str(path), line, column))
    return found


def _dropped(value: Any, known: frozenset[str], vocab: bool) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _dropped(one, known, vocab)
        return
    if not isinstance(value, dict) or "@value" in value:
        return
    contexts = value.get("@context", [])
    for context in contexts if isinstance(contexts, list) else [contexts]:
        if context is None:
            known, vocab = frozenset(), False
        elif isinstance(context, dict):
            known |= {key for key, to in context.items() if to is not None}
            vocab = bool(context.get("@vocab", vocab))
            vocab = vocab or any(_is_scoped(to) for to in context.values())
        else:
            vocab = True  # an external context, which may map anything
    for key, inner in value.items():
        if key == "@context":
            continue
        if key.startswith("@") or vocab or key in known or ":" in key:
            yield from _dropped(inner, known, vocab)
        else:
            yield key


def _is_scoped(definition: Any) -> bool:
    """Return True for a JSON-LD term with a scoped context or a container, not followed here."""
    return isinstance(definition, dict) and bool({"@context", "@container"} & set(definition))


VOCABULARIES = {
    RDF: "RDF",
    RDFS: "RDFS",
    OWL: "OWL",
    XSD: "XSD",
    SKOS: "SKOS",
    DCTERMS: "DCTERMS",
    PROV: "PROV",
    SH: "SH",
    "http://purl.org/dc/elements/1.1/": "DC",
    "http://xmlns.com/foaf/0.1/": "FOAF",
    "http://rdfs.org/ns/void#": "VOID",
    "http://www.w3.org/ns/dcat#": "DCAT",
    "http://purl.org/vocab/vann/": "VANN",
}
"""Namespaces whose terms rdflib lists, with rdflib's names for them."""

_LIKE = 0.6
_CONTAINERS = re.compile(r"_\d+\Z")


@cache
def vocabulary(namespace: str) -> frozenset[str]:
    """Return the IRIs of all terms in one of ``VOCABULARIES``."""
    import rdflib

    terms = getattr(rdflib, VOCABULARIES[namespace])
    return frozenset(str(term) for term in dir(terms) if str(term).startswith(namespace))


def is_in_vocabulary(iri: str) -> bool | None:
    """Return True if a vocabulary has a term, or None if the namespace is unknown."""
    namespace, _ = split(iri)
    if namespace not in VOCABULARIES:
        return None
    return iri in vocabulary(namespace) or (namespace == RDF and bool(_CONTAINERS.search(iri)))


def split(iri: str) -> tuple[str, str]:
    """Return the namespace and the local name of an IRI."""
    cut = max(iri.rfind("#"), iri.rfind("/"), iri.rfind(":")) + 1
    return iri[:cut], iri[cut:]


def nearest(iri: str, known: Iterable[str]) -> str:
    """Return the IRI with the closest local name, preferring the same namespace.

    Empty if none is close.
    """
    namespace, name = split(iri)
    near: dict[str, str] = {}
    for one in known:
        space, local = split(one)
        if space == namespace and local and one != iri:
            near.setdefault(local.casefold(), one)
    alike = {key: one for key, one in near.items() if _begins(one) == _begins(iri)}
    for chosen in (alike, near):
        if found := difflib.get_close_matches(name.casefold(), chosen, 1, _LIKE):
            return chosen[found[0]]
    return ""


def _begins(iri: str) -> bool:
    """Return True if the local name begins with a capital letter, as those of classes do."""
    return split(iri)[1][:1].isupper()


_LABELS = "prefLabel altLabel hiddenLabel notation"
_TEXTS = "title description alternative abstract bibliographicCitation identifier"
LITERALS_ONLY = frozenset(
    [f"{SKOS}{name}" for name in _LABELS.split()] + [f"{DCTERMS}{name}" for name in _TEXTS.split()]
) | {f"{RDFS}label", f"{RDFS}comment"}
"""Properties whose values are literals according to their vocabulary."""

_RELATIONS = (
    "semanticRelation broader narrower related broaderTransitive narrowerTransitive inScheme "
    "mappingRelation closeMatch exactMatch broadMatch narrowMatch relatedMatch member memberList "
    "hasTopConcept topConceptOf"
)
_THINGS = (
    "creator contributor publisher subject isPartOf hasPart isReferencedBy references replaces "
    "isReplacedBy requires isRequiredBy hasVersion isVersionOf hasFormat isFormatOf conformsTo "
    "spatial language license rightsHolder audience"
)
_ACTIVITIES = (
    "wasAttributedTo wasDerivedFrom wasGeneratedBy used hadPrimarySource wasAssociatedWith "
    "actedOnBehalfOf wasInformedBy wasInfluencedBy wasQuotedFrom wasRevisionOf specializationOf "
    "alternateOf hadMember generated"
)
THINGS_ONLY = frozenset(
    [f"{SKOS}{name}" for name in _RELATIONS.split()]
    + [f"{DCTERMS}{name}" for name in _THINGS.split()]
    + [f"{PROV}{name}" for name in _ACTIVITIES.split()]
    + [f"{RDFS}subClassOf", f"{RDFS}subPropertyOf", f"{RDF}type"]
)
"""Properties whose values are things according to their vocabulary."""


UNKNOWN = "unknown-term"
UNDECLARED = "undeclared-property"
DANGLING = "undescribed-thing"
WRONG_KIND = "kind-of-value"
TEXT = "text"
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e]")
"""Characters without a glyph, or that reverse the order of others."""

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
"""Properties whose values are versions of an ontology, which need not be described."""
_FEW = 3
"""Number of things in a namespace from which an undescribed name in it counts as an error."""
_PERHAPS = "; perhaps "


class TermCheck:
    """The declarations and descriptions of a graph, against which statements are checked.

    Args:
        quads: all statements.
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
        """Yield findings for the unknown terms of some statements."""
        for quad in quads:
            yield from self._of_property(quad)
            yield from self._of_value(quad)

    def _of_property(self, quad: Quad) -> Iterator[Finding]:
        prop, literal = quad.predicate, isinstance(quad.object, Literal)
        if prop.value in (THINGS_ONLY if literal else LITERALS_ONLY):
            kind = "a thing, not text; give its IRI" if literal else "text, not an IRI"
            said = f"The value of {shorten(prop.value)} is {kind}."
            yield finding_about(Severity.VIOLATION, WRONG_KIND, quad, said)
        known = is_in_vocabulary(prop.value)
        if known or prop in self._declared:
            return
        if known is False or split(prop.value)[0] in self._namespaces:
            yield finding_about(Severity.VIOLATION, UNKNOWN, quad, self._no_such(prop.value))
        else:
            name = shorten(prop.value)
            said = f"No ontology here declares {name}; declare it, or check the spelling."
            yield finding_about(Severity.WARNING, UNDECLARED, quad, said)

    def _of_value(self, quad: Quad) -> Iterator[Finding]:
        value = quad.object
        if isinstance(value, Literal):
            yield from _of_text(quad, value.value)
            datatype = value.datatype.value
            if datatype.startswith(XSD) and not is_in_vocabulary(datatype):
                yield finding_about(Severity.VIOLATION, UNKNOWN, quad, self._no_such(datatype))
            return
        if not isinstance(value, NamedNode) or value in self._described:
            return
        if quad.predicate in _OF_VERSIONS:
            return
        space = split(value.value)[0]
        known = is_in_vocabulary(value.value)
        if known is False or (known is None and space in self._namespaces):
            yield finding_about(Severity.VIOLATION, UNKNOWN, quad, self._no_such(value.value))
        elif known is None and space in self._lone and not quad.predicate.value.startswith(RDF):
            said = f"Nothing describes {shorten(value.value)}{self.hint(value.value)}."
            yield finding_about(Severity.WARNING, DANGLING, quad, said)
        elif known is None and quad.predicate == TYPE:
            said = f"No ontology here declares the class {shorten(value.value)}; declare it."
            yield finding_about(Severity.WARNING, UNDECLARED, quad, said)

    def _no_such(self, iri: str) -> str:
        return f"There is no {shorten(iri)}{self.hint(iri)}."

    def hint(self, iri: str) -> str:
        """Return the closest name in the same namespace, as the end of a sentence."""
        space = split(iri)[0]
        known = vocabulary(space) if space in VOCABULARIES else self._by_namespace.get(space, ())
        near = nearest(iri, known)
        return f"{_PERHAPS}{shorten(near)} is meant" if near else "; check the spelling"

    def hinted(self, finding: Finding) -> Finding:
        """Return the finding, with the closest name if its value is an undescribed IRI."""
        iri = expand(finding.value)
        if not is_iri(iri) or NamedNode(iri) in self._described or is_in_vocabulary(iri):
            return finding
        hint = self.hint(iri)
        if _PERHAPS not in hint or _PERHAPS in finding.message:
            return finding
        return replace(finding, message=f"{finding.message.rstrip('.')}{hint}.")


def _of_text(quad: Quad, text: str) -> Iterator[Finding]:
    if not text or text.isspace():
        said = "The text is blank; write it, or leave the statement out."
        yield finding_about(Severity.VIOLATION, TEXT, quad, said)
    elif found := _HIDDEN.search(text):
        said = f"The text holds the control character U+{ord(found[0]):04X}; remove it."
        yield finding_about(Severity.WARNING, TEXT, quad, said)


def finding_about(severity: Severity, shape: str, quad: Quad, message: str) -> Finding:
    """Return a finding about the value of a statement."""
    node = shorten(getattr(quad.subject, "value", str(quad.subject)))
    value = getattr(quad.object, "value", str(quad.object))
    shown = shorten(value) if isinstance(quad.object, NamedNode) else value
    return Finding(severity, shape, node, shorten(quad.predicate.value), shown, message)
