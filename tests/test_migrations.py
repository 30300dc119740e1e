"""Queries that name no term find every use of a deprecated term and replace it."""

from __future__ import annotations

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

FOLDER = ROOT / "queries" / "migrations"
FIND = (FOLDER / "replaced.find.rq").read_text(encoding="utf-8")
UPDATE = (FOLDER / "replaced.ru").read_text(encoding="utf-8")
OLD, NEW, OTHER = (NamedNode(f"urn:{name}") for name in ("old", "new", "other"))
ONTOLOGY, CLAIM = NamedNode("urn:ontology"), NamedNode("urn:claim")
DEPRECATED = [
    Quad(OLD, NamedNode("http://www.w3.org/2002/07/owl#deprecated"), Literal(True), ONTOLOGY),
    Quad(OLD, NamedNode("http://purl.org/dc/terms/isReplacedBy"), NEW, ONTOLOGY),
]
terms = st.sampled_from([OLD, OTHER, NamedNode("urn:x")])
stated = st.sets(st.builds(Quad, terms, terms, terms, st.just(CLAIM)), max_size=6)


def store_of(quads: set[Quad]) -> Store:
    store = Store()
    store.extend([*DEPRECATED, *quads])
    return store


def uses(quads: set[Quad]) -> set[Quad]:
    return {quad for quad in quads if OLD in (quad.subject, quad.predicate, quad.object)}


@given(stated)
def test_every_use_is_found(quads: set[Quad]) -> None:
    found = store_of(quads).query(FIND, use_default_graph_as_union=True)
    assert {Quad(s, p, o, g) for g, s, p, o, _, _ in found} == uses(quads)


@given(stated)
def test_every_use_is_replaced_and_nothing_else_touched(quads: set[Quad]) -> None:
    store = store_of(quads)
    store.update(UPDATE)

    def now(term: object) -> object:
        return NEW if term == OLD else term

    wanted = {Quad(now(q.subject), now(q.predicate), now(q.object), CLAIM) for q in quads}
    assert set(store) == {*DEPRECATED, *wanted}


@pytest.mark.parametrize("text", [FIND, UPDATE])
def test_they_say_what_they_do(text: str) -> None:
    assert text.startswith("#+ summary: ")
