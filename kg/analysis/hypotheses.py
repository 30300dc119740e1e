"""Analysis of competing hypotheses: the possible forms of a relationship against the evidence.

Each file of ``queries/criteria`` says which claims or conclusions are consistent or inconsistent
with which form; anything that no criterion mentions is neutral. Claims that report one sentence or
one act are one piece of evidence, however many repeat it. Evidence is diagnostic if it tells the
hypotheses apart. Hypotheses are ranked by the diagnostic evidence against them, then by that for
them, since most evidence fits several (Heuer 1999, Psychology of Intelligence Analysis, chapter 8).
A form without any evidence is not ranked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from pyoxigraph import NamedNode, QuerySolutions

from kg import resources
from kg.analysis.claims_on_both import is_contested, stands
from kg.analysis.conclusions import DyadConclusions
from kg.model import terms
from kg.model.result import Answer, Result
from kg.store.query import run
from kg.store.query_file import read_folder
from kg.store.set_apart import DENIED_TYPE

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from kg.analysis.conclusions import Conclusion
    from kg.model.result import Claim, Dyad
    from kg.rules.inference import Inference
    from kg.store.dataset import Term
    from kg.store.query_file import QueryFile

    Verdicts = dict[str, str]

_PARTICIPANT = terms.ent("hasParticipant")


class Pieces:
    """A partition of claims into pieces of evidence (union-find).

    Claims belong to one piece if they come from one sentence of one source, if they mention one
    situation by its name, or if they mention situations of one class that the same states took
    part in on the same days.

    Args:
        inference: stated and derived facts.
    """

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._parents: dict[str, str] = {}
        self._firsts: dict[Hashable, str] = {}
        self._numbers: dict[str, int] = {}

    def number(self, claim: str) -> int:
        """Return the number that all claims of one piece share."""
        self._add(claim)
        return self._numbers.setdefault(self._root(claim), len(self._numbers))

    def join(self, one: str, other: str) -> None:
        """Record that two claims belong to one piece of evidence."""
        self._add(one)
        self._add(other)
        self._parents[self._root(other)] = self._root(one)

    def of(self, claims: Iterable[str]) -> list[list[str]]:
        """Group claims by piece of evidence, in the order of first mention."""
        told = list(claims)
        for claim in told:
            self._add(claim)
        found: dict[str, list[str]] = {}
        for claim in told:
            found.setdefault(self._root(claim), []).append(claim)
        return list(found.values())

    def _root(self, claim: str) -> str:
        while self._parents[claim] != claim:
            claim = self._parents[claim] = self._parents[self._parents[claim]]
        return claim

    def _add(self, claim: str) -> None:
        if claim in self._parents:
            return
        self._parents[claim] = claim
        for mark in self._marks(claim):
            first = self._firsts.setdefault(mark, claim)
            self._parents[self._root(claim)] = self._root(first)

    def _marks(self, claim: str) -> list[Hashable]:
        """Return the keys that claims reporting the same thing share."""
        facts = self._inference.facts
        told = facts.claims[claim]
        graph = NamedNode(claim)
        marks: list[Hashable] = []
        if told.locator:
            marks.append(("sentence", told.source, told.locator))
        said = self._inference.dataset.graph(graph)
        kinds: dict[Term, set[str]] = {}
        for triple in said:
            if triple.predicate in (terms.TYPE, DENIED_TYPE):
                mark = f"{triple.predicate.value} {triple.object}"
                kinds.setdefault(triple.subject, set()).add(mark)
        for node, classes in kinds.items():
            marks.append(("thing", node))
            states = frozenset(t.object for t in facts.matching((node, _PARTICIPANT, None)))
            days = facts.times_in(node, graph)
            if len(states) > 1 and days.parts and days.parts[0].start:
                marks.append(("act", frozenset(classes), states, days))
        return marks


CONSISTENT, INCONSISTENT = "consistent", "inconsistent"


@dataclass(frozen=True)
class Hypothesis:
    """A form that a relationship may have, and how much diagnostic evidence there is on it.

    Attributes:
        follows: True if the form is also a conclusion, which breaks ties.
        ranked: False if no evidence mentions the form, so that it has no rank.
    """

    form: str
    label: str
    inconsistent: int
    consistent: int
    follows: bool = False
    ranked: bool = True

    @property
    def place(self) -> tuple[int, int, bool]:
        """The sort key for the ranking; the best-ranked hypothesis has the lowest."""
        return self.inconsistent, -self.consistent, not self.follows


@dataclass(frozen=True)
class Evidence:
    """A piece of evidence and its verdict on each form by slug; other forms are neutral.

    Attributes:
        claims: those that report it, of one sentence or act; for a conclusion, those behind it.
        conclusion: the conclusion, None if the evidence is a claim.
        verdicts: the verdict on each form.
        criteria: names of the criteria that mention it.
        counted: the forms for which it counts; for the others, a piece that implies it counts.
        contested: True if sources differ on it; it then counts for no form.
        diagnostic: True if it tells the ranked hypotheses apart.
    """

    claims: tuple[Claim, ...]
    conclusion: Conclusion | None
    verdicts: Verdicts
    criteria: tuple[str, ...]
    counted: frozenset[str] = frozenset()
    contested: bool = False
    diagnostic: bool = False


@dataclass(frozen=True)
class Criterion:
    """A reason why evidence supports or contradicts a form, and the literature behind it."""

    name: str
    summary: str
    because: str
    after: tuple[str, ...]


@dataclass(frozen=True)
class Sensitivity:
    """The ranking without one claim.

    Attributes:
        claim: the claim.
        leading: the forms that would then come first.
    """

    claim: Claim
    leading: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Matrix(Result):
    """Hypotheses, least contradicted first, and the evidence: claims, then conclusions.

    Attributes:
        names: the names of the two, in the order asked for.
        criteria: the criteria that mention the evidence, by name.
        leading: the forms that come first.
        turns_on: the claims whose removal, one at a time, would put other forms first.
    """

    kind: ClassVar[str] = "hypotheses"
    dyad: Dyad
    hypotheses: tuple[Hypothesis, ...]
    evidence: tuple[Evidence, ...]
    names: tuple[str, ...]
    criteria: tuple[Criterion, ...] = ()
    leading: tuple[str, ...] = ()
    turns_on: tuple[Sensitivity, ...] = ()


def weigh(inference: Inference, dyad: Dyad) -> Matrix:
    """Return Heuer's matrix for a pair on its day."""
    dataset = inference.dataset
    forms = {dataset.slug(form): dataset.label(form) for form in dataset.scheme("FormScheme")}
    files = read_folder(resources.folder("queries") / "criteria")
    found = _Found(inference, dyad)
    for file in files:
        found.read(file)
    pieces = found.pieces
    evidence = [*found.of_claims(), *found.of_conclusions()]
    counted = _counted(evidence, pieces)
    hypotheses = _ranked(forms, counted)
    named = {name for one in counted for name in one.criteria}
    leading = _leading(hypotheses)
    claims = sorted({claim.iri: claim for one in counted for claim in one.claims}.items())
    without = []
    for _, claim in claims:
        left = _leading(_ranked(forms, _counted(_less(evidence, claim.iri), pieces)))
        if left != leading:
            without.append(Sensitivity(claim, left))
    return Matrix(
        dyad,
        hypotheses,
        counted,
        tuple(dataset.label(node) for node in dyad.nodes[:: -1 if dyad.turned else 1]),
        tuple(Criterion(f.name, f.summary, f.because, f.after) for f in files if f.name in named),
        leading,
        tuple(without),
    )


