"""Counts of militarised disputes, and of those in which a state sought to change something."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.model import terms
from kg.model.reachable import reachable
from kg.tables.codes import Codes
from kg.tables.engines import connect
from kg.tables.mapping import read_mapping
from kg.tables.reader import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from kg.store.dataset import Dataset


@dataclass(frozen=True)
class DisputeYear:
    """One side of a dispute in a year; ``revisionist`` is None where it was not coded."""

    dispute: int
    year: int
    state: str
    opponent: str
    revisionist: bool | None


def read_disputes(path: Path, dataset: Dataset) -> list[DisputeYear]:
    """All directed dispute-years between states that the graph knows.

    Raises:
        InputError: the file cannot be read.
    """
    mapping = read_mapping("gml-mid")
    codes = Codes(dataset, mapping.states)
    table = read_table(connect(), mapping, [path])
    found = []
    for row in table.order_by(["year", "dispute", "a", "b"]).to_pyarrow().to_pylist():
        state = codes.find(str(row["a"]), row["year"])
        opponent = codes.find(str(row["b"]), row["year"])
        if state and opponent:
            coded = None if row["revisionist"] is None else row["revisionist"] == 1
            found.append(DisputeYear(row["dispute"], row["year"], state, opponent, coded))
    return found


def joint_disputes(
    rows: Iterable[DisputeYear], first: NamedNode, second: NamedNode
) -> list[tuple[int, int, int, int]]:
    """Year, disputes between two states, and in how many of them each sought change."""
    disputes: Counter[int] = Counter()
    revisionist: Counter[tuple[int, str]] = Counter()
    for row in rows:
        if {row.state, row.opponent} == {first.value, second.value}:
            disputes[row.year] += row.state == first.value
            revisionist[row.year, row.state] += bool(row.revisionist)
    return [
        (year, count, revisionist[year, first.value], revisionist[year, second.value])
        for year, count in sorted(disputes.items())
    ]


def by_opponents_region(
    rows: Iterable[DisputeYear], states: Sequence[NamedNode], dataset: Dataset
) -> list[tuple[str, str, int, int]]:
    """State, region of the opponent, disputes, and those in which the state sought change.

    A dispute counts once for each region in which an opponent lies, wider regions included.
    """
    seen: set[tuple[str, str, int]] = set()
    revised: set[tuple[str, str, int]] = set()
    regions: dict[str, set[NamedNode]] = {}
    chosen = {state.value for state in states}
    for row in rows:
        if row.state in chosen:
            if row.opponent not in regions:
                regions[row.opponent] = _regions(dataset, NamedNode(row.opponent))
            for region in regions[row.opponent]:
                seen.add((row.state, region.value, row.dispute))
                if row.revisionist:
                    revised.add((row.state, region.value, row.dispute))
    counts = Counter((state, region) for state, region, _ in seen)
    changes = Counter((state, region) for state, region, _ in revised)
    named = (
        (dataset.slug(NamedNode(state)), dataset.slug(NamedNode(region)), n, changes[state, region])
        for (state, region), n in counts.items()
    )
    return sorted(named, key=lambda row: (row[0], -row[2], row[1]))


def _regions(dataset: Dataset, state: NamedNode) -> set[NamedNode]:
    """The regions in which a state lies, near and wide."""
    near = dataset.nodes(state, terms.ent("isLocatedIn"))
    return set(reachable(near, lambda region: dataset.nodes(region, terms.ent("isPartOf"))))
