"""Numbered terms: each IRI, literal and blank node has one number, so that joins compare integers.

An IRI is kept as text, which takes a tenth of the memory of a store's object; other terms are kept
as they are. Numbers follow the order in which terms are added, and never change. In a file, terms
are lines of N-Triples with a sorted column of digests for lookup.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from kg.store.columns.container import Container
    from kg.store.columns.fact_index import Numbers

    Term = NamedNode | BlankNode | Literal | Triple
    Key = str | Literal | BlankNode | object


def term_columns(terms: Terms) -> dict[str, NDArray[Any]]:
    """Return the columns of all terms, including those of the file that the table extends."""
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
    """Yield the numbers that lookup no longer returns, of terms that are not in a file yet."""
    layer: Any = terms
    while isinstance(layer, Terms):
        yield from layer.aside
        layer = layer.base


def _line(key: Key) -> bytes:
    """Return a term as N-Triples."""
    if type(key) is str:
        return f"<{key}>".encode()
    return (f"<<( {key} )>>" if isinstance(key, Triple) else str(key)).encode()


def _digest(line: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(line, digest_size=8).digest(), "little")


class StoredTerms:
    """Terms in a file, to which none can be added."""

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
        """Return the number of a key, or ``UNBOUND`` if it has none."""
        line = _line(key)
        digest = np.uint64(_digest(line))
        at = int(self._digests.searchsorted(digest))
        while at < len(self._digests) and self._digests[at] == digest:
            number = int(self._by_digest[at])
            if self._view[self._at[number] : self._at[number + 1]] == line:
                return number
            at += 1
        return UNBOUND

    def find_keys(self, keys: Sequence[Key]) -> list[int | None]:
        """Return the numbers of many keys, with None for those that have none."""
        digests = np.array([_digest(_line(key)) for key in keys], np.uint64)
        at = np.searchsorted(self._digests, digests)
        held = at < len(self._digests)
        held[held] = self._digests[at[held]] == digests[held]
        found: list[int | None] = [None] * len(keys)
        for place in np.flatnonzero(held).tolist():
            number = self.find_key(keys[place])
            found[place] = None if number == UNBOUND else number
        return found

    def key(self, number: int) -> Key:
        """Return the key of a number."""
        found = self._read.get(number)
        if found is None:
            line = str(self._view[self._at[number] : self._at[number + 1]], "utf-8")
            found = self._read[number] = _parsed(line)
        return found

    def keys(self, numbers: Sequence[int]) -> list[Key]:
        """Return the keys of many numbers."""
        view, at = self._view, self._at
        return [_parsed(str(view[at[number] : at[number + 1]], "utf-8")) for number in numbers]

    def kinds_of(self, numbers: Numbers) -> NDArray[np.int8]:
        """Return the kinds of terms."""
        return self._kinds[numbers]

    def followed_by(self, more: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Return the columns of these terms followed by others, which have the next numbers."""
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


UNBOUND = -1
"""The number that stands for no term."""
IRI, BLANK, OTHER = 0, 1, 2
"""Kinds of term: an IRI, a blank node, or a term that cannot be a subject."""
_MANY = 50_000
"""Number of IRIs kept as terms, which take a microsecond to make."""


class TermSource(Protocol):
    """Terms with the first numbers, to which no more are added."""

    def __len__(self) -> int: ...

    def find_key(self, key: Key) -> int:
        """Return the number of a key, or ``UNBOUND`` if it has none."""

    def find_keys(self, keys: Sequence[Key]) -> list[int | None]:
        """Return the numbers of many keys, with None for those that have none."""

    def key(self, number: int) -> Key:
        """Return the key of a number."""

    def keys(self, numbers: Sequence[int]) -> list[Key]:
        """Return the keys of many numbers."""

    def kinds_of(self, numbers: Numbers) -> NDArray[np.int8]:
        """Return the kinds of terms."""


