"""Conclusions as columns on disk: derived statements, the days they hold, and all matches."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.rules.cell import NO_PAIRS
from kg.rules.columns.column import GrowingColumn
from kg.rules.columns.compile import CompiledRule
from kg.rules.columns.fact_table import FactTable
from kg.rules.columns.matches import Defeaters, Matches
from kg.rules.columns.relevance import Bound, needed, remember
from kg.rules.columns.spans import Spans
from kg.rules.columns.validity import Validity
from kg.rules.columns.views import DerivedFacts, MatchProofs
from kg.rules.inference import Inference
from kg.rules.stratify import Schema
from kg.store.columns.fact_index import Order, Property, SortedRun
from kg.store.columns.terms_table import Terms
from kg.store.index import DAYS, order_columns, read_runs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.model.intervals import IntervalSet
    from kg.rules.rule import Rule
    from kg.store.columns.container import Container
    from kg.store.facts import Facts
    from kg.store.index import Columns

_STATEMENTS = ("subjects", "properties", "values")
_SPANS = ("starts", "first", "last")
_FOLLOWED = ("both_said", "both_surely_said", "both_followed", "both_surely_followed")
"""Arguable and certain days of rows that are both stated and derived, for each of the two."""


def digest(rules: Sequence[Rule]) -> str:
    """Return a digest that identifies a set of rules."""
    text = "\0".join(f"{rule.name}\0{rule.text}" for rule in rules)
    return hashlib.sha256(text.encode()).hexdigest()


def derived_columns(inference: Inference) -> tuple[Columns, Any]:
    """Return the columns of everything derived, and their description."""
    table = inference.proofs.table
    if inference.cell is None:
        table.settle()
    found: Columns = {f"table_{name}": getattr(table, name).all() for name in _STATEMENTS}
    for name, column in zip(DAYS, table.holds.columns(), strict=True):
        found[f"held_{name}"] = column.all()
    found["table_derived"] = table.derived_rows()
    found["both_rows"], followed = table.followed()
    for name, spans in zip(_FOLLOWED, followed, strict=True):
        found |= _span_columns(name, spans)
    rows = table.doubt.rows()
    found["doubt_rows"] = np.array(rows, np.int64)
    found |= _span_columns("doubt_certain", table.doubt.take(found["doubt_rows"]))
    found["waiting_rows"] = table.waiting()
    orders, properties = order_columns("derived", table.by_property, derived=True)
    found |= orders
    strata: list[list[Any]] = []
    for stratum in inference.proofs.in_order:
        metadata = []
        for number, matches in enumerate(match.flat() for match in stratum):
            name = f"match_{len(strata)}_{number}"
            columns, parts = _match_columns(name, matches)
            found |= columns
            metadata.append([matches.compiled.rule.name, name, len(matches), parts])
        strata.append(metadata)
    schema = inference.schema
    return found, {
        "rules": digest(inference.rules),
        "whole": inference.cell is None,
        "bound": [] if inference.cell is None else _bound_variables(inference),
        "stated": table.stated,
        "properties": properties,
        "strata": strata,
        "order": [[rule.name for rule in stratum] for stratum in inference.strata],
        "functional": sorted(schema.functional),
        "apart": {name: sorted(others) for name, others in schema.apart.items()},
    }


def _bound_variables(inference: Inference) -> list[Any]:
    """Return the bound variables of each rule that conclusions on a pair need."""
    bound = needed(inference.rules, inference.schema)
    return [
        [rule, [[name, kind.name] for name, kind in variables.items()]]
        for rule, variables in bound.items()
    ]


def _span_columns(name: str, spans: Spans) -> Columns:
    return {f"{name}_{part}": getattr(spans, part) for part in _SPANS}


def _spans(name: str, columns: Container) -> Spans:
    return Spans(*(columns.column(f"{name}_{part}") for part in _SPANS))


def _sets(spans: Spans) -> Iterator[IntervalSet]:
    return map(spans.row, range(len(spans)))


def _match_columns(name: str, matches: Matches) -> tuple[Columns, Any]:
    """Return the columns of a rule's matches, with the layout needed to read them back."""
    found = {f"{name}_v{n}": column for n, column in enumerate(matches.variables.values())}
    found |= {f"{name}_p{number}": column for number, column in matches.premises.items()}
    found |= _span_columns(f"{name}_days", matches.periods)
    if not matches.days.agreed:
        found |= _span_columns(f"{name}_arguable", matches.arguable)
    for n, absence in enumerate(matches.defeaters):
        found |= {f"{name}_a{n}_groups": absence.groups, f"{name}_a{n}_starts": absence.starts}
        found |= {f"{name}_a{n}_p{number}": c for number, c in absence.premises.items()}
    absences = [list(absence.premises) for absence in matches.defeaters]
    metadata = [list(matches.variables), list(matches.premises), absences, matches.days.agreed]
    return found, metadata


