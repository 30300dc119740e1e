"""Conclusions and proofs as RDF (PROV-O), each in its own graph.

A conclusion keeps the IRI that its rule gives it. A derivation is a ``prov:Activity`` that used the
claims behind its premises. A premise is a reified statement, named by a digest, that records where
it is stated and which derivations derive it. Periods are named by their bounds.

In RDF, something that is only arguable is not a conclusion: a separate node,
``<conclusion>#contested``, holds it as reified statements, so that no query mistakes it for a fact.

A conclusion can be known as soon as all sources of one of its proofs have been written. This is a
valuation of the proofs (Green, Karvounarakis and Tannen 2007): the date of a proof is that of its
latest source, and the date of a conclusion is that of its earliest proof.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.model import terms
from kg.store.claims import last_writing
from kg.store.holds import CONTESTED_DURING, during

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kg.model.intervals import IntervalSet
    from kg.rules.inference import Inference
    from kg.rules.proof import Derivation
    from kg.store.dataset import Term

_ALWAYS, _NOT_SAID = date.min, date.max


def known_since(
    inference: Inference, derivations: Iterable[Derivation]
) -> Mapping[Triple, date | None]:
    """Return the day from which each concluded statement could be known.

    The day is None if no claim is needed, or if a source does not say when it was written.

    Args:
        inference: the derived facts, with their proofs.
        derivations: all derivations; except within recursive rules, those of a premise come before
            those that need it.
    """
    facts = inference.facts
    written = last_writing(facts.dataset)
    known: dict[Triple, date] = {}
    steps = list(derivations)

    def of_graph(graph: NamedNode) -> date:
        claim = facts.claims.get(graph.value)
        return _ALWAYS if claim is None else written.get(claim.source, _NOT_SAID)

    def of(premise: Triple) -> date:
        day = known.get(premise)
        if day is None:
            told = (of_graph(graph) for graph in facts.graphs(premise))
            day = known[premise] = min(told, default=_NOT_SAID)
        return day

    again = True
    while again:
        again = False
        for step in steps:
            day = max(map(of, step.premises), default=_ALWAYS)
            for triple in step.conclusions:
                if day < of(triple):
                    known[triple] = day
                    again = True
    concluded = {triple for step in steps for triple in step.conclusions}
    return {t: d if _ALWAYS < (d := known[t]) < _NOT_SAID else None for t in concluded}


_GENERATED = NamedNode(terms.PROV + "wasGeneratedBy")
_USED = NamedNode(terms.PROV + "used")
_HOLDS_DURING = terms.ent("holdsDuring")
_KIND, _ANSWER = terms.ent("hasKind"), terms.ent("hasAnswer")
_DOES_NOT_HOLD = terms.ent("doesNotHold")


def prov_quads(inference: Inference) -> Iterator[Quad]:
    """Yield conclusions and proofs as statements in their own graphs."""
    for graph in (terms.CONCLUSIONS_GRAPH, terms.PROOFS_GRAPH):
        yield Quad(graph, terms.TYPE, terms.ent("DerivedGraph"), graph)
    concluded: set[Triple] = set()
    steps: dict[Term, list[str]] = {}
    proofs = list(inference.proofs)
    for derivation in proofs:
        concluded.update(derivation.conclusions)
        for node in {triple.subject for triple in derivation.conclusions}:
            steps.setdefault(node, []).append(derivation.iri)
    yield from conclusion_quads(inference, inference.facts.derived, steps)
    for triple, day in known_since(inference, proofs).items():
        if triple.predicate == _KIND and day is not None:
            value = Literal(day.isoformat(), datatype=terms.DATE)
            yield Quad(triple.subject, terms.ent("isKnownSince"), value, terms.CONCLUSIONS_GRAPH)
    yield from contested_quads(inference)
    premises: dict[Triple, None] = {}
    for derivation in proofs:
        yield from derivation_quads(inference, derivation)
        premises |= dict.fromkeys(derivation.premises)
    for triple in premises:
        yield from premise_quads(inference, triple, is_derived=triple in concluded)


def conclusion_quads(
    inference: Inference,
    triples: Iterable[Triple],
    steps: Mapping[Term, Iterable[str]] | None = None,
) -> Iterator[Quad]:
    """Yield the quads that describe conclusions.

    Args:
        inference: the derived facts, with their proofs.
        triples: all statements derived about some nodes.
        steps: IRIs of the derivations of each node; if omitted, they are looked up for each node.
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
        yield from _during(node, _HOLDS_DURING, intervals)
        if steps is None:
            names: Iterable[str] = (step.iri for step in inference.proofs.of_node(node))
        else:
            names = sorted(steps.get(node, ()))
        for name in names:
            yield Quad(node, _GENERATED, NamedNode(name), graph)


