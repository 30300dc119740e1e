"""Imported records with their periods, ready to become claims."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from kg.store.dataset import Dataset
    from kg.tables.description import TableMapping


@dataclass(frozen=True)
class Record:
    """A relation or event between states, with its period.

    Attributes:
        parties: IRIs of the states, in the order of the table's parties, or sorted.
        start: its first day.
        end: its last day, or None if it is open.
        precision: the precision of the start: ``day``, ``month`` or ``year``.
        end_precision: the precision of the end.
        key: distinguishes records of the same parties; empty if the table has no key.
        name: its own name, empty if it has none.
        values: properties of the ontology and their values.
        line: its line in the file, 0 if it is made of several rows.
        code: the value that makes the claim, if only some values do.
        flags: the flag columns that are 1.
    """

    parties: tuple[str, ...]
    start: date
    end: date | None
    precision: str = "year"
    end_precision: str = "year"
    key: str = ""
    name: str = ""
    values: Mapping[str, int | Decimal] = field(default_factory=dict)
    line: int = 0
    code: int | None = None
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, order=True)
class Unresolved:
    """A code that, in some years of some rows, means no state in the graph."""

    code: str
    rows: int
    first: int
    last: int


NO_STATE = "a code that no state had then"
ONE_STATE = "both codes meant the same state then"
NO_CLAIM = "no value that makes a claim"
NO_YEAR = "no year"
FEW_PARTIES = "fewer than two states as parties"
OTHER_PAIRS = "not between the chosen states"
"""A reason why a row makes no claim."""


@dataclass(frozen=True)
class Records:
    """All records of a table, by the name of the claim that they make.

    Attributes:
        unresolved: the codes that could not be resolved.
        rows: the number of rows of the table.
        left: the number of rows that make no claim, by reason.
        span: the first and last day that the rows mention.
        release: the release of the table, if given.
        oddities: further remarks on the rows for the user, one sentence each.
    """

    by_claim: Mapping[str, list[Record]]
    unresolved: list[Unresolved]
    rows: int
    left: Mapping[str, int]
    span: tuple[date, date] | None = None
    release: str = ""
    oddities: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableImport:
    """The input of an import: a table, its files and the states.

    Attributes:
        mapping: the description of the table.
        paths: its files.
        dataset: the states with their codes and labels.
        between: pairs of IRIs of states; if given, only rows between these are read.
    """

    mapping: TableMapping
    paths: Sequence[Path]
    dataset: Dataset
    between: Collection[frozenset[str]] = ()
