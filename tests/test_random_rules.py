"""Randomly composed rules: each is refused, or concludes what Oxigraph constructs."""

from __future__ import annotations

from random import Random

import pytest
from test_rules_as_written import DAYS, by_oxigraph, derived_by, on, stated

from kg.errors import KgError
from kg.store.query_file import parse

VARIABLES = ["?x", "?y", "?n"]
TRIPLES = [
    "{v} a :State .",
    "{v} a :Rivalry .",
    "{v} :borders {t} .",
    "{v} :size ?n .",
    "{v} :of {t} .",
    "{v} :party {t} .",
    "{v} :against/:borders {t} .",
    "{v} ^:of {t} .",
    "[] :of {v} .",
    "{v} :weight ?n .",
    "{v} :code ?c .",
]
CONDITIONS = [
    "FILTER({v} != {t})",
    "FILTER({v} < {t} || isIRI({v}))",
    "FILTER(?n > 2)",
    "FILTER(BOUND({v}) && {v} IN (:a, :b, 5, {t}))",
    "FILTER(!sameTerm({v}, {t}))",
    "BIND(?n * 2 AS ?z)",
    "BIND(IF(?x = :a, :b, ?y) AS ?w)",
    "BIND(COALESCE(?n / 0, ?x) AS ?y)",
    "BIND(LCASE(?c) AS ?n)",
    "VALUES ?x { :a :b :c }",
    "VALUES (?x ?y) { (:a :b) (:b :c) }",
    "VALUES ?n { 1 2 5 }",
]
AROUND = ["MINUS { %s }", "FILTER NOT EXISTS { %s }", "{ %s }"]


def group(random: Random, *, inner: bool = False) -> str:
    def filled(choices: list[str]) -> str:
        terms = [*VARIABLES, ":a", ":b", ":pact1"]
        return random.choice(choices).format_map(
            {"v": random.choice(VARIABLES), "t": random.choice(terms)}
        )

    parts = [filled(TRIPLES) for _ in range(random.randint(1, 3))]
    conditions = [one.replace("{ ", "{{ ").replace(" }", " }}") for one in CONDITIONS]
    parts += [filled(conditions) for _ in range(random.randint(0, 1 if inner else 2))]
    if not inner:
        parts += [
            random.choice(AROUND) % group(random, inner=True) for _ in range(random.randint(0, 2))
        ]
    random.shuffle(parts)
    return " ".join(parts)


def rule(random: Random) -> str:
    body = group(random)
    absences = body.count("MINUS") + body.count("NOT EXISTS")
    unless = "#+ unless:\n" + "#+   - u\n" * absences if absences else ""
    head = [random.choice([v for v in VARIABLES if v in body] or VARIABLES) for _ in range(2)]
    return (
        f"#+ summary: Random.\n#+ because: So.\n{unless}PREFIX : <http://example.org/>\n"
        f"CONSTRUCT {{ {head[0]} :r {head[1]} . {head[0]} :s 1 }} WHERE {{ {body} }}"
    )


@pytest.mark.parametrize("seed", range(4))
def test_each_is_refused_or_concludes_what_oxigraph_constructs(seed: int) -> None:
    random = Random(seed)
    taken = concluding = 0
    for _ in range(40):
        text = rule(random)
        try:
            derived = derived_by(parse("random", "random", text))
        except KgError:
            continue
        taken += 1
        for day in DAYS[::2]:
            facts = stated(day, derived)
            expected = by_oxigraph(text, facts)
            assert {*facts, *on(day, derived)} == expected, text
            concluding += len(expected) > len(facts)
    assert taken >= 10 and concluding >= 3