class Terms:
    """Terms and their numbers, extending a base of terms that are already numbered.

    Args:
        base: terms that keep their numbers here; no more may be added to it.

    Attributes:
        base: the terms given as ``base``.
        added: the keys that were numbered here, in order.
        aside: numbers that lookup no longer returns, since another number replaced them.
    """

    def __init__(self, base: TermSource | None = None) -> None:
        self.base = base
        self._first = 0 if base is None else len(base)
        self._numbers: dict[Key, int] = {}
        self.added: list[Key] = []
        self.aside: set[int] = set()
        self._made: dict[int, NamedNode] = {}
        self._kinds = np.empty(0, np.int8)

    def __len__(self) -> int:
        return self._first + len(self.added)

    def number(self, term: Term) -> int:
        """Return the number of a term, adding the term if it has none."""
        return self.of_key(term.value if type(term) is NamedNode else term)

    def of_key(self, key: Key) -> int:
        """Return the number of an IRI given as text, or of another term, adding it if needed."""
        found = self._numbers.get(key)
        if found is None:
            found = UNBOUND if self.base is None else self.base.find_key(key)
            if found == UNBOUND:
                found = self._first + len(self.added)
                self.added.append(key)
            self._numbers[key] = found
        return found

    def find(self, term: Term) -> int:
        """Return the number of a term, or ``UNBOUND`` if it has none."""
        key = term.value if type(term) is NamedNode else term
        found = self._numbers.get(key)
        return self.find_key(key) if found is None else found

    def find_key(self, key: Key) -> int:
        """Return the number of a key, or ``UNBOUND`` if it has none."""
        found = self._numbers.get(key)
        if found is not None:
            return found
        if self.base is None:
            return UNBOUND
        known = self.base.find_key(key)
        if known != UNBOUND:
            self._numbers[key] = known
        return known

    def put_aside(self, number: int, other: int) -> None:
        """Make lookups return another number for the key of a number added here."""
        self._numbers[self.key(number)] = other
        self.aside.add(number)

    def intern(self, keys: Iterable[Key]) -> Numbers:
        """Return the numbers of many terms, adding new ones; ``UNBOUND`` for None."""
        every = list(keys)
        known = zip(every, self.find_keys(every), strict=True)
        fresh = dict.fromkeys(key for key, number in known if number is None)
        fresh.pop(None, None)
        self._numbers.update(zip(fresh, range(len(self), len(self) + len(fresh)), strict=True))
        self.added.extend(fresh)
        numbers = map(self._numbers.get, every)
        return np.array([UNBOUND if number is None else number for number in numbers], np.int32)

    def find_keys(self, keys: Sequence[Key]) -> list[int | None]:
        """Return the numbers of many keys, with None for those that have none."""
        found = list(map(self._numbers.get, keys))
        gaps = [at for at, number in enumerate(found) if number is None]
        if self.base is not None and gaps:
            known = self.base.find_keys([keys[at] for at in gaps])
            for at, number in zip(gaps, known, strict=True):
                if number is not None:
                    found[at] = self._numbers[keys[at]] = number
        return found

    def key(self, number: int) -> Key:
        """Return the key of a number."""
        if number < self._first:
            assert self.base is not None
            return self.base.key(number)
        return self.added[number - self._first]

    def keys(self, numbers: Sequence[int]) -> list[Key]:
        """Return the keys of many numbers."""
        first, added = self._first, self.added
        if self.base is None:
            return [added[number] for number in numbers]
        early = iter(self.base.keys([number for number in numbers if number < first]))
        return [next(early) if number < first else added[number - first] for number in numbers]

    def term(self, number: int) -> Term:
        """Return the term of a number."""
        made = self._made.get(number)
        if made is not None:
            return made
        key = self.key(number)
        if type(key) is not str:
            return key  # type: ignore[return-value]
        if len(self._made) >= _MANY:
            self._made.clear()
        made = self._made[number] = NamedNode(key)
        return made

    def kinds_of(self, numbers: Numbers) -> NDArray[np.int8]:
        """Return the kinds of terms; that of ``UNBOUND`` is arbitrary."""
        known = len(self._kinds)
        if known < len(self.added):
            fresh = [_kind(key) for key in self.added[known:]]
            self._kinds = np.concatenate((self._kinds, np.array(fresh, np.int8)))
        if self.base is None:
            return self._kinds[numbers]
        late = numbers >= self._first
        if not late.any():
            return self.base.kinds_of(numbers)
        found = np.empty(len(numbers), np.int8)
        found[~late] = self.base.kinds_of(numbers[~late])
        found[late] = self._kinds[numbers[late] - self._first]
        return found

    def common(self, other: Terms) -> int:
        """Return how many first terms are known to have the same numbers in both tables."""
        mine = {id(layer): len(layer) for layer in _layers(self)}
        return max((mine.get(id(layer), 0) for layer in _layers(other)), default=0)


def _layers(terms: Terms) -> Iterable[TermSource]:
    """Yield the base tables of some terms; tables that share a layer share its numbers."""
    layer: TermSource | None = terms.base
    while layer is not None:
        yield layer
        layer = getattr(layer, "base", None)


def _kind(key: Key) -> int:
    if type(key) is str:
        return IRI
    return BLANK if isinstance(key, BlankNode) else OTHER
