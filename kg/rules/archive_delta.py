"""The statements that are recorded of one graph and not of another, without recording either whole.

What differs are derivations that came, went, stand at other times or speak of a thing with another
label, statements that other claims make, and whatever names these. Periods and rules are described
once for all that name them, so they only go when nothing names them any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.model import terms
from kg.rules.prov import conclusion_quads, derivation_quads, premise_quads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Quad, Store, Triple

    from kg.rules.inference import Inference
    from kg.rules.proof import Key
    from kg.store.dataset import Term

_SHARED = (terms.PERIOD, terms.RULE)


def difference(before: Inference, after: Inference) -> tuple[set[Quad], set[Quad]]:
    """Statements to remove and to add, so that what is recorded of one becomes that of the other.

    Descriptions of periods and rules are not among those to remove (see ``orphans``).
    """
    stated = after.facts.differing(before.facts)
    keys = _changed(before, after)
    concluded = {triple for _, _, triples in keys for triple in triples}
    nodes: set[Term] = {triple.subject for triple in concluded}
    touched = stated | concluded
    relabelled = {t.subject for t in _labels(before) ^ _labels(after)}
    for inference in (before, after):
        if relabelled:
            keys |= {
                d.key for d in inference.proofs if not relabelled.isdisjoint(d.bindings.values())
            }
        keys |= {key for triple in stated for key in inference.proofs.resting_on(triple)}
    touched |= {triple for _, premises, _ in keys for triple in premises}
    old, new = (set(_part(inference, keys, nodes, touched)) for inference in (before, after))
    gone = {quad for quad in old - new if not _is_shared(quad)}
    return gone, new - old


def orphans(store: Store, removed: set[Quad]) -> set[Quad]:
    """Descriptions of periods and rules that nothing in a store names any more.

    Args:
        store: after the change.
        removed: the statements that were removed.
    """
    named = {q.object for q in removed if isinstance(q.object, NamedNode)}
    alone = {
        node
        for node in named
        if node.value.startswith(_SHARED)
        and next(store.quads_for_pattern(None, None, node), None) is None
    }
    return {
        quad
        for node in alone
        for quad in store.quads_for_pattern(node, None, None)
        if quad.graph_name in (terms.CONCLUSIONS_GRAPH, terms.PROOFS_GRAPH)
    }


def _labels(inference: Inference) -> set[Triple]:
    return set(inference.dataset.statements(terms.LABEL))


def _changed(before: Inference, after: Inference) -> set[Key]:
    """Keys of derivations of which only one knows, or that stand at other times."""
    ones = {found.key: found.period for found in before.proofs}
    others = {found.key: found.period for found in after.proofs}
    return {key for key in ones.keys() | others.keys() if ones.get(key) != others.get(key)}


def _part(
    inference: Inference, keys: set[Key], nodes: set[Term], touched: set[Triple]
) -> Iterator[Quad]:
    yield from conclusion_quads(
        inference, [triple for triple in inference.facts.derived if triple.subject in nodes]
    )
    for key in keys:
        found = inference.proofs.find(key)
        if found is not None and found.period:
            yield from derivation_quads(inference, found)
    for triple in touched:
        resting = map(inference.proofs.get, inference.proofs.resting_on(triple))
        if any(found.period and triple in found.premises for found in resting):
            yield from premise_quads(inference, triple)


def _is_shared(quad: Quad) -> bool:
    return isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(_SHARED)
