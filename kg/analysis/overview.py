"""Overview of a graph: its size, its sources, its vocabulary, and the most discussed pairs.

It also describes the data set in VoID and DCAT, with counts taken from the data.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar

from pyoxigraph import Literal, NamedNode, Triple

from kg.analysis.brief import make_brief
from kg.analysis.dyad import find_dyad
from kg.errors import UnknownName
from kg.model import terms
from kg.model.result import Result
from kg.store.claims import read_claims, read_sources
from kg.store.times import START, date_of
from kg.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.analysis.brief import Brief
    from kg.model.result import Claim, Source
    from kg.rules.inference import Inference
    from kg.store.dataset import Dataset


@dataclass(frozen=True, repr=False)
class Sources(Result):
    """Sources, in no particular order."""

    kind: ClassVar[str] = "bibliography"
    found: tuple[Source, ...]


_VOID = "http://rdfs.org/ns/void#"
_DCAT = "http://www.w3.org/ns/dcat#"
_DATASET = NamedNode(terms.BASE + "dataset")
LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")


def void_triples(dataset: Dataset) -> Iterator[Triple]:
    """Yield the data set's title, licence, version and counts, and a partition for each class."""
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
    yield Triple(_DATASET, NamedNode(terms.DCTERMS + "license"), LICENCE)
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


_KINDS = (
    ("class", terms.CLASS),
    ("property", NamedNode(terms.OWL + "ObjectProperty")),
    ("property", NamedNode(terms.OWL + "DatatypeProperty")),
    ("concept", NamedNode(terms.SKOS + "Concept")),
    ("state", terms.ent("State")),
    ("place", terms.ent("Region")),
    ("issue", terms.ent("Issue")),
    ("source", terms.ent("Source")),
)


@dataclass(frozen=True)
class Word:
    """A term: its prefixed name or IRI, its label, its type and its definition."""

    name: str
    label: str
    kind: str
    definition: str


@dataclass(frozen=True, repr=False)
class Vocabulary(Result):
    """Prefixes with their namespaces, and terms ordered by name."""

    kind: ClassVar[str] = "vocabulary"
    prefixes: dict[str, str]
    words: tuple[Word, ...]


def make_vocabulary(dataset: Dataset) -> Vocabulary:
    """Collect the vocabulary of a graph."""
    found: dict[str, Word] = {}
    for kind, typed in _KINDS:
        for node in dataset.subjects(terms.TYPE, typed):
            name = terms.shorten(node.value)
            meaning = dataset.text(node, terms.DEFINITION)
            found.setdefault(name, Word(name, dataset.label(node), kind, meaning))
    return Vocabulary(dict(terms.PREFIXES), tuple(found[name] for name in sorted(found)))


_MOST = 6  # states named by a claim; one that names more says little about each pair
_DISCUSSED = 12


@dataclass(frozen=True)
class DiscussedPair:
    """A pair that claims discuss, with its conclusions on the latest day with evidence on it."""

    brief: Brief
    claims: int


@dataclass(frozen=True, repr=False)
class Overview(Result):
    """The contents of a graph in figures.

    Attributes:
        states: number of states that claims mention.
        pairs: codes of pairs of states that coexist and have a conclusion that holds, in order.
        claims: number of claims.
        sources: number of sources of these claims.
        since: the earliest day in any claim.
        newest: the last day on which a source was written.
        discussed: pairs by the number of claims that name both, the largest first.
        predicted: predictions and hopes, the latest first by the last day of writing.
        cited: sources of these claims, by IRI.
    """

    kind: ClassVar[str] = "overview"
    states: int
    pairs: tuple[tuple[str, str], ...]
    claims: int
    sources: int
    since: date | None
    newest: date | None
    discussed: tuple[DiscussedPair, ...]
    predicted: tuple[Claim, ...]
    cited: dict[str, Source] = field(default_factory=dict)


def make_overview(inference: Inference) -> Overview:
    """Make the overview of a graph and its conclusions."""
    facts, dataset = inference.facts, inference.dataset
    ever = facts.ever()
    claims = facts.claims
    spoken: dict[str, list[str]] = {}
    states = 0
    known_states = set(ever.instances(terms.ent("State")))
    for state in known_states:
        named = dataset.mentions(state) & claims.keys()
        states += bool(named)
        for claim in named:
            spoken.setdefault(claim, []).append(dataset.slug(state))
    counts = Counter(
        pair
        for codes in spoken.values()
        if len(codes) <= _MOST
        for pair in combinations(sorted(codes), 2)
    )
    written = read_sources(dataset)
    every = read_claims(dataset)  # including predictions and reports, from which nothing follows
    foreseen = [c for c in every.values() if c.modality in ("prediction", "hope")]
    foreseen.sort(key=lambda c: c.iri)
    foreseen.sort(key=lambda c: written[c.source].written_until, reverse=True)
    since = None
    for one in dataset.statements(START):
        day, thing = date_of(one.object), one.subject
        earlier = day is not None and (since is None or day < since)
        if earlier and isinstance(thing, NamedNode) and thing not in known_states:
            since = day if dataset.mentions(thing) & set(every) else since
    ends = [source.written_until for source in written.values() if source.written_until]
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_DISCUSSED]
    return Overview(
        states=states,
        pairs=_pairs(inference),
        claims=len(claims),
        sources=len({claim.source for claim in claims.values()}),
        since=since,
        newest=date.fromisoformat(max(ends)) if ends else None,
        discussed=tuple(
            DiscussedPair(brief, count)
            for (one, other), count in ranked
            if (brief := _brief(inference, one, other))
        ),
        predicted=tuple(foreseen),
        cited={c.source: written[c.source] for c in foreseen},
    )


def _brief(inference: Inference, first: str, second: str) -> Brief | None:
    """Return the brief on two states, None if nothing is known about them."""
    try:
        dyad = find_dyad(inference, first, second, None)
    except UnknownName:
        return None  # one is replaced by the other, its predecessor
    brief = make_brief(inference, dyad)
    return brief if brief.known and dyad.codes == (first, second) else None


def _pairs(inference: Inference) -> tuple[tuple[str, str], ...]:
    facts, dataset = inference.facts, inference.dataset
    ever = facts.ever()
    found = set()
    for dyad in ever.instances(terms.ent("Dyad")):
        members = sorted(ever.members(dyad), key=dataset.slug)
        if len(members) == 2 and facts.time_of(members[0]) & facts.time_of(members[1]):
            found.add((dataset.slug(members[0]), dataset.slug(members[1])))
    return tuple(sorted(found))
