"""Terms by number: each IRI, literal and blank node once, so that joins compare integers.

An IRI is kept as its text, which costs a tenth of an object of the store; other terms are kept as
they are. Numbers are given in the order in which terms come, and never change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from pyoxigraph import BlankNode, Literal, NamedNode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from pyoxigraph import Triple

    from kg.store.columns.arrays import Numbers

    Term = NamedNode | BlankNode | Literal | Triple
    Key = str | Literal | BlankNode | object

UNBOUND = -1
"""Stands for no term."""
IRI, BLANK, OTHER = 0, 1, 2
"""Kinds of term: an IRI, a blank node, and what cannot be a subject."""


class TermSource(Protocol):
    """Terms that have the first numbers, and to which none is added any more."""

    def __len__(self) -> int: ...

    def find_key(self, key: Key) -> int:
        """Number of a key, ``UNBOUND`` where it has none."""

    def key(self, number: int) -> Key:
        """The key of a number."""

    def kinds_of(self, numbers: Numbers) -> NDArray[np.int8]:
        """Kinds of terms."""


class Terms:
    """Terms and their numbers, on top of terms that have numbers already.

    Args:
        base: terms that keep their numbers here; none may be added to it from now on.

    Attributes:
        base: the same.
        added: the keys that were given numbers here, in order.
        aside: numbers that are no longer found, for another stands for what they stood for.
    """

    def __init__(self, base: TermSource | None = None) -> None:
        self.base = base
        self._first = 0 if base is None else len(base)
        self._numbers: dict[Key, int] = {}
        self.added: list[Key] = []
        self.aside: set[int] = set()
        self._kinds = np.empty(0, np.int8)

    def __len__(self) -> int:
        return self._first + len(self.added)

    def number(self, term: Term) -> int:
        """Number of a term, which is given one if it has none."""
        return self.of_key(term.value if type(term) is NamedNode else term)

    def of_key(self, key: Key) -> int:
        """Number of an IRI given as text, or of another term."""
        found = self._numbers.get(key)
        if found is None:
            found = self.find_key(key)
            if found == UNBOUND:
                found = self._numbers[key] = len(self)
                self.added.append(key)
        return found

    def find(self, term: Term) -> int:
        """Number of a term, ``UNBOUND`` where it has none."""
        key = term.value if type(term) is NamedNode else term
        found = self._numbers.get(key)
        return self.find_key(key) if found is None else found

    def find_key(self, key: Key) -> int:
        """Number of a key, ``UNBOUND`` where it has none."""
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
        """From now on find another number for the key of one that was given here."""
        self._numbers[self.key(number)] = other
        self.aside.add(number)

    def intern(self, keys: Iterable[Key]) -> Numbers:
        """Numbers of many terms; None is ``UNBOUND``."""
        of_key = self.of_key
        return np.array([UNBOUND if key is None else of_key(key) for key in keys], np.int32)

    def key(self, number: int) -> Key:
        """The key of a number."""
        if number < self._first:
            assert self.base is not None
            return self.base.key(number)
        return self.added[number - self._first]

    def term(self, number: int) -> Term:
        """The term of a number."""
        key = self.key(number)
        return NamedNode(key) if type(key) is str else key  # type: ignore[return-value]

    def kinds_of(self, numbers: Numbers) -> NDArray[np.int8]:
        """Kinds of terms; that of ``UNBOUND`` is any."""
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
        """How many terms, the first ones, are known to have the same numbers in both."""
        mine = {id(layer): len(layer) for layer in _layers(self)}
        return max((mine.get(id(layer), 0) for layer in _layers(other)), default=0)


def _layers(terms: Terms) -> Iterable[TermSource]:
    """The terms that are under others; a number means the same in all that share a layer."""
    layer: TermSource | None = terms.base
    while layer is not None:
        yield layer
        layer = getattr(layer, "base", None)


def _kind(key: Key) -> int:
    if type(key) is str:
        return IRI
    return BLANK if isinstance(key, BlankNode) else OTHER
