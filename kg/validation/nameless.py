"""Blank nodes by what is said of them: a name that stays, and the place where they stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from hashlib import sha256
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.model.terms import shorten
from kg.store.positions import Scan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from kg.store.dataset import Term
    from kg.validation.finding import Finding

_ROUNDS = 3
"""Steps from a blank node that tell it from another."""


def named_by_content(quads: Sequence[Quad], file: str) -> list[Quad]:
    """The statements of a file; each blank node is called after what it says and is said of it."""
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
    """The findings; those about a blank node of a file stand where it is written.

    Args:
        findings: some with a place, some without.
        nodes: by the name of a blank node its file and what it says.
    """
    return [_placed(f, *nodes[f.node]) if not f.line and f.node in nodes else f for f in findings]


def _placed(finding: Finding, file: Path, said: Sequence[Quad]) -> Finding:
    scan = Scan(file.read_text(encoding="utf-8-sig", errors="replace"))
    wanted = {
        (quad.predicate.value, quad.object.value)
        for quad in said
        if isinstance(quad.object, NamedNode | Literal)
    }
    best: tuple[int, int] | None = None
    for statement in scan.statements():
        if statement.subject.text and not statement.subject.text.startswith("_:"):
            continue
        prop = scan.value(statement.predicate.text)
        if (prop, scan.value(statement.object.text)) not in wanted:
            continue
        if finding.path == shorten(prop):
            return finding.at(str(file), *scan.place(statement.predicate.offset))
        best = best or scan.place(statement.subject.offset or statement.predicate.offset)
    return finding.at(str(file), *(best or (1, 1)))
