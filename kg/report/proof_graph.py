"""An explanation as a drawing: nodes and arrows, for Mermaid and for Graphviz."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.vocabulary.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.explain.explanation import Explanation
    from kg.explain.tree import Step

_SHAPES = {
    "conclusion": ("([", "])"),
    "rule": ("[", "]"),
    "claim": ("[/", "/]"),
    "absence": (">", "]"),
}
_DOT_SHAPES = {"conclusion": "ellipse", "rule": "box", "claim": "note", "absence": "cds"}


@dataclass
class Drawing:
    """Nodes by their key, and arrows from what supports to what is supported."""

    nodes: dict[str, tuple[str, str]] = field(default_factory=dict)
    arrows: dict[tuple[str, str], None] = field(default_factory=dict)

    def node(self, key: str, kind: str, label: str) -> str:
        """Add a node of a kind (conclusion, rule, claim, absence) once."""
        self.nodes.setdefault(key, (kind, plain(label)))
        return key

    def arrow(self, supporting: str, supported: str) -> None:
        """Add an arrow once."""
        self.arrows.setdefault((supporting, supported))

    @property
    def names(self) -> dict[str, str]:
        """Short names of the nodes, in the order in which they were added."""
        return {key: f"n{number}" for number, key in enumerate(self.nodes)}


def draw(explanations: Sequence[Explanation]) -> Drawing:
    """The proofs of conclusions as one drawing; what they share is drawn once."""
    drawing = Drawing()
    for one in explanations:
        finding = one.finding
        about = ", ".join(filter(None, (finding.manner, finding.about, finding.subject)))
        label = f"{finding.holds.value}: {finding.label} ({about})"
        top = drawing.node(finding.conclusion or finding.kind, "conclusion", label)
        for step in one.steps:
            _draw_step(drawing, step, top, one)
        for attempt in one.attempts:
            rule = drawing.node(attempt.rule, "rule", attempt.summary)
            drawing.arrow(rule, top)
            for text in attempt.missing:
                drawing.arrow(drawing.node(text, "absence", f"missing: {text}"), rule)
            for text in attempt.defeated_by:
                drawing.arrow(drawing.node(text, "absence", f"against it: {text}"), rule)
    return drawing


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
            label = f"{claim.label} ({claim.locator})"
            drawing.arrow(drawing.node(iri, "claim", label), node)
        for deeper in ground.steps:
            _draw_step(drawing, deeper, node, one)


def mermaid(drawing: Drawing) -> str:
    """The drawing as a Mermaid flowchart."""
    names = drawing.names
    lines = ["flowchart BT"]
    for key, (kind, label) in drawing.nodes.items():
        opening, closing = _SHAPES[kind]
        lines.append(f'  {names[key]}{opening}"{_for_mermaid(label)}"{closing}')
    lines += [f"  {names[a]} --> {names[b]}" for a, b in drawing.arrows]
    return "\n".join(lines) + "\n"


def _for_mermaid(text: str) -> str:
    """Characters that Mermaid or the HTML about it would read, as entities."""
    return "".join(f"#{ord(c)};" if c in '"#&<>`\\[](){}|;' else c for c in text)


def dot(drawing: Drawing) -> str:
    """The drawing in the language of Graphviz."""
    names = drawing.names
    lines = ["digraph proof {", "  rankdir=BT;", '  node [fontname="sans-serif"];']
    for key, (kind, label) in drawing.nodes.items():
        lines.append(f'  {names[key]} [shape={_DOT_SHAPES[kind]}, label="{_for_dot(label)}"];')
    lines += [f"  {names[a]} -> {names[b]};" for a, b in drawing.arrows]
    return "\n".join([*lines, "}"]) + "\n"


def _for_dot(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
