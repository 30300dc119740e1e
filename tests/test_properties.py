"""Every way to misuse every property of the ontology is found once, with its remedy."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

import pytest
from conftest import TESTS
from pyoxigraph import Literal, NamedNode, Quad
from test_shapes import sound

from kg.model import terms
from kg.model.terms import OWL, TYPE, XSD, ent, expand, shorten
from kg.validation.finding import Finding
from kg.validation.generated import Ontology
from kg.validation.shacl import validate

if TYPE_CHECKING:
    from pathlib import Path

    from test_brief import Kg

VALID = (TESTS / "shapes" / "valid.trig").read_text(encoding="utf-8")
CLAIM = NamedNode(terms.CLAIM + "posture")
OBJECT, DATATYPE = NamedNode(OWL + "ObjectProperty"), NamedNode(OWL + "DatatypeProperty")
DOMAIN = NamedNode(terms.RDFS + "domain")
RANGE = NamedNode(terms.RDFS + "range")
OUTSIDERS = [ent(name) for name in ("Rule", "Period", "Source", "Region", "State", "Rivalry")]
"""Classes; whatever class a property requires, one of these is not a subclass of it."""
WRITTEN = {"statesAbout", "takesForFact"}
"""Properties that validation itself writes."""
PAIRS = {"hasMember": "State", "joinsClaim": "Claim"}
"""Properties that need two values, with the class of the values."""
CODES = {"isoAlpha2": ("QX", "QY"), "isoAlpha3": ("QXX", "QYY")}
CONCEPT = NamedNode(terms.SKOS + "Concept")
DATES = {"start", "end", "writtenFrom", "writtenUntil", "coversFrom", "coversUntil", "isKnownSince"}


@cache
def breaches() -> tuple[list[Quad], dict[str, str]]:
    """Return a graph with each breach on its own node, and the property broken by each node."""
    quads = list(sound().quads())
    ontology = Ontology(quads)
    parents: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for quad in quads:
        if quad.predicate == terms.SUBCLASS:
            parents[quad.subject].add(quad.object)

    def kinds(one: NamedNode) -> set[NamedNode]:
        found, todo = {one}, [one]
        while todo:
            new = parents[todo.pop()] - found
            found |= new
            todo += new
        return found

    members: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    for quad in quads:
        if quad.predicate == TYPE and isinstance(quad.subject, NamedNode):
            for kind in kinds(quad.object):
                members[kind].append(quad.subject)
    more: list[Quad] = []
    broken: dict[str, str] = {}

    def breach(prop: NamedNode, way: str, kind: NamedNode | None, *values: object) -> None:
        node = NamedNode(f"{terms.ID}breach-{prop.value.rpartition('#')[2]}-{way}")
        broken[node.value] = shorten(prop.value)
        if kind is not None:
            more.append(Quad(node, TYPE, kind, CLAIM))
        more.extend(Quad(node, prop, value, CLAIM) for value in values)

    concepts = defaultdict(list)
    for quad in quads:
        if quad.predicate == terms.IN_SCHEME:
            concepts[quad.object].append(quad.subject)

    def goods(prop: NamedNode, name: str, kind: NamedNode) -> list[NamedNode | Literal]:
        """Return two valid values of the property."""
        if OBJECT in ontology.values(prop, TYPE):
            if schemes := ontology.schemes(prop):
                return concepts[schemes[0]][:2]
            known = list(dict.fromkeys(members[kind]))
            if len(known) < 2:
                known.append(NamedNode(f"{terms.ID}another-{kind.value.rpartition('#')[2]}"))
                more.append(Quad(known[-1], TYPE, kind, CLAIM))
            return known[:2]
        if name in CODES:
            return [Literal(code) for code in CODES[name]]
        samples = {
            "integer": "78",
            "decimal": ("0.5", "0.7"),
            "boolean": ("true", "false"),
            "date": ("2000-01-01", "2001-01-01"),
        }
        texts = samples.get(kind.value.removeprefix(XSD), ("Q7", "Q8"))
        return [Literal(text, datatype=kind) for text in texts]

    for prop in ontology.properties():
        name = prop.value.rpartition("#")[2]
        if not prop.value.startswith(terms.ENT) or name in WRITTEN:
            continue
        domains = [c for d in ontology.values(prop, DOMAIN) for c in ontology.classes(d)]
        ranges = [c for r in ontology.values(prop, RANGE) for c in ontology.classes(r)]
        subject = domains[0] if domains else ent("Situation")
        if OBJECT in ontology.values(prop, TYPE):
            good = goods(prop, name, ranges[0] if ranges else ent("State"))
            beside = members[ent(PAIRS[name])][:1] if name in PAIRS else []
            breach(prop, "literal", subject, Literal("here"), *beside)
            if ranges:
                breach(prop, "dangling", subject, NamedNode(terms.ID + "no-such-thing"), *beside)
                other = next(k for k in OUTSIDERS if ranges[0] not in kinds(k) and k in members)
                breach(prop, "class", subject, members[other][0], *beside)
            if ranges == [CONCEPT]:
                breach(prop, "scheme", subject, ent("cooperative"))
        else:
            datatype = next(iter(ranges), NamedNode(XSD + ("date" if name in DATES else "string")))
            good = goods(prop, name, datatype)
            breach(prop, "iri", subject, members[ent("State")][0])
            wrong = XSD + ("integer" if datatype.value != XSD + "integer" else "string")
            breach(prop, "datatype", subject, Literal("7", datatype=NamedNode(wrong)))
        if domains:
            other = next(k for k in OUTSIDERS if not kinds(k) & set(domains) and k in members)
            breach(prop, "subject", other, good[0])
        if terms.FUNCTIONAL in ontology.values(prop, TYPE):
            breach(prop, "twice", subject, *good)
    return [*quads, *more], broken


@pytest.fixture(scope="module")
def found() -> dict[tuple[str, str], list[Finding]]:
    """The findings on each broken property of a node."""
    by_place: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in validate(breaches()[0], engine="fast").found:
        by_place[expand(finding.node), finding.path].append(finding)
    return by_place


def test_each_breach_is_found_once_and_the_finding_names_the_remedy(
    found: dict[tuple[str, str], list[Finding]],
) -> None:
    _, broken = breaches()
    assert len(broken) > 300
    wrong = {
        node: [f.text for f in found.get((node, path), [])]
        for node, path in broken.items()
        if len(found.get((node, path), [])) != 1
    }
    assert wrong == {}, (
        "a scheme stands in rdfs:range, the datatype of a date in ontology/shapes/values.ttl"
    )
    assert all(len(found[one][0].message) > 30 for one in broken.items())


@pytest.mark.slow
def test_the_reference_engine_finds_the_same() -> None:
    quads, _ = breaches()
    assert validate(quads, engine="pyshacl").found == validate(quads, engine="fast").found


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("id:posture ent:hasOrientaton ent:statusQuo", "perhaps ent:hasOrientation is meant"),
        ("id:posture ent:hasOrientation ent:statusquo", "perhaps ent:statusQuo is meant"),
        ("id:posture skos:preflabel 'x'", "perhaps skos:prefLabel is meant"),
        ("id:posture dcterms:creater id:XAA", "perhaps dcterms:creator is meant"),
        ("id:posture prov:wasAttributedTo id:XA", "perhaps id:XAA is meant"),
        ("id:posture ent:isHeldBy id:XA", "perhaps id:XAA is meant"),
        ("id:posture skos:note '2000-01-01'^^xsd:dat", "perhaps xsd:date is meant"),
        ("id:posture a ent:Postur", "perhaps ent:Posture is meant"),
        ("id:posture <http://example.org/strength> 7", "declare it"),
        ("id:posture skos:prefLabel id:XAA", "is text, not an IRI"),
        ("id:posture dcterms:subject 'posture'", "is a thing, not text"),
    ],
)
def test_a_term_that_does_not_exist_is_found_where_it_stands(
    kg: Kg, tmp_path: Path, statement: str, said: str
) -> None:
    text = VALID.replace("\nclaim:posture {", f"\nclaim:posture {{\n  {statement} .\n")
    assert text != VALID
    file = tmp_path / "slip.trig"
    file.write_text("@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n" + text)
    result = kg("validate", "--no-shipped", TESTS / "invented.trig", file, "--engine", "fast")
    (line,) = [line for line in result.stdout.splitlines() if said in line]
    number = (1, text.index(statement))
    assert line.startswith(f"{file}:{text[: number[1]].count(chr(10)) + 2}:")


@pytest.mark.slow
def test_a_date_is_read_alike_by_validation_and_loading(kg: Kg, tmp_path: Path) -> None:
    """The lexical space of xsd:date has time zones, but no weeks and no days without hyphens."""
    ask = tmp_path / "ask.rq"
    ask.write_text("ASK {}")
    for written, is_date in {
        "2000-01-01Z": True,
        "2000-01-01+05:30": True,
        "2000-01-01": True,
        "20000101": False,
        "2000-W01-1": False,
        "2000-02-30": False,
        "2000-1-1": False,
    }.items():
        file = tmp_path / "dated.trig"
        file.write_text(VALID.replace('"2000-01-01"^^xsd:date', f'"{written}"^^xsd:date', 1))
        arguments = ("--no-shipped", TESTS / "invented.trig", file)
        result = kg("validate", *arguments, "--engine", "fast")
        loaded = kg(
            "query", ask, "--no-shipped", "--graph", TESTS / "invented.trig", "--graph", file
        )
        assert (result.exit_code == 0) == is_date, (written, result.output)
        assert (loaded.exit_code == 0) == is_date, (written, loaded.output)
