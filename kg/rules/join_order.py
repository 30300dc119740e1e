"""The join order of a rule's patterns: stars with the fewest matches first.

The store keeps no statistics: between two patterns of the same form, it starts with the one that
comes first in the text. To make speed independent of the author's order, the stars (all triples
about one subject) are sorted: the rarest comes first, and each of the others shares a variable with
an earlier one. BIND and VALUES stay between the triples around them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.rules.pattern import variable_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kg.rules.pattern import Group, Pattern, Term

    Count = Callable[[Pattern], int]
    Star = list[Pattern]


def ordered(group: Group, count: Count) -> str:
    """Return the text of a group with its triples in join order.

    Args:
        group: the body of a rule, or one of its absences.
        count: returns the exact or estimated number of matches of a single pattern.
    """
    pieces = []
    for triples, rest in group.parts:
        pieces += [_text(pattern) for star in _in_order(triples, count) for pattern in star]
        pieces.append(rest)
    return "\n".join(pieces)


def _in_order(triples: Iterable[Pattern], count: Count) -> Iterable[Star]:
    by_subject: dict[Term, Star] = {}
    for pattern in triples:
        by_subject.setdefault(pattern[0], []).append(pattern)
    waiting = [(min(map(count, star)), star) for star in by_subject.values()]
    known: set[str] = set()
    while waiting:
        linked = [one for one in waiting if known & _variables(one[1])]
        chosen = min(linked or waiting, key=lambda one: one[0])
        waiting.remove(chosen)
        known |= _variables(chosen[1])
        yield chosen[1]


def _variables(star: Sequence[Pattern]) -> set[str]:
    return {name for pattern in star for term in pattern if (name := variable_name(term))}


def _text(pattern: Pattern) -> str:
    parts = (f"?{name}" if (name := variable_name(term)) else str(term) for term in pattern)
    return f"{' '.join(parts)} ."
