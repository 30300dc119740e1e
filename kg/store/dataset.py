"""Everything that was read, graph by graph, in an Oxigraph store."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, serialize

from kg.model import terms
from kg.model.text import sanitize_line
from kg.store.set_apart import set_apart, set_apart_types

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import BlankNode, Triple

    Term = NamedNode | BlankNode | Literal | Triple


class Dataset:
    """Named graphs of claims, sources, reference data and the ontology.

    What claims deny or suppose is set apart from facts, however it was written.
    Claims are read once; what is derived from them is added later, in graphs of its own. Labels
    are looked up on first use.
    """

    is_union = True
    """True where queries ask all graphs together, unless they name their own (FROM)."""

    def __init__(self, quads: Iterable[Quad] = ()) -> None:
        self.store = Store()
        self.store.bulk_extend(quads)
        set_apart(self.store)

    def __len__(self) -> int:
        return len(self.store)

    def quads(self) -> Iterator[Quad]:
        """All statements with their graphs, in the order of the store."""
        return self.store.quads_for_pattern(None, None, None, None)

    def set_apart(self) -> set[NamedNode]:
        """The claims that deny or suppose what they say."""
        return set(set_apart_types(self.store))

    def serialized(self) -> bytes:
        """All statements as N-Quads."""
        return serialize(self.quads(), format=RdfFormat.N_QUADS) or b""

    def graph(self, name: NamedNode, predicate: NamedNode | None = None) -> list[Triple]:
        """What one graph says, such as that of a claim: all, or what has a predicate."""
        found = self.store.quads_for_pattern(None, predicate, None, name)
        return [quad.triple for quad in found]

    def statements(self, predicate: NamedNode) -> Iterator[Triple]:
        """All statements with a predicate; one comes again for each graph that makes it."""
        for quad in self.store.quads_for_pattern(None, predicate, None, None):
            yield quad.triple

    def mentions(self, node: NamedNode) -> set[str]:
        """IRIs of the graphs that say something with the node as its object."""
        found = self.store.quads_for_pattern(None, None, node, None)
        return {q.graph_name.value for q in found if isinstance(q.graph_name, NamedNode)}

    def descriptions(self, node: NamedNode) -> set[NamedNode]:
        """The graphs that say something of the node itself."""
        found = self.store.quads_for_pattern(node, None, None, None)
        return {q.graph_name for q in found if isinstance(q.graph_name, NamedNode)}

    def subjects(self, predicate: NamedNode, value: Term) -> set[NamedNode]:
        """All IRIs that have the value, in whichever graph that is said."""
        found = self.store.quads_for_pattern(None, predicate, value, None)
        return {quad.subject for quad in found if isinstance(quad.subject, NamedNode)}

    def values(self, subject: NamedNode | BlankNode | Triple, predicate: NamedNode) -> list[Term]:
        """Values of a property in all graphs, without repetition, in a stable order."""
        found = {quad.object for quad in self.store.quads_for_pattern(subject, predicate, None)}
        return sorted(found, key=str)

    def nodes(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        """Those of the values that are IRIs."""
        return [term for term in self.values(subject, predicate) if isinstance(term, NamedNode)]

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
        for node, _, label in self.statements(terms.LABEL):
            if isinstance(node, NamedNode) and isinstance(label, Literal):
                known = labels.get(node.value)
                if label.language in ("en", None) and (not known or label.value < known):
                    labels[node.value] = label.value
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