def contested_quads(inference: Inference) -> Iterator[Quad]:
    """Yield the quads that describe conclusions that are arguable but not certain."""
    facts, graph = inference.facts, terms.CONCLUSIONS_GRAPH
    argued: dict[Term, list[Triple]] = {}
    for triple in facts.contested():
        if inference.proofs.of(triple, arguable=True):
            argued.setdefault(triple.subject, []).append(triple)
    for subject, triples in argued.items():
        typed = any(triple.predicate == terms.TYPE for triple in triples)
        if not typed or not isinstance(subject, NamedNode):
            continue
        node = NamedNode(f"{subject.value}#contested")
        yield Quad(node, terms.TYPE, terms.ent("ContestedConclusion"), graph)
        yield Quad(node, terms.ent("wouldBe"), subject, graph)
        for triple in triples:
            days = facts.arguable(triple) - facts.validity(triple)
            yield Quad(node, terms.ent("wouldState"), premise_iri(triple), graph)
            yield from premise_quads(inference, triple, arguable=True)
            if triple.predicate == terms.TYPE:
                yield from _during(node, CONTESTED_DURING, days)
                if triple in facts.derived:
                    yield from _during(subject, CONTESTED_DURING, days)
        for step in inference.proofs.of_node(subject, arguable=True):
            yield Quad(node, _GENERATED, NamedNode(step.iri), graph)
            if not step.period:
                yield from derivation_quads(inference, step)
                for premise in step.premises:
                    yield from premise_quads(inference, premise, arguable=True)
    yield from _denied_quads(inference, argued)


def _denied_quads(inference: Inference, argued: Iterable[Term]) -> Iterator[Quad]:
    """Yield marks on denials that are certain although the opposite can be argued."""
    facts = inference.facts
    for subject in argued:
        if not isinstance(subject, NamedNode):
            continue
        said = {t.predicate: t.object for t in facts.about(subject)}
        if said.get(_ANSWER) != terms.ent("holds") or terms.ent("concerns") not in said:
            continue
        view = facts.ever()
        pair, kind = said[terms.ent("concerns")], said[_KIND]
        for other in view.having((terms.ent("concerns"), pair), (_KIND, kind)):  # type: ignore[arg-type]
            if view.objects(other, _ANSWER) == [_DOES_NOT_HOLD]:
                mine = Triple(subject, _KIND, kind)
                days = facts.arguable(mine) & facts.validity(Triple(other, _KIND, kind))
                yield from _during(other, CONTESTED_DURING, days)


def _during(
    node: NamedNode, prop: NamedNode, days: IntervalSet, graph: NamedNode = terms.CONCLUSIONS_GRAPH
) -> Iterator[Quad]:
    """Yield the quads that state and describe the periods in which something holds."""
    for triple in during(node, prop, days):
        home = graph if triple.subject == node else terms.CONCLUSIONS_GRAPH
        yield Quad(triple.subject, triple.predicate, triple.object, home)


def derivation_quads(inference: Inference, derivation: Derivation) -> Iterator[Quad]:
    """Yield the quads that describe one derivation."""
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
    for prop, days in (
        (_HOLDS_DURING, derivation.period),
        (CONTESTED_DURING, derivation.arguable - derivation.period),
    ):
        yield from _during(node, prop, days, graph)
    for triple in derivation.premises:
        yield Quad(node, terms.ent("hasPremise"), premise_iri(triple), graph)
        for claim in facts.graphs(triple):
            if claim.value in facts.claims:
                yield Quad(node, _USED, claim, graph)


def premise_quads(
    inference: Inference, triple: Triple, *, is_derived: bool = True, arguable: bool = False
) -> Iterator[Quad]:
    """Yield the quads that describe a premise, by default a derived one.

    Args:
        inference: the derived facts, with their proofs.
        triple: the premise.
        is_derived: False if no rule concludes the premise.
        arguable: True to include derivations that are only arguable.
    """
    graph, premise = terms.PROOFS_GRAPH, premise_iri(triple)
    yield Quad(premise, terms.TYPE, terms.ent("Premise"), graph)
    for name, term in zip(("subject", "predicate", "object"), triple, strict=True):
        yield Quad(premise, NamedNode(terms.RDF + name), term, graph)
    for claim in inference.facts.graphs(triple):
        yield Quad(premise, terms.ent("isStatedIn"), claim, graph)
    for step in inference.proofs.of(triple, arguable=arguable) if is_derived else ():
        yield Quad(premise, terms.ent("isDerivedBy"), NamedNode(step.iri), graph)


def premise_iri(triple: Triple) -> NamedNode:
    """Return the IRI of a premise, which contains a digest of the statement."""
    digest = hashlib.sha256(str(triple).encode()).hexdigest()[:16]
    return NamedNode(terms.PREMISE + digest)
