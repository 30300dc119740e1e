"""Spells of a table as claims, with the table as their source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from kg.vocabulary import terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.store.dataset import Dataset, Term
    from kg.tables.mapping import ClaimMapping, TableMapping
    from kg.tables.spells import Spell, Spells


def claim_quads(mapping: TableMapping, spells: Spells, dataset: Dataset) -> Iterator[Quad]:
    """The source, and for each spell a claim and the graph of what it asserts."""
    name, label = mapping.source
    source = NamedNode(terms.SOURCE + name)
    yield Quad(source, terms.TYPE, terms.ent("Source"), source)
    yield Quad(source, terms.LABEL, Literal(label, language="en"), source)
    yield Quad(source, terms.CITATION, Literal(mapping.citation, language="en"), source)
    yield Quad(source, terms.ent("hasSourceType"), terms.ent("dataSet"), source)
    for claim in mapping.claims:
        for spell in spells.by_claim[claim.name]:
            yield from _claim(mapping, claim, spell, dataset)


def _claim(
    mapping: TableMapping, claim: ClaimMapping, spell: Spell, dataset: Dataset
) -> Iterator[Quad]:
    source = NamedNode(terms.SOURCE + mapping.source[0])
    states = [NamedNode(spell.first_state), NamedNode(spell.second_state)]
    pair = "-".join(dataset.slug(state) for state in states)
    key = f"-{spell.key}" if spell.key else ""
    name = f"{mapping.source[0]}-{claim.name}{key}-{pair}-{spell.first}"
    node, graph = NamedNode(terms.ID + name), NamedNode(terms.CLAIM + name)
    a, b = (dataset.label(state) for state in states)
    until = "on" if spell.last is None else f"to {spell.last}"
    rows = f"rows of {pair}" + (f", number {spell.key}" if spell.key else "")
    sentence = claim.label.format(a=a, b=b, key=spell.key)
    about: list[tuple[NamedNode, Term]] = [
        (terms.TYPE, terms.ent("Claim")),
        (terms.PRIMARY_SOURCE, source),
        (terms.ent("locator"), Literal(f"{rows}, from {spell.first} {until}")),
        (terms.ent("hasModality"), terms.ent("fact")),
        (terms.ent("hasPolarity"), terms.ent("affirmed")),
        (terms.LABEL, Literal(f"{sentence}, from {spell.first} {until}", language="en")),
    ]
    for predicate, value in about:
        yield Quad(graph, predicate, value, source)
    said: list[tuple[NamedNode, Term]] = [
        (terms.TYPE, terms.ent(claim.kind)),
        (terms.LABEL, Literal(sentence, language="en")),
    ]
    said += [(terms.ent("hasParticipant"), state) for state in states]
    said += [(terms.ent(prop), terms.ent(value)) for prop, value in claim.properties.items()]
    said += [(terms.ent("start"), _day(spell.first, "01-01")), (_PRECISE[0], terms.ent("year"))]
    if spell.last is not None:
        said += [(terms.ent("end"), _day(spell.last, "12-31")), (_PRECISE[1], terms.ent("year"))]
    for predicate, value in said:
        yield Quad(node, predicate, value, graph)


_PRECISE = terms.ent("startPrecision"), terms.ent("endPrecision")


def _day(year: int, day: str) -> Literal:
    return Literal(f"{year:04d}-{day}", datatype=terms.DATE)
