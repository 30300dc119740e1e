"""What follows about one pair of states, deriving nothing that it does not need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.model.terms import ent
from kg.rules.columns.compile import compile_rule
from kg.rules.columns.engine import Evaluation
from kg.rules.columns.relation import Relation
from kg.rules.columns.relevance import Bound, needed
from kg.rules.inference import Inference
from kg.rules.stratify import Schema, is_recursive, stratify

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyoxigraph import NamedNode, Store

    from kg.rules.columns.arrays import Numbers
    from kg.rules.columns.fact_table import FactTable
    from kg.rules.columns.matches import Matches
    from kg.rules.columns.product import Product
    from kg.rules.columns.relevance import Bindings
    from kg.rules.rule import Rule
    from kg.store.facts import Facts

    Pair = tuple[NamedNode, NamedNode]

_MEMBER = ent("hasMember")


def derive_pair(facts: Facts, rules: Sequence[Rule], pair: Pair) -> Inference:
    """Derive what follows about a pair, and what that rests on; the facts are extended in place.

    It is what ``derive`` derives, less the derivations in which a variable that must stand for the
    pair or for one of its states (see ``relevance``) stands for another.

    Args:
        facts: what is held, nothing derived yet.
        rules: the rules, in any order.
        pair: the two states.

    Raises:
        CyclicNegation: the rules have no order.
        RuleError: two rules give one node different values of a functional property.
    """
    from kg.rules.columns.fact_table import check_functional, table_of
    from kg.rules.columns.views import DerivedFacts, MatchProofs

    schema = Schema.of(facts.dataset)
    table = table_of(facts)
    follows = DerivedFacts(table)
    facts.adopt(follows)
    strata, matches = run_pair(table, lambda: facts.store, rules, schema, pair)
    facts.adopt(follows)
    check_functional(table, schema)
    return Inference(facts, MatchProofs(table, matches), tuple(rules), strata, schema)


def run_pair(
    table: FactTable,
    store: Callable[[], Store],
    rules: Sequence[Rule],
    schema: Schema,
    pair: Pair,
) -> tuple[list[list[Rule]], list[list[Matches | Product]]]:
    """Extend a table of facts by what follows about a pair.

    Args:
        table: what is held, nothing derived yet.
        store: gives a store of all that the table holds so far.
        rules: the rules, all that there are.
        schema: what tells two nodes apart.
        pair: the two states.

    Returns:
        the order of all rules, and for each stratum the matches of the rules that ran.
    """
    bound = needed(rules, schema)
    strata = stratify(rules, schema)
    run = Evaluation(table, store)
    states = np.unique(table.terms.intern(node.value for node in pair))
    found = []
    for stratum in strata:
        wanted = [rule for rule in stratum if rule.name in bound]
        if wanted:
            starts = {rule.name: _start(bound[rule.name], states, table) for rule in wanted}
            compiled = [compile_rule(rule, table.terms) for rule in wanted]
            found.append(run.stratum(compiled, is_recursive(wanted, schema), starts))
    return strata, found


def _start(bound: Bindings, states: Numbers, table: FactTable) -> Relation:
    """Rows that give the bound variables all values that they may have."""
    start = Relation.unit()
    for name, kind in sorted(bound.items()):
        values = states if kind is Bound.STATE else _pairs(states, table)
        start = start.join(Relation.of({name: values}, len(values)), prune=False)
    return start


def _pairs(states: Numbers, table: FactTable) -> Numbers:
    """Nodes that have each of the states as a member."""
    held = table.by_property.get(table.terms.find(_MEMBER))
    if held is None:
        return np.empty(0, np.int32)
    found = [table.subjects[held.by_value.rows_of(state)] for state in states.tolist()]
    common = found[0]
    for others in found[1:]:
        common = np.intersect1d(common, others)
    return np.unique(common)
