"""What a claim denies, told apart from what is held to be a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from kg.model import terms

if TYPE_CHECKING:
    from kg.store.dataset import Term

DENIED_TYPE = terms.ent("deniedType")


def denied(triples: list[Triple], graph: NamedNode) -> list[Triple]:
    """The triples on nodes of their own, classes under ``ent:deniedType``."""
    own: dict[Term, NamedNode] = {
        triple.subject: NamedNode(f"{graph.value}#{triple.subject.value.rsplit('/', 1)[-1]}")
        for triple in triples
        if isinstance(triple.subject, NamedNode)
    }
    renamed = []
    for triple in triples:
        predicate = DENIED_TYPE if triple.predicate == terms.TYPE else triple.predicate
        subject = own.get(triple.subject, triple.subject)
        renamed.append(Triple(subject, predicate, own.get(triple.object, triple.object)))
    return renamed
