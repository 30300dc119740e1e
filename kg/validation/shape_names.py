"""Names for shapes that have none, the same each time, so that a finding can be known again."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, Triple

from kg.model.terms import BASE, SH, TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.store.dataset import Term

SHAPE = BASE + "shape/"
_PROPERTY = NamedNode(SH + "property")
_PATH = NamedNode(SH + "path")
_SHAPES = {NamedNode(SH + "NodeShape"), NamedNode(SH + "PropertyShape")}
_TARGETS = {NamedNode(f"{SH}target{kind}") for kind in ("Class", "Node", "SubjectsOf", "ObjectsOf")}
_DEPTH = 12
"""Levels of nested blank nodes that tell two shapes apart."""


def name_shapes(triples: Iterable[Triple]) -> list[Triple]:
    """The statements of a shapes graph, in which anonymous shapes have a name.

    A shape of a property is called after the shape to which it belongs and its path, one with
    targets of its own after the first of them.
    """
    stated = list(triples)
    about: dict[Term, list[Triple]] = defaultdict(list)
    for triple in stated:
        about[triple.subject].append(triple)
    names: dict[Term, NamedNode] = {}
    taken: Counter[str] = Counter()
    for _, wanted, node in sorted(_wanted(stated, about), key=lambda one: one[:2]):
        if node not in names:
            taken[wanted] += 1
            number = f"-{taken[wanted]}" if taken[wanted] > 1 else ""
            names[node] = NamedNode(f"{SHAPE}{wanted}{number}")
    if not names:
        return stated
    return [
        Triple(names.get(t.subject, t.subject), t.predicate, names.get(t.object, t.object))
        for t in stated
    ]


def _wanted(
    stated: list[Triple], about: dict[Term, list[Triple]]
) -> list[tuple[str, str, BlankNode]]:
    """Of each anonymous shape what it says, the name it should have, and its node."""
    found = []
    owners: dict[Term, Term] = {}
    for triple in stated:
        if triple.predicate == _PROPERTY and isinstance(triple.object, BlankNode):
            owners[triple.object] = triple.subject
    for node, triples in about.items():
        if not isinstance(node, BlankNode):
            continue
        name = _name(node, about, owners)
        if name or any(t.predicate == TYPE and t.object in _SHAPES for t in triples):
            found.append((_said(node, about, _DEPTH), name or "anonymous", node))
    return found


def _name(node: Term, about: dict[Term, list[Triple]], owners: dict[Term, Term]) -> str:
    """What an anonymous shape should be called; empty where it is no shape that is reported."""
    parts: list[str] = []
    while isinstance(node, BlankNode):
        path = next((t.object for t in about[node] if t.predicate == _PATH), None)
        target = next((t.object for t in about[node] if t.predicate in _TARGETS), None)
        for said in (path, target):
            if said is not None:
                parts.insert(0, _local(said) if isinstance(said, NamedNode) else "path")
        if node not in owners or len(parts) > _DEPTH:
            return "-".join(parts) if target is not None else ""
        node = owners[node]
    return "-".join([_local(node), *parts])


def _local(term: Term) -> str:
    text = re.sub(r"^.*[/#:]", "", getattr(term, "value", str(term)))
    return re.sub(r"[^\w-]", "-", text) or "shape"


def _said(node: Term, about: dict[Term, list[Triple]], depth: int) -> str:
    """What is said of a node, in an order that does not depend on the names of blank nodes."""
    if not isinstance(node, BlankNode):
        return str(node)
    if not depth:
        return "[]"
    inner = sorted(f"{t.predicate} {_said(t.object, about, depth - 1)}" for t in about[node])
    return f"[{' ; '.join(inner)}]"
