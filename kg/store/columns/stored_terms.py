"""Terms in a file: lines of N-Triples, and a sorted column of digests by which one is found."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
from pyoxigraph import RdfFormat, Triple, parse

from kg.store.columns.terms_table import UNBOUND, Terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from kg.store.columns.arrays import Numbers
    from kg.store.columns.container import Container
    from kg.store.columns.terms_table import Key


def term_columns(terms: Terms) -> dict[str, NDArray[Any]]:
    """The columns of all terms, those of a file that has their first numbers among them."""
    base = _stored_under(terms)
    known = 0 if base is None else len(base)
    keys = map(terms.key, range(known, len(terms)))
    lines = list(map(_line, keys))
    digests = np.array([_digest(line) for line in lines], np.uint64)
    found_at = np.ones(len(lines), bool)
    found_at[[number - known for number in _aside(terms)]] = False
    order = np.argsort(digests)
    order = order[found_at[order]]
    found: dict[str, NDArray[Any]] = {
        "terms_text": np.frombuffer(b"".join(lines), np.uint8),
        "terms_at": np.cumsum([0, *map(len, lines)], dtype=np.int64),
        "terms_kinds": terms.kinds_of(np.arange(known, len(terms), dtype=np.int32)),
        "terms_digests": digests[order],
        "terms_numbers": (order + known).astype(np.int32),
    }
    return found if base is None else base.followed_by(found)


def _stored_under(terms: Terms) -> StoredTerms | None:
    layer: Any = terms
    while layer is not None and not isinstance(layer, StoredTerms):
        layer = layer.base
    return layer


def _aside(terms: Terms) -> Iterator[int]:
    """The numbers that are not found, of terms that are not in a file yet."""
    layer: Any = terms
    while isinstance(layer, Terms):
        yield from layer.aside
        layer = layer.base


def _line(key: Key) -> bytes:
    """A term as N-Triples has it."""
    if type(key) is str:
        return f"<{key}>".encode()
    return (f"<<( {key} )>>" if isinstance(key, Triple) else str(key)).encode()


def _digest(line: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(line, digest_size=8).digest(), "little")


class StoredTerms:
    """Terms in a file; none is added to them."""

    def __init__(self, columns: Container) -> None:
        self._text = columns.column("terms_text")
        self._places = columns.column("terms_at")
        self._digests = columns.column("terms_digests")
        self._by_digest = columns.column("terms_numbers")
        self._kinds = columns.column("terms_kinds")
        self._view = memoryview(self._text)  # type: ignore[arg-type]
        self._at = memoryview(self._places)  # type: ignore[arg-type]
        self._read: dict[int, Key] = {}

    def __len__(self) -> int:
        return len(self._kinds)

    def find_key(self, key: Key) -> int:
        """Number of a key, ``UNBOUND`` where it has none."""
        line = _line(key)
        digest = np.uint64(_digest(line))
        at = int(self._digests.searchsorted(digest))
        while at < len(self._digests) and self._digests[at] == digest:
            number = int(self._by_digest[at])
            if self._view[self._at[number] : self._at[number + 1]] == line:
                return number
            at += 1
        return UNBOUND

    def key(self, number: int) -> Key:
        """The key of a number."""
        found = self._read.get(number)
        if found is None:
            line = str(self._view[self._at[number] : self._at[number + 1]], "utf-8")
            found = self._read[number] = _parsed(line)
        return found

    def kinds_of(self, numbers: Numbers) -> NDArray[np.int8]:
        """Kinds of terms."""
        return self._kinds[numbers]

    def followed_by(self, more: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """The columns of these terms and of others that have the next numbers."""
        at = np.searchsorted(self._digests, more["terms_digests"])
        return {
            "terms_text": np.concatenate((self._text, more["terms_text"])),
            "terms_at": np.concatenate((self._places, more["terms_at"][1:] + self._places[-1])),
            "terms_kinds": np.concatenate((self._kinds, more["terms_kinds"])),
            "terms_digests": np.insert(self._digests, at, more["terms_digests"]),
            "terms_numbers": np.insert(self._by_digest, at, more["terms_numbers"]),
        }


def _parsed(text: str) -> Key:
    if text.startswith("<") and not text.startswith("<<"):
        return text[1:-1]
    quad = next(iter(parse(f"<urn:x> <urn:x> {text} .", format=RdfFormat.N_TRIPLES)))
    term: Key = quad.object
    return term
