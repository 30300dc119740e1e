"""Denials by sources: how a claim that denies a conclusion affects the rules that draw it.

A source that denies a rule's conclusion contests it, and everything that rests on it; but a source
does not refute a rule, and a rule does not refute a source. So each rule that concludes a kind of a
pair gets one more absence: no source denies this kind of the pair. Such a denial is never certain
(``Rule.only_argues``), so the conclusion stays arguable. Likewise, each rule that requires a kind
not to hold relies on the absence of an argument that it does hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.model.terms import VARIABLE, ent
from kg.rules.pattern import Group, Run, variable_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.rules.pattern import Pattern, Term

DENIED_KIND = ent("hasDeniedKind")
"""Property that links a pair to a kind of conclusion that some source denies of it."""
_KIND, _ANSWER, _CONCERNS = ent("hasKind"), ent("hasAnswer"), ent("concerns")
_HOLDS, _DOES_NOT = ent("holds"), ent("doesNotHold")


def objections(head: Iterable[Pattern], body: Group) -> tuple[Group, ...]:
    """Return the absences on which a rule relies without stating them."""
    known = {variable_name(term) for pattern in body.triples for term in pattern}

    def given(term: Term) -> bool:
        return variable_name(term) is None or variable_name(term) in known

    found = [
        _absent((dyad, DENIED_KIND, kind))
        for kind, answer, dyad in _conclusions(head)
        if answer == _HOLDS and given(dyad) and given(kind)
    ]
    for number, (kind, answer, dyad) in enumerate(_conclusions(body.triples)):
        if answer == _DOES_NOT:
            other = NamedNode(f"{VARIABLE}opposite{number}")
            patterns = ((other, _KIND, kind), (other, _ANSWER, _HOLDS), (other, _CONCERNS, dyad))
            found.append(_absent(*patterns))
    return tuple(dict.fromkeys(found))


def _absent(*patterns: Pattern) -> Group:
    return Group((Run(patterns, ()),))


def _conclusions(patterns: Iterable[Pattern]) -> Iterator[tuple[Term, Term, Term]]:
    """Yield the kind, answer and pair of each conclusion that patterns mention."""
    told: dict[Term, dict[NamedNode, Term]] = {}
    for subject, predicate, value in patterns:
        told.setdefault(subject, {})[predicate] = value
    for said in told.values():
        if {_KIND, _ANSWER, _CONCERNS} <= said.keys():
            yield said[_KIND], said[_ANSWER], said[_CONCERNS]
