"""Similarity of two rows of ordered choices, from the table that crosses them.

Everything here works on contingency tables: ``counts[..., i, j]`` is the number of items on which
the one state chose the i-th and the other the j-th of C ordered categories. Leading axes are
dyads or years, so that all dyads of a year are measured in one pass. The result is NaN where the
states share no item.

Sources: Signorino, C., Ritter, J. (1999), Tau-b or Not Tau-b, International Studies Quarterly
43(1); Häge, F. (2011), Choice or Circumstance? Adjusting Measures of Foreign Policy Similarity for
Chance Agreement, Political Analysis 19(3); Lijphart, A. (1963), The Analysis of Bloc Voting in the
General Assembly, American Political Science Review 57(4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def distances(categories: int, *, squared: bool = False) -> Floats:
    """Distance of each pair of categories, from 0 to 1: ``|i-j|/(C-1)``, or its square.

    Args:
        categories: their number C, at least two.
        squared: weigh large differences more, as Häge's second variant does.
    """
    power = 2 if squared else 1
    places = range(categories)
    return np.array(
        [[(abs(i - j) / (categories - 1)) ** power for j in places] for i in places],
        dtype=np.float64,
    )


def shared_items(counts: Floats) -> Floats:
    """Number of items on which both states made a choice."""
    return np.asarray(counts.sum(axis=(-2, -1)), dtype=np.float64)


def _observed(counts: Floats, apart: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((counts * apart).sum(axis=(-2, -1)) / shared_items(counts))


def _expected(rows: Floats, columns: Floats, apart: Floats) -> Floats:
    return np.asarray(np.einsum("...i,...j,ij->...", rows, columns, apart))


def _corrected(observed: Floats, expected: Floats) -> Floats:
    """``1 - Do/De``; where chance alone leaves no distance and there is none, 1."""
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = 1.0 - observed / expected
    return np.asarray(np.where((expected == 0) & (observed == 0), 1.0, ratio))


def _marginals(counts: Floats) -> tuple[Floats, Floats]:
    with np.errstate(invalid="ignore", divide="ignore"):
        total = shared_items(counts)[..., None]
        return counts.sum(axis=-1) / total, counts.sum(axis=-2) / total


def s_score(counts: Floats, *, squared: bool = False) -> Floats:
    """Signorino and Ritter's S: ``1 - 2 Do``, with Do the mean distance, from -1 to 1.

    Args:
        counts: contingency tables, shape ``(..., C, C)``.
        squared: use squared distances.
    """
    return 1.0 - 2.0 * _observed(counts, distances(counts.shape[-1], squared=squared))


def kappa(counts: Floats, *, squared: bool = False) -> Floats:
    """Cohen's weighted kappa: ``1 - Do/De``, at most 1; 0 is what chance gives.

    De is the distance to be expected if each state chose at random with its own frequencies
    (Häge 2011, equation 5).
    """
    apart = distances(counts.shape[-1], squared=squared)
    one, other = _marginals(counts)
    return _corrected(_observed(counts, apart), _expected(one, other, apart))


def pi(counts: Floats, *, squared: bool = False) -> Floats:
    """Scott's weighted pi: ``1 - Do/De``, at most 1, De from the frequencies of both together.

    Unlike kappa it counts a difference in frequencies as a difference (Häge 2011, equation 6).
    """
    apart = distances(counts.shape[-1], squared=squared)
    one, other = _marginals(counts)
    both = (one + other) / 2.0
    return _corrected(_observed(counts, apart), _expected(both, both, apart))


def agreement(counts: Floats) -> Floats:
    """Lijphart's index of agreement, from 0 to 1: full agreement 1, neighbouring choices 0.5."""
    categories = counts.shape[-1]
    place = np.arange(categories)
    weight = np.where(np.abs(place[:, None] - place[None, :]) == 1, 0.5, 0.0)
    weight[place, place] = 1.0
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((counts * weight).sum(axis=(-2, -1)) / shared_items(counts))


def cross_all(choices: NDArray[np.int8], categories: int) -> Floats:
    """Contingency tables of all dyads at once.

    Args:
        choices: states by items, values 1 to C, 0 where a state made no choice.
        categories: C.

    Returns:
        Shape ``(states, states, C, C)``: entry ``[a, b]`` crosses a's choices with b's.
    """
    chosen = np.stack([(choices == c + 1) for c in range(categories)]).astype(np.float64)
    return np.ascontiguousarray(np.einsum("iak,jbk->abij", chosen, chosen, optimize=True))
