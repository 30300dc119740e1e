"""Stable names and positions for blank nodes, from the statements about them."""

from __future__ import annotations

from collections import Counter, defaultdict
from hashlib import sha256
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.model.terms import shorten
from kg.store.positions import Scan
from kg.validation.shacl import UNNAMED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from kg.store.dataset import Term
    from kg.validation.finding import Finding

_ROUNDS = 3
"""Number of steps from a blank node by which it is distinguished from others."""


def named_by_content(quads: Sequence[Quad], file: str) -> list[Quad]:
    """Return a file's statements, naming each blank node after the statements about it."""
    nodes: dict[Term, str] = {}
    for quad in quads:
        for term in (quad.subject, quad.object, quad.graph_name):
            if isinstance(term, BlankNode):
                nodes.setdefault(term, "")
    if not nodes:
        return list(quads)
    for _ in range(_ROUNDS):
        said: dict[Term, list[str]] = defaultdict(list)
        for quad in quads:
            s, p, o = quad.subject, quad.predicate.value, quad.object
            if isinstance(s, BlankNode):
                said[s].append(f"> {p} {nodes.get(o, o)}")
            if isinstance(o, BlankNode):
                said[o].append(f"< {p} {nodes.get(s, s)}")
        nodes = {node: _digest(sorted(said[node])) for node in nodes}
    taken: Counter[str] = Counter()
    names: dict[Term, BlankNode] = {}
    for node, digest in nodes.items():
        taken[digest] += 1
        names[node] = BlankNode(f"b{_digest([file, digest, str(taken[digest])])}")
    return [
        Quad(
            names.get(q.subject, q.subject),
            q.predicate,
            names.get(q.object, q.object),
            q.graph_name,
        )
        for q in quads
    ]


def _digest(parts: Iterable[str]) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:12]


def placed_nameless(
    findings: Sequence[Finding], nodes: Mapping[str, tuple[Path, list[Quad]]]
) -> list[Finding]:
    """Return findings, placing those about a blank node where its file mentions it.

    Args:
        findings: the findings, with or without a position.
        nodes: by name of a blank node, its file and the statements about it.
    """
    waiting: dict[Path, list[int]] = defaultdict(list)
    for number, finding in enumerate(findings):
        name = _node_of(finding)
        if not finding.line and name in nodes:
            waiting[nodes[name][0]].append(number)
    placed = list(findings)
    for file, numbers in waiting.items():
        written = _written(file)
        for number in numbers:
            finding = findings[number]
            said = nodes[_node_of(finding)][1]
            placed[number] = finding.at(str(file), *_place(finding, said, written))
    return placed


def _node_of(finding: Finding) -> str:
    """Return the node of a finding; for the unnamed graph, which has no position, its value."""
    return finding.value if finding.node == shorten(UNNAMED.value) else finding.node


_Places = dict[tuple[str, str], tuple[tuple[int, int], tuple[int, int]]]


def _written(file: Path) -> _Places:
    """Find where a file first mentions each blank node: the property, and the node."""
    scan = Scan(file.read_text(encoding="utf-8-sig", errors="replace"))
    found: _Places = {}
    for _, subject, predicate, value in scan.statements():
        if subject.text and not subject.text.startswith("_:"):
            continue
        said = scan.value(predicate.text), scan.value(value.text)
        if said not in found:
            node = subject.offset or predicate.offset
            found[said] = scan.place(predicate.offset), scan.place(node)
    return found


def _place(finding: Finding, said: Sequence[Quad], written: _Places) -> tuple[int, int]:
    best: list[tuple[int, int]] = []
    for quad in said:
        if not isinstance(quad.object, NamedNode | Literal):
            continue
        places = written.get((quad.predicate.value, quad.object.value))
        if places and finding.path == shorten(quad.predicate.value):
            return places[0]
        best += places[1:] if places else ()
    return min(best, default=(1, 1))
