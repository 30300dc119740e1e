"""All derivations as one file of JSON, and back: what a rule's variables stood for, and when.

Premises and conclusions are not written: they are the rule's patterns with the variables filled in.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, BinaryIO

from pyoxigraph import RdfFormat, Triple, parse

from kg.model.intervals import Interval, IntervalSet
from kg.rules.evaluate import conclude
from kg.rules.inference import Inference
from kg.rules.proof import Derivation, Proofs
from kg.rules.stratify import Schema, stratify
from kg.rules.temporal import instantiate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.rules.rule import Rule
    from kg.store.dataset import Term
    from kg.store.facts import Facts

_FORMAT = 1


class _Numbers:
    """Terms by number, in the order in which they were first seen."""

    def __init__(self) -> None:
        self.seen: dict[Term, int] = {}

    def of(self, term: Term) -> int:
        return self.seen.setdefault(term, len(self.seen))


def write_proofs(inference: Inference, file: BinaryIO) -> None:
    """Write all derivations, defeated ones included, in the order of their strata."""
    numbers = _Numbers()
    strata = [
        [_packed(inference.proofs.get(key), numbers) for key in keys]
        for keys in inference.proofs.strata
    ]
    data = {
        "format": _FORMAT,
        "rules": digest(inference.rules),
        "terms": [str(term) for term in numbers.seen],
        "strata": strata,
    }
    file.write(json.dumps(data, separators=(",", ":")).encode())


def _packed(derivation: Derivation, numbers: _Numbers) -> list[Any]:
    return [
        derivation.rule.name,
        {name: numbers.of(term) for name, term in derivation.bindings.items()},
        [
            [[[numbers.of(term) for term in triple] for triple in match] for match in absence]
            for absence in derivation.defeaters
        ],
        [[part.first, part.last] for part in derivation.period.parts],
    ]


def read_proofs(data: bytes, facts: Facts, rules: Sequence[Rule]) -> Inference | None:
    """What was derived from the facts, which are extended in place; None if by other rules.

    Raises:
        ValueError, KeyError, TypeError, IndexError, SyntaxError: it is no such file.
    """
    told = json.loads(data)
    if told["format"] != _FORMAT or told["rules"] != digest(rules):
        return None
    lines = "\n".join(f"<urn:x> <urn:x> {term} ." for term in told["terms"])
    terms = [quad.object for quad in parse(lines, format=RdfFormat.N_TRIPLES)]
    by_name = {rule.name: rule for rule in rules}
    schema = Schema.of(facts.dataset)
    proofs = Proofs()
    for stratum in told["strata"]:
        conclude([_unpacked(one, terms, by_name) for one in stratum], facts, proofs)
        proofs.strata.append([])
    proofs.strata.pop()
    return Inference(facts, proofs, tuple(rules), stratify(rules, schema), schema)


def _unpacked(packed: list[Any], terms: list[Term], rules: Mapping[str, Rule]) -> Derivation:
    name, bound, defeaters, period = packed
    rule = rules[name]
    bindings = {variable: terms[number] for variable, number in bound.items()}
    return Derivation(
        rule,
        bindings,
        instantiate(rule.body.slots, bindings),
        instantiate(rule.head_slots, bindings),
        tuple(
            tuple(tuple(_triple(three, terms) for three in match) for match in absence)
            for absence in defeaters
        ),
        IntervalSet(tuple(Interval(first, last) for first, last in period)),
    )


def _triple(numbers: list[int], terms: list[Term]) -> Triple:
    subject, predicate, value = (terms[number] for number in numbers)
    return Triple(subject, predicate, value)  # type: ignore[arg-type]


def digest(rules: Sequence[Rule]) -> str:
    """What tells sets of rules apart."""
    text = "\0".join(f"{rule.name}\0{rule.text}" for rule in rules)
    return hashlib.sha256(text.encode()).hexdigest()
