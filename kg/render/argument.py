"""The argument of a source as text, JSON and drawings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.render.drawing import NOTATIONS, Drawing
from kg.render.tabular import wrapped
from kg.render.values import claim_json
from kg.render.words import manner_text, month_text

if TYPE_CHECKING:
    from kg.analysis.argument import ArguedClaim, Argument

_DEEPEST = 24  # columns; deeper claims are not indented further, so that lines stay readable


class _Lines:
    """Lays out an argument, from its main claims down."""

    def __init__(self, argument: Argument) -> None:
        self.argument = argument
        self.lines: list[str] = []
        self._shown: set[str] = set()

    def tell(self, iri: str, role: str = "", depth: int = 0) -> None:
        """Add a claim and, unless it appears further up, the claims offered for and against it."""
        one = self.argument.claims[iri]
        shown_before = iri in self._shown
        self._shown.add(iri)
        head = (
            (f"{role}: " if role else "")
            + one.claim.label
            + (" (as above)" if shown_before else "")
        )
        self.lines += wrapped(head, depth, depth + 4)
        if shown_before:
            return
        self.lines += wrapped(_standing(one), depth + 4)
        for rival in one.against:
            self.lines += wrapped(f"against it: {rival.label}", depth + 4, depth + 8)
        for step in self.argument.steps:
            if step.conclusion == iri:
                self.tell(step.premise, step.role, min(depth + 2, _DEEPEST))


def _standing(one: ArguedClaim) -> str:
    seen = f"; attested {month_text(one.last_attested)}" if one.last_attested else ""
    place = f"{one.source.label}: {one.claim.locator}; {manner_text(one.claim)}"
    return f"{one.standing}; {place}{seen}"


def argument_text(argument: Argument) -> str:
    """Return each main claim, with the claims offered for and against it below."""
    if not argument.steps:
        return "The graph records no argument, only claims.\n"
    text = _Lines(argument)
    text.lines.append(f"as of {argument.as_of.isoformat()}")
    for iri in argument.roots:
        text.lines.append("")
        text.tell(iri)
    return "\n".join(text.lines) + "\n"


def argument_json(argument: Argument) -> dict[str, Any]:
    """Return the argument as plain values."""
    return {
        "as_of": argument.as_of.isoformat(),
        "roots": list(argument.roots),
        "claims": {iri: _claim(one) for iri, one in argument.claims.items()},
        "steps": [
            {"step": step.iri, "role": step.role}
            | {"premise": step.premise, "conclusion": step.conclusion}
            for step in argument.steps
        ],
    }


def _claim(one: ArguedClaim) -> dict[str, Any]:
    return claim_json(one.claim) | {
        "source_label": one.source.label,
        "citation": one.source.citation,
        "url": one.source.url or None,
        "written_until": one.source.written_until or None,
        "standing": one.standing,
        "last_attested": one.last_attested.isoformat() if one.last_attested else None,
        "against": [claim_json(rival) for rival in one.against],
    }


def draw(argument: Argument) -> Drawing:
    """Draw the main claims, with the claims offered for and against them."""
    drawing = Drawing()
    for iri in (*argument.roots, *argument.claims):
        one = argument.claims[iri]
        kind = "conclusion" if iri in argument.roots else "claim"
        drawing.node(iri, kind, one.claim.label, _beside(one))
    for step in argument.steps:
        drawing.arrow(step.premise, step.conclusion, step.role)
    return drawing


def _beside(one: ArguedClaim) -> str:
    seen = f"attested {month_text(one.last_attested)}" if one.last_attested else ""
    place = f"{one.source.label}, {one.claim.locator}"
    return "; ".join(filter(None, (place, seen, one.standing)))


FORMATS = {"text": argument_text, "json": argument_json} | {
    name: lambda argument, written=written: written(draw(argument))
    for name, written in NOTATIONS.items()
}
