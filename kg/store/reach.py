"""How far it reaches what sources say: what does not last goes no further than they looked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kg.model import terms
from kg.model.intervals import OPEN
from kg.store.belief.keys import DOES_NOT_LAST, Keys
from kg.store.claims import last_days
from kg.store.columns.arrays import distinct
from kg.store.columns.fact_index import joined
from kg.store.set_apart import DENIED_TYPE

if TYPE_CHECKING:
    from kg.store.claims import Believed
    from kg.store.columns.said import Said
    from kg.store.columns.terms_table import Terms
    from kg.store.columns.times_table import Times
    from kg.store.dataset import Dataset


def as_far_as_seen(
    times: Times, said: Said, dataset: Dataset, claims: Believed, known: Terms, names: list[str]
) -> Times:
    """The times, in which what does not last by its class ends when its source stopped looking.

    Args:
        times: the time that each graph gives each node.
        said: what the graphs say, classes as they are written.
        dataset: what was read; its ontology says what lasts (``ent:hasPersistence``).
        claims: the claims, by IRI.
        known: the numbers of terms.
        names: of the graphs, by rank.
    """
    keys = Keys(dataset)
    typed = np.isin(said.properties, [known.find(terms.TYPE), known.find(DENIED_TYPE)])
    rows = np.flatnonzero(typed)
    kinds = said.values[rows]
    passing = []
    for number in distinct(kinds).tolist():
        kind = known.term(number)
        if keys.persistence([kind, *keys.wider(kind)]) == DOES_NOT_LAST:
            passing.append(number)
    ends = np.isin(kinds, passing)
    nodes = joined(said.subjects[rows], said.ranks[rows])
    affected = np.setdiff1d(nodes[ends], nodes[~ends])
    at = np.flatnonzero((times.last == OPEN) & np.isin(times.keys, affected))
    if not len(at):
        return times
    until = last_days(dataset)
    last = times.last.copy()
    for place in at.tolist():
        claim = claims.get(names[int(times.ranks[place])])
        day = until.get(claim.source) if claim is not None else None
        if day is not None and day.toordinal() >= times.first[place]:
            last[place] = day.toordinal()
    return replace(times, last=last)
