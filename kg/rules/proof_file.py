"""All derivations as one file of JSON, and back: what a rule's variables stood for, and when.

Premises and conclusions are not written: they are the rule's patterns with the variables filled in.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, BinaryIO

from pyoxigraph import RdfFormat, parse

from kg.rules.inference import Inference
from kg.rules.stratify import Schema, stratify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.rules.rule import Rule
    from kg.store.facts import Facts

_FORMAT = 3


def write_proofs(derived: Inference, file: BinaryIO) -> None:
    """Write all derivations, defeated ones included, in the order of their strata."""
    from kg.rules.columns.packed import packed

    table = derived.proofs.table
    data = {
        "format": _FORMAT,
        "rules": digest(derived.rules),
        "terms": [str(table.terms.term(number)) for number in range(len(table.terms))],
        "matches": {name: packed(m.flat()) for name, m in derived.proofs.matches.items()},
    }
    file.write(json.dumps(data, separators=(",", ":")).encode())


def read_proofs(data: bytes, facts: Facts, rules: Sequence[Rule]) -> Inference | None:
    """What was derived from the facts, which are extended in place; None if by other rules.

    Raises:
        ValueError, KeyError, TypeError, IndexError, SyntaxError: it is no such file.
    """
    from kg.rules.columns.compile import compile_rule
    from kg.rules.columns.fact_table import table_of
    from kg.rules.columns.packed import unpacked
    from kg.rules.columns.views import DerivedFacts, MatchProofs

    told = json.loads(data)
    if told["format"] != _FORMAT or told["rules"] != digest(rules):
        return None
    lines = "\n".join(f"<urn:x> <urn:x> {term} ." for term in told["terms"])
    terms = [quad.object for quad in parse(lines, format=RdfFormat.N_TRIPLES)]
    schema = Schema.of(facts.dataset)
    strata = stratify(rules, schema)
    table = table_of(facts)
    numbers = [table.terms.number(term) for term in terms]
    found = [
        unpacked(
            told["matches"],
            [compile_rule(rule, table.terms) for rule in stratum],
            table,
            numbers,
        )
        for stratum in strata
    ]
    follows = DerivedFacts(table)
    facts.adopt(follows)
    return Inference(facts, MatchProofs(table, found), tuple(rules), strata, schema)


def digest(rules: Sequence[Rule]) -> str:
    """What tells sets of rules apart."""
    text = "\0".join(f"{rule.name}\0{rule.text}" for rule in rules)
    return hashlib.sha256(text.encode()).hexdigest()
