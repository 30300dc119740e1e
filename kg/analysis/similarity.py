"""Similarity of two states' choices, from contingency tables.

``counts[..., i, j]`` is the number of items on which the first state chose the i-th and the second
the j-th of C ordered categories. Leading axes are dyads or years, so that all dyads of a year are
measured in one pass. The result is NaN if the states share no item.

Sources: Signorino, C., Ritter, J. (1999), Tau-b or Not Tau-b, International Studies Quarterly
43(1); Häge, F. (2011), Choice or Circumstance? Adjusting Measures of Foreign Policy Similarity for
Chance Agreement, Political Analysis 19(3); Lijphart, A. (1963), The Analysis of Bloc Voting in the
General Assembly, American Political Science Review 57(4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.tables.aggregate import dated
from kg.tables.engines import connect
from kg.tables.mapping import read_mapping
from kg.tables.reader import read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def distances(categories: int, *, squared: bool = False) -> Floats:
    """Return the distance of each pair of categories, 0 to 1: ``|i-j|/(C-1)``, or its square.

    Args:
        categories: the number C of categories, at least two.
        squared: True weighs large differences more, as Häge's second variant does.
    """
    power = 2 if squared else 1
    places = range(categories)
    return np.array(
        [[(abs(i - j) / (categories - 1)) ** power for j in places] for i in places],
        dtype=np.float64,
    )


def shared_items(counts: Floats) -> Floats:
    """Return the number of items on which both states made a choice."""
    return np.asarray(counts.sum(axis=(-2, -1)), dtype=np.float64)


def _observed(counts: Floats, apart: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((counts * apart).sum(axis=(-2, -1)) / shared_items(counts))


def _expected(rows: Floats, columns: Floats, apart: Floats) -> Floats:
    return np.asarray(np.einsum("...i,...j,ij->...", rows, columns, apart))


def _corrected(observed: Floats, expected: Floats) -> Floats:
    """Return ``1 - Do/De``, or 1 if both the observed and the expected distance are 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = 1.0 - observed / expected
    return np.asarray(np.where((expected == 0) & (observed == 0), 1.0, ratio))


def _marginals(counts: Floats) -> tuple[Floats, Floats]:
    with np.errstate(invalid="ignore", divide="ignore"):
        total = shared_items(counts)[..., None]
        return counts.sum(axis=-1) / total, counts.sum(axis=-2) / total


def s_score(counts: Floats, *, squared: bool = False) -> Floats:
    """Return Signorino and Ritter's S: ``1 - 2 Do``, Do the mean distance, from -1 to 1.

    Args:
        counts: contingency tables, shape ``(..., C, C)``.
        squared: True uses squared distances.
    """
    return 1.0 - 2.0 * _observed(counts, distances(counts.shape[-1], squared=squared))


def kappa(counts: Floats, *, squared: bool = False) -> Floats:
    """Return Cohen's weighted kappa: ``1 - Do/De``, at most 1, and 0 for chance agreement.

    De is the distance expected if each state chose at random with its own frequencies
    (Häge 2011, equation 5).
    """
    apart = distances(counts.shape[-1], squared=squared)
    one, other = _marginals(counts)
    return _corrected(_observed(counts, apart), _expected(one, other, apart))


def pi(counts: Floats, *, squared: bool = False) -> Floats:
    """Return Scott's weighted pi: ``1 - Do/De``, at most 1, De from the pooled frequencies.

    Unlike kappa, it treats a difference in frequencies as disagreement (Häge 2011, equation 6).
    """
    apart = distances(counts.shape[-1], squared=squared)
    one, other = _marginals(counts)
    both = (one + other) / 2.0
    return _corrected(_observed(counts, apart), _expected(both, both, apart))


def agreement(counts: Floats) -> Floats:
    """Return Lijphart's index, 0 to 1: full agreement counts 1, neighbouring choices 0.5."""
    categories = counts.shape[-1]
    place = np.arange(categories)
    weight = np.where(np.abs(place[:, None] - place[None, :]) == 1, 0.5, 0.0)
    weight[place, place] = 1.0
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((counts * weight).sum(axis=(-2, -1)) / shared_items(counts))


def cross_all(choices: NDArray[np.int8], categories: int) -> Floats:
    """Return the contingency tables of all dyads at once.

    Args:
        choices: array of states by items, values 1 to C, 0 if a state made no choice.
        categories: the number C of categories.

    Returns:
        Shape ``(states, states, C, C)``: entry ``[a, b]`` crosses a's choices with b's.
    """
    chosen = np.stack([(choices == c + 1) for c in range(categories)]).astype(np.float64)
    return np.ascontiguousarray(np.einsum("iak,jbk->abij", chosen, chosen, optimize=True))


