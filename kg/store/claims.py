"""Claims and their sources, as the sources' graphs describe them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.model import terms
from kg.model.claim import Claim, Source
from kg.store.times import date_of

if TYPE_CHECKING:
    from datetime import date

    from kg.store.dataset import Dataset, Term


_NOTE = NamedNode("http://www.w3.org/2004/02/skos/core#note")


def read_claims(dataset: Dataset) -> dict[str, Claim]:
    """All claims by IRI.

    A claim commits its source where its modality says so; one without a modality does not.
    """
    claims: dict[str, Claim] = {}
    denied = terms.ent("denied")
    tables = {
        node.value for node in dataset.subjects(terms.ent("hasSourceType"), terms.ent("dataSet"))
    }
    coded = terms.ent("explicit")
    for node in dataset.subjects(terms.TYPE, terms.ent("Claim")):
        modality = dataset.value(node, terms.ent("hasModality"))
        confidence = dataset.value(node, terms.ent("hasConfidence"))
        committing = isinstance(modality, NamedNode) and (
            dataset.text(modality, terms.ent("committing")) in ("true", "1")
        )
        source = dataset.text(node, terms.PRIMARY_SOURCE)
        explicitness = dataset.value(node, terms.ent("hasExplicitness"))
        if explicitness is None and source in tables:
            explicitness = coded  # a row of a table says what it says
        claims[node.value] = Claim(
            iri=node.value,
            label=dataset.label(node),
            source=source,
            locator=dataset.text(node, terms.ent("locator")),
            modality=dataset.label(modality),
            denied=denied in dataset.values(node, terms.ent("hasPolarity")),
            confidence=dataset.label(confidence),
            committing=committing,
            modality_rank=_rank(dataset, modality),
            confidence_rank=_rank(dataset, confidence),
            explicitness=dataset.label(explicitness),
            explicitness_rank=_rank(dataset, explicitness),
            note=dataset.text(node, _NOTE),
            read_by=dataset.text(node, terms.ent("isReadBy")),
        )
    return claims


def _rank(dataset: Dataset, concept: Term | None) -> int:
    if not isinstance(concept, NamedNode):
        return 0
    return int(dataset.text(concept, terms.ent("rank")) or 0)


def read_sources(dataset: Dataset) -> dict[str, Source]:
    """All sources by IRI."""
    return {
        node.value: Source(
            iri=node.value,
            label=dataset.label(node),
            citation=dataset.text(node, terms.CITATION),
            written_from=dataset.text(node, terms.ent("writtenFrom")),
            written_until=dataset.text(node, terms.ent("writtenUntil")),
        )
        for node in dataset.subjects(terms.TYPE, terms.ent("Source"))
    }


def last_writing(dataset: Dataset) -> dict[str, date]:
    """The last day on which each source was written, by IRI."""
    found: dict[str, date] = {}
    for triple in dataset.statements(terms.ent("writtenUntil")):
        day = date_of(triple.object)
        if isinstance(triple.subject, NamedNode) and day is not None:
            found[triple.subject.value] = day
    return found


def last_days(dataset: Dataset) -> dict[str, date]:
    """The last day of which each source can know, by IRI: of its writing, or that it covers."""
    found = last_writing(dataset)
    for triple in dataset.statements(terms.ent("coversUntil")):
        day = date_of(triple.object)  # the rows of a table end before it is issued
        if isinstance(triple.subject, NamedNode) and day is not None:
            found[triple.subject.value] = day
    return found


def reference_graphs(dataset: Dataset) -> set[str]:
    """IRIs of the graphs that hold reference data."""
    return {node.value for node in dataset.subjects(terms.TYPE, terms.ent("ReferenceGraph"))}
