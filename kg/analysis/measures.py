"""The field's standard measures for two states, one row per year, from tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from kg.errors import InputError, OptionError, UnknownName
from kg.model import terms
from kg.model.reachable import reachable
from kg.model.terms import ent
from kg.store.names import find_state
from kg.store.query import Rows
from kg.tables.codes import Codes
from kg.tables.engines import connect
from kg.tables.importing import kept_rows
from kg.tables.mapping import read_mapping
from kg.tables.reader import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from kg.store.dataset import Dataset


def similarity(
    dataset: Dataset,
    first: str,
    second: str,
    *,
    votes: Path | None = None,
    roll_calls: Path | None = None,
    obligations: Path | None = None,
    squared: bool = False,
    engine: str = "duckdb",
    years: tuple[int, int] = (0, 9999),
) -> Rows:
    """Measure how similarly two states vote or make commitments: S, kappa, pi and agreement.

    Raises:
        InputError: no table is named or stored, or it cannot be read.
        OptionError: two tables are named.
        UnknownName: a state is unknown, or has no code in the table.
    """
    from kg.analysis.similarity import MEASURES, measured, obligation_years, vote_years

    if votes is not None and obligations is not None:
        raise OptionError("name one file, of votes or of obligations")
    if obligations is None and (votes or kept_rows("un-votes") or not kept_rows("atop")):
        codes = _codes(dataset, first, second, "isoAlpha2")
        found = vote_years(_table("un-votes", votes, "--votes"), roll_calls, engine)
    else:
        codes = _codes(dataset, first, second, "cowCode")
        found = obligation_years(_table("atop", obligations, "--obligations"), engine)
    rows: list[tuple[Any, ...]] = []
    for year in found:
        if years[0] <= year.year <= years[1]:
            counts = year.dyad(*codes)
            if counts is not None and counts.sum() > 0:
                values = measured(counts, squared=squared)
                rows.append((year.year, int(values.pop("n")), *values.values()))
    return Rows(("year", *MEASURES), tuple(rows))


def capability(
    dataset: Dataset,
    first: str,
    second: str,
    *,
    capabilities: Path | None = None,
    years: tuple[int, int] = (0, 9999),
) -> Rows:
    """Return the CINC scores of two states, and the share of the first in their sum.

    Raises:
        InputError: no table is named or stored, or it cannot be read.
        UnknownName: a state is unknown, or has no code in the table.
    """
    one, other = _codes(dataset, first, second, "cowCode")
    found = capability_years(_table("nmc", capabilities, "--capabilities"), int(one), int(other))
    rows = tuple(row for row in found if years[0] <= row[0] <= years[1])
    return Rows(("year", "first", "second", "share"), rows)


def disputes(
    dataset: Dataset,
    first: str,
    second: str,
    *,
    disputes: Path | None = None,
    by_region: bool = False,
    years: tuple[int, int] = (0, 9999),
) -> Rows:
    """Count the militarised disputes of two states, and those in which each was revisionist.

    Raises:
        InputError: no table is named or stored, or it cannot be read.
        UnknownName: a state is unknown.
    """
    from kg.analysis.measures import by_opponents_region, joint_disputes, read_disputes

    states = find_state(dataset, first), find_state(dataset, second)
    rows = [
        row
        for row in read_disputes(_table("gml-mid", disputes, "--disputes"), dataset)
        if years[0] <= row.year <= years[1]
    ]
    if by_region:
        names: tuple[str, ...] = ("state", "region", "disputes", "revisionist")
        return Rows(names, tuple(by_opponents_region(rows, states, dataset)))
    names = ("year", "disputes", "revisionist_first", "revisionist_second")
    return Rows(names, tuple(joint_disputes(rows, *states)))


def _table(table: str, file: Path | None, option: str) -> Path:
    """Return the file that an option names, else that of the imported table."""
    found = file or kept_rows(table)
    if found is None:
        advice = f"name a file with {option}, or import one: kg import {table} FILE"
        raise InputError(table, "was not imported", advice)
    return found


def _codes(dataset: Dataset, first: str, second: str, kind: str) -> tuple[str, str]:
    """Return the codes of two states in the code system of a table."""
    found = []
    for name in (first, second):
        code = dataset.text(find_state(dataset, name), ent(kind))
        if not code:
            raise UnknownName(f"the state {name!r} has no code in the system that the table uses")
        found.append(code)
    return found[0], found[1]


def capability_years(path: Path, first: int, second: int) -> list[tuple[int, float, float, float]]:
    """Return rows of the year, the CINC of each state, and the first's share of their sum.

    The Composite Index of National Capability is a share of the world total, from 0 to 1. The last
    column is 0.5 for equals. Years in which either score is unknown are left out.

    Args:
        path: file of National Material Capabilities.
        first: COW code of the first state.
        second: COW code of the second state.

    Raises:
        InputError: the file cannot be read.
    """
    table = read_table(connect(), read_mapping("nmc"), [path])
    known = table.filter(table.a.isin([first, second]) & table.cinc.notnull())
    rows = known.select("a", "year", "cinc").execute().to_dict("records")
    by_year: dict[int, dict[int, float]] = {}
    for row in rows:
        by_year.setdefault(int(row["year"]), {})[int(row["a"])] = float(row["cinc"])
    found = []
    for year, cinc in sorted(by_year.items()):
        if len(cinc) == 2 and sum(cinc.values()) > 0:
            one, other = cinc[first], cinc[second]
            found.append((year, one, other, one / (one + other)))
    return found


@dataclass(frozen=True)
class DisputeYear:
    """One side of a dispute in a year; ``revisionist`` is None if it was not coded."""

    dispute: int
    year: int
    state: str
    opponent: str
    revisionist: bool | None


def read_disputes(path: Path, dataset: Dataset) -> list[DisputeYear]:
    """Read all directed dispute-years between states that are in the graph.

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
    """Return rows of the year, its disputes, and the number in which each was revisionist."""
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
    """Return rows of state, opponents' region, disputes, and the state's revisionist ones.

    A dispute counts once for each region, wider regions included, in which an opponent lies.
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
    """Return all regions in which a state lies, wider ones included."""
    near = dataset.nodes(state, terms.ent("isLocatedIn"))
    return set(reachable(near, lambda region: dataset.nodes(region, terms.ent("isPartOf"))))
