"""Provenance: how a conclusion depends on claims, by evaluating its proofs in an algebra.

A claim has a value; the premises of a derivation are combined by *times*, alternative proofs by
*plus*. The question determines the algebra: which claims support a conclusion, which it cannot
lose, how confident it is, which sources suffice (Green, Karvounarakis and Tannen 2007, Provenance
Semirings). Each algebra here is idempotent, so that circular proofs do no harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

from pyoxigraph import NamedNode, Triple

from kg.model import terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from kg.rules.inference import Inference
    from kg.rules.proof import Derivation
    from kg.store.belief.belief import Belief
    from kg.store.dataset import Term

    DatedTriple = tuple[Triple, date | None]
    """A statement on a day, or ever: a rule about history rests on what held at other times."""
    Step = list[tuple[int, bool]]
    """The premises of a derivation, and which of them do more than identify things."""

V = TypeVar("V")
Sets = frozenset[frozenset[str]]
"""Sets of claims by IRI, one for each proof."""
_STRUCTURAL = terms.ent("structural")


@dataclass(frozen=True, eq=False)
class Algebra(Generic[V]):
    """An algebra of provenance: the value of a claim, and how values combine.

    Attributes:
        zero: the value of a statement without a proof.
        one: the value of a statement that needs no claim, such as reference data.
        plus: combines the values of two alternative proofs.
        times: combines the values of two joint premises.
        of: the value of a claim, by its IRI.
        grounds_only: True leaves out premises that only identify things (``ent:structural``).
        top: the value that no further proof can change, if there is one.
    """

    zero: V
    one: V
    plus: Callable[[V, V], V]
    times: Callable[[V, V], V]
    of: Callable[[str], V]
    grounds_only: bool = False
    top: V | None = None


@dataclass(frozen=True, eq=False)
class _Cone:
    """The premises on which a conclusion rests.

    Attributes:
        steps: the premises of its derivations.
        order: these premises and all premises of their proofs, the deepest first.
        circular: True if some proof is circular.
    """

    steps: list[Step]
    order: list[int]
    circular: bool


class Provenance:
    """Evaluates the proofs of one day (or of all time, for None).

    Args:
        inference: the derived facts, with their proofs.
        day: the day; None counts all proofs, whenever they hold.
        arguable: True also counts proofs that rest on merely arguable premises.
    """

    def __init__(self, inference: Inference, day: date | None, arguable: bool = False) -> None:
        self.inference = inference
        self.day = day
        self.arguable = arguable
        self._ground: dict[Term, bool] = {}
        self._stating: dict[DatedTriple, list[NamedNode]] = {}
        self._held: list[DatedTriple] = []
        self._numbers: dict[DatedTriple, int] = {}
        self._proofs: dict[int, list[Step]] = {}
        self._leaves: dict[int, list[str]] = {}
        self._cones: dict[NamedNode, _Cone] = {}
        self._values: dict[Algebra[object], dict[int, object]] = {}

    @cached_property
    def _structural(self) -> list[NamedNode]:
        """The classes and properties that only serve to identify things."""
        marked = {triple.subject for triple in self.inference.dataset.statements(_STRUCTURAL)}
        return [kind for kind in marked if isinstance(kind, NamedNode)]

    def is_ground(self, triple: Triple) -> bool:
        """Return True for a premise that does more than identify things."""
        if triple.predicate in self._structural:
            return False
        node = triple.subject
        known = self._ground.get(node)
        if known is None:
            ever = self.inference.facts.ever()
            known = self._ground[node] = not any(
                ever.holds(Triple(node, terms.TYPE, kind)) for kind in self._structural
            )
        return known

    def stating(self, statement: DatedTriple) -> list[NamedNode]:
        """Return the claims and reference graphs that themselves state a triple."""
        known = self._stating.get(statement)
        if known is None:
            triple, day = statement
            facts = self.inference.facts
            found = ((graph, facts.days_by(triple, graph)) for graph in facts.graphs(triple))
            days = [(graph, said[self.arguable]) for graph, said in found]
            known = self._stating[statement] = [
                graph for graph, when in days if (when if day is None else day in when)
            ]
        return known

    def proofs(self, statement: DatedTriple) -> list[Derivation]:
        """Return the derivations of a statement on a day."""
        return self.inference.proofs.of(*statement, arguable=self.arguable)

    def proofs_of_node(self, node: NamedNode) -> list[Derivation]:
        """Return the derivations of a conclusion."""
        return self.inference.proofs.of_node(node, self.day, self.arguable)

    def claims(self, statement: DatedTriple) -> list[str]:
        """Return the IRIs of the claims that themselves state a triple."""
        known = self.inference.facts.claims
        return [graph.value for graph in self.stating(statement) if graph.value in known]

    def of_node(self, node: NamedNode, algebra: Algebra[V]) -> V:
        """Return the value of a conclusion from all its derivations on the day."""
        cone = self._cones.get(node)
        if cone is None:
            derivations = self.proofs_of_node(node)
            cone = self._cones[node] = self._cone([self._step(d, self.day) for d in derivations])
        self._settle(cone, algebra)
        value = algebra.zero
        for step in cone.steps:
            value = algebra.plus(value, self._of_step(step, algebra))
        return value

    def _number(self, statement: DatedTriple) -> int:
        """Return a number for a statement on a day, which is far faster to look up."""
        known = self._numbers.get(statement)
        if known is None:
            known = self._numbers[statement] = len(self._held)
            self._held.append(statement)
        return known

    def _known(self, algebra: Algebra[V]) -> dict[int, V]:
        return self._values.setdefault(algebra, {})  # type: ignore[arg-type, return-value]

    def _settle(self, cone: _Cone, algebra: Algebra[V]) -> None:
        """Propagate values from premises to conclusions until none changes."""
        known = self._known(algebra)
        order = [statement for statement in cone.order if statement not in known]
        known.update(dict.fromkeys(order, algebra.zero))
        news = True
        while news:
            news = False
            for statement in order:
                value = self._of_statement(statement, algebra)
                if value != known[statement]:
                    known[statement] = value
                    news = cone.circular

    def _cone(self, steps: list[Step]) -> _Cone:
        """Return the premises of derivations, and all premises of their proofs."""
        order: list[int] = []
        seen: set[int] = set()
        done: set[int] = set()
        circular = False
        stack = [(statement, False) for step in steps for statement, _ in step]
        while stack:
            statement, ready = stack.pop()
            if ready:
                order.append(statement)
                done.add(statement)
                continue
            if statement in seen:
                circular = circular or statement not in done
                continue
            seen.add(statement)
            stack.append((statement, True))
            for step in self._steps(statement):
                stack.extend((premise, False) for premise, _ in step if premise not in done)
        return _Cone(steps, order, circular)

    def _leaves_of(self, number: int) -> list[str]:
        """Return the claims that make a statement; reference data has an empty name."""
        found = self._leaves.get(number)
        if found is None:
            claims, graphs = self.inference.facts.claims, self.stating(self._held[number])
            found = [graph.value if graph.value in claims else "" for graph in graphs]
            self._leaves[number] = found
        return found

    def _steps(self, number: int) -> list[Step]:
        """Return the premises of each derivation of a statement."""
        found = self._proofs.get(number)
        if found is None:
            statement = self._held[number]
            found = [self._step(derivation, statement[1]) for derivation in self.proofs(statement)]
            self._proofs[number] = found
        return found

    def _step(self, derivation: Derivation, day: date | None) -> Step:
        return [
            (self._number(statement), self.is_ground(statement[0]))
            for statement in premises(derivation, day)
        ]

    def _of_statement(self, number: int, algebra: Algebra[V]) -> V:
        value = algebra.zero
        for claim in self._leaves_of(number):
            value = algebra.plus(value, algebra.of(claim) if claim else algebra.one)
        for step in self._steps(number):
            if value == algebra.top:
                break
            value = algebra.plus(value, self._of_step(step, algebra))
        return value

    def _of_step(self, step: Step, algebra: Algebra[V]) -> V:
        known, every = self._known(algebra), not algebra.grounds_only
        value = algebra.one
        for statement, is_ground in step:
            if every or is_ground:
                value = algebra.times(value, known[statement])
        return value


def premises(derivation: Derivation, day: date | None) -> list[DatedTriple]:
    """Return the premises, each with the day on which it counts; None for a rule about history."""
    when = None if derivation.rule.states_time else day
    return [(premise, when) for premise in derivation.premises]


def lineage() -> Algebra[frozenset[str]]:
    """Return the algebra that collects all claims used in any proof."""
    none: frozenset[str] = frozenset()
    return Algebra(
        none, none, frozenset.union, frozenset.union, lambda c: frozenset({c}), grounds_only=True
    )


def sole_sources(inference: Inference) -> Algebra[frozenset[str] | None]:
    """Return the algebra of sources that each suffice alone; None stands for all sources."""
    claims = inference.facts.claims
    none: frozenset[str] = frozenset()

    def either(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
        return None if one is None or other is None else one | other

    def both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
        if one is None or other is None:
            return other if one is None else one
        return one & other

    return Algebra(none, None, either, both, lambda c: frozenset({claims[c].source}))


def strength(rank: Callable[[str], int], highest: int) -> Algebra[int]:
    """Return the algebra that ranks a conclusion by the weakest claim of its strongest proof."""
    return Algebra(-1, highest, max, min, rank)


def sufficient(kind_of: Callable[[str], str]) -> Algebra[Sets]:
    """Return the algebra of the smallest sets of kinds of claims that suffice for a conclusion."""
    free: Sets = frozenset({frozenset()})
    return Algebra(
        zero=frozenset(),
        one=free,
        plus=lambda one, other: _smallest((*one, *other)),
        times=lambda one, other: _smallest(a | b for a in one for b in other),
        of=lambda claim: frozenset({frozenset({kind_of(claim)})}),
        grounds_only=True,
        top=free,
    )


def _smallest(sets: Iterable[frozenset[str]], most: int = 60) -> Sets:
    """Return the sets that contain no other, at most some of them, the smallest first."""
    kept: list[frozenset[str]] = []
    for claims in sorted(set(sets), key=lambda s: (len(s), sorted(s))):
        if not any(smaller <= claims for smaller in kept):
            kept.append(claims)
    return frozenset(kept[:most])


def consistent(belief: Belief, most: int = 60) -> Algebra[frozenset[frozenset[str]]]:
    """Return the algebra of the disputed claims in each proof; a proof may not use both sides.

    Args:
        belief: the belief that knows which claims exclude each other.
        most: largest number of proofs to tell apart.
    """
    rivals = cache(belief.rivals)

    def both(one: Sets, other: Sets) -> Sets:
        made = (a | b for a in one for b in other)
        agree = (s for s in made if not any(rivals(claim) & s for claim in s))
        return _smallest(agree, most)

    none: Sets = frozenset()
    free: Sets = frozenset({frozenset()})
    return Algebra(
        zero=none,
        one=free,
        plus=lambda one, other: _smallest((*one, *other), most),
        times=both,
        of=lambda claim: frozenset({frozenset({claim})}) if rivals(claim) else free,
        top=free,
    )
