"""Comparison of two derivations: their conclusions, proofs and times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.model.terms import ent
from kg.rules.columns.relevance import Bound, needed
from kg.rules.pattern import variable_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.rules.columns.relevance import Bindings
    from kg.rules.inference import Inference
    from kg.rules.pair import Pair
    from kg.rules.proof import Derivation, Key


def _joined(derivation: Derivation) -> list[object]:
    """Return the bindings of a match, except variables that only choose among its readings.

    If two patterns match one statement, or VALUES binds a variable that no triple uses, one
    derivation has several readings, and an engine may keep any of them.
    """
    if len(derivation.premises) < len(derivation.rule.body.triples):
        return []
    patterns = derivation.rule.body.triples
    names = {variable_name(term) for pattern in patterns for term in pattern} - {None}
    return [derivation.bindings.get(name) for name in sorted(map(str, names))]


def difference(one: Inference, other: Inference) -> list[str]:
    """Return lines on differing conclusions or proofs; empty if the derivations agree."""
    lines = []
    mine, theirs = dict(one.facts.derived), dict(other.facts.derived)
    for triple in mine.keys() | theirs.keys():
        if mine.get(triple) != theirs.get(triple) or (
            one.facts.arguable(triple) != other.facts.arguable(triple)
        ):
            lines.append(f"{triple}: {mine.get(triple)} against {theirs.get(triple)}")
    found = [
        {d.key: d for rule in derived.rules for d in derived.proofs.of_rule(rule.name)}
        for derived in (one, other)
    ]
    for key in found[0].keys() | found[1].keys():
        pair = [known.get(key) for known in found]
        if pair[0] is None or pair[1] is None:
            lines.append(f"{key}: only in {'the second' if pair[0] is None else 'the first'}")
        elif (pair[0].period, pair[0].arguable) != (pair[1].period, pair[1].arguable):
            lines.append(f"{key}: {pair[0].period} against {pair[1].period}")
        elif [set(a) for a in pair[0].defeaters] != [set(a) for a in pair[1].defeaters]:
            lines.append(f"{key}: defeaters {pair[0].defeaters} against {pair[1].defeaters}")
        elif _joined(pair[0]) != _joined(pair[1]):
            lines.append(f"{key}: bindings {pair[0].bindings} against {pair[1].bindings}")
    sizes = [
        sum(len(derived.proofs.of_rule(rule.name)) for rule in derived.rules)
        for derived in (one, other)
    ]
    if sizes[0] != sizes[1]:
        lines.append(f"{sizes[0]} derivations against {sizes[1]}")
    return lines


def restricted(
    whole: Inference, bound: Mapping[str, Bindings], pair: Pair
) -> dict[Key, Derivation]:
    """Return the derivations in which each bound variable stands for the pair or its states."""
    member = ent("hasMember")
    held = [set(whole.facts.store.quads_for_pattern(None, member, node)) for node in pair]
    nodes = [{quad.subject for quad in quads} for quads in held]
    allowed: dict[Bound, set[Any]] = {Bound.STATE: {*pair}, Bound.PAIR: nodes[0] & nodes[1]}
    return {
        found.key: found
        for name, variables in bound.items()
        for found in whole.proofs.of_rule(name)
        if all(found.bindings[v] in allowed[kind] for v, kind in variables.items())
    }


def disagreement(part: Inference, whole: Inference, pair: Pair) -> list[str]:
    """Return lines on differences between what is derived for a pair alone and with all others."""
    wanted = restricted(whole, needed(whole.rules, whole.schema), pair)
    found = {d.key: d for rule in part.rules for d in part.proofs.of_rule(rule.name)}
    lines = [f"missing: {key}" for key in wanted.keys() - found.keys()]
    lines += [f"too much: {key}" for key in found.keys() - wanted.keys()]
    for key in wanted.keys() & found.keys():
        one, other = found[key], wanted[key]
        days = [(each.period, each.arguable) for each in (one, other)]
        if days[0] != days[1] or one.defeaters != other.defeaters:
            lines.append(f"otherwise: {key}: {one.period} against {other.period}")
    return lines
