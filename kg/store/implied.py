"""Statements that readers take for granted and that rules need explicitly.

- An act ends with its time. If a claim gives it no end, it ends with the day, month or year in
  which it began (``ent:hasPersistence ent:doesNotLast``), unless it is ``ent:ongoing``.
- A statement about two participants applies to every pair of them (``ent:pairwise``); a statement
  about more must say so.
- A denial without a limit, such as one treaty or one region (``ent:limitsDenial``), is outright
  (``ent:outright``).
- A complete list for a class is a complete list for each subclass (``ent:isCompleteFor``).

Each statement is added to the graph of the claim that implies it.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from pyoxigraph import Literal, NamedNode

from kg.model import terms
from kg.store.belief.keys import DOES_NOT_LAST, Keys
from kg.store.columns.fact_index import distinct, joined
from kg.store.entailment import superclasses
from kg.store.set_apart import DENIED_TYPE
from kg.store.times import END, START, date_of

if TYPE_CHECKING:
    from kg.store.columns.fact_index import Ints, Mask, Numbers
    from kg.store.columns.stated import GraphStatements
    from kg.store.columns.terms_table import Terms
    from kg.store.dataset import Dataset

_START_PRECISION, _END_PRECISION = terms.ent("startPrecision"), terms.ent("endPrecision")
_ONGOING, _PAIRWISE, _OUTRIGHT = map(terms.ent, ("ongoing", "pairwise", "outright"))
_PARTICIPANT = terms.ent("hasParticipant")
_COMPLETE_FOR = terms.ent("isCompleteFor")
_LIMITS = terms.ent("limitsDenial")
_COVERS = terms.ent("coversUntil")
_TRUE = Literal("true", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))


def last_day(first: date, precision: str) -> date:
    """Return the last day of the day, month, year or decade that a date denotes."""
    if precision == "month":
        return first.replace(day=monthrange(first.year, first.month)[1])
    if precision in ("year", "decade"):
        year = first.year if precision == "year" else first.year - first.year % 10 + 9
        return date(year, 12, 31)
    return first


def with_ends(
    statements: GraphStatements, graphs: Numbers, dataset: Dataset, known: Terms
) -> GraphStatements:
    """Add an end for each act to which a claim gives a start but no end.

    Rows of a table are not changed: they end where the table does.

    Args:
        statements: the statements of the graphs.
        graphs: the graphs by rank.
        dataset: the dataset, whose ontology states which classes are acts.
        known: the terms.
    """
    keys = joined(statements.subjects, statements.ranks)
    begun = np.flatnonzero(statements.properties == known.find(START))
    dated = keys[statements.properties == known.find(END)]
    begun = begun[np.isin(statements.subjects[begun], _acts(statements, dataset, known))]
    begun = begun[~np.isin(keys[begun], dated)]
    going = (statements.properties == known.find(_ONGOING)) & (
        statements.values == known.find(_TRUE)
    )
    begun = begun[~np.isin(keys[begun], keys[going])]
    begun = begun[~np.isin(graphs[statements.ranks[begun]], _of_tables(dataset, known))]
    exact = np.flatnonzero(statements.properties == known.find(_START_PRECISION))
    exact = exact[np.argsort(keys[exact], kind="stable")]
    at = np.searchsorted(keys[exact], keys[begun])
    told = at < len(exact)
    told[told] = keys[exact[at[told]]] == keys[begun[told]]
    begun, precisions = begun[told], statements.values[exact[at[told]]]
    pairs, places = np.unique(joined(statements.values[begun], precisions), return_inverse=True)
    ends = np.array([_end(pair, known) for pair in pairs.tolist()], np.int32)[places]
    good = ends >= 0
    owners = begun[good]
    count = len(owners)
    said_end = np.full(count, known.number(END)), np.full(count, known.number(_END_PRECISION))
    return statements.extended(
        np.concatenate((owners, owners)),
        np.concatenate(said_end).astype(np.int32),
        np.concatenate((ends[good], precisions[good])).astype(np.int32),
    )


def _end(pair: int, known: Terms) -> int:
    """Return the number of an act's end, given its joined start and precision; -1 if unknown."""
    first, precision = date_of(known.term(pair >> 32)), known.term(pair & 0xFFFFFFFF)
    if first is None or not isinstance(precision, NamedNode):
        return -1
    last = last_day(first, precision.value.rpartition("#")[2])
    return known.number(Literal(last.isoformat(), datatype=terms.DATE))


