"""From rows to spells: codes resolved, yearly rows folded, each pair once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.errors import InputError
from kg.tables.codes import code_spans
from kg.tables.read import connect, read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kg.store.dataset import Dataset
    from kg.tables.mapping import ClaimMapping, TableMapping


@dataclass(frozen=True, order=True)
class Spell:
    """A pair of states, by IRI and in order, for whom a claim holds from year to year.

    ``last`` is None where the spell is open; ``key`` is empty where the table has none.
    """

    first_state: str
    second_state: str
    first: int
    last: int | None
    key: str = ""


@dataclass(frozen=True, order=True)
class Unresolved:
    """A code that means no state the graph knows in some or all of the years of some rows."""

    code: str
    rows: int
    first: int
    last: int


@dataclass(frozen=True)
class Spells:
    """What a table comes to."""

    by_claim: dict[str, list[Spell]]
    unresolved: list[Unresolved]
    rows: int


def read_spells(mapping: TableMapping, path: Path, dataset: Dataset) -> Spells:
    """Read a table and fold it.

    Raises:
        InputError: the file is not the table that the mapping describes.
    """
    import ibis

    connection = connect()
    table = read_table(connection, mapping, path)
    spans = ibis.memtable([vars(span) for span in code_spans(dataset, mapping.states)])
    if mapping.year:
        table = table.mutate(year_first=table[mapping.year], year_last=table[mapping.year])
    else:
        start, end = mapping.bounds
        table = table.mutate(year_first=table[start], year_last=table[end])
    _check(table, path)
    key = table[mapping.key].cast("string") if mapping.key else ibis.literal("")
    table = table.mutate(key_=key, row_=ibis.row_number())
    parts = _resolved(table, spans)
    censored = None if mapping.complete else table.year_last.max().execute()
    by_claim = {
        claim.name: list(_folded(_chosen(parts, claim), censored)) for claim in mapping.claims
    }
    return Spells(by_claim, _unresolved(table, spans), int(table.count().execute()))


_WRONG: dict[str, Callable[[Any], Any]] = {
    "has no year": lambda row: row.year_first.isnull() | row.year_last.isnull(),
    "ends before it begins": lambda row: row.year_first > row.year_last,
    "pairs a state with itself": lambda row: row.a == row.b,
}


def _check(table: Any, path: Path) -> None:
    """Refuse a row that can be no spell of a pair."""
    import ibis

    numbered = table.mutate(row_=ibis.row_number())
    for problem, is_wrong in _WRONG.items():
        row = numbered.filter(is_wrong(numbered)).row_.min().execute()
        if row is not None and row == row:  # NaN where there is none
            raise InputError(str(path), problem, "mend the row", int(row) + 2, 1)


def _resolved(table: Any, spans: Any) -> Any:
    """Rows with states in place of codes, cut where a code comes to mean another state."""
    import ibis

    for side in ("a", "b"):
        of = spans.rename({f"{side}_code": "code", f"{side}_state": "state"})
        of = of.rename({f"{side}_from": "first", f"{side}_until": "last"})
        joined = table.join(
            of,
            [
                table[side].cast("string") == of[f"{side}_code"],
                table.year_first <= of[f"{side}_until"],
                table.year_last >= of[f"{side}_from"],
            ],
        )
        table = joined.mutate(
            year_first=ibis.greatest(joined.year_first, joined[f"{side}_from"]),
            year_last=ibis.least(joined.year_last, joined[f"{side}_until"]),
        )
    return table.filter((table.a_state != table.b_state) & (table.year_first <= table.year_last))


def _chosen(parts: Any, claim: ClaimMapping) -> Any:
    if claim.where is None:
        return parts
    column, values = claim.where
    return parts.filter(parts[column].isin(list(values)))


def _folded(parts: Any, censored: int | None) -> Iterator[Spell]:
    """Spells of a pair and key that touch or overlap, as one (gaps and islands)."""
    import ibis

    pairs = parts.select(
        one=ibis.least(parts.a_state, parts.b_state),
        other=ibis.greatest(parts.a_state, parts.b_state),
        key_="key_",
        first="year_first",
        last="year_last",
    ).distinct()
    before = ibis.window(
        group_by=["one", "other", "key_"], order_by=["first", "last"], preceding=(None, 1)
    )
    so_far = ibis.window(
        group_by=["one", "other", "key_"], order_by=["first", "last"], preceding=(None, 0)
    )
    marked = pairs.mutate(reached=pairs["last"].max().over(before))
    marked = marked.mutate(
        fresh=(marked.reached.isnull() | (marked["first"] > marked.reached + 1)).cast("int64")
    )
    marked = marked.mutate(island=marked.fresh.sum().over(so_far))
    spells = marked.group_by(["one", "other", "key_", "island"]).aggregate(
        begun=marked["first"].min(), ended=marked["last"].max()
    )
    ordered = spells.order_by(["one", "other", "begun", "key_"])
    for row in ordered.to_pyarrow().to_pylist():
        ended = None if row["ended"] == censored else int(row["ended"])
        yield Spell(row["one"], row["other"], int(row["begun"]), ended, row["key_"])


def _unresolved(table: Any, spans: Any) -> list[Unresolved]:
    import ibis

    found: dict[str, Unresolved] = {}
    for side in ("a", "b"):
        met = table.join(
            spans,
            [
                table[side].cast("string") == spans.code,
                table.year_first <= spans["last"],
                table.year_last >= spans["first"],
            ],
        )
        years = ibis.least(met["last"], met.year_last) - ibis.greatest(met["first"], met.year_first)
        covered = (
            met.mutate(years=years + 1).group_by("row_").aggregate(years=lambda t: t.years.sum())
        )
        whole = table.join(covered, "row_")
        whole = whole.filter(whole.years >= whole.year_last - whole.year_first + 1)
        lost = table.anti_join(whole, "row_")
        rows = (
            lost.group_by(code=lost[side].cast("string"))
            .aggregate(rows=lost.count(), low=lost.year_first.min(), high=lost.year_last.max())
            .to_pyarrow()
            .to_pylist()
        )
        for row in rows:
            code = row["code"] or "none"
            old = found.get(code)
            found[code] = Unresolved(
                code,
                row["rows"] + (old.rows if old else 0),
                min(row["low"], old.first) if old else row["low"],
                max(row["high"], old.last) if old else row["high"],
            )
    return sorted(found.values())
