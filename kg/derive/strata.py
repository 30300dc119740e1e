"""The order in which rules run, computed from what each reads and writes.

A rule depends on another where one of its patterns about a node (a star: all its triples with
one subject) can be fed by what the other constructs about a node. Two stars that give different
values to a functional property, or two disjoint classes, are about different nodes; that is what
keeps the conclusion of one kind from counting as input of another. Rules in one stratum may feed
each other; where such a circle passes through a negation there is no order, and the rules are
refused (Apt, Blair and Walker 1988).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx

from kg.derive.pattern import variable_name
from kg.errors import CyclicNegation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.derive.pattern import Pattern
    from kg.derive.rule import Rule
    from kg.derive.schema import Schema

Star = tuple[tuple[str | None, str | None], ...]
"""Predicate and object of each triple about one subject; None stands for a variable."""


def stars(triples: Iterable[Pattern]) -> list[Star]:
    """The triples by subject."""
    by_subject: dict[str, list[tuple[str | None, str | None]]] = {}
    for subject, predicate, value in triples:
        shape = tuple(None if variable_name(term) else str(term) for term in (predicate, value))
        by_subject.setdefault(str(subject), []).append((shape[0], shape[1]))
    return [tuple(star) for star in by_subject.values()]


def feeds(written: Star, read: Star, schema: Schema) -> bool:
    """True where a constructed node can match a pattern, in whole or in part."""
    for predicate, value in read:
        for other_predicate, other in written:
            known = predicate is not None and value is not None and other is not None
            if known and predicate == other_predicate:
                assert predicate is not None and value is not None and other is not None
                if schema.tells_apart(predicate, value, other):
                    return False
    return any(
        None in (p, q) or (p == q and (None in (v, w) or v == w))
        for p, v in read
        for q, w in written
    )


def dependencies(
    rules: Sequence[Rule], schema: Schema
) -> tuple[networkx.DiGraph[str], set[tuple[str, str]]]:
    """Which rule feeds which, by name, and the pairs in which by way of a negation."""
    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.add_nodes_from(rule.name for rule in rules)
    negative: set[tuple[str, str]] = set()
    writes = {rule.name: stars(rule.head) for rule in rules}
    for reader in rules:
        needed = stars(reader.body.triples)
        barred = [star for absence in reader.absences for star in stars(absence.triples)]
        for writer in rules:
            made = writes[writer.name]
            if any(feeds(w, r, schema) for w in made for r in barred):
                negative.add((writer.name, reader.name))
                graph.add_edge(writer.name, reader.name)
            elif any(feeds(w, r, schema) for w in made for r in needed):
                graph.add_edge(writer.name, reader.name)
    return graph, negative


def downstream(rules: Sequence[Rule], schema: Schema) -> dict[str, frozenset[str]]:
    """For each rule, all rules that read what it writes, near and far."""
    graph, _ = dependencies(rules, schema)
    reached = {name: networkx.descendants(graph, name) for name in graph}
    loops = {name for name in graph if graph.has_edge(name, name)}
    return {n: frozenset(found | ({n} & loops)) for n, found in reached.items()}


def stratify(rules: Sequence[Rule], schema: Schema) -> list[list[Rule]]:
    """Rules in groups to be run one after the other, each to its own fixpoint.

    Args:
        rules: the rules, in any order.
        schema: what tells two nodes apart.

    Raises:
        CyclicNegation: a circle of rules passes through a negation.
    """
    graph, negative = dependencies(rules, schema)
    by_name = {rule.name: rule for rule in rules}
    condensed = networkx.condensation(graph)
    strata = []
    for component in networkx.lexicographical_topological_sort(
        condensed, key=lambda node: min(condensed.nodes[node]["members"])
    ):
        members = sorted(condensed.nodes[component]["members"])
        if any(a in members and b in members for a, b in negative):
            raise CyclicNegation(members)
        strata.append([by_name[name] for name in members])
    return strata


def is_recursive(stratum: Sequence[Rule], schema: Schema) -> bool:
    """True where the rules of a stratum feed each other or themselves."""
    if len(stratum) > 1:
        return True
    rule = stratum[0]
    needed = stars(rule.body.triples)
    return any(feeds(w, r, schema) for w in stars(rule.head) for r in needed)
