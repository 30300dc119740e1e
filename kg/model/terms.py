"""IRIs of the terms that the program itself reads or writes; ``ontology/`` has all others."""

from __future__ import annotations

import re
from functools import cache

from pyoxigraph import NamedNode

BASE = "https://w3id.org/entente/"
ENT = BASE + "ontology#"
ID = BASE + "id/"
CLAIM = BASE + "claim/"
SOURCE = BASE + "source/"
CONCLUSION = BASE + "conclusion/"
RULE = BASE + "rule/"
DERIVATION = BASE + "derivation/"
PREMISE = BASE + "premise/"
PERIOD = BASE + "period/"
GRAPH = BASE + "graph/"
VARIABLE = "urn:entente:variable:"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
PROV = "http://www.w3.org/ns/prov#"
DCTERMS = "http://purl.org/dc/terms/"
OWL = "http://www.w3.org/2002/07/owl#"
SH = "http://www.w3.org/ns/shacl#"

PREFIXES = {
    "claim": CLAIM,
    "conclusion": CONCLUSION,
    "dcterms": DCTERMS,
    "derivation": DERIVATION,
    "ent": ENT,
    "graph": GRAPH,
    "id": ID,
    "owl": OWL,
    "period": PERIOD,
    "premise": PREMISE,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "rule": RULE,
    "sh": SH,
    "skos": SKOS,
    "source": SOURCE,
    "xsd": XSD,
}


@cache
def ent(name: str) -> NamedNode:
    """Return a term of the Entente ontology by its local name."""
    return NamedNode(ENT + name)


TYPE = NamedNode(RDF + "type")
DATE = NamedNode(XSD + "date")
CLASS = NamedNode(OWL + "Class")
SUBCLASS = NamedNode(RDFS + "subClassOf")
SUBPROPERTY = NamedNode(RDFS + "subPropertyOf")
DISJOINT = NamedNode(OWL + "disjointWith")
FUNCTIONAL = NamedNode(OWL + "FunctionalProperty")
LABEL = NamedNode(SKOS + "prefLabel")
ALT_LABEL = NamedNode(SKOS + "altLabel")
NOTATION = NamedNode(SKOS + "notation")
DEFINITION = NamedNode(SKOS + "definition")
IN_SCHEME = NamedNode(SKOS + "inScheme")
IDENTIFIER = NamedNode(DCTERMS + "identifier")
CITATION = NamedNode(DCTERMS + "bibliographicCitation")
PRIMARY_SOURCE = NamedNode(PROV + "hadPrimarySource")

CONCLUSIONS_GRAPH = NamedNode(GRAPH + "conclusions")
HOLDS_GRAPH = NamedNode(GRAPH + "what-holds")
PROOFS_GRAPH = NamedNode(GRAPH + "proofs")
ONTOLOGY_GRAPH = NamedNode(BASE + "ontology")
MADE_GRAPHS = frozenset({ONTOLOGY_GRAPH, HOLDS_GRAPH, CONCLUSIONS_GRAPH, PROOFS_GRAPH})
"""Graphs that the program writes to a store and therefore does not read back from it."""


_UNFIT = re.compile(r"[^\w/-]")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*\Z")


def is_variable(term: object) -> bool:
    """Return True for an IRI that represents a variable in a pattern."""
    return isinstance(term, NamedNode) and term.value.startswith(VARIABLE)


def is_iri(text: str) -> bool:
    """Return True for an absolute IRI (RFC 3987, as SPARQL allows it in angle brackets)."""
    if not _IRI.match(text):
        return False
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def shorten(iri: str) -> str:
    """Return a prefixed name if a known prefix fits, else the IRI; ``expand`` reverses this."""
    for prefix, namespace in PREFIXES.items():
        rest = iri.removeprefix(namespace)
        if rest != iri and rest and not _UNFIT.search(rest):
            return f"{prefix}:{rest}"
    return iri


def expand(name: str) -> str:
    """Return the IRI of a prefixed name with a known prefix; leave anything else unchanged."""
    prefix, colon, rest = name.partition(":")
    if colon and prefix in PREFIXES and not rest.startswith("//"):
        return PREFIXES[prefix] + rest
    return name
