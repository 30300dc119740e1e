"""Reading of spells from rows about pairs: codes are resolved and yearly rows are merged."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kg.errors import InputError
from kg.tables.codes import code_spans
from kg.tables.records import (
    NO_CLAIM,
    NO_STATE,
    ONE_STATE,
    OTHER_PAIRS,
    Record,
    Records,
    Unresolved,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kg.tables.description import ClaimMapping, TableMapping
    from kg.tables.records import TableImport


def read_spells(rows: Any, table: TableImport) -> Records:
    """Merge the rows of a table of pairs into spells.

    Raises:
        InputError: a row cannot be a spell of a pair; the error names its line.
    """
    import ibis

    mapping = table.mapping
    spans = ibis.memtable([vars(span) for span in code_spans(table.dataset, mapping.states)])
    if mapping.year:
        rows = rows.mutate(year_first=rows[mapping.year], year_last=rows[mapping.year])
    else:
        (start,), (end,) = mapping.bounds
        rows = rows.mutate(year_first=rows[start], year_last=rows[end])
    _check(rows, table.paths[0])
    key = rows[mapping.key].cast("string") if mapping.key else ibis.literal("")
    rows = rows.mutate(key_=key, row_=ibis.row_number())
    parts = resolved = _resolved(rows, spans)
    if table.between:
        sides = (
            ibis.least(parts.a_state, parts.b_state),
            ibis.greatest(parts.a_state, parts.b_state),
        )
        chosen = [
            (sides[0] == one) & (sides[1] == other) for one, other in map(sorted, table.between)
        ]
        parts = parts.filter(ibis.or_(*chosen))
    count, first, last = _extent(rows)
    censored = None if mapping.complete else last
    apart = parts.filter(parts.a_state != parts.b_state)
    by_claim = {
        claim.name: [_record(row, censored, claim) for row in _folded(_chosen(apart, claim), claim)]
        for claim in mapping.claims
    }
    span = (date(first, 1, 1), date(last, 12, 31)) if count else None
    left = _left(count, (resolved, parts), mapping)
    return Records(by_claim, _unresolved(rows, spans), count, left, span)


def _left(rows: int, parts: tuple[Any, Any], mapping: TableMapping) -> dict[str, int]:
    """Count the rows that make no claim, by the first reason that applies.

    Args:
        rows: the number of rows.
        parts: the parts of rows whose codes mean states, and those of them between chosen states.
        mapping: the description of the table.
    """
    import ibis

    resolved, _ = parts
    apart, between = (part.filter(part.a_state != part.b_state) for part in parts)
    made = ibis.union(*(_chosen(between, c).select("row_") for c in mapping.claims), distinct=True)
    steps = [rows]
    for kept in (resolved, apart, between, made):
        steps.append(int(kept.aggregate(n=kept.row_.nunique()).to_pyarrow()["n"][0].as_py()))
    reasons = (NO_STATE, ONE_STATE, OTHER_PAIRS, NO_CLAIM)
    return {
        reason: before - after
        for reason, (before, after) in zip(reasons, pairwise(steps), strict=True)
        if before > after
    }


def _extent(table: Any) -> tuple[int, int, int]:
    """Return the number of rows, the first and the last year."""
    found = table.aggregate(
        rows=table.count(), first=table.year_first.min(), last=table.year_last.max()
    )
    row = found.to_pyarrow().to_pylist()[0]
    return int(row["rows"]), int(row["first"] or 0), int(row["last"] or 0)


def _record(row: dict[str, Any], censored: int | None, claim: ClaimMapping) -> Record:
    ended = None if row["ended"] == censored else date(int(row["ended"]), 12, 31)
    return Record(
        (row["one"], row["other"]),
        date(int(row["begun"]), 1, 1),
        ended,
        key=row["key_"] or "",
        code=row.get(_CODE),
        flags=frozenset(column for column in claim.flag_columns if row[column]),
    )


_CODE = "code_"

_WRONG: dict[str, Callable[[Any], Any]] = {
    "has no year": lambda row: row.year_first.isnull() | row.year_last.isnull(),
    "ends before it begins": lambda row: row.year_first > row.year_last,
    "pairs a state with itself": lambda row: row.a == row.b,
}


def _check(table: Any, path: Path) -> None:
    """Check that every row can be a spell of a pair."""
    for problem, is_wrong in _WRONG.items():
        wrong = table.filter(is_wrong(table))
        line = wrong.aggregate(line=wrong.line_.min()).to_pyarrow().to_pylist()[0]["line"]
        if line is not None:
            raise InputError(str(path), problem, "fix the row", int(line), 1)


def _resolved(table: Any, spans: Any) -> Any:
    """Return rows with states instead of codes, split where a code passes to another state."""
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
    return table.filter(table.year_first <= table.year_last)


def _chosen(parts: Any, claim: ClaimMapping) -> Any:
    for column, values in claim.where:
        parts = parts.filter(parts[column].isin(list(values)))
    return parts


def _folded(parts: Any, claim: ClaimMapping) -> list[dict[str, Any]]:
    """Merge adjacent or overlapping spells of one pair, key, code and flags (gaps and islands)."""
    import ibis

    said = {column: parts[column].fill_null(0) == 1 for column in claim.flag_columns}
    if claim.where:
        said[_CODE] = parts[claim.where[0][0]]
    sides = parts.a_state, parts.b_state
    pairs = parts.select(
        one=sides[0] if claim.directed else ibis.least(*sides),
        other=sides[1] if claim.directed else ibis.greatest(*sides),
        key_="key_",
        first="year_first",
        last="year_last",
        **said,
    ).distinct()
    alike = ["one", "other", "key_", *said]
    order = ["first", "last"]
    before = ibis.window(group_by=alike, order_by=order, preceding=(None, 1))
    so_far = ibis.window(group_by=alike, order_by=order, preceding=(None, 0))
    marked = pairs.mutate(reached=pairs["last"].max().over(before))
    marked = marked.mutate(
        fresh=(marked.reached.isnull() | (marked["first"] > marked.reached + 1)).cast("int64")
    )
    marked = marked.mutate(island=marked.fresh.sum().over(so_far))
    spells = marked.group_by([*alike, "island"]).aggregate(
        begun=marked["first"].min(), ended=marked["last"].max()
    )
    found: list[dict[str, Any]] = (
        spells.order_by(["one", "other", "begun", "key_", *said]).to_pyarrow().to_pylist()
    )
    return found


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
