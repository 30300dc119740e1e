"""Imported records in time, ready to become claims."""

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
    """A thing between states that holds or happens in a period.

    Attributes:
        parties: IRIs of the states, in the order of the table's parties, or sorted.
        start: its first day.
        end: its last day, None where it is open.
        precision: how exactly the start is known: ``day``, ``month`` or ``year``.
        end_precision: the same of the end.
        key: what keeps things of the same parties apart, empty where the table has nothing.
        name: its own name, empty where it has none.
        values: properties of the ontology and their values.
        line: where it stands in the file, 0 where it is made of several rows.
        code: the value that makes it, where only some values do.
        flags: the columns that are 1, of those that say terms of it.
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
    """A code that means no state the graph knows in some or all of the years of some rows."""

    code: str
    rows: int
    first: int
    last: int


NO_STATE = "a code of no state at that time"
ONE_STATE = "both codes mean one state then"
NO_CLAIM = "no value that makes a claim"
NO_YEAR = "no year"
FEW_PARTIES = "fewer than two states as parties"
OTHER_PAIRS = "not between the chosen states"
"""Why a row makes no claim."""


@dataclass(frozen=True)
class Records:
    """All records of a table by the name of the claim that they make.

    Attributes:
        unresolved: what could not be resolved.
        rows: number of rows of the table.
        left: how many rows make no claim, by the reason.
        span: first and last day that the rows mention.
        release: which release the table is of, where it says so.
        oddities: what else a person should know of the rows, a sentence each.
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
    """The subject of an import: a table, its files and the states.

    Attributes:
        mapping: what the table is.
        paths: its files.
        dataset: the states with their codes and labels.
        between: pairs of IRIs; if any are given, only what is between those is read.
    """

    mapping: TableMapping
    paths: Sequence[Path]
    dataset: Dataset
    between: Collection[frozenset[str]] = ()
