"""The terms of the vocabularies that graphs borrow from, and the nearest one to a misspelt term."""

from __future__ import annotations

import difflib
import re
from functools import cache
from typing import TYPE_CHECKING

from kg.model.terms import DCTERMS, OWL, PROV, RDF, RDFS, SH, SKOS, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable

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
"""Namespaces whose terms rdflib lists, and what it calls them."""

_LIKE = 0.6
_CONTAINERS = re.compile(r"_\d+\Z")


@cache
def vocabulary(namespace: str) -> frozenset[str]:
    """IRIs of all terms of one of ``VOCABULARIES``."""
    import rdflib

    terms = getattr(rdflib, VOCABULARIES[namespace])
    return frozenset(str(term) for term in dir(terms) if str(term).startswith(namespace))


def is_in_vocabulary(iri: str) -> bool | None:
    """Whether a vocabulary has a term; None where none of them is meant."""
    namespace, _ = split(iri)
    if namespace not in VOCABULARIES:
        return None
    return iri in vocabulary(namespace) or (namespace == RDF and bool(_CONTAINERS.search(iri)))


def split(iri: str) -> tuple[str, str]:
    """Namespace and local name of an IRI."""
    cut = max(iri.rfind("#"), iri.rfind("/"), iri.rfind(":")) + 1
    return iri[:cut], iri[cut:]


def nearest(iri: str, known: Iterable[str]) -> str:
    """Of some IRIs the one whose local name comes nearest, in the same namespace first.

    Empty where none comes near.
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
    """True where the local name begins as classes do, with a capital letter."""
    return split(iri)[1][:1].isupper()


_LABELS = "prefLabel altLabel hiddenLabel notation"
_TEXTS = "title description alternative abstract bibliographicCitation identifier"
LITERALS_ONLY = frozenset(
    [f"{SKOS}{name}" for name in _LABELS.split()] + [f"{DCTERMS}{name}" for name in _TEXTS.split()]
) | {f"{RDFS}label", f"{RDFS}comment"}
"""Properties whose values are text by their vocabulary's own word."""

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
"""Properties whose values are things by their vocabulary's own word."""
