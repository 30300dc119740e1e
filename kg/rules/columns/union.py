"""Two sets of matches of one rule as one."""

from __future__ import annotations

import numpy as np

from kg.rules.columns.matches import Defeaters, Matches
from kg.rules.columns.once import once
from kg.rules.columns.relation import combinations


def united(old: Matches, new: Matches) -> Matches:
    """The matches of both; where a match is in both, it stands as the new one says."""
    names = sorted(old.variables)
    size = len(old) + len(new)
    columns = {n: np.concatenate((new.variables[n], old.variables[n])) for n in names}
    firsts, _ = combinations([columns[name] for name in names], size)
    place = np.concatenate((np.arange(len(new)) + len(old), np.arange(len(old))))
    rows = firsts[np.argsort(place[firsts])]
    premises = {
        number: np.concatenate((new.premises[number], column))[rows]
        for number, column in old.premises.items()
    }
    defeaters = tuple(
        _beside(one, other).take(rows)
        for one, other in zip(new.defeaters, old.defeaters, strict=True)
    )
    variables = {name: column[rows] for name, column in columns.items()}
    days = new.days.followed_by(old.days).take(rows)
    both = Matches(
        old.compiled, old.facts, variables, premises, defeaters, days.certain, days.arguable
    )
    kept = once(old.compiled, variables, premises, len(rows), old.facts.terms)
    return both if len(kept) == len(rows) else both.take(kept)


def _beside(one: Defeaters, other: Defeaters) -> Defeaters:
    return Defeaters(
        np.concatenate((one.groups, other.groups + len(one.starts) - 1)),
        np.concatenate((one.starts, other.starts[1:] + one.starts[-1])),
        {n: np.concatenate((column, other.premises[n])) for n, column in one.premises.items()},
    )
