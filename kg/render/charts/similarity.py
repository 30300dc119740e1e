"""Similarity of two states' choices over the years, from imported tables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kg.model.terms import ent
from kg.tables.importing import kept_rows

if TYPE_CHECKING:
    from kg.analysis.brief import Brief
    from kg.store.dataset import Dataset

_FEWEST = 10  # shared items that a year needs


def kept_similarity(brief: Brief, dataset: Dataset) -> list[dict[str, Any]]:
    """Return kappa (Häge 2011) of votes and alliances by year, up to the year of the brief.

    The list is empty without such a table; years with fewer than ten shared items are left out.
    """
    votes, alliances = kept_rows("un-votes"), kept_rows("atop")
    if not alliances and not votes:
        return []
    from kg.analysis.similarity import measured, obligation_years, vote_years

    series = []
    if votes:
        series.append(("votes in the UN", "isoAlpha2", vote_years(votes)))
    if alliances:
        series.append(("alliance commitments", "cowCode", obligation_years(alliances)))
    rows = []
    for what, code, years in series:
        codes = [dataset.text(node, ent(code)) for node in brief.dyad.nodes]
        for year in years:
            counts = year.dyad(*codes) if year.year <= brief.dyad.as_of.year else None
            if counts is None or counts.sum() < _FEWEST:
                continue
            kappa = measured(counts)["kappa"]
            if not math.isnan(kappa):
                rows.append({"year": year.year, "what": what, "kappa": round(kappa, 4)})
    return rows
