"""Conversion of a table's records to claims, with the table as their source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from kg.model import terms
from kg.model.dates import format_date
from kg.tables.codes import listed_spells
from kg.tables.match import claim_statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.store.dataset import Dataset, Term
    from kg.tables.description import ClaimMapping, TableMapping, Whole
    from kg.tables.match import KnownThings
    from kg.tables.records import Record, Records, TableImport

_PRECISION = {name: terms.ent(name) for name in ("day", "month", "year")}


def claim_quads(
    table: TableImport, records: Records, matches: KnownThings | None = None
) -> Iterator[Quad]:
    """Yield the source, and for each record a claim and the graph of its content.

    Args:
        table: the table that is imported.
        records: the records read from the table.
        matches: finds things that the graph already knows; None to match nothing.
    """
    mapping = table.mapping
    name = f"{mapping.source[0]}-{_slug(records.release)}" if records.release else mapping.source[0]
    source = NamedNode(terms.SOURCE + name)
    yield from _source(mapping, records, source, "")
    writer = _Writer(mapping, table.dataset, source, matches)
    if matches is not None:
        yield from _source(
            mapping, records, writer.matched, ": records matched by parties and dates"
        )
    for claim in mapping.claims:
        for record in records.by_claim[claim.name]:
            yield from writer.claim(claim, record)
    yield from _completeness(table, records, source)


def _source(
    mapping: TableMapping, records: Records, source: NamedNode, what: str
) -> Iterator[Quad]:
    release = f", of {records.release}" if records.release else ""
    label = f"{mapping.source[1]}{release}{what}"
    about: list[tuple[NamedNode, Term]] = [
        (terms.TYPE, terms.ent("Source")),
        (terms.LABEL, Literal(label, language="en")),
        (terms.CITATION, Literal(mapping.citation, language="en")),
        (terms.ent("hasSourceType"), terms.ent("dataSet")),
    ]
    if records.span:
        for name, day in zip(("coversFrom", "coversUntil"), records.span, strict=True):
            about.append((terms.ent(name), _day(day)))
    for predicate, value in about:
        yield Quad(source, predicate, value, source)


def _completeness(table: TableImport, records: Records, source: NamedNode) -> Iterator[Quad]:
    """Yield the claim that the table lists some classes completely, for chosen or all states."""
    whole = table.mapping.lists
    if whole is None or records.rows < whole.rows:
        return
    slug = source.value.removeprefix(terms.SOURCE)
    what = " and ".join(f"every {_words(kind)}" for kind in whole.classes)
    chosen = sorted(map(sorted, table.between))
    for states in chosen or [[]]:
        parts = [table.dataset.slug(NamedNode(state)) for state in states]
        name = "-".join([slug, "lists-all", *parts])
        graph = NamedNode(terms.CLAIM + name)
        sentence = f"{table.mapping.source[1]} lists {what} of "
        period = f"{whole.first} to {whole.last}"
        yield from claim_statements(
            graph,
            source,
            locator=f"the whole table, {period}",
            modality="fact",
            sentence=f"{sentence}{_named(table, states)}, from {period}",
        )
        for scope in _scopes(table, whole, states, source):
            about: list[tuple[NamedNode, Term]] = [
                (terms.TYPE, terms.ent("Completeness")),
                (terms.LABEL, Literal(f"{sentence}{scope.named}", language="en")),
                *((terms.ent("isCompleteFor"), terms.ent(kind)) for kind in whole.classes),
                *scope.statements,
                (terms.ent("start"), _day(scope.start)),
                (terms.ent("startPrecision"), _PRECISION["day" if whole.each else "year"]),
                (terms.ent("end"), _day(scope.end)),
                (terms.ent("endPrecision"), _PRECISION["day" if whole.each else "year"]),
            ]
            for predicate, value in about:
                yield Quad(NamedNode(terms.ID + name + scope.apart), predicate, value, graph)


@dataclass(frozen=True)
class _Scope:
    """States for which a table is a complete list between two days.

    Attributes:
        named: the names of the states, in words.
        statements: the statements that specify them.
        apart: distinguishes the node from others of the same claim.
    """

    named: str
    statements: tuple[tuple[NamedNode, Term], ...]
    start: date
    end: date
    apart: str = ""


def _scopes(
    table: TableImport, whole: Whole, states: list[str], source: NamedNode
) -> Iterator[_Scope]:
    """Yield the states for which a table is a complete list, and when; all if none are given."""
    first, last = date(whole.first, 1, 1), date(whole.last, 12, 31)
    true = Literal("true", datatype=NamedNode(terms.XSD + "boolean"))
    participants = tuple((terms.ent("hasParticipant"), NamedNode(state)) for state in states)
    if not whole.each:
        every = ((terms.ent("coversEveryState"), true),)
        yield _Scope(_named(table, states), participants or every, first, last)
        return
    spells = listed_spells(table.dataset, table.mapping.states)
    for state in [] if states else sorted(spells):
        covered = ((terms.ent("coversState"), NamedNode(state)), (terms.ent("isListIn"), source))
        for start, end in spells[state]:
            if max(start, first) <= min(end, last):
                apart = f"-{table.dataset.slug(NamedNode(state))}-{max(start, first).year}"
                yield _Scope(
                    _named(table, [state]), covered, max(start, first), min(end, last), apart
                )
    for days in product(*(spells.get(state, ()) for state in states)) if states else ():
        start, end = max(first, *(day for day, _ in days)), min(last, *(day for _, day in days))
        if start <= end:
            yield _Scope(_named(table, states), participants, start, end, f"-{start.year}")


def _named(table: TableImport, states: list[str]) -> str:
    """Return the names of states in words, or a phrase for all states if none are given."""
    named = (table.dataset.label(NamedNode(state)) for state in states)
    return " and ".join(named) or "the states of its system"


def _words(kind: str) -> str:
    """Return the name of a class in words."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind).lower()


