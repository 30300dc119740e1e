"""Aggregation of rows by pair and month or year in a single query, before they become records."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from kg.errors import InputError
from kg.tables.codes import code_spans
from kg.tables.mapping import read_mapping
from kg.tables.reader import read_header, read_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kg.tables.description import Aggregate, TableMapping
    from kg.tables.records import TableImport


def aggregated(rows: Any, table: TableImport) -> Any:
    """Return a row for each pair of codes and period.

    ``period_`` is the first day of the period, and ``rows_`` is the number of rows aggregated.

    Args:
        rows: the rows, with their dates.
        table: the table that they belong to, whose mapping has an aggregate.

    Raises:
        InputError: there are too many pairs, and none are chosen.
    """
    mapping, aggregate = table.mapping, table.mapping.aggregate
    assert aggregate is not None
    rows = rows.filter(rows[_dates(mapping)].notnull())
    if aggregate.shared:
        if not table.between:
            raise InputError(
                str(table.paths[0]),
                "has too many pairs to make a claim for each",
                "name some with --between, or import the table without --output",
            )
        rows = _met(rows, table, aggregate)
    a, b = mapping.parties
    rows = rows.filter(rows[a].notnull() & rows[b].notnull() & (rows[a] != rows[b]))
    if not aggregate.directed:
        rows = _one_way(rows, a, b)
    day = rows[_dates(mapping)]
    unit = {"year": "Y", "month": "M"}[aggregate.by]
    if day.type().is_integer():
        import ibis

        period = ibis.date(day, 1, 1)
    else:
        period = day.cast("date").truncate(unit)
    grouped = rows.mutate(period_=period).group_by([a, b, "period_"])
    return grouped.aggregate(**_sums(aggregate))


def dated(
    connection: Any,
    table: Any,
    mapping: TableMapping,
    paths: Sequence[Path],
    beside: Path | None = None,
) -> Any:
    """Return the rows joined with the columns of the table that dates them, on shared columns.

    Args:
        connection: a connection from ``kg.tables.engines``.
        table: the rows; returned unchanged if they already have dates.
        mapping: the description of the table.
        paths: the files of the table.
        beside: the file with the dates; by default, it is searched for next to the first file.

    Raises:
        InputError: no file next to them is that table.
    """
    if set(table.columns) >= {_dates(mapping)}:
        return table
    other = read_mapping(mapping.beside)
    dates = read_table(connection, other, [beside or find_beside(paths[0], other)]).drop("line_")
    shared = [c.name for c in mapping.columns if c.name in dates.columns]
    return table.join(dates, shared)


def find_beside(path: Path, other: TableMapping) -> Path:
    """Return the file in the same folder that matches another mapping.

    Raises:
        InputError: there is no such file.
    """
    for candidate in sorted(path.parent.iterdir()):
        try:
            names = {name.lower() for name in read_header(candidate, other).names}
        except InputError:
            continue  # not the table that is searched for
        if all(names & {alias.lower() for alias in column.aliases} for column in other.columns):
            return candidate
    raise InputError(
        str(path),
        f"has no {other.title} beside it",
        "put that file in its folder, or measure with --roll-calls FILE",
    )


def _dates(mapping: TableMapping) -> str:
    """Return the column that dates a row."""
    return mapping.year or mapping.bounds[0][0]


def _codes(table: TableImport) -> list[tuple[str, str]]:
    """Return the chosen pairs as codes of the table."""
    of: dict[str, list[str]] = {}
    for span in code_spans(table.dataset, table.mapping.states):
        of.setdefault(span.state, []).append(span.code)
    return sorted(
        (one, other)
        for pair in table.between
        for first, second in [sorted(pair)]
        for one in of.get(first, ())
        for other in of.get(second, ())
    )


def _met(rows: Any, table: TableImport, aggregate: Aggregate) -> Any:
    """Return pairs of rows of two states that share an item."""
    import ibis

    pairs, date = _codes(table), _dates(table.mapping)
    a, b = table.mapping.parties
    chosen = ibis.memtable({a: [p[0] for p in pairs], b: [p[1] for p in pairs]})
    sides = []
    for name in (a, b):
        side = rows.filter(rows[aggregate.choice].notnull())
        columns = {name: side.state, aggregate.shared: side[aggregate.shared]}
        columns[f"{name}_choice"] = side[aggregate.choice]
        if name == a:
            columns[date] = side[date]
        sides.append(side.select(**columns))
    met = sides[0].join(chosen, a).join(sides[1], [b, aggregate.shared])
    apart = (met[f"{a}_choice"] - met[f"{b}_choice"]).abs()
    halves = ibis.cases(
        (apart == 0, 2), (apart == 1, 1), else_=0
    )  # integers give the same sum on every engine
    return met.mutate(halves_=halves)


def _one_way(rows: Any, a: str, b: str) -> Any:
    import ibis

    return rows.mutate(**{a: ibis.least(rows[a], rows[b]), b: ibis.greatest(rows[a], rows[b])})


_SIDES = {"above": operator.gt, "below": operator.lt}


def _sums(aggregate: Aggregate) -> dict[str, Any]:
    import ibis

    if aggregate.shared:
        return {"shared": ibis._.count(), "agreement": ibis._.halves_.mean() / 2}
    made: dict[str, Any] = {"rows_": ibis._.count()}
    for name, of in aggregate.sums.items():
        if isinstance(of, str):
            made[name] = ibis._[of].sum()
            continue
        column, *values = of
        if values[0] in _SIDES:
            counted = _SIDES[values[0]](ibis._[column], values[1])
        else:
            counted = ibis._[column].isin(values)
        made[name] = counted.fill_null(False).cast("int64").sum()
    return made
