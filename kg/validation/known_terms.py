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
    found = difflib.get_close_matches(name.casefold(), near, 1, _LIKE)
    return near[found[0]] if found else ""
