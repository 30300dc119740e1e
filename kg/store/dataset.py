"""Everything that was read, graph by graph, in an Oxigraph store."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, serialize

from kg.model import terms
from kg.model.text import sanitize_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import BlankNode, Triple

    Term = NamedNode | BlankNode | Literal | Triple


class Dataset:
    """Named graphs of claims, sources, reference data and the ontology.

    Claims are read once; what is derived from them is added later, in graphs of its own. Labels
    are looked up on first use.
    """

    def __init__(self, quads: Iterable[Quad] = ()) -> None:
        self.store = Store()
        self.store.bulk_extend(quads)

    def quads(self) -> Iterator[Quad]:
        """All statements with their graphs, in the order of the store."""
        return self.store.quads_for_pattern(None, None, None, None)

    def serialized(self) -> bytes:
        """All statements as N-Quads."""
        return serialize(self.quads(), format=RdfFormat.N_QUADS) or b""

    def extend(self, quads: Iterable[Quad]) -> None:
        """Add what was derived."""
        self.store.bulk_extend(quads)

    def subjects(self, predicate: NamedNode, value: Term) -> set[NamedNode]:
        """All IRIs that have the value, in whichever graph that is said."""
        found = self.store.quads_for_pattern(None, predicate, value, None)
        return {quad.subject for quad in found if isinstance(quad.subject, NamedNode)}

    def values(self, subject: NamedNode | BlankNode | Triple, predicate: NamedNode) -> list[Term]:
        """Values of a property in all graphs, without repetition, in a stable order."""
        found = {quad.object for quad in self.store.quads_for_pattern(subject, predicate, None)}
        return sorted(found, key=str)

    def value(self, subject: NamedNode, predicate: NamedNode) -> Term | None:
        """First value of a property, None where there is none."""
        return next(iter(self.values(subject, predicate)), None)

    def text(self, subject: NamedNode, predicate: NamedNode) -> str:
        """First value of a property as plain text, empty where there is none."""
        value = self.value(subject, predicate)
        return value.value if isinstance(value, Literal | NamedNode) else ""

    @cached_property
    def _labels(self) -> dict[str, str]:
        labels: dict[str, str] = {}
        for quad in self.store.quads_for_pattern(None, terms.LABEL, None, None):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                known = labels.get(quad.subject.value)
                if quad.object.language in ("en", None) and (
                    not known or quad.object.value < known
                ):
                    labels[quad.subject.value] = quad.object.value
        return labels

    def label(self, term: Term | None) -> str:
        """What a person reads for a term: its preferred label, its text or its short name."""
        if isinstance(term, Literal):
            return term.value
        if isinstance(term, NamedNode):
            return self._labels.get(term.value) or terms.shorten(term.value)
        return str(term) if term is not None else ""

    def slug(self, term: Term | None) -> str:
        """Notation of a concept, identifier of a state or object, else the short name."""
        if not isinstance(term, NamedNode):
            return self.label(term)
        return (
            self.text(term, terms.NOTATION)
            or self.text(term, terms.IDENTIFIER)
            or terms.shorten(term.value)
        )

    def concept(self, scheme: str, notation: str) -> NamedNode | None:
        """Concept of a scheme by its notation."""
        for concept in self.subjects(terms.NOTATION, Literal(notation)):
            if terms.ent(scheme) in self.values(concept, terms.IN_SCHEME):
                return concept
        return None

    def scheme(self, name: str) -> list[NamedNode]:
        """Concepts of a scheme by precedence, then rank, then name."""

        def place(concept: NamedNode) -> tuple[int, int, str]:
            precedence = self.text(concept, terms.ent("precedence"))
            rank = self.text(concept, terms.ent("rank"))
            return int(precedence or 999), int(rank or 999), concept.value

        return sorted(self.subjects(terms.IN_SCHEME, terms.ent(name)), key=place)


def format_term(term: Term | None) -> str:
    """A term as a person reads it, on one line; empty for None."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return terms.shorten(term.value)
    return sanitize_line(term.value if isinstance(term, Literal) else str(term))