def read_derived(
    columns: Container, metadata: Any, facts: Facts, rules: Sequence[Rule]
) -> Inference | None:
    """Read the conclusions derived from facts, or return None if other rules derived them.

    The facts are extended in place. The file holds either all conclusions or only those on which
    conclusions about any pair may rest (``NO_PAIRS``).

    Raises:
        KeyError, ValueError, TypeError: the file does not contain these columns.
    """
    if metadata["rules"] != digest(rules):
        return None
    table = _table(columns, metadata, facts)
    by_name = {rule.name: rule for rule in rules}
    strata = [
        [_matches(columns, one, CompiledRule(by_name[one[0]], table.terms), table) for one in group]
        for group in metadata["strata"]
    ]
    schema = Schema(
        frozenset(metadata["functional"]),
        {name: frozenset(others) for name, others in metadata["apart"].items()},
    )
    order = [[by_name[name] for name in group] for group in metadata["order"]]
    follows = DerivedFacts(table)
    facts.adopt(follows, table)
    cell = None if metadata["whole"] else NO_PAIRS
    if cell is not None:
        bound = {rule: {name: Bound[kind] for name, kind in of} for rule, of in metadata["bound"]}
        remember(rules, schema, bound)
    return Inference(facts, MatchProofs(table, strata), tuple(rules), order, schema, cell)


def _table(columns: Container, metadata: Any, facts: Facts) -> FactTable:
    statements = [
        GrowingColumn(columns.column(f"table_{name}"), on_disk=True) for name in _STATEMENTS
    ]
    days = Validity(columns.changeable(*(f"held_{name}" for name in DAYS)), on_disk=True)
    stated = facts.columns
    derived = read_runs("derived", columns, metadata["properties"])
    orders = {}
    for number in (*stated.by_property, *(n for n in derived[0] if n not in stated.by_property)):
        held = stated.by_property.get(number)
        one, other = (
            _order(held, side, runs.get(number))
            for side, runs in zip(("by_subject", "by_value"), derived, strict=True)
        )
        orders[number] = Property(one, other)
    table = FactTable(Terms(stated.terms), statements, days, orders)
    asserted, sure, follows, surely = (_sets(_spans(name, columns)) for name in _FOLLOWED)
    either = zip(zip(asserted, sure, strict=True), zip(follows, surely, strict=True), strict=True)
    followed = dict(zip(columns.column("both_rows").tolist(), either, strict=True))
    table.facts = facts
    table.restore(metadata["stated"], columns.column("table_derived"), followed)
    table.doubt.note(columns.column("doubt_rows"), _spans("doubt_certain", columns))
    table.wait_again(columns.column("waiting_rows"))
    return table


def _order(held: Property | None, side: str, derived: SortedRun | None) -> Order:
    return Order(SortedRun.nothing() if held is None else getattr(held, side).stated, derived)


def _matches(columns: Container, metadata: Any, rule: CompiledRule, table: FactTable) -> Matches:
    _, name, size, (variables, premises, absences, agreed) = metadata
    days = _spans(f"{name}_days", columns)
    found = Matches(
        rule,
        table,
        {variable: columns.column(f"{name}_v{n}") for n, variable in enumerate(variables)},
        {number: columns.column(f"{name}_p{number}") for number in premises},
        tuple(
            Defeaters(
                columns.column(f"{name}_a{n}_groups"),
                columns.column(f"{name}_a{n}_starts"),
                {number: columns.column(f"{name}_a{n}_p{number}") for number in numbers},
            )
            for n, numbers in enumerate(absences)
        ),
        days,
        days if agreed else _spans(f"{name}_arguable", columns),
    )
    if len(found) != size:
        raise ValueError(f"{name} has the wrong number of matches")
    return found
