"""Claims and their sources, as described in the sources' graphs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property, partial
from operator import eq
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from pyoxigraph import Literal, NamedNode

from kg.model import terms
from kg.model.result import Claim, Source
from kg.store.columns.fact_index import distinct
from kg.store.columns.terms_table import IRI
from kg.store.dataset import label_of
from kg.store.times import date_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from kg.store.columns.fact_index import Mask, Numbers
    from kg.store.dataset import Dataset, Term

    Values = Callable[[NamedNode], list[Term]]

_CLAIM, _DENIED = terms.ent("Claim"), terms.ent("denied")
_MODALITY, _POLARITY = terms.ent("hasModality"), terms.ent("hasPolarity")
_CONFIDENCE, _LOCATOR = terms.ent("hasConfidence"), terms.ent("locator")
_EXPLICITNESS, _READ_BY = terms.ent("hasExplicitness"), terms.ent("isReadBy")
_SPEAKER, _FOR = terms.ent("hasSpeaker"), terms.ent("actsFor")
_NOTE = NamedNode("http://www.w3.org/2004/02/skos/core#note")
_READ = (
    terms.LABEL,
    terms.PRIMARY_SOURCE,
    _LOCATOR,
    _MODALITY,
    _POLARITY,
    _CONFIDENCE,
    _EXPLICITNESS,
    _READ_BY,
    _SPEAKER,
    _NOTE,
)
_LEAST = terms.ent("commitsFrom")
_EXPLICIT, _TABLE = terms.ent("explicit"), terms.ent("dataSet")


def find_claim(dataset: Dataset, iri: str) -> Claim | None:
    """Return the claim with an IRI, or None if there is none.

    A claim commits its source if its modality does and its expression of likelihood, if any, is not
    below the minimum for that modality. A claim without a modality does not commit its source.
    """
    node = NamedNode(iri) if terms.is_iri(iri) else None
    if node is None:
        return None
    values = dataset.values_of(node)
    return _claim(dataset, iri, values) if _CLAIM in values(terms.TYPE) else None


def read_claims(dataset: Dataset) -> dict[str, Claim]:
    """Return all claims by IRI, read in one pass."""
    nodes = dataset.subjects(terms.TYPE, _CLAIM)
    said: dict[NamedNode, dict[Term, set[Term]]] = {}
    for predicate in _READ:
        of = said.setdefault(predicate, {})
        for node, _, value in dataset.statements(predicate):
            if node in nodes:
                of.setdefault(node, set()).add(value)
    return {
        node.value: _claim(dataset, node.value, lambda p, n=node: _in_order(said[p].get(n)))  # type: ignore[misc]
        for node in nodes
    }


def _in_order(values: set[Term] | None) -> list[Term]:
    return sorted(values, key=str) if values else []


def _claim(dataset: Dataset, iri: str, values: Values) -> Claim:
    modality = next(iter(values(_MODALITY)), None)
    confidence = next(iter(values(_CONFIDENCE)), None)
    sources = (v.value for v in values(terms.PRIMARY_SOURCE) if isinstance(v, NamedNode))
    source = next(sources, "")  # text names no source
    explicitness = next(iter(values(_EXPLICITNESS)), None)
    if explicitness is None and _is_table(dataset, source):
        explicitness = _EXPLICIT  # a row of a table is explicit
    return Claim(
        iri=iri,
        label=label_of(values(terms.LABEL)) or terms.shorten(iri),
        source=source,
        locator=_text(values(_LOCATOR)),
        modality=dataset.label(modality),
        denied=_DENIED in values(_POLARITY),
        confidence=dataset.label(confidence),
        committing=_is_committing(dataset, modality)
        and not (confidence and _rank(dataset, confidence) < _least(dataset, modality)),
        modality_rank=_rank(dataset, modality),
        confidence_rank=_rank(dataset, confidence),
        explicitness=dataset.label(explicitness),
        explicitness_rank=_rank(dataset, explicitness),
        note=_text(values(_NOTE)),
        read_by=_text(values(_READ_BY)),
        speaker=_speaker(dataset, values(_SPEAKER)),
    )


def _is_table(dataset: Dataset, source: str) -> bool:
    node = NamedNode(source) if terms.is_iri(source) else None
    return node is not None and _TABLE in dataset.nodes(node, terms.ent("hasSourceType"))


def _text(values: list[Term]) -> str:
    first = values[0] if values else None
    return first.value if isinstance(first, Literal | NamedNode) else ""


def _is_committing(dataset: Dataset, modality: Term | None) -> bool:
    return isinstance(modality, NamedNode) and (
        dataset.text(modality, terms.ent("committing")) in ("true", "1")
    )


def _least(dataset: Dataset, modality: Term | None) -> int:
    """Return the rank of the lowest likelihood at which a modality commits a source."""
    least = dataset.nodes(modality, _LEAST) if isinstance(modality, NamedNode) else []
    return _rank(dataset, least[0]) if least else 0


def _is_below(dataset: Dataset, least: int, confidence: Term) -> bool:
    return 0 < _rank(dataset, confidence) < least


def _speaker(dataset: Dataset, speakers: list[Term]) -> str:
    told = []
    for speaker in speakers:
        label = dataset.label(speaker)
        acts = dataset.values(speaker, _FOR) if isinstance(speaker, NamedNode) else []
        told.append(label + "".join(f" for {dataset.label(one)}" for one in acts))
    return ", ".join(sorted(told))


def _rank(dataset: Dataset, concept: Term | None) -> int:
    if not isinstance(concept, NamedNode):
        return 0
    return int(dataset.text(concept, terms.ent("rank")) or 0)


_READ_BEFORE: WeakKeyDictionary[Dataset, dict[str, Claim | None]] = WeakKeyDictionary()
"""Claims of a dataset that were read, whoever asked for them."""


class Claims(Mapping[str, Claim]):
    """The claims of a dataset by IRI; each is read on request."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._known: dict[str, Claim | None] = {}

    def _admits(self, claim: Claim) -> bool:  # noqa: ARG002  (others admit fewer)
        return True

    def _find(self, iri: str) -> Claim | None:
        if iri not in self._known:
            read = _READ_BEFORE.setdefault(self._dataset, {})
            if iri not in read:
                read[iri] = find_claim(self._dataset, iri)
            claim = read[iri]
            self._known[iri] = claim if claim is not None and self._admits(claim) else None
        return self._known[iri]

    def __contains__(self, iri: object) -> bool:
        return isinstance(iri, str) and self._find(iri) is not None

    def __getitem__(self, iri: str) -> Claim:
        found = self._find(iri)
        if found is None:
            raise KeyError(iri)
        return found

    @cached_property
    def _all(self) -> dict[str, Claim]:
        every = read_claims(self._dataset)
        return {iri: claim for iri, claim in every.items() if self._admits(claim)}

    def __iter__(self) -> Iterator[str]:
        self._known.update(self._all)
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


