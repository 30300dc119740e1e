"""Derivation limited to one pair of states: rules and pairs that it does not need are skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.rules.cell import NO_PAIRS, Cell
from kg.rules.columns.compile import CompiledRule
from kg.rules.columns.delta import Delta
from kg.rules.columns.engine import Evaluation
from kg.rules.columns.fact_table import check_functional, table_of
from kg.rules.columns.relation import Relation
from kg.rules.columns.relevance import MEMBER, Bound, needed
from kg.rules.columns.views import DerivedFacts, MatchProofs
from kg.rules.inference import Inference
from kg.rules.stratify import Schema, is_recursive, stratify
from kg.store.columns.fact_index import distinct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pyoxigraph import NamedNode, Store

    from kg.rules.cell import Pair
    from kg.rules.columns.fact_table import FactTable
    from kg.rules.columns.matches import Matches
    from kg.rules.columns.product import Product
    from kg.rules.columns.relevance import Bindings
    from kg.rules.rule import Rule
    from kg.store.columns.fact_index import Numbers
    from kg.store.facts import Facts

_MANY = 10_000  # rows above which a starting relation leaves further variables unbound


def derive_pair(
    facts: Facts, rules: Sequence[Rule], pair: Pair, before: Inference | None = None
) -> Inference:
    """Derive the conclusions on a pair and all that they rest on; the facts are extended in place.

    The result equals that of ``derive``, without the derivations in which a variable that must
    stand for the pair or for one of its states (see ``relevance``) stands for something else.

    Args:
        facts: the stated facts, without any conclusions.
        rules: the rules, in any order.
        pair: the two states.
        before: conclusions on the same pair, drawn by the same rules from nearly the same facts.

    Raises:
        CyclicNegation: the rules cannot be stratified.
        RuleError: two rules give one node different values of a functional property.
    """
    return derive_cell(facts, rules, Cell.of_pair(pair), before)


def derive_cell(
    facts: Facts, rules: Sequence[Rule], cell: Cell, before: Inference | None = None
) -> Inference:
    """Derive the conclusions on the pairs of a cell and all that they rest on; see ``derive_pair``.

    For ``NO_PAIRS``, derive the conclusions on which those about any pair may rest.
    """
    schema = Schema.of(facts.dataset)
    known = before is not None and (before.schema, before.rules) == (schema, tuple(rules))
    strata = before.strata if before is not None and known else stratify(rules, schema)
    table = table_of(facts)
    follows = DerivedFacts(table)
    facts.adopt(follows, table)
    delta = Delta(facts, before.proofs, table) if before is not None and known else None
    bound = needed(rules, schema)
    if cell == NO_PAIRS:
        bound = {name: variables for name, variables in bound.items() if not variables}
    matches = run_cell(table, lambda: facts.store, strata, bound, cell, schema, delta)
    facts.adopt(follows, table)
    check_functional(table, schema)
    return Inference(facts, MatchProofs(table, matches), tuple(rules), strata, schema, cell)


def derive_further(common: Inference, cell: Cell) -> Inference:
    """Derive the conclusions on the pairs of a cell, starting from those that all pairs share.

    Args:
        common: the inference for ``NO_PAIRS``; its facts are extended in place.
        cell: the pairs.

    Raises:
        RuleError: as ``derive_pair``.
    """
    facts, rules, schema = common.facts, common.rules, common.schema
    table, bound = common.proofs.table, needed(rules, schema)
    known = common.proofs.matches
    matches = run_cell(table, lambda: facts.store, common.strata, bound, cell, schema, known=known)
    facts.adopt(DerivedFacts(table), table)
    check_functional(table, schema)
    return Inference(facts, MatchProofs(table, matches), rules, common.strata, schema, cell)


def run_cell(
    table: FactTable,
    store: Callable[[], Store],
    strata: Sequence[Sequence[Rule]],
    bound: Mapping[str, Bindings],
    cell: Cell,
    schema: Schema,
    delta: Delta | None = None,
    known: Mapping[str, Matches | Product] | None = None,
) -> list[list[Matches | Product]]:
    """Add the conclusions on the pairs of a cell to a table of facts.

    Args:
        table: the stated facts, without any conclusions.
        store: returns a store with everything that the table holds so far.
        strata: all rules in order of execution.
        bound: the rules that are needed, with their bound variables.
        cell: the pairs.
        schema: the functional properties and disjoint classes of the ontology.
        delta: the matches of an earlier run, and which rules have unchanged inputs.
        known: by rule name, matches whose conclusions are already in the table.

    Returns:
        for each stratum that contains a needed rule, the matches of its needed rules.
    """
    run, known = Evaluation(table, store), known or {}
    making = [
        any(_makes_pairs(rule) for rule in stratum if rule.name not in known) for stratum in strata
    ]
    found: list[list[Matches | Product]] = []
    for number, stratum in enumerate(strata):
        wanted = [rule for rule in stratum if rule.name in bound]
        if not wanted:
            continue
        if all(rule.name in known for rule in wanted):
            found.append([known[rule.name] for rule in wanted])
            continue
        rules = [CompiledRule(rule, table.terms) for rule in wanted]
        if delta is not None and not delta.knows(wanted):
            delta = None
        if delta is not None and not delta.touches(wanted) and _same_pairs(delta, cell, table):
            found.append(delta.carry(rules))
            continue
        pairs = None if any(making[number:]) else _pairs(cell, table)
        starts = {rule.name: _start(bound[rule.name], cell, table, pairs) for rule in wanted}
        recursive = is_recursive(wanted, schema)
        if delta is not None and not any(bound[rule.name] for rule in wanted):
            found.append(run.again(rules, recursive, delta))
        else:
            found.append(run.stratum(rules, recursive, starts))
        if delta is not None:
            for matches in found[-1]:
                delta.note(matches)
    return found


def _same_pairs(delta: Delta, cell: Cell, table: FactTable) -> bool:
    """Return True if the cell's pairs have the same nodes as before, so that rules start alike."""
    nodes = []
    for held in (delta.before, table):
        nodes.append({held.terms.key(number) for number in _pairs(cell, held).tolist()})
    return nodes[0] == nodes[1]


