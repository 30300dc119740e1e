"""The words that a query over a graph can use: prefixes, classes, properties, concepts, names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from pyoxigraph import NamedNode

from kg.model import terms
from kg.model.result import Result

if TYPE_CHECKING:
    from kg.store.dataset import Dataset

_DEFINITION = NamedNode(terms.SKOS + "definition")
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
    """A term: its prefixed name or IRI, what people call it, what it is, and what it means."""

    name: str
    label: str
    kind: str
    definition: str


@dataclass(frozen=True, repr=False)
class Vocabulary(Result):
    """Prefixes with their namespaces, and words in order of their names."""

    kind: ClassVar[str] = "vocabulary"
    prefixes: dict[str, str]
    words: tuple[Word, ...]


def make_vocabulary(dataset: Dataset) -> Vocabulary:
    """The vocabulary of a graph."""
    found: dict[str, Word] = {}
    for kind, typed in _KINDS:
        for node in dataset.subjects(terms.TYPE, typed):
            name = terms.shorten(node.value)
            meaning = dataset.text(node, _DEFINITION)
            found.setdefault(name, Word(name, dataset.label(node), kind, meaning))
    return Vocabulary(dict(terms.PREFIXES), tuple(found[name] for name in sorted(found)))
