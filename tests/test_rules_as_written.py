"""Rules as users write them mean what SPARQL says, or are refused with a reason.

Each file of ``rules_as_written`` is run on the same small graph, on days on which different claims
hold. The engine must derive what the plain CONSTRUCT query makes of that day's facts in Oxigraph
and in rdflib. A file with ``refused`` in its header must be refused with that message.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import rdflib
from cases import as_claims
from pyoxigraph import NamedNode, Quad, QueryTriples, RdfFormat, Store, Triple, serialize

from kg.errors import InputError, RuleError
from kg.model import terms
from kg.rules.evaluate import derive
from kg.rules.inference import Inference
from kg.rules.parse import parse_pattern, read_pattern
from kg.rules.pattern_json import dump_pattern, load_pattern
from kg.rules.rule import make_rule
from kg.store.dataset import Dataset
from kg.store.facts import Facts
from kg.store.files import read_quads
from kg.store.open import ontology_quads
from kg.store.query_file import QueryFile, read

FOLDER = Path(__file__).parent / "rules_as_written"
FILES = [read(path) for path in sorted(FOLDER.glob("*.rq"))]
TAKEN = [file for file in FILES if "refused" not in file.other]
REFUSED = [file for file in FILES if "refused" in file.other]
DAYS = ["1992-06-30", "1993-05-01", "1996-01-01", "1999-01-01", "2006-01-01"]

RDFLIB_DIFFERS = {
    "11-filter-first": "compares a string with a number",
    "12-filter-on-types": "compares a string with a number",
    "14-signs": "writes -4.0 for -4",
    "16-negative-term": "takes -1.50 for no number",
    "20-long-string": "turns tabs into spaces",
    "21-typed-literals": 'takes "1"^^xsd:boolean for another term than true',
    "23-casts": "casts where SPARQL has an error",
    "43-not-exists-bind": "hides outer variables from a BIND in NOT EXISTS",
    "45-not-exists-of-what-bind-made": "hides what BIND makes from NOT EXISTS",
    "61-head-not-a-triple": "constructs literals as subjects and predicates",
    "63-prefix-twice": "forgets a prefix where two have one namespace",
    "64-local-names": "keeps the backslashes of local names",
}
"""Rules that rdflib 7.6 does not evaluate as SPARQL 1.1 requires, with what it does."""


@cache
def graph() -> Dataset:
    quads = list(read_quads(FOLDER / "graph.trig"))
    claims = sorted({q.graph_name.value for q in quads if isinstance(q.graph_name, NamedNode)})
    modality = [q for q in ontology_quads() if q.subject == terms.ent("assessment")]
    return Dataset([*quads, *modality, *as_claims(claims)])


def derived_by(file: QueryFile) -> Inference:
    return derive(Facts(graph()), [make_rule(file)])


def on(day: str, derived: Inference) -> set[Triple]:
    ordinal = date.fromisoformat(day).toordinal()
    return {triple for triple, period in derived.facts.derived.items() if ordinal in period}


def stated(day: str, derived: Inference) -> list[Triple]:
    """Return the facts of a day without derived ones."""
    ordinal = date.fromisoformat(day).toordinal()
    return [
        t for t in derived.facts.snapshot(ordinal) if ordinal in derived.facts.stated_validity(t)
    ]


def by_oxigraph(text: str, facts: list[Triple]) -> set[Triple]:
    store = Store()
    store.extend(Quad(t.subject, t.predicate, t.object) for t in facts)
    before = -1
    while len(store) > before:
        before = len(store)
        result = store.query(text)
        assert isinstance(result, QueryTriples)
        store.extend([Quad(t.subject, t.predicate, t.object) for t in result])
    return {quad.triple for quad in store}


def by_rdflib(text: str, facts: list[Triple]) -> set[str]:
    rdf = rdflib.Graph()
    rdf.parse(data=serialize(facts, format=RdfFormat.N_TRIPLES) or b"", format="nt")
    before = -1
    while len(rdf) > before:
        before = len(rdf)
        for triple in list(rdf.query(text)):
            rdf.add(triple)  # type: ignore[arg-type]
    return {" ".join(term.n3() for term in triple) for triple in rdf}


def as_rdflib_writes(triples: set[Triple]) -> set[str]:
    rdf = rdflib.Graph()
    rdf.parse(data=serialize(triples, format=RdfFormat.N_TRIPLES) or b"", format="nt")
    return {" ".join(term.n3() for term in triple) for triple in rdf}


def test_there_are_enough_of_them() -> None:
    assert len(TAKEN) >= 65 and len(REFUSED) >= 50


@pytest.mark.parametrize("file", TAKEN, ids=lambda file: file.name)
def test_the_engine_concludes_what_the_plain_query_constructs(file: QueryFile) -> None:
    derived = derived_by(file)
    for day in DAYS:
        facts = stated(day, derived)
        assert {*facts, *on(day, derived)} == by_oxigraph(file.text, facts), day


@pytest.mark.parametrize("file", TAKEN, ids=lambda file: file.name)
def test_rdflib_constructs_the_same(file: QueryFile) -> None:
    derived = derived_by(file)
    facts = stated(DAYS[2], derived)
    expected = as_rdflib_writes({*facts, *on(DAYS[2], derived)})
    try:
        same = by_rdflib(file.text, facts) == expected
    except Exception:
        same = False
    assert same == (file.name not in RDFLIB_DIFFERS)


def test_each_rule_concludes_something_on_some_day() -> None:
    silent = {f.name for f in TAKEN if not any(on(day, derived_by(f)) for day in DAYS)}
    assert silent == {"67-filter-constant"}


@pytest.mark.parametrize("file", TAKEN, ids=lambda file: file.name)
def test_what_is_kept_of_a_rule_is_the_rule(file: QueryFile) -> None:
    pattern = parse_pattern(file.text)
    assert load_pattern(dump_pattern(pattern)) == pattern
    assert read_pattern(file.text) == pattern
    assert read_pattern(file.text) == pattern


@pytest.mark.parametrize("file", REFUSED, ids=lambda file: file.name)
def test_what_a_rule_may_not_be_is_refused_by_name(file: QueryFile) -> None:
    with pytest.raises((RuleError, InputError)) as refused:
        make_rule(file)
    said = str(refused.value)
    assert str(file.other["refused"]) in said and "\n" not in said
    assert re.match(rf"{re.escape(file.path)}(:\d+:\d+)?: ", said)
