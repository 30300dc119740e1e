"""The compiled engine runs only shapes that it is known to support; pySHACL runs the rest."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import rdflib
from conftest import TESTS, sparse
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from test_shapes import sound

from kg.model.terms import XSD
from kg.validation.engine_fast import Shapes, is_shown
from kg.validation.engine_pyshacl import reference_findings
from kg.validation.finding import Finding
from kg.validation.shacl import _fast, validate

if TYPE_CHECKING:
    from test_brief import Kg

INVENTED = ("--no-shipped", TESTS / "invented.trig", TESTS / "shapes" / "valid.trig")
PREFIXES = """@prefix ent: <https://w3id.org/entente/ontology#> .
@prefix ex: <http://example.org/> .
@prefix id: <https://w3id.org/entente/id/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
W3C = "../shared/w3c/shacl"


def keys(found: list[Finding]) -> list[tuple[object, ...]]:
    return sorted({(f.severity, f.shape, f.node, f.path, f.value) for f in found})


@pytest.mark.parametrize(
    ("constraint", "shown"),
    [
        ("sh:minCount 1", True),
        ('sh:pattern "^[A-Z]{3}$"', True),
        ('sh:pattern "^(?!China)"', False),
        (r'sh:pattern "(.)\\1"', False),
        ('sh:pattern "x" ; sh:flags "i"', False),
        ("sh:severity ex:Critical ; sh:minCount 1", False),
        ("sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ; sh:qualifiedMinCount 1", False),
        ("sh:lessThan ent:end", False),
        ("sh:closed true", False),
    ],
)
def test_shapes_are_classified(constraint: str, shown: bool) -> None:
    text = f"{PREFIXES}ex:S sh:targetClass ent:State ; sh:property [ sh:path ent:start ; {constraint} ] ."
    shapes = Shapes(q.triple for q in parse(text.encode(), format=RdfFormat.TURTLE))
    (root,) = shapes.roots()
    assert is_shown(shapes.closure(root)) is shown


@pytest.mark.parametrize(
    "shape",
    sparse(
        [
            'sh:property [ sh:path skos:prefLabel ; sh:pattern "^(?!A)" ; sh:message "no A" ]',
            "sh:severity ex:Critical ; sh:property [ sh:path ent:nope ; sh:minCount 1 ; sh:message 'x' ]",
            "sh:property [ sh:path ( ent:isLocatedIn skos:prefLabel ) ; sh:maxCount 0 ; sh:message 'x' ]",
        ],
        3,
    ),
)
def test_what_is_not_shown_goes_to_the_reference(kg: Kg, tmp_path: Path, shape: str) -> None:
    file = tmp_path / "shapes.ttl"
    file.write_text(f"{PREFIXES}ex:S a sh:NodeShape ; sh:targetClass ent:State ; {shape} .")
    told = [
        kg("validate", *INVENTED, "--shapes", file, "--engine", engine, "--format", "json").stdout
        for engine in ("fast", "pyshacl")
    ]
    assert told[0] == told[1] and '"conforms": false' in told[0]


def mutated(seed: int, times: int) -> list[Quad]:
    """Return the valid graph with swapped terms, moved dates, lost statements and mixed graphs."""
    chance = random.Random(seed)
    quads = [q for q in sound().quads() if "ontology" not in q.graph_name.value]
    rest = [q for q in sound().quads() if "ontology" in q.graph_name.value]
    for _ in range(times):
        number = chance.randrange(len(quads))
        quad, other = quads[number], chance.choice(quads)
        way = chance.randrange(7)
        if way == 0:
            del quads[number]
        elif way == 1:
            quads[number] = Quad(quad.subject, quad.predicate, other.object, quad.graph_name)
        elif way == 2:
            quads[number] = Quad(quad.subject, other.predicate, quad.object, quad.graph_name)
        elif way == 3:
            quads[number] = Quad(other.subject, quad.predicate, quad.object, quad.graph_name)
        elif way == 4:
            quads[number] = Quad(quad.subject, quad.predicate, quad.object, other.graph_name)
        elif way == 5 and isinstance(quad.object, Literal):
            kind = chance.choice(["date", "integer", "string", "boolean", "decimal"])
            text = {"date": "2100-01-01", "integer": "-1", "boolean": "true"}.get(kind, "1937")
            literal = Literal(text, datatype=NamedNode(XSD + kind))
            quads[number] = Quad(quad.subject, quad.predicate, literal, quad.graph_name)
        else:
            quads.append(Quad(other.subject, quad.predicate, quad.object, quad.graph_name))
    return [*rest, *quads]


def test_both_engines_find_the_same_in_a_mutated_graph() -> None:
    quads = mutated(21, 40)
    found = validate(quads, engine="fast").found
    assert len(found) > 20 and found == validate(quads, engine="pyshacl").found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_both_engines_find_the_same_in_a_thousand_mutations(seed: int) -> None:
    quads = mutated(seed, 250)
    assert validate(quads, engine="fast").found == validate(quads, engine="pyshacl").found


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_both_engines_find_the_same_in_the_suite_of_the_w3c(shared: Path) -> None:
    """Each test's shapes are used as the user's own shapes."""
    sht = rdflib.Namespace("http://www.w3.org/ns/shacl-test#")
    mf = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
    told, compiled, differing = 0, 0, []
    for path in sorted((shared / "w3c" / "shacl").rglob("*.ttl")):
        graph = rdflib.Graph().parse(path)
        for test in graph.subjects(rdflib.RDF.type, sht.Validate):
            if graph.value(test, mf.result) == sht.Failure:
                continue
            action = graph.value(test, mf.action)
            data, shapes = (
                list(
                    parse(
                        path=str(graph.value(action, p)).removeprefix("file://"),
                        base_iri=str(graph.value(action, p)),
                        format=RdfFormat.TURTLE,
                    )
                )
                for p in (sht.dataGraph, sht.shapesGraph)
            )
            triples = [q.triple for q in shapes]
            stated = [q.triple for q in data]
            theirs = Shapes(triples)
            told += 1
            compiled += all(is_shown(theirs.closure(root)) for root in theirs.roots())
            try:
                wanted = keys(reference_findings(stated, triples)[0])
            except Exception:  # both engines refuse what pySHACL cannot run
                continue
            if keys(_fast(stated, [], triples)) != wanted:
                differing.append(path.name)
    assert told > 100 and compiled > 30
    assert differing == []
