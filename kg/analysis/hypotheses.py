"""Competing hypotheses: the forms of a relationship against the claims about a pair.

Each file of ``queries/criteria`` says which claims are consistent or inconsistent with which form;
a claim of which no criterion speaks is neutral. Hypotheses are ranked by what speaks against them,
not by what speaks for them, since most evidence fits several (Heuer 1999, Psychology of
Intelligence Analysis, chapter 8). A claim is diagnostic where it is inconsistent with some forms
and not with others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from pyoxigraph import NamedNode, QuerySolutions

from kg import resources
from kg.model.result import Result
from kg.store.query import run
from kg.store.query_file import read_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kg.model.claim import Claim
    from kg.model.dyad import Dyad
    from kg.model.intervals import IntervalSet
    from kg.rules.inference import Inference

CONSISTENT, INCONSISTENT = "consistent", "inconsistent"


@dataclass(frozen=True)
class Hypothesis:
    """A form that a relationship may have."""

    form: str
    label: str
    inconsistent: int
    consistent: int


@dataclass(frozen=True)
class Evidence:
    """A claim, and how it stands to each form (slug to verdict); neutral where none is given.

    What is contested on the day is listed, and counts for and against nothing.
    """

    claim: Claim
    verdicts: dict[str, str]
    criteria: tuple[str, ...]
    contested: bool = False

    @property
    def diagnostic(self) -> bool:
        """True where the claim tells hypotheses apart by speaking against some."""
        return INCONSISTENT in self.verdicts.values()


@dataclass(frozen=True, repr=False)
class Matrix(Result):
    """Hypotheses, the least contradicted first, and the evidence in order of the claims."""

    kind: ClassVar[str] = "hypotheses"
    dyad: Dyad
    hypotheses: tuple[Hypothesis, ...]
    evidence: tuple[Evidence, ...]


def weigh(inference: Inference, dyad: Dyad) -> Matrix:
    """Heuer's matrix for a pair, from the claims that stand on its day."""
    facts, dataset = inference.facts, inference.dataset
    found: dict[str, dict[str, set[str]]] = {}
    named: dict[str, dict[str, None]] = {}
    values = {"first": dyad.nodes[0], "second": dyad.nodes[1]}
    for criterion in read_folder(resources.folder("queries") / "criteria"):
        result = run(inference.holding, criterion, values)
        assert isinstance(result, QuerySolutions)
        for row in result:
            claim, form, verdict = row["claim"], row["form"], row["verdict"]
            if not isinstance(claim, NamedNode) or claim.value not in facts.claims:
                continue
            if not _stands(inference, claim, dyad.as_of):
                continue
            slugs = found.setdefault(claim.value, {})
            slugs.setdefault(dataset.slug(form), set()).add(dataset.slug(verdict))
            named.setdefault(claim.value, {}).setdefault(criterion.name)
    evidence = tuple(
        Evidence(
            facts.claims[iri],
            {form: _one(verdicts) for form, verdicts in sorted(forms.items())},
            tuple(named[iri]),
            _contested(inference, NamedNode(iri), dyad.as_of),
        )
        for iri, forms in sorted(found.items())
    )
    counted = [one for one in evidence if not one.contested]
    hypotheses = [
        Hypothesis(
            slug := dataset.slug(form),
            dataset.label(form),
            sum(e.verdicts.get(slug) == INCONSISTENT for e in counted),
            sum(e.verdicts.get(slug) == CONSISTENT for e in counted),
        )
        for form in dataset.scheme("FormScheme")
    ]
    ranked = sorted(hypotheses, key=lambda h: (h.inconsistent, -h.consistent, h.form))
    return Matrix(dyad, tuple(ranked), evidence)


def _one(verdicts: set[str]) -> str:
    """A claim that speaks for and against a form speaks against it."""
    return INCONSISTENT if INCONSISTENT in verdicts else CONSISTENT


def _stands(inference: Inference, claim: NamedNode, day: date) -> bool:
    """True where what a claim says counts on a day: it holds then, or was done before."""
    facts = inference.facts
    if any(day not in days[1] for days in _disputed(inference, claim)):
        return False  # somebody who looked later outweighs it
    dated = facts.dated_in(claim)
    for node in dated:
        period = facts.times_in(node, claim)
        begun = bool(period) and (period.parts[0].start or day) <= day
        if day in period or (begun and facts.is_a(node, "CooperativeAct")):
            return True
    return not dated


def _contested(inference: Inference, claim: NamedNode, day: date) -> bool:
    return any(day not in days[0] for days in _disputed(inference, claim))


def _disputed(inference: Inference, claim: NamedNode) -> Iterator[tuple[IntervalSet, IntervalSet]]:
    """For what a claim says and others exclude, the days on which it is certain, and arguable."""
    for unit, days in inference.facts.belief.days.items():
        if unit.graph == claim:
            yield days