class _Found:
    """The verdicts of the criteria on claims and conclusions about a pair."""

    def __init__(self, inference: Inference, dyad: Dyad) -> None:
        self._inference = inference
        self._dyad = dyad
        self._values = {"first": dyad.nodes[0], "second": dyad.nodes[1]}
        self._known = {
            one.conclusion: one
            for one in DyadConclusions(inference, dyad).every
            if one.conclusion and (one.contested or one.holds is not Answer.UNKNOWN)
        }
        self._verdicts: dict[str, dict[str, set[str]]] = {}
        self._criteria: dict[str, dict[str, None]] = {}
        self._argued: dict[tuple[str, ...], str] = {}
        self.pieces = Pieces(inference)

    def read(self, criterion: QueryFile) -> None:
        """Run a criterion's query and record its verdicts."""
        inference, slug = self._inference, self._inference.dataset.slug
        result = run(inference.holding, criterion, self._values)
        assert isinstance(result, QuerySolutions)
        names = {variable.value for variable in result.variables}
        for row in result:
            if "conclusion" in names:
                told = row["conclusion"]
                if not isinstance(told, NamedNode) or told.value not in self._known:
                    continue
                about = told.value
            else:
                told = row["claim"]
                both = [told, row["with"]] if "with" in names else [told]
                if not all(self._counts(claim) for claim in both):
                    continue
                about = self._piece(*(claim.value for claim in both))
            verdicts = self._verdicts.setdefault(about, {})
            verdicts.setdefault(slug(row["form"]), set()).add(slug(row["verdict"]))
            self._criteria.setdefault(about, {}).setdefault(criterion.name)

    def _piece(self, *claims: str) -> str:
        """Return the name of what claims say alone, or two together, which join one piece.

        Two claims of which one is contested stay apart: they may exclude each other's pairs.
        """
        if len(claims) == 1:
            return claims[0]
        if any(self._is_contested(claim) for claim in claims):
            return self._argued.setdefault(tuple(sorted(claims)), " ".join(sorted(claims)))
        self.pieces.join(*claims)
        return claims[0]

    def _counts(self, claim: object) -> bool:
        known = self._inference.facts.claims
        return (
            isinstance(claim, NamedNode)
            and claim.value in known
            and stands(self._inference, claim, self._dyad.as_of)
        )

    def of_claims(self) -> list[Evidence]:
        """Return the pieces of evidence; claims of one sentence or one act form one piece."""
        claims = self._inference.facts.claims
        apart = {*self._known, *self._argued.values()}
        told = sorted(iri for iri in self._verdicts if iri not in apart)
        found = []
        for group in self.pieces.of(told):
            verdicts: dict[str, set[str]] = {}
            for iri in group:
                for form, said in self._verdicts[iri].items():
                    verdicts.setdefault(form, set()).update(said)
            contested = all(map(self._is_contested, group))
            named = dict.fromkeys(name for iri in group for name in self._criteria[iri])
            some = tuple(claims[iri] for iri in group)
            found.append(Evidence(some, None, _one(verdicts), tuple(named), contested=contested))
        for pair, name in sorted(self._argued.items()):
            some, criteria = tuple(claims[iri] for iri in pair), tuple(self._criteria[name])
            found.append(Evidence(some, None, _one(self._verdicts[name]), criteria, contested=True))
        return found

    def _is_contested(self, claim: str) -> bool:
        return is_contested(self._inference, NamedNode(claim), self._dyad.as_of)

    def of_conclusions(self) -> list[Evidence]:
        """Return the conclusions as evidence, those with the fewest claims first."""
        claims = self._inference.facts.claims
        told = [self._known[iri] for iri in self._verdicts if iri in self._known]
        found = []
        for one in sorted(told, key=lambda one: (len(one.claims), one.conclusion)):
            iri = one.conclusion or ""
            some = tuple(claims[claim] for claim in one.claims)
            named, verdicts = tuple(self._criteria[iri]), _one(self._verdicts[iri])
            found.append(Evidence(some, one, verdicts, named, contested=one.contested))
        return found