def _acts(statements: GraphStatements, dataset: Dataset, known: Terms) -> Numbers:
    """Return the nodes that are acts, according to all statements about them."""
    keys = Keys(dataset)
    typing = np.isin(statements.properties, [known.find(terms.TYPE), known.find(DENIED_TYPE)])
    nodes, kinds = statements.subjects[typing], statements.values[typing]
    acts = [
        number
        for number in distinct(kinds).tolist()
        if isinstance(kind := known.term(number), NamedNode)
        and keys.persistence([kind, *keys.wider(kind)]) == DOES_NOT_LAST
    ]
    are = np.isin(kinds, acts)
    return np.setdiff1d(nodes[are], nodes[~are])


def _of_tables(dataset: Dataset, known: Terms) -> Numbers:
    """Return the claims of sources that are tables covering a period."""
    columns = dataset.columns
    tables = [known.find(triple.subject) for triple in dataset.statements(_COVERS)]
    rows = columns.of_property(known.find(terms.PRIMARY_SOURCE))
    return columns.subjects[rows][np.isin(columns.objects[rows], tables)]


def with_scope(statements: GraphStatements, dataset: Dataset, known: Terms) -> GraphStatements:
    """Add what applies to every two participants, is denied outright, or is listed completely.

    Args:
        statements: the statements that the graphs make and entail.
        dataset: the dataset, whose ontology states what limits a denial and which classes are
            narrower.
        known: the terms.
    """
    keys = joined(statements.subjects, statements.ranks)
    takes_part = statements.properties == known.find(_PARTICIPANT)
    every, places = np.unique(keys[takes_part], return_inverse=True)
    counts = np.bincount(distinct(joined(places, statements.values[takes_part])) >> 32)
    nodes, counts = every, counts if len(every) else np.empty(0, np.int64)
    two = _firsts(keys, takes_part, nodes[counts == 2])
    limits = [known.find(triple.subject) for triple in dataset.statements(_LIMITS)]
    limited = keys[np.isin(statements.properties, limits)]
    denied = statements.denied & (statements.properties == known.find(DENIED_TYPE))
    outright = _firsts(keys, denied, np.setdiff1d(keys[denied], limited))
    lists, narrower = _listed(statements, dataset, known)
    true = np.full(len(two) + len(outright), known.number(_TRUE), np.int32)
    added = (two, _PAIRWISE), (outright, _OUTRIGHT), (lists, _COMPLETE_FOR)
    return statements.extended(
        np.concatenate([rows for rows, _ in added]),
        np.concatenate([np.full(len(rows), known.number(p), np.int32) for rows, p in added]),
        np.concatenate([true, narrower]),
    )


def _listed(statements: GraphStatements, dataset: Dataset, known: Terms) -> tuple[Ints, Numbers]:
    """Return the rows that declare a list complete for a class, repeated for each subclass."""
    rows = np.flatnonzero((statements.properties == known.find(_COMPLETE_FOR)) & ~statements.denied)
    if not len(rows):
        return rows, np.empty(0, np.int32)
    found = [
        (row, known.number(narrow))
        for narrow, wider in superclasses(dataset).items()
        for row in rows[
            np.isin(statements.values[rows], [known.find(wide) for wide in wider])
        ].tolist()
    ]
    owners, narrower = zip(*found, strict=True) if found else ((), ())
    return np.array(owners, np.int64), np.array(narrower, np.int32)


def _firsts(keys: Ints, among: Mask, wanted: Ints) -> Ints:
    """Return, for each of some keys, the first of the eligible rows that has it."""
    rows = np.flatnonzero(among)
    found, places = np.unique(keys[rows], return_index=True)
    return rows[places[np.isin(found, wanted)]]
