"""Small random graphs and rules, to test the engine against SPARQL and against itself.

There are two kinds: graphs in the vocabulary of the ontology, on which the shipped rules can act,
and graphs of a few made-up properties with made-up rules, which use every part of a rule.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import KgError
from kg.model import terms
from kg.model.terms import ent
from kg.rules.rule import Rule, make_rule
from kg.store.dataset import Dataset
from kg.store.query_file import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

E = "urn:e:"
PREFIXES = (
    "PREFIX e: <urn:e:>\nPREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
    "PREFIX ent: <https://w3id.org/entente/ontology#>\n"
)
NODES = [NamedNode(f"{E}n{i}") for i in range(4)]
PROPERTIES = [NamedNode(f"{E}p{i}") for i in range(3)]
LITERALS = [
    Literal(1),
    Literal(2),
    Literal("a"),
    Literal("b"),
    Literal("b", language="en"),
    Literal("2001-02-03", datatype=terms.DATE),
    Literal("2004", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#gYear")),
    Literal(True),
    Literal(1.5),
]


def _day(rng: random.Random) -> Literal:
    return Literal(f"{rng.randint(2000, 2006)}-0{rng.randint(1, 3)}-01", datatype=terms.DATE)


def made_up_graph(rng: random.Random) -> Dataset:
    """Return a few statements in a few graphs of reference data, some nodes with times."""
    quads = []
    graphs = [NamedNode(f"{E}g{i}") for i in range(rng.randint(1, 3))]
    for graph in graphs:
        quads.append(Quad(graph, terms.TYPE, ent("ReferenceGraph"), graph))
        for _ in range(rng.randint(3, 16)):
            value = rng.choice(NODES) if rng.random() < 0.7 else rng.choice(LITERALS)
            quads.append(Quad(rng.choice(NODES), rng.choice(PROPERTIES), value, graph))
        for node in rng.sample(NODES, rng.randint(0, 4)):
            if rng.random() < 0.8:
                quads.append(Quad(node, ent("start"), _day(rng), graph))
            if rng.random() < 0.6:
                quads.append(Quad(node, ent("end"), _day(rng), graph))
    return Dataset(quads)


def _term(rng: random.Random, names: str) -> str:
    if rng.random() < 0.85:
        return f"?{rng.choice(names)}"
    return str(rng.choice([*NODES, Literal("a"), Literal(1)]))


def _patterns(rng: random.Random, names: str, most: int, read: list[str]) -> str:
    lines = []
    for _ in range(rng.randint(1, most)):
        subject = f"?{rng.choice(names)}" if rng.random() < 0.9 else str(rng.choice(NODES))
        prop = f"e:{rng.choice(read)}" if rng.random() < 0.93 else "?p"
        lines.append(f"{subject} {prop} {_term(rng, names)} .")
    return "\n  ".join(lines)


CONDITIONS = [
    "FILTER(?x != ?y)",
    "FILTER(?x = ?y)",
    "FILTER(STR(?x) < STR(?y))",
    "FILTER(?y < ?z)",
    "FILTER(?y >= ?z)",
    "FILTER(?x != ?y && ?y != ?z)",
    "FILTER(?x = ?y || ?y < ?z)",
    "FILTER(!(?x = ?y))",
    "FILTER(isIRI(?y))",
    "FILTER isLITERAL(?y)",
    'FILTER(REGEX(STR(?y), "1|a"))',
    'FILTER(STRSTARTS(STR(?y), "urn"))',
    "FILTER(?y IN (e:n1, e:n2, 1))",
    "FILTER(BOUND(?y))",
    "FILTER(STRLEN(STR(?y)) > 3)",
    'FILTER(LANG(?y) = "en")',
    "FILTER(?y + 1 < 3)",
    "FILTER(YEAR(?y) > 2000)",
    "VALUES ?y { e:n1 e:n2 1 }",
    "VALUES (?x ?y) { (e:n1 e:n2) (e:n0 1) }",
    'VALUES ?v { "one" "two" }',
    'BIND(CONCAT("k", STR(?x)) AS ?v)',
    'BIND(IRI(CONCAT("urn:e:", STR(?y))) AS ?v)',
    "BIND(?y + 1 AS ?v)",
    "BIND(IF(?x = ?y, e:n0, ?y) AS ?v)",
    "BIND(YEAR(?y) AS ?v)",
    "BIND(UCASE(STR(?y)) AS ?v)",
    "BIND(COALESCE(YEAR(?y), ?x) AS ?v)",
    "BIND(?x AS ?v)",
    'BIND(xsd:date(CONCAT(STR(YEAR(?y) + 2), "-12-31")) AS ?v)',
    'BIND(STRAFTER(STR(?y), "n") AS ?v)',
    "BIND(STRAFTER(STR(?x), STR(?y)) AS ?v)",
    'BIND(IRI(CONCAT("urn:e:", ?y, "/a")) AS ?v)',
    'BIND(IF(?y < ?z, CONCAT(?y, "-", ?z), CONCAT(?z, "-", ?y)) AS ?v)',
]


def made_up_rule(rng: random.Random, number: int) -> Rule | None:
    """Return a rule that reads some properties and writes another; None if it is not valid."""
    read = [f"p{i}" for i in range(3)] + [f"d{i}" for i in range(number)]
    written = f"d{number}" if rng.random() < 0.85 else rng.choice(read)
    names = "xyzw"[: rng.choice((2, 3, 3, 4))]
    parts = [_patterns(rng, names, 2 + number % 2, read)]
    bound = "x"
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        condition = rng.choice(CONDITIONS)
        parts.append(condition)
        if "?v" in condition:
            bound = "v"
    if rng.random() < 0.3:
        parts.append(_patterns(rng, names, 2, read))
    unless = rng.choice((0, 0, 0, 1, 1, 2))
    for _ in range(unless):
        inner = _patterns(rng, names + "u", 2, read)
        if rng.random() < 0.3:
            inner += rng.choice((" FILTER(?u != ?x)", " FILTER(STR(?y) < STR(?u))"))
        parts.append(f"FILTER NOT EXISTS {{ {inner} }}")
    rng.shuffle(parts)
    subject = rng.choice(("?x", "?y", "?x", "?v" if bound == "v" else "?x"))
    head = f"{subject} e:{written} {rng.choice(('?y', '?x', f'?{bound}', 'e:n1'))} ."
    if rng.random() < 0.3:
        head += f" {rng.choice(('?x', '?y'))} e:{written} ?{rng.choice(names)} ."
    if rng.random() < 0.1:
        head += f" ?x ent:{rng.choice(('start', 'end'))} ?{rng.choice(names + bound)} ."
    header = f'#+ summary: Rule {number}.\n#+ because: "So."\n'
    if unless:
        header += "#+ unless:\n" + "#+   - no match\n" * unless
    body = "\n  ".join(parts)
    text = f"{header}{PREFIXES}CONSTRUCT {{ {head} }}\nWHERE {{\n  {body}\n}}\n"
    if unless and "VALUES" in text:
        return None  # the oracle would let the defeat of one value defeat all
    try:
        return make_rule(parse(f"r{number}", f"r{number}", text))
    except (KgError, ValueError):
        return None


def made_up_rules(rng: random.Random) -> list[Rule]:
    """Return one to four rules."""
    found = (made_up_rule(rng, number) for number in range(rng.randint(1, 4)))
    return [rule for rule in found if rule is not None]


KINDS: list[tuple[str, list[tuple[str, str]]]] = [
    (
        "Posture",
        [("isHeldBy", "S"), ("isTowards", "R"), ("hasOrientation", "revisionist statusQuo")],
    ),
    (
        "Posture",
        [("isHeldBy", "S"), ("isTowards", "R"), ("hasOrientation", "revisionist statusQuo")],
    ),
    (
        "Interest",
        [("isHeldBy", "S"), ("isTowards", "R"), ("hasLevel", "core important peripheral")],
    ),
    (
        "Interest",
        [("isHeldBy", "S"), ("isTowards", "R"), ("hasLevel", "core important peripheral")],
    ),
    ("Contest", [("hasParticipant", "S"), ("hasParticipant", "S"), ("isOver", "R")]),
    ("Contestation", [("hasContester", "S"), ("hasTarget", "S"), ("isOver", "R")]),
    ("Support", [("hasSupporter", "S"), ("hasBeneficiary", "S"), ("isSupportAgainst", "S")]),
    ("ArmsTransfer", [("hasProvider", "S"), ("hasRecipient", "S")]),
    ("Rivalry", [("hasParticipant", "S"), ("hasParticipant", "S")]),
    ("Dispute", [("hasParticipant", "S"), ("hasParticipant", "S")]),
    ("ArmedClash", [("hasParticipant", "S"), ("hasParticipant", "S")]),
    ("Exercise", [("hasParticipant", "S"), ("hasParticipant", "S")]),
    (
        "Obligation",
        [
            ("hasParticipant", "S"),
            ("hasParticipant", "S"),
            ("hasObligationType", "defense nonAggression consultation"),
        ],
    ),
    (
        "Alignment",
        [
            ("hasParticipant", "S"),
            ("hasParticipant", "S"),
            ("hasForm", "alliance entente strategicPartnership"),
            ("hasPurpose", "balancing"),
            ("isDirectedAgainst", "S"),
        ],
    ),
    (
        "Trend",
        [
            ("hasParticipant", "S"),
            ("hasParticipant", "S"),
            ("hasDomain", "military political"),
            ("hasDirection", "rising falling flat"),
        ],
    ),
    ("GuaranteeNeed", [("hasDependent", "S"), ("hasGuarantor", "S")]),
    (
        "PowerComparison",
        [
            ("hasParticipant", "S"),
            ("hasParticipant", "S"),
            ("hasDomain", "military economic"),
            ("hasBalance", "symmetrical asymmetrical"),
        ],
    ),
    (
        "Verdict",
        [
            ("hasParticipant", "S"),
            ("hasParticipant", "S"),
            ("hasVerdict", "overlap conflict mirroredPostures"),
        ],
    ),
]
"""Classes that a claim can be about, and its statements on them: S is a state, R a region."""

STATES = [NamedNode(f"{terms.ID}Q{letter}") for letter in "ABCD"]
REGIONS = [NamedNode(f"{terms.ID}region-{letter}") for letter in "XYZ"]


def worded_graph(rng: random.Random, ontology: Sequence[Quad], claims: int) -> Dataset:
    """Return claims, in the ontology's vocabulary, about a few invented states and regions."""
    reference = NamedNode(f"{terms.BASE}reference/random")
    source = NamedNode(f"{terms.SOURCE}random")
    quads = [*ontology, Quad(reference, terms.TYPE, ent("ReferenceGraph"), reference)]
    for node, kinds in [(n, ["State"]) for n in STATES] + [
        (n, ["Region", "ObjectOfInterest"]) for n in REGIONS
    ]:
        quads += [Quad(node, terms.TYPE, ent(kind), reference) for kind in kinds]
        code = Literal(node.value.rsplit("/", 1)[-1])
        quads.append(Quad(node, terms.IDENTIFIER, code, reference))
        quads.append(Quad(node, terms.LABEL, code, reference))
    quads.append(Quad(REGIONS[0], ent("isPartOf"), REGIONS[1], reference))
    for number in range(claims):
        claim = NamedNode(f"{terms.CLAIM}random-{number}")
        kind, parts = rng.choice(KINDS)
        node = NamedNode(f"{terms.ID}thing-{kind}-{rng.randint(0, 6)}")
        polarity = "denied" if rng.random() < 0.25 else "affirmed"
        quads += [
            Quad(claim, terms.TYPE, ent("Claim"), source),
            Quad(claim, terms.PRIMARY_SOURCE, source, source),
            Quad(claim, ent("hasModality"), ent("fact"), source),
            Quad(claim, ent("hasPolarity"), ent(polarity), source),
            Quad(node, terms.TYPE, ent(kind), claim),
        ]
        for name, among in parts:
            if among in ("S", "R"):
                value = rng.choice(STATES if among == "S" else REGIONS)
            else:
                value = ent(rng.choice(among.split()))
            quads.append(Quad(node, ent(name), value, claim))
        if rng.random() < 0.7:
            quads.append(Quad(node, ent("start"), _day(rng), claim))
        if rng.random() < 0.5:
            quads.append(Quad(node, ent("end"), _day(rng), claim))
    return Dataset(quads)