def _one(verdicts: dict[str, set[str]]) -> Verdicts:
    """Count evidence both for and against a form as evidence against it."""
    return {
        form: INCONSISTENT if INCONSISTENT in said else CONSISTENT
        for form, said in sorted(verdicts.items())
    }


def _less(evidence: Iterable[Evidence], claim: str) -> list[Evidence]:
    """Return the evidence without a claim and the conclusions that depend on it."""
    left = []
    for one in evidence:
        if one.conclusion is not None:
            if claim not in one.conclusion.turns_on:
                left.append(one)
        elif rest := tuple(told for told in one.claims if told.iri != claim):
            left.append(replace(one, claims=rest))
    return left


def _counted(evidence: Sequence[Evidence], pieces: Pieces) -> tuple[Evidence, ...]:
    """Return the evidence with the forms for which each piece counts; none is counted twice.

    A conclusion from a piece that gives the same verdict on a form is not a further piece.
    """
    used: dict[tuple[str, str], set[int]] = {}
    made = []
    for one in evidence:
        own = {pieces.number(claim.iri) for claim in one.claims}
        counted = set()
        for verdict in one.verdicts.items():
            before = used.setdefault(verdict, set())
            if not one.contested and (one.conclusion is None or not own & before):
                counted.add(verdict[0])
                before |= own
        made.append(replace(one, counted=frozenset(counted)))
    spoken = {form for one in made for form in one.counted}
    return tuple(replace(one, diagnostic=_is_diagnostic(one, spoken)) for one in made)


def _is_diagnostic(one: Evidence, forms: set[str]) -> bool:
    """Return True for evidence that favours some forms over others."""
    said = {one.verdicts.get(form) if form in one.counted else None for form in forms}
    return bool(one.counted) and len(said) > 1


def _ranked(forms: dict[str, str], evidence: Sequence[Evidence]) -> tuple[Hypothesis, ...]:
    """Return the hypotheses, least contradicted first; those without evidence come last."""
    spoken = {form for one in evidence for form in one.counted}
    following = {
        form
        for one in evidence
        for form, verdict in one.verdicts.items()
        if one.conclusion and one.conclusion.about == form and verdict == CONSISTENT
    }
    made = []
    for form, label in forms.items():
        told = [e.verdicts[form] for e in evidence if e.diagnostic and form in e.counted]
        against, favour = told.count(INCONSISTENT), told.count(CONSISTENT)
        made.append(Hypothesis(form, label, against, favour, form in following, form in spoken))
    return tuple(sorted(made, key=lambda h: (not h.ranked, h.place, h.form)))


def _leading(hypotheses: Sequence[Hypothesis]) -> tuple[str, ...]:
    """Return the forms that share the first rank."""
    ranked = [one for one in hypotheses if one.ranked]
    return tuple(one.form for one in ranked if one.place == ranked[0].place)
