"""All statements read, by named graph; loaded into a store when a query needs one."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from kg.model import terms
from kg.model.text import sanitize_line
from kg.store.columns.fact_index import distinct, is_among, joined
from kg.store.columns.quads import QuadColumns, read_columns, with_more
from kg.store.columns.terms_table import UNBOUND
from kg.store.set_apart import plan, set_apart_types

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyoxigraph import BlankNode

    from kg.store.columns.fact_index import Ints, Numbers
    from kg.store.columns.terms_table import Term as Term


class Dataset:
    """Named graphs of claims, sources, reference data and the ontology.

    The content of denials and suppositions is separated from facts, in whichever form it was
    written. Claims are read once; conclusions are added later, in separate graphs. Lookups return
    the newest statements first, as a store does.

    Args:
        quads: the quads, or their columns.
        apart: True if denials and suppositions are known to be separated from facts already.

    Attributes:
        rewritten: True if some claims had another form and were rewritten.
    """

    is_union = True
    """True if queries run on all graphs together, unless they name their own (FROM)."""

    def __init__(self, quads: Iterable[Quad] | QuadColumns = (), *, apart: bool = False) -> None:
        self.columns = quads if isinstance(quads, QuadColumns) else read_columns(quads)
        self._labels: dict[str, str] = {}
        self._slugs: dict[str, str] = {}
        self.rewritten = False
        if not apart:
            renaming = plan(self)
            if renaming.types:
                self.rewritten = True
                oldest_first = self._quads(np.arange(len(self.columns)))
                moved = [*map(renaming.quad, oldest_first), *renaming.links()]
                self.columns = read_columns(moved)

    def __len__(self) -> int:
        return len(self.columns)

    @cached_property
    def has_claims(self) -> bool:
        """True if some statement uses a property of the ontology."""
        predicates = self._iris(self.columns.predicates)
        return any(name.value.startswith(terms.ENT) for name in predicates)

    @cached_property
    def store(self) -> Store:
        """The dataset in an Oxigraph store, for SPARQL."""
        store = Store()
        store.bulk_extend(self._quads(np.arange(len(self.columns))))
        return store

    def _quads(self, rows: Ints) -> Iterator[Quad]:
        columns, term = self.columns, self.columns.terms.term
        four = (columns.subjects, columns.predicates, columns.objects, columns.graphs)
        for s, p, o, g in zip(*(column[rows].tolist() for column in four), strict=True):
            graph = DefaultGraph() if g == UNBOUND else term(g)
            yield Quad(term(s), term(p), term(o), graph)  # type: ignore[arg-type]

    def quads(self) -> Iterator[Quad]:
        """Return all statements with their graphs, newest first."""
        return self._quads(np.arange(len(self.columns))[::-1])

    def set_apart(self) -> set[NamedNode]:
        """Return the claims that deny or suppose their content."""
        return set(set_apart_types(self))

    def serialized(self) -> bytes:
        """Return all statements as N-Quads."""
        return serialize(self.quads(), format=RdfFormat.N_QUADS) or b""

    def with_more(self, quads: Iterable[Quad]) -> Dataset:
        """Return a copy with more statements, which shares term numbers and sorted orders."""
        return Dataset(with_more(self.columns, quads))

    def quads_for_pattern(
        self,
        subject: Term | None,
        predicate: NamedNode | None,
        value: Term | None,
        graph: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Return the quads that match a pattern, as a store does; None stands for any term."""
        columns, find = self.columns, self.columns.terms.find
        wanted = [None if t is None else find(t) for t in (subject, predicate, value, graph)]
        if UNBOUND in wanted:
            return iter(())
        one, prop, other, where = wanted
        if one is not None:
            rows = columns.with_subject(one, prop)
        elif other is not None:
            rows = columns.with_object(other, prop)
        elif where is not None:
            rows = columns.in_graph(where, prop)
        elif prop is not None:
            rows = columns.of_property(prop)
        else:
            rows = np.arange(len(columns))[::-1]
        four = (columns.subjects, columns.predicates, columns.objects, columns.graphs)
        for column, number in zip(four, wanted, strict=True):
            if number is not None:
                rows = rows[column[rows] == number]
        return self._quads(rows)

    def _triples(self, rows: Ints) -> Iterator[Triple]:
        columns, term = self.columns, self.columns.terms.term
        three = (columns.subjects, columns.predicates, columns.objects)
        for s, p, o in zip(*(column[rows].tolist() for column in three), strict=True):
            yield Triple(term(s), term(p), term(o))  # type: ignore[arg-type]

    def graph(self, name: NamedNode, predicate: NamedNode | None = None) -> list[Triple]:
        """Return the triples of one graph, such as a claim, optionally with one predicate only."""
        find = self.columns.terms.find
        number = None if predicate is None else find(predicate)
        return list(self._triples(self.columns.in_graph(find(name), number)))

    def statements(self, predicate: NamedNode) -> Iterator[Triple]:
        """Return all statements with a predicate, each repeated for every graph that makes it."""
        return self._triples(self.columns.of_property(self.columns.terms.find(predicate)))

    def _iris(self, numbers: Numbers) -> set[NamedNode]:
        """Return those of some terms that are IRIs."""
        key = self.columns.terms.key
        found = (key(number) for number in set(numbers.tolist()) if number != UNBOUND)
        return {NamedNode(name) for name in found if type(name) is str}

    def mentions(self, node: NamedNode) -> set[str]:
        """Return the IRIs of the graphs with statements that have the node as object."""
        columns = self.columns
        rows = columns.with_object(columns.terms.find(node))
        return {graph.value for graph in self._iris(columns.graphs[rows])}

    def descriptions(self, node: NamedNode) -> set[NamedNode]:
        """Return the graphs with statements about the node."""
        columns = self.columns
        return self._iris(columns.graphs[columns.with_subject(columns.terms.find(node))])

    def subjects(self, predicate: NamedNode, value: Term) -> set[NamedNode]:
        """Return all IRIs with a value of a property, in any graph."""
        columns, find = self.columns, self.columns.terms.find
        return self._iris(columns.subjects[columns.with_object(find(value), find(predicate))])

    def described(self, kind: NamedNode, predicate: NamedNode) -> dict[NamedNode, list[Term]]:
        """Return, for each IRI of a class, its values of a property in the order of ``values``."""
        columns, find = self.columns, self.columns.terms.find
        members = columns.with_object(find(kind), find(terms.TYPE))
        found: dict[NamedNode, set[Term]] = {
            node: set() for node in self._iris(columns.subjects[members])
        }
        rows = columns.of_property(find(predicate))
        rows = rows[is_among(columns.subjects[rows], columns.subjects[members])]
        for node, _, value in self._triples(rows):
            if node in found:
                found[node].add(value)
        return {node: _in_order(values) for node, values in found.items()}

    def values(self, subject: NamedNode | BlankNode | Triple, predicate: NamedNode) -> list[Term]:
        """Return the distinct values of a property in all graphs, in a stable order."""
        columns, terms = self.columns, self.columns.terms
        rows = columns.with_subject(terms.find(subject), terms.find(predicate))
        if not len(rows):
            return []
        return _in_order(map(terms.term, set(columns.objects[rows].tolist())))

    def values_of(self, subject: NamedNode) -> Callable[[NamedNode], list[Term]]:
        """Return a function that returns one subject's ``values`` of each property requested."""
        columns, terms = self.columns, self.columns.terms
        rows = columns.with_subject(terms.find(subject))
        found: dict[int, set[int]] = {}
        for prop, value in zip(
            columns.predicates[rows].tolist(), columns.objects[rows].tolist(), strict=True
        ):
            found.setdefault(prop, set()).add(value)
        return lambda prop: _in_order(map(terms.term, found.get(terms.find(prop), ())))

    def first_values(self, predicate: NamedNode) -> tuple[Numbers, Numbers]:
        """Return the sorted subjects of a property and the first value of each (see ``values``)."""
        columns, term = self.columns, self.columns.terms.term
        rows = columns.of_property(columns.terms.find(predicate))
        pairs = distinct(joined(columns.subjects[rows], columns.objects[rows]))
        subjects, values = pairs >> 32, pairs & 0xFFFFFFFF
        for subject in distinct(subjects[1:][subjects[1:] == subjects[:-1]]).tolist():
            own = slice(*np.searchsorted(subjects, [subject, subject + 1]).tolist())
            values[own] = min(values[own].tolist(), key=lambda number: str(term(number)))
        fresh = np.diff(subjects, prepend=-1) > 0
        return subjects[fresh], values[fresh]

    def nodes(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        """Return the values of a property that are IRIs."""
        return [term for term in self.values(subject, predicate) if isinstance(term, NamedNode)]

    def value(self, subject: NamedNode, predicate: NamedNode) -> Term | None:
        """Return the first value of a property, or None if there is none."""
        return next(iter(self.values(subject, predicate)), None)

    def text(self, subject: NamedNode, predicate: NamedNode) -> str:
        """Return the first value of a property as plain text, empty if there is none."""
        value = self.value(subject, predicate)
        return value.value if isinstance(value, Literal | NamedNode) else ""

    def label(self, term: Term | None) -> str:
        """Return a readable name: the preferred label, the text of a literal, or a short name."""
        if isinstance(term, Literal):
            return term.value
        if not isinstance(term, NamedNode):
            return str(term) if term is not None else ""
        known = self._labels.get(term.value)
        if known is None:
            known = label_of(self.values(term, terms.LABEL)) or terms.shorten(term.value)
            self._labels[term.value] = known
        return known

    def in_sentence(self, term: Term | None) -> str:
        """Return a readable name for use within a sentence, where it may need an article."""
        own = self.values(term, terms.ent("nameInSentence")) if isinstance(term, NamedNode) else ()
        return label_of(own) or self.label(term)

    def slug(self, term: Term | None) -> str:
        """Return a concept's notation, a state's or object's identifier, or else the label."""
        if not isinstance(term, NamedNode):
            return self.label(term)
        known = self._slugs.get(term.value)
        if known is None:
            coded = self.text(term, terms.NOTATION) or self.text(term, terms.IDENTIFIER)
            known = self._slugs[term.value] = coded or self.label(term)
        return known

    def concept(self, scheme: str, notation: str) -> NamedNode | None:
        """Return the concept with a notation in a scheme, or None if there is none."""
        for concept in self.subjects(terms.NOTATION, Literal(notation)):
            if terms.ent(scheme) in self.values(concept, terms.IN_SCHEME):
                return concept
        return None

    def scheme(self, name: str) -> list[NamedNode]:
        """Return the concepts of a scheme sorted by precedence, then rank, then name."""

        def place(concept: NamedNode) -> tuple[int, int, str]:
            precedence = self.text(concept, terms.ent("precedence"))
            rank = self.text(concept, terms.ent("rank"))
            return int(precedence or 999), int(rank or 999), concept.value

        return sorted(self.subjects(terms.IN_SCHEME, terms.ent(name)), key=place)


def _in_order(values: Iterable[Term]) -> list[Term]:
    """Return terms sorted by their N-Triples form."""
    found = list(values)
    if len(found) > 1:
        found.sort(key=str)
    return found


def label_of(values: Iterable[Term]) -> str:
    """Return the label to show: the first one that is English or has no language."""
    told = [v.value for v in values if isinstance(v, Literal) and v.language in ("en", None)]
    return min(told, default="")


def format_term(term: Term | None) -> str:
    """Return a term in readable form on one line; empty for None."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return terms.shorten(term.value)
    return sanitize_line(term.value if isinstance(term, Literal) else str(term))