@dataclass(frozen=True)
class _Writer:
    """Writes the claims of one source, and the claims that match them with known things."""

    mapping: TableMapping
    dataset: Dataset
    source: NamedNode
    matches: KnownThings | None

    @property
    def matched(self) -> NamedNode:
        """The source of the matching claims."""
        return NamedNode(f"{self.source.value}-matches")

    def claim(self, claim: ClaimMapping, record: Record) -> Iterator[Quad]:
        """Yield a record as a claim, with a matching claim if the graph already knows the thing."""
        name, matches = self._name(claim, record), self.matches
        graph = NamedNode(terms.CLAIM + name)
        node, known = NamedNode(terms.ID + name), None
        if matches is not None and self.mapping.matched and not claim.of:
            known = matches.find(terms.ent(claim.kind), record)
            node = known.node if known else node
            matches.note(record, node)
        sentence = self._sentence(claim, record)
        yield from claim_statements(
            graph,
            self.source,
            locator=self._locator(record),
            modality="fact",
            sentence=f"{sentence}, {_when(record)}",
        )
        for predicate, value in _statements(self.mapping, claim, record, sentence):
            yield Quad(node, predicate, value, graph)
        if claim.whole:
            number = f"{self.mapping.source[0]} {record.key}"
            yield Quad(node, terms.ent(claim.whole), Literal(number), graph)
        if claim.of and matches is not None:
            yield Quad(node, terms.ent("isCreatedBy"), matches.thing(record), graph)
        if known and matches is not None:
            yield from matches.claim(known, record, graph, self.matched)

    def _name(self, claim: ClaimMapping, record: Record) -> str:
        """Return the name of the claim, made from source, kind, key, parties and start."""
        parts = [self.source.value.removeprefix(terms.SOURCE), claim.name]
        if record.key:
            parts.append(_slug(record.key))
        if len(record.parties) <= 2 or not record.key:
            parts += [self.dataset.slug(NamedNode(state)) for state in record.parties]
            parts.append(format_date(record.start, record.precision))
        return "-".join(parts)

    def _sentence(self, claim: ClaimMapping, record: Record) -> str:
        names = [self.dataset.label(NamedNode(state)) for state in record.parties]
        together = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        values = {name: f"{value:,}" for name, value in record.values.items()}
        return claim.label.format(
            a=names[0],
            b=names[-1],
            parties=together,
            key=record.key,
            name=record.name or "no name",
            words=self.mapping.words(claim, record.code),
            **values,
        )

    def _locator(self, record: Record) -> str:
        pair = "-".join(self.dataset.slug(NamedNode(state)) for state in record.parties[:2])
        more = " and others" if len(record.parties) > 2 else ""
        rows = f"line {record.line}, {pair}{more}" if record.line else f"rows of {pair}{more}"
        return f"{rows}{f', number {record.key}' if record.key else ''}, {_when(record)}"


def _statements(
    mapping: TableMapping, claim: ClaimMapping, record: Record, sentence: str
) -> Iterator[tuple[NamedNode, Term]]:
    """Yield the properties that a claim gives its subject."""
    yield terms.TYPE, terms.ent(claim.kind)
    yield terms.LABEL, Literal(record.name or sentence, language="en")
    roles = list((claim.parties or mapping.parties).values())
    alike = roles * len(record.parties) if len(roles) == 1 else roles
    for role, state in zip(alike, record.parties, strict=False):
        yield terms.ent(role), NamedNode(state)
    order = list(claim.parties or mapping.parties)
    for role, party in claim.roles.items():
        yield terms.ent(role), NamedNode(record.parties[order.index(party)])
    for prop, value in claim.properties.items():
        yield terms.ent(prop), terms.ent(value)
    for prop, columns in claim.flags.items():
        for value, column in columns.items():
            if column in record.flags:
                yield terms.ent(prop), terms.ent(value)
    for prop, numbers in claim.coded.items():
        if record.code is not None:
            yield terms.ent(prop), Literal(numbers[record.code])
    for prop, number in record.values.items():
        kind = "integer" if isinstance(number, int) else "decimal"
        text = f"{number:f}" if kind == "decimal" else str(number)
        yield terms.ent(prop), Literal(text, datatype=NamedNode(terms.XSD + kind))
    yield terms.ent("start"), _day(record.start)
    yield terms.ent("startPrecision"), _PRECISION[record.precision]
    if record.end is not None:
        yield terms.ent("end"), _day(record.end)
        yield terms.ent("endPrecision"), _PRECISION[record.end_precision]


def _when(record: Record) -> str:
    first = format_date(record.start, record.precision)
    if record.end is None:
        return f"from {first} on"
    last = format_date(record.end, record.end_precision)
    if (first, record.precision) == (last, record.end_precision):
        return f"{'on' if record.precision == 'day' else 'in'} {first}"
    return f"from {first} to {last}"


def _slug(text: str) -> str:
    return re.sub(r"[^\w]+", "-", text).strip("-")


def _day(day: date) -> Literal:
    return Literal(f"{day.year:04d}-{day:%m-%d}", datatype=terms.DATE)
