"""Relevance: the rules that a pair of states needs, and the nodes their variables may stand for.

This is the magic-set transformation (Bancilhon, Maier, Sagiv and Ullman 1986; Beeri and
Ramakrishnan 1991) in the form that rules about pairs need. The goal binds two states, from which
the node of their pair is found; a rule whose conclusions are read only about these nodes is
evaluated only for them. A variable of a rule is bound if the rule itself mentions a pair, or if
every rule that reads its conclusions reads them about a bound variable. If a rule reads conclusions
about another pair, these are derived for all pairs.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from kg.model.terms import ent
from kg.rules.pattern import variable_name
from kg.rules.stratify import dependencies, feeds, reached

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kg.rules.pattern import Pattern, Term
    from kg.rules.rule import Rule
    from kg.rules.stratify import Schema

MEMBER = ent("hasMember")
_CONCERNS, _RECORDS = ent("concerns"), ent("recordsState")


class Bound(Enum):
    """The nodes that a bound variable may stand for."""

    STATE = "one of the two states"
    PAIR = "the node of their pair"


Bindings = dict[str, Bound]
"""The bound variables of a rule."""


def needed(rules: Sequence[Rule], schema: Schema) -> dict[str, Bindings]:
    """Return the rules that describe a pair, or feed such a rule, with their bound variables.

    Args:
        rules: all rules.
        schema: the functional properties and disjoint classes of the ontology.
    """
    known = _latest.get("known")  # read once, as in ``stratify``
    if known is None or known[0] != (tuple(rules), schema):
        return remember(rules, schema, _needed(rules, schema))
    found: dict[str, Bindings] = known[1]
    return found


_latest: dict[str, Any] = {}


def remember(
    rules: Sequence[Rule], schema: Schema, bound: dict[str, Bindings]
) -> dict[str, Bindings]:
    """Cache the bound variables of some rules, and return them."""
    _latest["known"] = (tuple(rules), schema), bound
    return bound


def _needed(rules: Sequence[Rule], schema: Schema) -> dict[str, Bindings]:
    feeding, _ = dependencies(rules, schema)
    far = reached(feeding)
    about = {rule.name for rule in rules if _of_pair(rule) or _concerned(rule.head)}
    wanted = [rule for rule in rules if rule.name in about or far[rule.name] & about]
    by_name = {rule.name: rule for rule in wanted}
    order = list(_readers_first(by_name, far))
    free: set[str] = set()
    while True:
        open_ = {rule.name for rule in wanted if rule.name in free and not rule.on_request}
        bound = {rule.name: {} if rule.name in open_ else _of_pair(rule) for rule in wanted}
        for name in order:
            if name not in about:
                readers = [by_name[other] for other in feeding[name] if other in by_name]
                bound[name] = _read_of(by_name[name], readers, bound, schema)
        unbound = {name for name in by_name if not bound[name]}
        more = {name for name in by_name if bound[name] and feeding[name] & unbound}
        more |= _read_of_others(by_name, feeding, bound, schema)
        more -= free
        if not more:
            return {name: bound[name] for name in by_name}
        free |= more


def _of_pair(rule: Rule) -> Bindings:
    """Return the variables bound because the rule itself describes a pair and its two members.

    If it describes two pairs, none is bound.
    """
    said = {variable_name(term) for pattern in rule.head for term in pattern} - {None}
    pairs: dict[str, set[str]] = {name: set() for name in _concerned(rule.head)}
    for star in _stars([*rule.body.triples, *rule.head]):
        node, members = _pair_in(star)
        if node in said and len(members) == 2:
            pairs[node] = members
    if len(pairs) != 1:
        return {}
    ((node, named),) = pairs.items()
    found = dict.fromkeys(sorted(named), Bound.STATE)
    if node in rule.variables:  # so it is not computed
        found[node] = Bound.PAIR
    return found


def _concerned(triples: Iterable[Pattern]) -> set[str]:
    """Return the variables that are values of ``concerns``, which are pairs."""
    return {variable_name(value) or "" for _, prop, value in triples if prop == _CONCERNS} - {""}


def _pair_in(star: list[Pattern]) -> tuple[str, set[str]]:
    """Return the variables of a pair and of its members, as given by it or by a record about it."""
    members = {variable_name(v) for _, prop, v in star if prop in (MEMBER, _RECORDS)} - {None}
    concerned = _concerned(star)
    node = concerned.pop() if len(concerned) == 1 else variable_name(star[0][0])
    return node or "", {name for name in members if name}


def _read_of_others(
    rules: Mapping[str, Rule],
    feeding: Mapping[str, set[str]],
    bound: Mapping[str, Bindings],
    schema: Schema,
) -> set[str]:
    """Return the rules whose conclusions are also read about other pairs than the goal."""
    elsewhere = {name: _other_pairs(rule, bound[name]) for name, rule in rules.items()}
    return {
        name
        for name, rule in rules.items()
        for reader in feeding[name] & rules.keys()
        if elsewhere[reader] and _feeds_any(rule, elsewhere[reader], schema)
    }


def _other_pairs(rule: Rule, bound: Bindings) -> list[list[Pattern]]:
    """Return the stars that a rule reads about pairs other than the goal."""
    found = []
    for group in (rule.body, *rule.absences):
        for star in _stars(group.triples):
            pairs = [star[0][0]] if any(prop == MEMBER for _, prop, _ in star) else []
            pairs += [value for _, prop, value in star if prop == _CONCERNS]
            if any(bound.get(variable_name(pair) or "") is not Bound.PAIR for pair in pairs):
                found.append(star)
    return found


def _feeds_any(rule: Rule, read: Iterable[list[Pattern]], schema: Schema) -> bool:
    return any(
        feeds(_shape(written), _shape(star), schema)
        for written in _stars(rule.head)
        for star in read
    )


def _readers_first(rules: Mapping[str, Rule], far: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield the rules in an order that puts readers before the rules that feed them."""
    yield from sorted(rules, key=lambda name: (len(far[name] & rules.keys()), name))


