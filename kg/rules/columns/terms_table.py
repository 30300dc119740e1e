"""Terms by number: each IRI, literal and blank node once, so that joins compare integers.

An IRI is kept as its text, which costs a tenth of an object of the store; other terms are kept as
they are. Numbers are given in the order in which terms come, and never change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pyoxigraph import BlankNode, Literal, NamedNode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from kg.rules.columns.arrays import Numbers
    from kg.store.dataset import Term

    Key = str | Literal | BlankNode | object

UNBOUND = -1
"""Stands for no term."""
IRI, BLANK, OTHER = 0, 1, 2
"""Kinds of term: an IRI, a blank node, and what cannot be a subject."""


class Terms:
    """Terms and their numbers.

    Attributes:
        added: the keys that were given numbers here, in order.
    """

    def __init__(self) -> None:
        self._numbers: dict[Key, int] = {}
        self.added: list[Key] = []
        self._kinds = np.empty(0, np.int8)

    def __len__(self) -> int:
        return len(self.added)

    def number(self, term: Term) -> int:
        """Number of a term, which is given one if it has none."""
        return self.of_key(term.value if isinstance(term, NamedNode) else term)

    def of_key(self, key: Key) -> int:
        """Number of an IRI given as text, or of another term."""
        numbers = self._numbers
        found = numbers.get(key)
        if found is None:
            found = numbers[key] = len(self)
            self.added.append(key)
        return found

    def find(self, term: Term) -> int:
        """Number of a term, ``UNBOUND`` where it has none."""
        return self.find_key(term.value if isinstance(term, NamedNode) else term)

    def find_key(self, key: Key) -> int:
        """Number of a key, ``UNBOUND`` where it has none."""
        return self._numbers.get(key, UNBOUND)

    def intern(self, keys: Iterable[Key]) -> Numbers:
        """Numbers of many terms; None is ``UNBOUND``."""
        of_key = self.of_key
        return np.array([UNBOUND if key is None else of_key(key) for key in keys], np.int32)

    def key(self, number: int) -> Key:
        """The key of a number."""
        return self.added[number - len(self) + len(self.added)]

    def term(self, number: int) -> Term:
        """The term of a number."""
        key = self.key(number)
        return NamedNode(key) if isinstance(key, str) else key  # type: ignore[return-value]

    def kinds_of(self, numbers: Numbers) -> NDArray[np.int8]:
        """Kinds of terms; that of ``UNBOUND`` is any."""
        known = len(self._kinds)
        if known < len(self.added):
            fresh = [_kind(key) for key in self.added[known:]]
            self._kinds = np.concatenate((self._kinds, np.array(fresh, np.int8)))
        return self._kinds[numbers]


def _kind(key: Key) -> int:
    if isinstance(key, str):
        return IRI
    return BLANK if isinstance(key, BlankNode) else OTHER
