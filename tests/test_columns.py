"""Columns give the same answers as a store, in memory and from a file."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from kg.model import terms
from kg.rules.archive import read_archive, write_archive
from kg.store.dataset import Dataset
from kg.store.facts import Facts

IRIS = [NamedNode(f"http://example.org/{name}") for name in ("a", "b", "c", "a#c", "a-b", "é")]
DATATYPES = [NamedNode(terms.XSD + name) for name in ("integer", "boolean", "date", "double")]
LITERALS = [
    Literal("1"),
    Literal("<http://example.org/a>"),
    Literal('a "quoted"\nline \\ and é'),
    Literal("1", language="en"),
    *(Literal(text, datatype=kind) for kind in DATATYPES for text in ("1", "01", "2001-01-01")),
]
NODES = [*IRIS, BlankNode("b0"), BlankNode("b1")]
STATED = [Triple(IRIS[0], IRIS[1], value) for value in (IRIS[2], LITERALS[0])]
QUADS = st.lists(
    st.builds(
        Quad,
        st.sampled_from(NODES),
        st.sampled_from(IRIS[:3]),
        st.sampled_from([*NODES, *LITERALS, *STATED]),
        st.sampled_from([*IRIS[:4], DefaultGraph()]),
    ),
    max_size=40,
)


def agree(dataset: Dataset, quads: list[Quad]) -> None:
    """Check that a dataset answers every lookup as a store with the same quads does."""
    store = Store()
    store.bulk_extend(quads)
    everything = list(store)
    assert list(dataset.quads()) == list(dataset.store) == everything
    assert len(dataset) == len(everything)
    for node in IRIS:
        named = {q.graph_name for q in everything if q.object == node} - {DefaultGraph()}
        assert dataset.mentions(node) == {graph.value for graph in named}
        said = {q.graph_name for q in everything if q.subject == node} - {DefaultGraph()}
        assert dataset.descriptions(node) == said
        of_node = [q.triple for q in everything if q.predicate == node]
        assert list(dataset.statements(node)) == of_node
        assert dataset.graph(node) == [q.triple for q in everything if q.graph_name == node]
        for other in IRIS[:3]:
            values = {q.object for q in everything if (q.subject, q.predicate) == (node, other)}
            assert dataset.values(node, other) == sorted(values, key=str)
            found = [q for q in everything if (q.graph_name, q.predicate) == (node, other)]
            assert dataset.graph(node, other) == [q.triple for q in found]
    for quad in everything:
        subjects = {
            q.subject
            for q in everything
            if (q.predicate, q.object) == (quad.predicate, quad.object)
            and isinstance(q.subject, NamedNode)
        }
        assert dataset.subjects(quad.predicate, quad.object) == subjects


@settings(max_examples=60, deadline=None)
@given(QUADS, QUADS)
def test_what_is_looked_up(quads: list[Quad], more: list[Quad]) -> None:
    one = Dataset(quads)
    agree(one, quads)
    agree(one.with_more(more), [*quads, *more])
    agree(one, quads)
    untouched = Dataset(quads).with_more(more)  # none of its orders has been used before
    agree(untouched, [*quads, *more])


@settings(max_examples=40, deadline=None)
@given(QUADS, QUADS)
def test_from_a_file(quads: list[Quad], more: list[Quad]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kept"
        write_archive(path, Facts(Dataset(quads)), [], [])
        kept = read_archive(path, checked=True).dataset
        agree(kept, quads)
        agree(kept.with_more(more), [*quads, *more])
        write_archive(path, Facts(kept.with_more(more)), [], [])
        agree(read_archive(path, checked=True).dataset, [*quads, *more])
        agree(kept, quads)
