"""Reasons as a drawing: Mermaid, Graphviz, Argdown and the Argument Interchange Format."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from kg.model.text import sanitize_line

SUPPORTS, QUALIFIES, REBUTS = "supports", "qualifies", "rebuts"
_SHAPES = {
    "conclusion": ("([", "])"),
    "rule": ("[", "]"),
    "claim": ("[/", "/]"),
    "absence": (">", "]"),
}
_DOT_SHAPES = {"conclusion": "ellipse", "rule": "box", "claim": "note", "absence": "cds"}
_ARROWS = {SUPPORTS: "-->", QUALIFIES: "-. qualifies .->", REBUTS: "== rebuts ==>"}
_DOT_ARROWS = {SUPPORTS: "", QUALIFIES: " [style=dotted]", REBUTS: " [style=dashed]"}
_SIGNS = {SUPPORTS: "+ ", QUALIFIES: "_ ", REBUTS: "- "}
_SCHEMES = {
    SUPPORTS: ("RA", "Default Inference"),
    QUALIFIES: ("MA", "Default Rephrase"),
    REBUTS: ("CA", "Default Conflict"),
}
_LONGEST = 60  # characters of a statement's name in Argdown


@dataclass(frozen=True)
class Box:
    """A node: conclusion, rule, claim or absence; ``beside`` is its source, age and standing."""

    kind: str
    text: str
    beside: str = ""

    @property
    def label(self) -> str:
        """The text with what stands beside it."""
        return f"{self.text} ({self.beside})" if self.beside else self.text


@dataclass
class Drawing:
    """A drawing: nodes by key, and arrows with their roles from a node to what it bears on."""

    nodes: dict[str, Box] = field(default_factory=dict)
    arrows: dict[tuple[str, str], str] = field(default_factory=dict)

    def node(self, key: str, kind: str, text: str, beside: str = "") -> str:
        """Add a node if it is new, and return its key."""
        self.nodes.setdefault(key, Box(kind, sanitize_line(text), sanitize_line(beside)))
        return key

    def arrow(self, bearing: str, on: str, role: str = SUPPORTS) -> None:
        """Add an arrow if it is not there yet."""
        self.arrows.setdefault((bearing, on), role)

    @property
    def names(self) -> dict[str, str]:
        """Short names of the nodes, in the order in which they were added."""
        return {key: f"n{number}" for number, key in enumerate(self.nodes)}


def mermaid(drawing: Drawing) -> str:
    """Return a drawing as a Mermaid flowchart."""
    names = drawing.names
    lines = ["flowchart BT"]
    for key, node in drawing.nodes.items():
        opening, closing = _SHAPES[node.kind]
        lines.append(f'  {names[key]}{opening}"{_for_mermaid(node.label)}"{closing}')
    lines += [f"  {names[a]} {_ARROWS[role]} {names[b]}" for (a, b), role in drawing.arrows.items()]
    return "\n".join(lines) + "\n"


def _for_mermaid(text: str) -> str:
    """Replace characters that Mermaid or the surrounding HTML would interpret with entities."""
    return "".join(f"#{ord(c)};" if c in '"#&<>`\\[](){}|;' else c for c in text)


def dot(drawing: Drawing) -> str:
    """Return a drawing in Graphviz's DOT language."""
    names = drawing.names
    lines = ["digraph proof {", "  rankdir=BT;", '  node [fontname="sans-serif"];']
    for key, node in drawing.nodes.items():
        label = node.label.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'  {names[key]} [shape={_DOT_SHAPES[node.kind]}, label="{label}"];')
    lines += [
        f"  {names[a]} -> {names[b]}{_DOT_ARROWS[role]};" for (a, b), role in drawing.arrows.items()
    ]
    return "\n".join([*lines, "}"]) + "\n"


def argdown(drawing: Drawing) -> str:
    """Return a drawing in Argdown: each statement, and under it what bears on it.

    What supports has the sign ``+``, what rebuts ``-``, and what qualifies ``_`` (Argdown's sign
    for undercutting). A statement that has appeared is repeated by its name alone.
    """
    below: dict[str, list[tuple[str, str]]] = {}
    for (bearing, on), role in drawing.arrows.items():
        below.setdefault(on, []).append((bearing, role))
    titles: dict[str, str] = {}
    lines: list[str] = []

    def tell(key: str, depth: int, sign: str) -> None:
        start = "  " * depth + sign
        if key in titles:
            lines.append(f"{start}[{titles[key]}]")
            return
        node = drawing.nodes[key]
        titles[key] = _title(_for_argdown(node.text), set(titles.values()))
        lines.append(f"{start}[{titles[key]}]: {_for_argdown(node.label)}")
        for bearing, role in below.get(key, ()):
            tell(bearing, depth + 1, _SIGNS[role])

    bearers = {bearing for bearing, _ in drawing.arrows}
    for key in (*(key for key in drawing.nodes if key not in bearers), *drawing.nodes):
        if key not in titles:  # of a circle, the first is told first
            lines += [""] if lines else []
            tell(key, 0, "")
    return "\n".join(lines) + "\n"


def _for_argdown(text: str) -> str:
    """Replace characters that Argdown would interpret with spaces."""
    return " ".join("".join(" " if c in "[]<>{}#" else c for c in text).split())


def _title(text: str, taken: set[str]) -> str:
    """Return a short name for a statement that no other has."""
    base = made = text[:_LONGEST].strip()
    number = 1
    while made in taken:
        number += 1
        made = f"{base} {number}"
    return made


def aif(drawing: Drawing) -> str:
    """Return a drawing in the Argument Interchange Format as JSON (AIFdb).

    What is said is an I-node; how it bears on something else is an S-node between the two.
    """
    names = drawing.names
    nodes = [
        {"nodeID": names[key], "text": node.text, "type": "I"}
        for key, node in drawing.nodes.items()
    ]
    edges = []
    for number, ((bearing, on), role) in enumerate(drawing.arrows.items()):
        kind, text = _SCHEMES[role]
        nodes.append({"nodeID": f"s{number}", "text": text, "type": kind})
        edges.append({"fromID": names[bearing], "toID": f"s{number}"})
        edges.append({"fromID": f"s{number}", "toID": names[on]})
    return json.dumps({"nodes": nodes, "edges": edges}, indent=1, ensure_ascii=False) + "\n"


NOTATIONS = {"mermaid": mermaid, "dot": dot, "argdown": argdown, "aif": aif}
