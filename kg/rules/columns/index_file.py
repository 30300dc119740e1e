"""A table of facts as files that are mapped, not read: one pair is answered from a few pages.

Each column is a file of numpy. Terms are lines of text with the place where each begins, and a
sorted column of digests by which a term's number is found.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np
from pyoxigraph import RdfFormat, parse

from kg.rules.columns.column import GrowingColumn
from kg.rules.columns.fact_index import Order, Property, SortedRun
from kg.rules.columns.fact_table import FactTable
from kg.rules.columns.terms_table import UNBOUND, Terms
from kg.rules.columns.validity import Validity

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from kg.rules.columns.arrays import Numbers
    from kg.rules.columns.terms_table import Key

_FORMAT = 1
_STATEMENTS = ("subjects", "properties", "values")
_DAYS = ("first", "last", "counts", "at", "pool_first", "pool_last")
_ORDERS = ("by_subject", "by_value")


def write_index(table: FactTable, folder: Path) -> None:
    """Write a table from which nothing was derived yet.

    Args:
        table: the facts.
        folder: where to; made if need be. What is there under the same names is written over.
    """
    folder.mkdir(parents=True, exist_ok=True)
    columns = [table.subjects, table.properties, table.values, *table.holds.columns()]
    for name, column in zip((*_STATEMENTS, *_DAYS), columns, strict=True):
        np.save(folder / f"{name}.npy", column.all())
    properties = []
    for side in _ORDERS:
        runs = [(n, getattr(held, side).stated) for n, held in table.by_property.items()]
        np.save(folder / f"{side}_keys.npy", np.concatenate([run.keys for _, run in runs]))
        np.save(folder / f"{side}_rows.npy", np.concatenate([run.rows for _, run in runs]))
        ends = np.cumsum([len(run) for _, run in runs]).tolist()
        properties.append(
            [
                [number, end - len(run), end, run.groups, run.spread]
                for (number, run), end in zip(runs, ends, strict=True)
            ]
        )
    _write_terms(table.terms, folder)
    (folder / "index.json").write_text(json.dumps({"format": _FORMAT, "properties": properties}))


def read_index(folder: Path) -> FactTable:
    """A table whose columns are mapped from files; what is derived from it stays in memory.

    Raises:
        OSError, ValueError, KeyError: the folder holds no such table.
    """
    told = json.loads((folder / "index.json").read_text())
    if told["format"] != _FORMAT:
        raise ValueError(f"{folder} is of another format")
    statements = [GrowingColumn(_mapped(folder, name), on_disk=True) for name in _STATEMENTS]
    days = Validity([_mapped(folder, name) for name in _DAYS], on_disk=True)
    orders: list[dict[int, Order]] = []
    for side, properties in zip(_ORDERS, told["properties"], strict=True):
        keys, rows = (_mapped(folder, f"{side}_{part}") for part in ("keys", "rows"))
        orders.append(
            {
                number: Order(SortedRun(keys[low:high], rows[low:high], groups, spread))
                for number, low, high, groups, spread in properties
            }
        )
    by_property = {n: Property(order, orders[1][n]) for n, order in orders[0].items()}
    return FactTable(StoredTerms(folder), statements, days, by_property)


def _mapped(folder: Path, name: str) -> NDArray[Any]:
    """A column; what is changed of it stays in memory."""
    found: NDArray[Any] = np.load(folder / f"{name}.npy", mmap_mode="c")
    return found


def _write_terms(terms: Terms, folder: Path) -> None:
    lines = [str(terms.term(number)).encode() for number in range(len(terms))]
    (folder / "terms.nt").write_bytes(b"".join(lines))
    np.save(folder / "terms_at.npy", np.cumsum([0, *map(len, lines)], dtype=np.int64))
    np.save(folder / "terms_kinds.npy", terms.kinds_of(np.arange(len(terms), dtype=np.int32)))
    digests = np.array([_digest(line) for line in lines], np.uint64)
    order = np.argsort(digests)
    np.save(folder / "terms_digests.npy", digests[order])
    np.save(folder / "terms_numbers.npy", order.astype(np.int32))


def _digest(line: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(line, digest_size=8).digest(), "big")


class StoredTerms(Terms):
    """Terms in files, and those that are added to them, which stay in memory."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._text = np.memmap(folder / "terms.nt", np.uint8, "r")
        self._places = _mapped(folder, "terms_at")
        self._digests = _mapped(folder, "terms_digests")
        self._by_digest = _mapped(folder, "terms_numbers")
        self._stored_kinds = _mapped(folder, "terms_kinds")
        self._stored = len(self._stored_kinds)
        self._read: dict[int, Key] = {}

    def __len__(self) -> int:
        return self._stored + len(self.added)

    def of_key(self, key: Key) -> int:
        """Number of an IRI given as text, or of another term."""
        found = self.find_key(key)
        return super().of_key(key) if found == UNBOUND else found

    def find_key(self, key: Key) -> int:
        """Number of a key, ``UNBOUND`` where it has none."""
        known = super().find_key(key)
        if known != UNBOUND:
            return known
        wanted = f"<{key}>" if isinstance(key, str) else str(key)
        digest = np.uint64(_digest(wanted.encode()))
        at = int(np.searchsorted(self._digests, digest))
        while at < len(self._digests) and self._digests[at] == digest:
            number = int(self._by_digest[at])
            if self.key(number) == key:
                self._numbers[key] = number
                return number
            at += 1
        return UNBOUND

    def key(self, number: int) -> Key:
        """The key of a number."""
        if number >= self._stored:
            return super().key(number)
        found = self._read.get(number)
        if found is None:
            line = self._text[self._places[number] : self._places[number + 1]].tobytes()
            found = self._read[number] = _parsed(line.decode())
        return found

    def kinds_of(self, numbers: Numbers) -> NDArray[np.int8]:
        """Kinds of terms."""
        late = numbers >= self._stored
        found = np.empty(len(numbers), np.int8)
        found[~late] = self._stored_kinds[numbers[~late]]
        found[late] = super().kinds_of(numbers[late] - self._stored)
        return found


def _parsed(text: str) -> Key:
    if text.startswith("<") and text.endswith(">") and " " not in text:
        return text[1:-1]
    quad = next(iter(parse(f"<urn:x> <urn:x> {text} .", format=RdfFormat.N_TRIPLES)))
    term: Key = quad.object
    return term