class Believed(Claims):
    """The claims by believed sources that commit their source, by IRI.

    Args:
        dataset: the graphs in which the claims are described.
        viewpoint: IRIs of the sources to believe; None believes all.
        without: IRIs of claims to leave out.
        known_by: a day; claims by sources written later are left out. None leaves nothing out.
        explicitness: the minimum rank of a claim's explicitness in its source; 0 accepts all.
    """

    def __init__(
        self,
        dataset: Dataset,
        viewpoint: Collection[str] | None,
        without: frozenset[str],
        known_by: date | None = None,
        explicitness: int = 0,
    ) -> None:
        super().__init__(dataset)
        self._viewpoint = viewpoint
        self._without = without
        self._explicitness = explicitness
        self._known_by = known_by
        self._written = last_writing(dataset) if known_by else {}

    def _admits(self, claim: Claim) -> bool:
        return claim.committing and self.takes(claim)

    def takes(self, claim: Claim) -> bool:
        """Return True for a claim that is taken into account, as a fact or as a hope."""
        said = claim.explicitness_rank >= self._explicitness
        return said and self.hears(claim.source) and claim.iri not in self._without

    def hears(self, source: str) -> bool:
        """Return True for a source that is believed and was written by the given day."""
        if self._known_by and self._written.get(source, date.max) > self._known_by:
            return False
        return self._viewpoint is None or source in self._viewpoint

    def _is_plain(self, claims: Numbers) -> Mask:
        """Return True for each claim that is explicit enough in its source."""
        dataset, least = self._dataset, self._explicitness
        plain = _passing(dataset, _EXPLICITNESS, lambda term: _rank(dataset, term) >= least)
        tables = _passing(
            dataset, terms.PRIMARY_SOURCE, lambda term: _is_table(dataset, _text([term]))
        )
        columns = dataset.columns
        said = np.zeros(len(columns.terms), bool)
        said[columns.subjects[columns.of_property(columns.terms.find(_EXPLICITNESS))]] = True
        found: Mask = plain[claims] | (tables[claims] & ~said[claims])
        return found

    @cached_property
    def graphs(self) -> tuple[Numbers, Mask]:
        """The graphs of the claims as term numbers, and which of the claims are denials."""
        claims, denied = _committing(self._dataset)
        kept = np.ones(len(claims), bool)
        if self._viewpoint is not None or self._known_by:
            heard = _passing(
                self._dataset, terms.PRIMARY_SOURCE, lambda term: self.hears(_text([term]))
            )
            kept &= heard[claims]
        if self._explicitness:
            kept &= self._is_plain(claims)
        find = self._dataset.columns.terms.find_key
        kept &= ~np.isin(claims, [find(iri) for iri in self._without])
        return claims[kept], denied[kept]


