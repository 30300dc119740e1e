"""What a claim denies, told apart from what is held to be a fact."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kg.model import terms
from kg.store.columns.arrays import distinct
from kg.store.columns.fact_index import joined
from kg.store.columns.terms_table import IRI

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.store.columns.arrays import Numbers
    from kg.store.columns.said import Said
    from kg.store.columns.terms_table import Terms

DENIED_TYPE = terms.ent("deniedType")


def renamed(said: Said, names: Sequence[str], known: Terms) -> Said:
    """With denials on nodes of their own, classes under ``ent:deniedType``.

    Args:
        said: the statements, denials among them.
        names: IRIs of the graphs, by rank.
        known: the terms; nodes of denials are added.
    """
    rows = np.flatnonzero(said.denied)
    if not len(rows):
        return said
    about = rows[known.kinds_of(said.subjects[rows]) == IRI]
    nodes = distinct(joined(said.ranks[about], said.subjects[about]))
    own = np.array(
        [
            known.of_key(
                f"{names[node >> 32]}#{str(known.key(node & 0xFFFFFFFF)).rpartition('/')[2]}"
            )
            for node in nodes.tolist()
        ],
        np.int32,
    )

    def moved(column: Numbers) -> Numbers:
        keys = joined(said.ranks[rows], column[rows])
        at = np.minimum(np.searchsorted(nodes, keys), max(len(nodes) - 1, 0))
        found: Numbers = column.copy()
        if len(nodes):
            found[rows] = np.where(nodes[at] == keys, own[at], column[rows])
        return found

    properties = said.properties.copy()
    typed = rows[properties[rows] == known.find(terms.TYPE)]
    properties[typed] = known.number(DENIED_TYPE)
    return replace(
        said, subjects=moved(said.subjects), properties=properties, values=moved(said.values)
    )


def _last_part(iri: object) -> str:
    return str(iri).rpartition("/")[2]
