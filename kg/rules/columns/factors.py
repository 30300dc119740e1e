"""Parts of a rule that do not depend on each other, given what it concludes.

A rule that wants one record of the last years and one of the years before has as many matches as
there are pairs of records, though it concludes one thing of the pair of states. Its body falls into
a core, which settles the conclusion, and factors, which share no other variable: the matches are
the product of the factors' matches and need not be written out (factorised representations: Olteanu
and Závodný 2015; provenance as a circuit: Deutch, Milo, Roy and Tannen 2014).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.rules.columns.compile import Body

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.rules.columns.compile import CompiledRule, Pattern
    from kg.rules.columns.conditions import Condition
    from kg.rules.rule import Rule


@dataclass(frozen=True)
class Parts:
    """A body in parts; patterns keep their numbers.

    Attributes:
        core: what settles the conclusion, and all that is computed.
        factors: two or more bodies that share variables with the core only.
    """

    core: Body
    factors: tuple[Body, ...]


def _of_its_own(rule: Rule) -> bool:
    """True where the days of a conclusion are not simply those of its premises."""
    return rule.states_time or rule.only_argues or rule.only_seen


def parts_of(rule: CompiledRule) -> Parts | None:
    """The parts of a rule, None where it has no two factors or its core is no connected pattern."""
    body = rule.body
    if body.plain or any(absence.plain for absence in rule.absences) or _of_its_own(rule.rule):
        return None
    central = {name for pattern in rule.head for name in pattern.variables}
    central |= {name for bind, _ in body.binds for name in bind.variables}
    for absence in rule.absences:
        central |= absence.variables
        for condition in (*absence.values, *absence.filters, *(bind for bind, _ in absence.binds)):
            central |= {*condition.names, *condition.variables}
    about = [pattern for pattern in body.patterns if pattern.subject in central]
    central |= _variables(about)  # all that is said of what is concluded about
    conditions = (*body.values, *body.filters)
    groups = _grouped(body.patterns, conditions, central)
    core = tuple(pattern for pattern in body.patterns if pattern.variables <= central)
    known = frozenset().union(*(pattern.variables for pattern in core))
    computed = {name for bind, _ in body.binds for name in bind.names}
    outside = [group for group in groups if not _variables(group) & central <= known]
    if len(groups) < 2 or outside or not _is_connected(core):
        return None
    if not all(_reads(c) <= known | computed for c in conditions if _reads(c) <= central):
        return None
    factors = tuple(
        Body(
            tuple(group),
            tuple(c for c in body.values if _reads(c) & (_variables(group) - central)),
            tuple(c for c in body.filters if _reads(c) & (_variables(group) - central)),
        )
        for group in groups
    )
    inner = [c for c in conditions if _reads(c) <= central]
    values = tuple(c for c in body.values if c in inner)
    filters = tuple(c for c in body.filters if c in inner)
    return Parts(Body(core, values, filters, body.binds), factors)


def _grouped(
    patterns: Iterable[Pattern], conditions: Iterable[Condition], central: set[str]
) -> list[list[Pattern]]:
    """Patterns with variables of their own, those together that share one or have a condition."""
    groups: list[tuple[set[str], list[Pattern]]] = []
    links: list[tuple[set[str], list[Pattern]]] = [
        (set(pattern.variables - central), [pattern]) for pattern in patterns
    ]
    links += [(set(_reads(condition) - central), []) for condition in conditions]
    for names, held in links:
        if not names:
            continue
        near = [group for group in groups if group[0] & names]
        groups = [group for group in groups if not group[0] & names]
        joined = names.union(*(group[0] for group in near))
        groups.append((joined, [p for group in near for p in group[1]] + held))
    return [sorted(held, key=lambda pattern: pattern.number) for _, held in groups if held]


def _is_connected(core: Iterable[Pattern]) -> bool:
    """True where no two parts of a core would be multiplied with each other."""
    groups: list[set[str]] = []
    for pattern in core:
        if not isinstance(pattern.subject, str):
            continue  # about a constant: a row or so
        names = set(pattern.variables)
        near = [group for group in groups if group & names]
        groups = [group for group in groups if not group & names]
        groups.append(names.union(*near))
    return len(groups) == 1


def _variables(patterns: Iterable[Pattern]) -> frozenset[str]:
    return frozenset().union(*(pattern.variables for pattern in patterns))


def _reads(condition: Condition) -> frozenset[str]:
    return frozenset(condition.names or condition.variables)