_COMMITTING: WeakKeyDictionary[Dataset, tuple[Numbers, Mask]] = WeakKeyDictionary()
"""Graphs of the claims of a dataset that commit their sources, and which are denials."""


def _committing(dataset: Dataset) -> tuple[Numbers, Mask]:
    if dataset not in _COMMITTING:
        columns, find = dataset.columns, dataset.columns.terms.find
        claims = distinct(columns.subjects[columns.with_object(find(_CLAIM), find(terms.TYPE))])
        claims = claims[columns.terms.kinds_of(claims) == IRI]
        kept = _passing(dataset, _MODALITY, partial(_is_committing, dataset))[claims]
        claims = claims[kept & ~_is_doubtful(dataset, claims)]
        deny = columns.with_object(find(_DENIED), find(_POLARITY))
        _COMMITTING[dataset] = claims, np.isin(claims, columns.subjects[deny])
    return _COMMITTING[dataset]


def _is_doubtful(dataset: Dataset, claims: Numbers) -> Mask:
    """Return True for each claim whose likelihood is below the minimum to commit its source."""
    doubtful = np.zeros(len(claims), bool)
    for modality in dataset.scheme("ModalityScheme"):
        least = _least(dataset, modality)
        if least:
            so = _passing(dataset, _MODALITY, partial(eq, modality))
            low = _passing(dataset, _CONFIDENCE, partial(_is_below, dataset, least))
            doubtful |= so[claims] & low[claims]
    return doubtful


def _passing(dataset: Dataset, predicate: NamedNode, test: Callable[[Term], bool]) -> Mask:
    """Return True for each term whose first value of a property passes a test."""
    term = dataset.columns.terms.term
    subjects, values = dataset.first_values(predicate)
    passed = np.zeros(len(dataset.columns.terms), bool)
    good = [number for number in distinct(values).tolist() if test(term(number))]
    passed[subjects] = np.isin(values, good)
    return passed


def last_writing(dataset: Dataset) -> dict[str, date]:
    """Return the last day on which each source was written, by IRI."""
    return _days(dataset, "writtenUntil")


def last_days(dataset: Dataset) -> dict[str, date]:
    """Return the last day that each source can know about: the end of its writing or coverage."""
    return last_writing(dataset) | _days(dataset, "coversUntil")  # rows end before publication


def _days(dataset: Dataset, name: str) -> dict[str, date]:
    found: dict[str, date] = {}
    for triple in dataset.statements(terms.ent(name)):
        day = date_of(triple.object)
        if isinstance(triple.subject, NamedNode) and day is not None:
            found[triple.subject.value] = day
    return found


def read_sources(dataset: Dataset) -> dict[str, Source]:
    """Return all sources by IRI."""
    return {
        node.value: Source(
            iri=node.value,
            label=dataset.label(node),
            citation=dataset.text(node, terms.CITATION),
            written_from=dataset.text(node, terms.ent("writtenFrom")),
            written_until=dataset.text(node, terms.ent("writtenUntil")),
            url=dataset.text(node, terms.ent("url")),
        )
        for node in dataset.subjects(terms.TYPE, terms.ent("Source"))
    }


def reference_graphs(dataset: Dataset) -> set[str]:
    """Return the IRIs of the graphs that contain reference data."""
    return {node.value for node in dataset.subjects(terms.TYPE, terms.ent("ReferenceGraph"))}