def _makes_pairs(rule: Rule) -> bool:
    return any(prop == MEMBER for _, prop, _ in rule.head)


def _start(bound: Bindings, cell: Cell, table: FactTable, pairs: Numbers | None) -> Relation:
    """Return a relation that gives the bound variables all values that they may have.

    With many states, not every combination of two is listed: a pair's node determines its members,
    and elsewhere one state is enough to start with. ``pairs`` is None while rules may still create
    pairs.
    """
    states = distinct(table.terms.intern(node.value for node in cell.states))
    start = Relation.unit()
    for name, kind in sorted(bound.items(), key=lambda item: (item[1] is Bound.STATE, item[0])):
        values = states if kind is Bound.STATE else pairs
        if values is None:
            continue
        if kind is Bound.STATE and start.size * len(values) > _MANY and start.variables:
            break
        start = start.join(Relation.of({name: values}, len(values)), prune=False)
    return start


def _pairs(cell: Cell, table: FactTable) -> Numbers:
    """Return the nodes of the pairs of a cell."""
    held = table.by_property.get(table.terms.find(MEMBER))
    if held is None:
        return np.empty(0, np.int32)

    def having(states: Iterable[NamedNode]) -> tuple[Numbers, Numbers]:
        """Return the nodes with at least one of the states as a member, and those with two."""
        found = [table.subjects[held.by_value.rows_of(table.terms.find(state))] for state in states]
        every = np.concatenate([np.empty(0, np.int32), *found])
        nodes, times = np.unique(every, return_counts=True)
        return nodes, nodes[times > 1]

    (one, of_one), (other, of_other) = having(cell.one), having(cell.other)
    parts = [np.intersect1d(one, other)]
    parts += [of_one] if cell.within_one else []
    parts += [of_other] if cell.within_other else []
    return distinct(np.concatenate(parts))
