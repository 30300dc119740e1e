"""Corroboration of claims as text, CSV and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.model import terms
from kg.render.tabular import rows_csv, wrapped

if TYPE_CHECKING:
    from kg.analysis.corroboration import Corroboration, Corroborations

ROW = ("claim", "test", "verdict", "supports", "contradicts", "first_year", "last_year", "begun")


def corroboration_text(result: Corroborations) -> str:
    """Return the tests of each claim, with verdicts, counts and years."""
    lines: list[str] = []
    last = ""
    for one in result.found:
        if one.claim.iri != last:
            last = one.claim.iri
            lines += ["", *wrapped(one.claim.label, 0, 2)]
            lines += wrapped(f"[{last.removeprefix(terms.CLAIM)}]", 2)
        lines += wrapped(f"{one.verdict}: {one.because}", 2, 4)
        lines += wrapped(_figures(one), 4)
    counts: dict[str, int] = {}
    for one in result.found:
        counts[one.verdict] = counts.get(one.verdict, 0) + 1
    said = ", ".join(f"{n} {verdict}" for verdict, n in sorted(counts.items()))
    return "\n".join([*lines, "", said or "no table covers any of the claims", ""]).lstrip()


def _figures(one: Corroboration) -> str:
    if one.lacking:
        need = " and ".join(f"kg import {table} FILE" for table in one.lacking)
        return f"{one.test}: not imported; run {need}"
    if one.years is None:
        return f"{one.test}: the tables {', '.join(one.tables)} do not cover it"
    first, last = one.years
    late = one.begun is not None and last < one.begun
    before = f", all before the claim begins in {one.begun}" if late else ""
    counts = f"{one.supports} for, {one.contradicts} against, {first} to {last}{before}"
    return f"{one.test}: {counts} ({', '.join(one.tables)})"


def _rows(result: Corroborations) -> list[tuple[Any, ...]]:
    """Return a row for each claim and test, with the columns of ``ROW``."""
    return [
        (
            one.claim.iri,
            one.test,
            str(one.verdict),
            one.supports,
            one.contradicts,
            *(one.years or ("", "")),
            one.begun or "",
        )
        for one in result.found
    ]


def corroboration_json(result: Corroborations) -> list[dict[str, Any]]:
    """Return the verdicts as plain values, with the figures of each year."""
    return [
        {
            "claim": one.claim.iri,
            "label": one.claim.label,
            "test": one.test,
            "because": one.because,
            "tables": list(one.tables),
            "not_imported": list(one.lacking),
            "verdict": str(one.verdict),
            "supports": one.supports,
            "contradicts": one.contradicts,
            "begun": one.begun,
            "axis": one.axis,
            "figures": [
                {
                    "year": figure.year,
                    "supports": figure.supports,
                    "contradicts": figure.contradicts,
                    "value": figure.value,
                }
                for figure in one.figures
            ],
        }
        for one in result.found
    ]


def corroboration_csv(result: Corroborations) -> str:
    """Return a row for each claim and test, with the columns of ``ROW``."""
    return rows_csv(ROW, _rows(result))


FORMATS = {"text": corroboration_text, "csv": corroboration_csv, "json": corroboration_json}
