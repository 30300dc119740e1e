"""The matches of a rule as plain columns of numbers, to be written and read back.

Rows of facts are not written, since their order is that of one table; what is written is the
numbers of the terms, from which rows are found again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.rules.columns.fire import conclude
from kg.rules.columns.matches import Defeaters, Matches
from kg.rules.columns.spans import Spans
from kg.rules.columns.terms_table import UNBOUND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.rules.columns.arrays import Ints, Numbers
    from kg.rules.columns.compile import CompiledRule, Pattern
    from kg.rules.columns.fact_table import FactTable


def packed(matches: Matches) -> dict[str, Any]:
    """The columns of a rule's matches, as lists."""
    facts = matches.facts
    return {
        "variables": {name: column.tolist() for name, column in matches.variables.items()},
        "absences": [
            {
                "groups": absence.groups.tolist(),
                "starts": absence.starts.tolist(),
                "premises": [
                    [
                        column[absence.premises[number]].tolist()
                        for column in (facts.subjects, facts.properties, facts.values)
                    ]
                    for number in sorted(absence.premises)
                ],
            }
            for absence in matches.defeaters
        ],
        "periods": _spans(matches.periods),
        "arguable": None if matches.days.agreed else _spans(matches.arguable),
    }


def _spans(days: Spans) -> list[list[int]]:
    return [column.tolist() for column in (days.starts, days.first, days.last)]


def _days(told: Sequence[Sequence[int]]) -> Spans:
    starts, first, last = told
    return Spans(np.array(starts, np.int64), np.array(first, np.int32), np.array(last, np.int32))


def unpacked(
    told: Mapping[str, Any], rules: Sequence[CompiledRule], facts: FactTable, numbers: Sequence[int]
) -> list[Matches]:
    """The matches of the rules of a stratum from their columns; the facts are extended by them.

    Args:
        told: for each rule by name, the columns.
        rules: the rules.
        facts: the table of which premises are rows; all that feeds the rules must be in it.
        numbers: for each number of a term in the columns, its number in the table.

    Raises:
        ValueError, KeyError, TypeError, IndexError: these are no such columns.
    """
    numbered = np.append(np.array(numbers, np.int32), UNBOUND)
    bare = [_bare(told[rule.rule.name], rule, facts, numbered) for rule in rules]
    for matches in bare:
        conclude(matches)
    return [_whole(told[matches.compiled.rule.name], matches, numbered) for matches in bare]


def _bare(
    told: Mapping[str, Any], rule: CompiledRule, facts: FactTable, numbered: Numbers
) -> Matches:
    variables = {
        name: numbered[np.array(column, np.int64)] for name, column in told["variables"].items()
    }
    periods = _days(told["periods"])
    arguable = periods if told["arguable"] is None else _days(told["arguable"])
    return Matches(rule, facts, variables, {}, (), periods, arguable)


def _whole(told: Mapping[str, Any], matches: Matches, numbered: Numbers) -> Matches:
    """With the rows of premises, which for a recursive rule are among its own conclusions."""
    rule, facts = matches.compiled, matches.facts
    premises = {
        pattern.number: _rows(pattern, matches.variables, len(matches), facts)
        for pattern in rule.body.patterns
    }
    defeaters = tuple(
        Defeaters(
            np.array(absence["groups"], np.int64),
            np.array(absence["starts"], np.int64),
            {
                pattern.number: facts.rows_of(
                    *(numbered[np.array(column, np.int64)] for column in columns)
                )
                for pattern, columns in zip(body.patterns, absence["premises"], strict=True)
            },
        )
        for body, absence in zip(rule.absences, told["absences"], strict=True)
    )
    return replace(matches, premises=premises, defeaters=defeaters)


def _rows(pattern: Pattern, variables: Mapping[str, Numbers], size: int, facts: FactTable) -> Ints:
    """Rows of the facts that a pattern matched.

    Raises:
        ValueError: one of them is not among the facts.
    """
    columns = (
        variables[slot] if isinstance(slot, str) else np.full(size, slot, np.int32)
        for slot in pattern.slots
    )
    found = facts.rows_of(*columns)
    if (found < 0).any():
        raise ValueError(f"a premise of {pattern.slots} is not among the facts")
    return found
