"""Positions of statements: the scan finds what the store's parser finds, at the right offset."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT, TESTS
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse, serialize

from kg.store.positions import Scan

FILES = [
    *ROOT.glob("graph/**/*.trig"),
    *ROOT.glob("ontology/**/*.ttl"),
    *TESTS.glob("*/valid.trig"),
]
Row = tuple[str, str, str, str]


def scanned(text: str) -> set[Row]:
    scan = Scan(text)
    found = set()
    for graph, subject, predicate, value in scan.statements():
        if subject.text:
            names = (subject.text, predicate.text, value.text)
            found.add((scan.value(graph) if graph else "", *map(scan.value, names)))
            for term in (subject, predicate, value):
                assert text.startswith(term.text, term.offset)
    return found


def parsed(text: str, form: RdfFormat) -> set[Row]:
    return {
        (getattr(q.graph_name, "value", ""), q.subject.value, q.predicate.value, q.object.value)
        for q in parse(text, format=form)
        if not isinstance(q.subject, BlankNode) and not isinstance(q.object, BlankNode)
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_statement_of_a_file_is_found(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    form = RdfFormat.from_extension(path.suffix[1:])
    assert form is not None
    assert parsed(text, form) <= scanned(text)


iris = st.sampled_from(["a", "b/c", "é", "x-1"]).map(lambda n: NamedNode(f"http://e.org/{n}"))
text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
literals = st.one_of(
    text.map(Literal),
    text.map(lambda t: Literal(t, language="en")),
    st.integers().map(Literal),
    st.booleans().map(Literal),
)
quads = st.lists(st.builds(Quad, iris, iris, iris | literals, iris), max_size=8)


@given(quads, st.sampled_from([RdfFormat.TRIG, RdfFormat.N_QUADS]))
def test_whatever_the_store_writes_is_found(statements: list[Quad], form: RdfFormat) -> None:
    written = serialize(statements, format=form, prefixes={"e": "http://e.org/"}).decode()
    wanted, found = parsed(written, form), scanned(written)
    if form == RdfFormat.N_QUADS:  # the graph comes last, and no finding needs it
        wanted = {("", *row[1:]) for row in wanted}
    assert wanted == found


@given(quads, st.sampled_from([RdfFormat.N_TRIPLES, RdfFormat.N_QUADS]))
def test_statements_of_a_line_each_are_found_by_line(
    statements: list[Quad], form: RdfFormat
) -> None:
    named = [q if form.supports_datasets else q.triple for q in statements]
    written = serialize(named, format=form).decode()
    scan = Scan(written)
    found = set()
    for statement in scan.lines():
        terms = statement[1:]
        assert all(written.startswith(term.text, term.offset) for term in terms)
        found.add(("", *(scan.value(term.text) for term in terms)))
    assert found == {("", *row[1:]) for row in parsed(written, form)}
    for name in {name for _, subject, _, value in found for name in (subject, value)}:
        about = {
            s for s in scan.lines() if name in map(scan.value, (s.subject.text, s.object.text))
        }
        assert about <= set(scan.lines([name])) <= set(scan.lines())


def test_lines_and_columns_count_from_one() -> None:
    scan = Scan('@prefix e: <http://e.org/> .\n\ne:a e:b "x" ,\n   "y" ; e:c [ e:d "z" ] .\n')
    places = [(*scan.place(s.object.offset), s.object.text) for s in scan.statements()]
    assert places == [(3, 9, '"x"'), (4, 4, '"y"'), (4, 14, ""), (4, 20, '"z"')]
