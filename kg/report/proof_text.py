"""An explanation for a reader at a terminal: the conclusion, and under it why, down to sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.report.columns import wrapped
from kg.report.period import interval_text
from kg.vocabulary.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.explain.explanation import Explanation
    from kg.explain.tree import Ground, Step
    from kg.explain.why_not import Attempt
    from kg.store.dataset import Dataset

_INDENT = 2
_DEEPEST = 24  # columns; deeper proofs are not indented further, so that lines stay readable


class ProofText:
    """Lays one explanation out."""

    def __init__(self, explanation: Explanation, dataset: Dataset) -> None:
        self.explanation = explanation
        self.dataset = dataset
        self.lines: list[str] = []
        self._told: set[str] = set()

    def render(self) -> str:
        """The explanation, ending with a line break."""
        finding = self.explanation.finding
        answer = "sources disagree" if finding.contested else finding.holds.value
        about = ", ".join(filter(None, (finding.manner, finding.about, finding.subject)))
        when = interval_text(self.dataset, finding.interval, finding.claims)
        head = f"{answer}: {finding.label} ({about})" + (f", {when}" if when else "")
        self.lines += wrapped(head)
        self.lines += wrapped(f"as of {self.explanation.dyad.as_of.isoformat()}", _INDENT)
        if finding.conclusion:
            self._sureness()
        for number, step in enumerate(self.explanation.steps):
            self._step(step, _INDENT, "because" if number == 0 else "and also because")
        self._linchpins()
        if finding.holds is Answer.UNKNOWN and not finding.contested:
            self.lines += wrapped("Nothing follows either way.", _INDENT)
        self._attempts(self.explanation.attempts)
        return "\n".join(self.lines) + "\n"

    def _sureness(self) -> None:
        sure = self.explanation.finding.confidence
        said = [f"weakest claim: {sure.modality}"] if sure.modality else []
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
        when = interval_text(self.dataset, step.interval, self._claims_under(step))
        told = step.derivation in self._told
        self._told.add(step.derivation)
        sentence = f"{word}: {step.because}" + (f" [{when}]" if when else "")
        self.lines += wrapped(sentence + (" (as above)" if told else ""), depth, depth + 4)
        if told:
            return
        below = min(depth + _INDENT, _DEEPEST)
        self.lines += wrapped(f"by the rule {step.rule}", below)
        for text in step.assumes:
            self.lines += wrapped(f"assumes: {text}", below, below + 4)
        for ground in step.grounds:
            self._ground(ground, below)

    def _ground(self, ground: Ground, depth: int) -> None:
        for iri in ground.claims:
            self._claim(iri, depth)
        for number, step in enumerate(ground.steps):
            self._step(step, depth, "because" if number == 0 else "or because")
        if ground.repeated:
            self.lines += wrapped(f"{ground.label}: rests on itself by way of the above", depth)

    def _claim(self, iri: str, depth: int) -> None:
        claim = self.explanation.claims[iri]
        told = iri in self._told
        self._told.add(iri)
        repeated = " (as above)" if told else ""
        self.lines += wrapped(f"- {claim.label}{repeated}", depth, depth + 2)
        if not told:
            source = self.explanation.sources.get(claim.source)
            title = source.label if source else claim.source
            manner = ", ".join(filter(None, (claim.modality, claim.confidence)))
            place = f"{title}: {claim.locator}; {manner}"
            self.lines += wrapped(place, depth + 2, depth + 4)

    def _claims_under(self, step: Step) -> set[str]:
        claims: set[str] = set()
        for ground in step.grounds:
            claims |= set(ground.claims)
            for deeper in ground.steps:
                claims |= self._claims_under(deeper)
        return claims

    def _linchpins(self) -> None:
        pins = self.explanation.linchpins
        if pins is None:
            return
        if pins.survives_any_single_doubt:
            self.lines += wrapped("It survives the loss of any single claim.", _INDENT)
        if pins.sets:
            self.lines += wrapped("It turns on:", _INDENT)
        for claims in pins.sets:
            labels = " AND ".join(self.explanation.claims[iri].label for iri in claims)
            self.lines += wrapped(f"- {labels}", _INDENT + 2, _INDENT + 4)
        if not pins.complete:
            self.lines += wrapped("Larger sets of claims were not looked for.", _INDENT)

    def _attempts(self, attempts: Sequence[Attempt]) -> None:
        for attempt in attempts:
            head = f"By the rule {attempt.rule} it would follow ({attempt.answer}), "
            if attempt.defeated_by:
                self.lines += wrapped(head + "but this stands against it:", _INDENT, _INDENT + 2)
                self._items(attempt.defeated_by)
            elif attempt.missing:
                self.lines += wrapped(head + "but these are missing:", _INDENT, _INDENT + 2)
                self._items(attempt.missing)
            else:
                said = "but what is known does not fit together:"
                self.lines += wrapped(head + said, _INDENT, _INDENT + 2)
                self._items(attempt.known)

    def _items(self, texts: Sequence[str]) -> None:
        for text in texts:
            self.lines += wrapped(f"- {text}", _INDENT + 2, _INDENT + 4)


def proof_text(explanations: Sequence[Explanation], dataset: Dataset) -> str:
    """Explanations one after the other."""
    return "\n".join(ProofText(one, dataset).render() for one in explanations)
