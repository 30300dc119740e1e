"""Explanations, from the conclusion down to the sources, as text, JSON and drawings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.model.result import Answer
from kg.model.terms import CLAIM
from kg.render.drawing import NOTATIONS, REBUTS, Drawing
from kg.render.tabular import wrapped
from kg.render.values import claim_json, finding_json
from kg.render.words import (
    answer_text,
    interval_json,
    interval_text,
    manner_text,
    seen_text,
    when_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.analysis.explanation import Explanation, Explanations, Ground, Step
    from kg.analysis.why_not import Attempt
    from kg.model.result import Claim
    from kg.store.dataset import Dataset


_INDENT = 2
_DEEPEST = 24  # columns; deeper proofs are not indented further, so that lines stay readable


class ProofText:
    """Lays out one explanation."""

    def __init__(self, explanation: Explanation, dataset: Dataset) -> None:
        self.explanation = explanation
        self.dataset = dataset
        self.lines: list[str] = []
        self._shown: set[str] = set()

    def render(self) -> str:
        """Return the explanation, ending with a line break."""
        finding = self.explanation.finding
        answer = answer_text(finding) + seen_text(finding, self.explanation.dyad)
        pair = finding.subject == "-".join(self.explanation.dyad.codes)
        subject = "-".join(self.explanation.dyad.asked) if pair else finding.subject
        about = ", ".join(filter(None, (finding.manner, finding.about, subject)))
        when = when_text(self.dataset, finding)
        head = f"{answer}: {finding.label} ({about})" + (f", {when}" if when else "")
        self.lines += wrapped(head)
        self.lines += wrapped(f"as of {self.explanation.dyad.as_of.isoformat()}", _INDENT)
        if finding.conclusion and not finding.contested:
            self._sureness()
        for under in finding.under:
            labels = "; ".join(self.explanation.claims[iri].label for iri in under.claims)
            self.lines += wrapped(f"{under.holds.value}, if this is right: {labels}", _INDENT, 4)
        for number, step in enumerate(self.explanation.steps):
            self._step(step, _INDENT, "because" if number == 0 else "and also because")
        self._linchpins()
        if finding.holds is Answer.UNKNOWN and not finding.contested:
            self.lines += wrapped("No rule concludes it either way.", _INDENT)
        self._attempts(self.explanation.attempts)
        return "\n".join(self.lines) + "\n"

    def _sureness(self) -> None:
        sure = self.explanation.finding.confidence
        finding = self.explanation.finding
        said = ["restated from a source" if finding.restated else "derived"]
        if finding.inferred:
            said = ["inferred from conduct: no source says what is at stake"]
        if sure.modality:
            said.append(f"weakest claim: {sure.modality}")
        if sure.explicitness not in ("", "explicit"):
            said.append(f"least explicit claim: {sure.explicitness}")
        if sure.estimate:
            said.append(f"weakest estimate: {sure.estimate}")
        count = len(sure.sources)
        if count:
            alone = "source suffices" if count == 1 else "sources each suffice"
            said.append(f"{count} {alone} alone")
        else:
            said.append("no source suffices alone")
        self.lines += wrapped("; ".join(said), _INDENT)

    def _step(self, step: Step, depth: int, word: str) -> None:
        when = interval_text(self.dataset, step.interval, claims_under(step))
        shown_before = step.derivation in self._shown
        self._shown.add(step.derivation)
        sentence = f"{word}: {step.because}" + (f" [{when}]" if when else "")
        self.lines += wrapped(sentence + (" (as above)" if shown_before else ""), depth, depth + 4)
        if shown_before:
            return
        below = min(depth + _INDENT, _DEEPEST)
        self.lines += wrapped(f"by the rule {step.rule}", below)
        for text, listed in zip(step.assumes, step.lists, strict=True):
            beside = f" ({listed})" if listed else ""
            self.lines += wrapped(f"assumes: {text}{beside}", below, below + 4)
        for ground in step.grounds:
            self._ground(ground, below)
        for objection in step.objections:
            self._step(objection, below, "contested because")

    def _ground(self, ground: Ground, depth: int) -> None:
        for iri in ground.claims:
            self._claim(iri, depth)
        for number, step in enumerate(ground.steps):
            self._step(step, depth, "because" if number == 0 else "or because")
        if ground.repeated:
            self.lines += wrapped(f"{ground.label}: circular, see the line above", depth)

    def _claim(self, iri: str, depth: int) -> None:
        claim = self.explanation.claims[iri]
        shown_before = iri in self._shown
        self._shown.add(iri)
        repeated = " (as above)" if shown_before else ""
        self.lines += wrapped(f"- {claim.label}{repeated}", depth, depth + 2)
        if not shown_before:
            source = self.explanation.sources.get(claim.source)
            title = source.label if source else claim.source
            place = f"{title}: {claim.locator}; {manner_text(claim)}"
            self.lines += wrapped(place, depth + 2, depth + 4)
            if claim.note:
                self.lines += wrapped(f"note: {claim.note}", depth + 2, depth + 4)

    def _linchpins(self) -> None:
        pins = self.explanation.linchpins
        if pins is None:
            return
        if pins.survives_any_single_doubt:
            self.lines += wrapped("It survives the loss of any single claim.", _INDENT)
        if pins.sets:
            self.lines += wrapped("It turns on:", _INDENT)
        for claims in pins.sets:
            named = (
                f"{self.explanation.claims[iri].label} [{iri.removeprefix(CLAIM)}]"
                for iri in claims
            )
            self.lines += wrapped(f"- {' AND '.join(named)}", _INDENT + 2, _INDENT + 4)
        if not pins.complete:
            self.lines += wrapped("Larger sets of claims were not examined.", _INDENT)

    def _attempts(self, attempts: Sequence[Attempt]) -> None:
        for attempt in attempts:
            head = f"Rule {attempt.rule} would conclude it ({attempt.answer}), "
            if attempt.defeated_by:
                self.lines += wrapped(head + "but is defeated by:", _INDENT, _INDENT + 2)
                self._items(attempt.defeated_by)
            elif attempt.missing:
                self.lines += wrapped(head + "but lacks these premises:", _INDENT, _INDENT + 2)
                self._items(attempt.missing)
            else:
                said = "but its premises do not fit together:"
                self.lines += wrapped(head + said, _INDENT, _INDENT + 2)
                self._items(attempt.known)

    def _items(self, texts: Sequence[str]) -> None:
        for text in texts:
            self.lines += wrapped(f"- {text}", _INDENT + 2, _INDENT + 4)


def proof_text(explanations: Explanations) -> str:
    """Return the explanations as text, one after the other."""
    return "\n".join(ProofText(one, explanations.dataset).render() for one in explanations.found)


def proof_json(explanations: Explanations) -> list[dict[str, Any]]:
    """Return the explanations as plain values, in a stable order."""
    return [_explanation(one, explanations.dataset) for one in explanations.found]


def _explanation(explanation: Explanation, dataset: Dataset) -> dict[str, Any]:
    pins = explanation.linchpins
    return {
        "dyad": list(explanation.dyad.codes),
        "as_of": explanation.dyad.as_of.isoformat(),
        **finding_json(explanation.finding, dataset),
        "proofs": [_step(step, dataset) for step in explanation.steps],
        "linchpins": None
        if pins is None
        else {
            "sets": [list(claims) for claims in pins.sets],
            "complete": pins.complete,
            "survives_any_single_doubt": pins.survives_any_single_doubt,
        },
        "attempts": [
            {
                "rule": attempt.rule,
                "summary": attempt.summary,
                "answer": attempt.answer,
                "known": list(attempt.known),
                "missing": list(attempt.missing),
                "defeated_by": list(attempt.defeated_by),
            }
            for attempt in explanation.attempts
        ],
        "claim_details": {iri: claim_json(claim) for iri, claim in explanation.claims.items()},
        "sources": [
            {"source": source.iri, "label": source.label, "citation": source.citation}
            | {"url": source.url or None, "written_until": source.written_until or None}
            for source in explanation.sources.values()
        ],
    }


def claims_under(step: Step) -> set[str]:
    """Return the claims on which a step rests, including those of deeper steps."""
    claims: set[str] = set()
    for ground in step.grounds:
        claims |= set(ground.claims)
        for deeper in ground.steps:
            claims |= claims_under(deeper)
    return claims


def _step(step: Step, dataset: Dataset) -> dict[str, Any]:
    return {
        "rule": step.rule,
        "because": step.because,
        "assumes": list(step.assumes),
        "lists": list(step.lists),
        "interval": interval_json(dataset, step.interval, claims_under(step)),
        "derivation": step.derivation,
        "grounds": [_ground(ground, dataset) for ground in step.grounds],
        "objections": [_step(objection, dataset) for objection in step.objections],
    }


def _ground(ground: Ground, dataset: Dataset) -> dict[str, Any]:
    return {
        "thing": ground.thing,
        "label": ground.label,
        "statements": [str(triple) for triple in ground.statements],
        "claims": list(ground.claims),
        "proofs": [_step(step, dataset) for step in ground.steps],
        "repeated": ground.repeated,
    }


def draw(explanations: Explanations) -> Drawing:
    """Draw the proofs of conclusions together; shared parts appear once."""
    drawing = Drawing()
    for one in explanations.found:
        finding = one.finding
        about = ", ".join(filter(None, (finding.manner, finding.about, finding.subject)))
        label = f"{answer_text(finding)}: {finding.label} ({about})"
        top = drawing.node(finding.conclusion or finding.kind, "conclusion", label)
        for step in one.steps:
            _draw_step(drawing, step, top, one)
        for attempt in one.attempts:
            rule = drawing.node(attempt.rule, "rule", attempt.summary)
            drawing.arrow(rule, top)
            for text in attempt.missing:
                drawing.arrow(drawing.node(text, "absence", f"missing: {text}"), rule)
            for text in attempt.defeated_by:
                drawing.arrow(drawing.node(text, "absence", f"against it: {text}"), rule, REBUTS)
    return drawing


def _place(claim: Claim, one: Explanation) -> str:
    source = one.sources.get(claim.source)
    return f"{source.label}, {claim.locator}" if source else claim.locator


def _draw_step(drawing: Drawing, step: Step, supported: str, one: Explanation) -> None:
    known = step.derivation in drawing.nodes
    node = drawing.node(step.derivation, "rule", step.because)
    drawing.arrow(node, supported)
    if known:
        return
    for text in step.assumes:
        drawing.arrow(drawing.node(f"absence {text}", "absence", f"assumes: {text}"), node)
    for ground in step.grounds:
        for iri in ground.claims:
            claim = one.claims[iri]
            drawing.arrow(drawing.node(iri, "claim", claim.label, _place(claim, one)), node)
        for deeper in ground.steps:
            _draw_step(drawing, deeper, node, one)
    for objection in step.objections:
        against = drawing.node(f"against {node}", "absence", f"against it: {objection.because}")
        drawing.arrow(against, node, REBUTS)
        _draw_step(drawing, objection, against, one)


FORMATS = {"text": proof_text, "json": proof_json} | {
    name: lambda explanations, written=written: written(draw(explanations))
    for name, written in NOTATIONS.items()
}
