"""A description of the data set (VoID and DCAT), counted from what is there."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from kg.model import terms
from kg.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.store.dataset import Dataset

_VOID = "http://rdfs.org/ns/void#"
_DCAT = "http://www.w3.org/ns/dcat#"
_DATASET = NamedNode(terms.BASE + "dataset")
_LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")


def void_triples(dataset: Dataset) -> Iterator[Triple]:
    """Title, licence and version of the data set, its counts, and a partition for each class."""
    classes: Counter[NamedNode] = Counter()
    triples, subjects, properties = 0, set(), set()
    for quad in dataset.quads():
        triples += 1
        subjects.add(quad.subject)
        properties.add(quad.predicate)
        if quad.predicate == terms.TYPE and isinstance(quad.object, NamedNode):
            classes[quad.object] += 1
    yield Triple(_DATASET, terms.TYPE, NamedNode(_VOID + "Dataset"))
    yield Triple(_DATASET, terms.TYPE, NamedNode(_DCAT + "Dataset"))
    yield Triple(_DATASET, NamedNode(terms.DCTERMS + "title"), Literal("Entente", language="en"))
    yield Triple(_DATASET, NamedNode(terms.DCTERMS + "license"), _LICENCE)
    yield Triple(_DATASET, NamedNode(_DCAT + "version"), Literal(__version__))
    yield Triple(_DATASET, NamedNode(_VOID + "vocabulary"), NamedNode(terms.ENT.rstrip("#")))
    yield Triple(_DATASET, NamedNode(_VOID + "uriSpace"), Literal(terms.BASE))
    for name, count in (
        ("triples", triples),
        ("distinctSubjects", len(subjects)),
        ("properties", len(properties)),
        ("classes", len(classes)),
    ):
        yield Triple(_DATASET, NamedNode(_VOID + name), Literal(count))
    for kind, count in classes.items():
        part = NamedNode(
            f"{_DATASET.value}/class/{kind.value.rsplit('#', 1)[-1].rsplit('/', 1)[-1]}"
        )
        yield Triple(_DATASET, NamedNode(_VOID + "classPartition"), part)
        yield Triple(part, NamedNode(_VOID + "class"), kind)
        yield Triple(part, NamedNode(_VOID + "entities"), Literal(count))
