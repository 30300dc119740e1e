"""Conclusions and proofs as RDF (PROV-O), each in a graph of its own.

A conclusion keeps the IRI that its rule gives it. A derivation is a ``prov:Activity`` that used
the claims behind its premises; a premise is a reified statement, named by a digest of it, and
says where it is stated and by which derivations it is derived. Periods are named by their bounds.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from kg.model import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import Triple

    from kg.model.intervals import Interval, IntervalSet
    from kg.rules.inference import Inference
    from kg.rules.proof import Derivation
    from kg.store.dataset import Term

_GENERATED = NamedNode(terms.PROV + "wasGeneratedBy")
_USED = NamedNode(terms.PROV + "used")
_HOLDS_DURING = terms.ent("holdsDuring")


def prov_quads(inference: Inference) -> Iterator[Quad]:
    """All that was derived, and why, as statements in the graphs of conclusions and proofs."""
    for graph in (terms.CONCLUSIONS_GRAPH, terms.PROOFS_GRAPH):
        yield Quad(graph, terms.TYPE, terms.ent("DerivedGraph"), graph)
    concluded: set[Triple] = set()
    steps: dict[Term, list[str]] = {}
    for derivation in inference.proofs:
        concluded.update(derivation.conclusions)
        for node in {triple.subject for triple in derivation.conclusions}:
            steps.setdefault(node, []).append(derivation.iri)
    yield from conclusion_quads(inference, inference.facts.derived, steps)
    premises: dict[Triple, None] = {}
    for derivation in inference.proofs:
        yield from derivation_quads(inference, derivation)
        premises |= dict.fromkeys(derivation.premises)
    for triple in premises:
        yield from premise_quads(inference, triple, is_derived=triple in concluded)


def conclusion_quads(
    inference: Inference,
    triples: Iterable[Triple],
    steps: Mapping[Term, Iterable[str]] | None = None,
) -> Iterator[Quad]:
    """What is said of conclusions.

    Args:
        inference: what follows.
        triples: all that was derived about some nodes.
        steps: names of the derivations of each node; looked up for each, if not given.
    """
    graph = terms.CONCLUSIONS_GRAPH
    holding: dict[Term, IntervalSet] = {}
    for triple in triples:
        period = inference.facts.derived[triple]
        yield Quad(triple.subject, triple.predicate, triple.object, graph)
        if triple.predicate == terms.TYPE:
            known = holding.get(triple.subject)
            holding[triple.subject] = period if known is None else known | period
    for node, intervals in holding.items():
        assert isinstance(node, NamedNode)
        for part in intervals.parts:
            yield Quad(node, _HOLDS_DURING, _period(part), graph)
            yield from _period_quads(part)
        if steps is None:
            names: Iterable[str] = (step.iri for step in inference.proofs.of_node(node))
        else:
            names = sorted(steps.get(node, ()))
        for name in names:
            yield Quad(node, _GENERATED, NamedNode(name), graph)


def _period(part: Interval) -> NamedNode:
    return NamedNode(f"{terms.PERIOD}{part.start or 'open'}--{part.end or 'open'}")


def _period_quads(part: Interval) -> Iterator[Quad]:
    graph, node = terms.CONCLUSIONS_GRAPH, _period(part)
    yield Quad(node, terms.TYPE, terms.ent("Period"), graph)
    for name, day in (("start", part.start), ("end", part.end)):
        if day:
            value = Literal(day.isoformat(), datatype=terms.DATE)
            yield Quad(node, terms.ent(name), value, graph)


def derivation_quads(inference: Inference, derivation: Derivation) -> Iterator[Quad]:
    """What is said of one derivation."""
    graph = terms.PROOFS_GRAPH
    facts = inference.facts
    node = NamedNode(derivation.iri)
    rule = NamedNode(terms.RULE + derivation.rule.name)
    yield Quad(node, terms.TYPE, terms.ent("Derivation"), graph)
    yield Quad(node, terms.ent("usesRule"), rule, graph)
    yield Quad(rule, terms.TYPE, terms.ent("Rule"), graph)
    yield Quad(rule, terms.LABEL, Literal(derivation.rule.summary, language="en"), graph)
    yield Quad(node, terms.ent("because"), Literal(derivation.because(facts.dataset)), graph)
    for text in derivation.assumes(facts.dataset):
        yield Quad(node, terms.ent("assumes"), Literal(text), graph)
    for part in derivation.period.parts:
        yield Quad(node, _HOLDS_DURING, _period(part), graph)
        yield from _period_quads(part)
    for triple in derivation.premises:
        yield Quad(node, terms.ent("hasPremise"), premise_iri(triple), graph)
        for claim in facts.graphs(triple):
            if claim.value in facts.claims:
                yield Quad(node, _USED, claim, graph)


def premise_quads(
    inference: Inference, triple: Triple, *, is_derived: bool = True
) -> Iterator[Quad]:
    """What is said of one premise, which some rule concludes unless the caller knows better."""
    graph, premise = terms.PROOFS_GRAPH, premise_iri(triple)
    yield Quad(premise, terms.TYPE, terms.ent("Premise"), graph)
    for name, term in zip(("subject", "predicate", "object"), triple, strict=True):
        yield Quad(premise, NamedNode(terms.RDF + name), term, graph)
    for claim in inference.facts.graphs(triple):
        yield Quad(premise, terms.ent("isStatedIn"), claim, graph)
    for step in inference.proofs.of(triple) if is_derived else ():
        yield Quad(premise, terms.ent("isDerivedBy"), NamedNode(step.iri), graph)


def premise_iri(triple: Triple) -> NamedNode:
    """Name of a premise: a digest of the statement."""
    digest = hashlib.sha256(str(triple).encode()).hexdigest()[:16]
    return NamedNode(terms.PREMISE + digest)
