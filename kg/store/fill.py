"""From what graphs say to what is held to be stated: the one place where claims become facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.model.terms import ent
from kg.store.claims import reference_graphs
from kg.store.columns.said import Said
from kg.store.columns.stated import stated
from kg.store.columns.terms_table import Terms
from kg.store.entailment import entailed, superclasses, superproperties
from kg.store.implied import with_ends, with_scope
from kg.store.reach import as_far_as_seen
from kg.store.times import read_times

if TYPE_CHECKING:
    from kg.store.claims import Believed
    from kg.store.columns.arrays import Mask, Numbers
    from kg.store.columns.stated import Stated
    from kg.store.dataset import Dataset

_ENDS_WITH = ent("endsWith")


def fill(dataset: Dataset, claims: Believed, ontology: str) -> Stated:
    """What reference data, the ontology and claims state, denials on nodes of their own.

    Args:
        dataset: what was read.
        claims: the claims that are admitted.
        ontology: IRI of the graph of the ontology.
    """
    terms = Terms(dataset.columns.terms)
    admitted, denying = claims.graphs()
    others = {terms.find_key(iri) for iri in (*reference_graphs(dataset), ontology)}
    others -= set(admitted.tolist())
    graphs = np.concatenate((admitted, np.array(sorted(others), np.int32)))
    denies = np.concatenate((denying, np.zeros(len(others), bool)))
    held = np.isin(graphs, dataset.columns.graph_numbers)
    graphs, denies = graphs[held], denies[held]
    names = [str(terms.key(number)) for number in graphs.tolist()]
    order = sorted(range(len(names)), key=lambda place: names[place] + ">")  # as N-Triples sort
    graphs, denies = graphs[order], denies[order]
    said = with_ends(_said(dataset, graphs, denies), graphs, dataset, terms)
    ending = [terms.find(triple.subject) for triple in dataset.statements(_ENDS_WITH)]
    reference = [rank for rank, graph in enumerate(graphs.tolist()) if graph in others]
    times = read_times(said, terms, ending, reference)
    ranked = [names[place] for place in order]
    times = as_far_as_seen(times, said, dataset, claims, terms, ranked)
    said = entailed(said, superclasses(dataset), superproperties(dataset), terms)
    said = with_scope(said, dataset, terms)
    return stated(said, graphs, times, terms)


def _said(dataset: Dataset, graphs: Numbers, denies: Mask) -> Said:
    """What some graphs say, graph by graph, in each the newest first."""
    columns = dataset.columns
    rank = np.full(len(columns.terms) + 1, -1, np.int32)  # the default graph is the last place
    rank[graphs] = np.arange(len(graphs), dtype=np.int32)
    ranks = rank[columns.graphs]
    rows = np.flatnonzero(ranks >= 0)[::-1]
    rows = rows[np.argsort(ranks[rows], kind="stable")]
    return Said(
        ranks[rows],
        columns.subjects[rows],
        columns.predicates[rows],
        columns.objects[rows],
        denies[ranks[rows]],
    )
