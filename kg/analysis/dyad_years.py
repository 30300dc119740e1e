"""From tables to the similarity of all dyads, year by year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.analysis import similarity
from kg.tables.aggregate import dated
from kg.tables.engines import connect
from kg.tables.mapping import read_mapping
from kg.tables.reader import read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

VOTES = 3
OBLIGATIONS = 4
MEASURES: dict[str, Callable[..., NDArray[np.float64]]] = {
    "n": similarity.shared_items,
    "s": similarity.s_score,
    "kappa": similarity.kappa,
    "pi": similarity.pi,
    "agreement": similarity.agreement,
}


@dataclass(frozen=True)
class Year:
    """What all states chose in a year.

    Attributes:
        codes: the states, in order, as their table codes them.
        choices: states by items, 1 to ``categories``, 0 where a state made no choice.
    """

    year: int
    codes: tuple[str, ...]
    choices: NDArray[np.int8]
    categories: int

    def tables(self) -> NDArray[np.float64]:
        """Contingency tables of all dyads, shape ``(states, states, C, C)``."""
        return similarity.cross_all(self.choices, self.categories)

    def dyad(self, first: str, second: str) -> NDArray[np.float64] | None:
        """Contingency table of one dyad, None where either made no choice that year."""
        if first not in self.codes or second not in self.codes:
            return None
        rows = self.choices[[self.codes.index(first), self.codes.index(second)]]
        return np.asarray(similarity.cross_all(rows, self.categories)[0, 1])


def vote_years(
    votes: Path, roll_calls: Path | None = None, engine: str = "duckdb"
) -> Iterator[Year]:
    """Votes by calendar year: yes 1, abstain 2, no 3.

    Args:
        votes: file of votes.
        roll_calls: file that dates them; by default one beside it with the same ids and dates.
        engine: what runs the table, one of ``kg.tables.engines.ENGINES``.

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
    """Obligations by year: defense 3, neutrality or nonaggression 2, consultation 1.

    Offense alone counts for none. The items are the partners: all states that the table has in the
    year. None is 0, coded here as the first of four categories; a state is its own partner at the
    highest, as is usual.

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
    """Texts as numbers, and the texts in order."""
    texts = [text or "" for text in column.to_pylist()]
    codes = sorted(set(texts))
    place = {text: number for number, text in enumerate(codes)}
    return np.fromiter((place[text] for text in texts), dtype=np.int64), codes


def measured(counts: NDArray[np.float64], *, squared: bool = False) -> dict[str, float]:
    """All measures of one contingency table."""
    found = {}
    for name, function in MEASURES.items():
        takes = name in ("s", "kappa", "pi")
        found[name] = float(function(counts, squared=squared) if takes else function(counts))
    return found