def _read_of(
    rule: Rule, readers: Iterable[Rule], bound: Mapping[str, Bindings], schema: Schema
) -> Bindings:
    """Return the variables that all readers bind."""
    common: Bindings | None = None
    for reader in readers:
        groups = (reader.body, *reader.absences)
        for read in (star for group in groups for star in _stars(group.triples)):
            for written in _stars(rule.head):
                if feeds(_shape(written), _shape(read), schema):
                    given = _unified(written, read, bound[reader.name])
                    common = given if common is None else dict(common.items() & given.items())
    found = common or {}
    return {name: kind for name, kind in found.items() if name in rule.variables}


def _unified(written: list[Pattern], read: list[Pattern], bound: Bindings) -> Bindings:
    """Return the variables of a constructed star in positions where a reading pattern is bound.

    A property that occurs more than once in the star is ignored, since it is unknown which of its
    values the pattern reads.
    """
    found: Bindings = {}
    properties = [prop for _, prop, _ in written]
    pairs = [(written[0][0], read[0][0])]
    for _, prop, value in read:
        if properties.count(prop) == 1:
            pairs += [(other, value) for _, one, other in written if one == prop]
    for mine, theirs in pairs:
        name, other = variable_name(mine), variable_name(theirs)
        if name and other and other in bound:
            found[name] = bound[other]
    return found


def _stars(triples: Iterable[Pattern]) -> list[list[Pattern]]:
    found: dict[Term, list[Pattern]] = {}
    for pattern in triples:
        found.setdefault(pattern[0], []).append(pattern)
    return list(found.values())


def _shape(star: Iterable[Pattern]) -> tuple[tuple[str | None, str | None], ...]:
    return tuple(
        (
            None if variable_name(prop) else str(prop),
            None if variable_name(value) else str(value),
        )
        for _, prop, value in star
    )
