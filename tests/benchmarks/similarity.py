"""Similarity of all dyads in all years, against a plain double loop over the same votes.

Usage: python similarity.py VOTES [ROLL_CALLS]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from kg.measure import similarity
from kg.measure.frames import Year, vote_years


def plain_kappa(one: list[int], other: list[int]) -> float:
    """Häge's kappa of two rows of votes, item by item."""
    shared = [(a, b) for a, b in zip(one, other, strict=True) if a and b]
    if not shared:
        return float("nan")
    n = len(shared)
    observed = sum(abs(a - b) for a, b in shared) / n
    first = [sum(a == c for a, _ in shared) / n for c in (1, 2, 3)]
    second = [sum(b == c for _, b in shared) / n for c in (1, 2, 3)]
    expected = sum(first[i] * second[j] * abs(i - j) for i in range(3) for j in range(3))
    if expected == 0:
        return 1.0 if observed == 0 else float("nan")
    return 1 - observed / expected


def loop(year: Year, dyads: int) -> tuple[float, dict[tuple[int, int], float]]:
    """Seconds and values of a plain loop over the first so many dyads of a year."""
    choices = year.choices.tolist()
    found: dict[tuple[int, int], float] = {}
    began = time.perf_counter()
    for a in range(len(choices)):
        for b in range(a):
            if len(found) == dyads:
                return time.perf_counter() - began, found
            found[a, b] = plain_kappa(choices[a], choices[b])
    return time.perf_counter() - began, found


def main() -> None:
    """Print the figures."""
    votes = Path(sys.argv[1])
    calls = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    began = time.perf_counter()
    years = list(vote_years(votes, calls))
    read = time.perf_counter() - began
    began = time.perf_counter()
    dyads = 0
    last: np.ndarray | None = None
    for year in years:
        counts = year.tables()
        for measure in (similarity.s_score, similarity.kappa, similarity.pi):
            last = measure(counts)
        similarity.agreement(counts)
        dyads += len(year.codes) * (len(year.codes) - 1) // 2
    seconds = time.perf_counter() - began
    print(
        f"read {len(years)} years in {read:.1f} s; {dyads} dyad-years, four measures, in {seconds:.1f} s"
    )
    sample = years[-2]
    slow, values = loop(sample, 2000)
    kappa = similarity.kappa(sample.tables())
    assert all(np.isclose(kappa[a, b], v, equal_nan=True) for (a, b), v in values.items())
    per_dyad, plain = seconds / dyads / 4, slow / len(values)
    print(
        f"a plain loop takes {plain / per_dyad:.0f} times as long for a dyad and measure (kappa, same values)"
    )
    assert last is not None


if __name__ == "__main__":
    main()
