"""Similarity of all dyads in all years, compared with a plain double loop over the same votes.

Usage: python similarity.py VOTES [ROLL_CALLS]

If scikit-learn is installed, its weighted kappa is compared as well.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from kg.analysis import similarity
from kg.analysis.similarity import Year, vote_years

Kappa = Callable[[list[int], list[int]], float]


def plain_kappa(one: list[int], other: list[int]) -> float:
    """Return Häge's kappa of two rows of votes, computed item by item."""
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


def sklearn_kappa(one: list[int], other: list[int]) -> float:
    """Return the same kappa from scikit-learn."""
    from sklearn.metrics import cohen_kappa_score

    shared = [(a, b) for a, b in zip(one, other, strict=True) if a and b]
    if not shared:
        return float("nan")
    first, second = zip(*shared, strict=True)
    if set(first) == set(second) and len(set(first)) == 1:
        return 1.0  # no observed or expected distance; undefined in scikit-learn
    return float(cohen_kappa_score(first, second, labels=[1, 2, 3], weights="linear"))


def loop(year: Year, dyads: int, kappa: Kappa) -> tuple[float, dict[tuple[int, int], float]]:
    """Return the seconds and values of a plain loop over a year's first dyads."""
    choices = year.choices.tolist()
    found: dict[tuple[int, int], float] = {}
    began = time.perf_counter()
    for a in range(len(choices)):
        for b in range(a):
            if len(found) == dyads:
                return time.perf_counter() - began, found
            found[a, b] = kappa(choices[a], choices[b])
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
    found = similarity.kappa(sample.tables())
    peers = {"a plain loop": (plain_kappa, 2000)}
    if find_spec("sklearn"):
        peers["scikit-learn"] = (sklearn_kappa, 500)
    for name, (kappa, few) in peers.items():
        slow, values = loop(sample, few, kappa)
        assert all(np.isclose(found[a, b], v, equal_nan=True) for (a, b), v in values.items())
        ratio = slow / len(values) / (seconds / dyads / 4)
        print(
            f"{name} takes {ratio:,.0f} times as long for a dyad and measure (kappa, same values)"
        )
    assert last is not None


if __name__ == "__main__":
    main()