VOTES = 3
OBLIGATIONS = 4
MEASURES: dict[str, Callable[..., NDArray[np.float64]]] = {
    "n": shared_items,
    "s": s_score,
    "kappa": kappa,
    "pi": pi,
    "agreement": agreement,
}


@dataclass(frozen=True)
class Year:
    """The choices of all states in one year.

    Attributes:
        codes: the states' codes in their table, in order.
        choices: array of states by items, 1 to ``categories``, 0 if a state made no choice.
    """

    year: int
    codes: tuple[str, ...]
    choices: NDArray[np.int8]
    categories: int

    def tables(self) -> NDArray[np.float64]:
        """Return the contingency tables of all dyads, shape ``(states, states, C, C)``."""
        return cross_all(self.choices, self.categories)

    def dyad(self, first: str, second: str) -> NDArray[np.float64] | None:
        """Return the contingency table of one dyad, None if either is not in the year."""
        if first not in self.codes or second not in self.codes:
            return None
        rows = self.choices[[self.codes.index(first), self.codes.index(second)]]
        return np.asarray(cross_all(rows, self.categories)[0, 1])


def vote_years(
    votes: Path, roll_calls: Path | None = None, engine: str = "duckdb"
) -> Iterator[Year]:
    """Yield the votes by calendar year: yes 1, abstain 2, no 3.

    Args:
        votes: file of votes.
        roll_calls: file that dates the votes; by default, one beside it with the ids and dates.
        engine: the engine that reads the table, one of ``kg.tables.engines.ENGINES``.

    Raises:
        InputError: a file cannot be read, or no file of roll calls is found.
    """
    connection, mapping = connect(engine), read_mapping("un-votes")
    cast = read_table(connection, mapping, [votes])
    table = dated(connection, cast, mapping, [votes], roll_calls)
    table = table.select("state", "vote", "vote_id", year=table.date.year())
    frame = table.filter(table.vote.notnull()).to_pyarrow()
    yield from _years(frame, "state", "vote_id", "vote", VOTES)


def obligation_years(path: Path, engine: str = "duckdb") -> Iterator[Year]:
    """Yield the obligations by year: defense 3, neutrality or nonaggression 2, consultation 1.

    Offense alone counts as no obligation. The items are the partners: all states in the table for
    the year. No obligation is 0, coded here as the first of four categories; by convention, a state
    has the highest obligation to itself.

    Raises:
        InputError: the file cannot be read.
    """
    import ibis

    table = read_table(connect(engine), read_mapping("atop"), [path])
    strength = ibis.greatest(
        table.defense.fill_null(0) * 3,
        table.neutrality.fill_null(0) * 2,
        table.nonaggression.fill_null(0) * 2,
        table.consultation.fill_null(0),
    )
    frame = (
        table.select("a", "b", "year", strength=strength)
        .group_by(["year", "a", "b"])
        .aggregate(strength=lambda t: t.strength.max())
        .to_pyarrow()
    )
    years = frame["year"].to_numpy()
    first, second = frame["a"].to_numpy(), frame["b"].to_numpy()
    value = frame["strength"].to_numpy()
    for year in np.unique(years):
        chosen = years == year
        codes = np.unique(np.concatenate([first[chosen], second[chosen]]))
        choices = np.ones((len(codes), len(codes)), dtype=np.int8)
        rows = np.searchsorted(codes, first[chosen])
        columns = np.searchsorted(codes, second[chosen])
        choices[rows, columns] = value[chosen] + 1
        np.fill_diagonal(choices, OBLIGATIONS)
        yield Year(int(year), tuple(map(str, codes)), choices, OBLIGATIONS)


def _years(frame: Any, state: str, item: str, value: str, categories: int) -> Iterator[Year]:
    states, codes = _coded(frame[state])
    items = frame[item].to_numpy()
    values = frame[value].to_numpy()
    years = frame["year"].to_numpy()
    for year in np.unique(years):
        chosen = years == year
        present, rows = np.unique(states[chosen], return_inverse=True)
        voted, columns = np.unique(items[chosen], return_inverse=True)
        choices = np.zeros((len(present), len(voted)), dtype=np.int8)
        choices[rows, columns] = values[chosen]
        yield Year(int(year), tuple(codes[i] for i in present), choices, categories)


def _coded(column: Any) -> tuple[NDArray[np.int64], list[str]]:
    """Return the texts of a column as numbers, and the distinct texts in order."""
    texts = [text or "" for text in column.to_pylist()]
    codes = sorted(set(texts))
    place = {text: number for number, text in enumerate(codes)}
    return np.fromiter((place[text] for text in texts), dtype=np.int64), codes


def measured(counts: NDArray[np.float64], *, squared: bool = False) -> dict[str, float]:
    """Return all measures of one contingency table."""
    found = {}
    for name, function in MEASURES.items():
        takes = name in ("s", "kappa", "pi")
        found[name] = float(function(counts, squared=squared) if takes else function(counts))
    return found
