"""The default graph is what holds; denials, hopes and predictions are only in their claims."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import rdflib
from conftest import ROOT
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, parse
from said import ALONE
from test_brief import Kg

import kg as entente
from kg.model import terms
from kg.store.claims import read_claims
from kg.store.dataset import Dataset
from kg.store.files import read_quads
from kg.store.open import ontology_quads
from kg.store.set_apart import DENIED_TYPE, STANDS_FOR, SUPPOSED_TYPE
from kg.web.sparql import SparqlRequest, respond

ENT = "PREFIX ent: <https://w3id.org/entente/ontology#> PREFIX id: <https://w3id.org/entente/id/> "
FORMS = (
    ENT
    + "SELECT ?form { ?s a ent:Alignment ; ent:hasParticipant id:BOL , id:CHL ; ent:hasForm ?form }"
)
ACTS = ENT + "SELECT DISTINCT ?act { ?act a ent:CooperativeAct }"
HEAD = """@prefix claim: <https://w3id.org/entente/claim/> .
@prefix ent: <https://w3id.org/entente/ontology#> .
@prefix id: <https://w3id.org/entente/id/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix source: <https://w3id.org/entente/source/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SINCE = 'ent:start "1990-01-01"^^xsd:date ; ent:startPrecision ent:year .'


def source(name: str, **claims: str) -> str:
    """Return a source whose claims each have a modality and a polarity."""
    about = "".join(
        f"""  claim:{claim.replace("_", "-")} a ent:Claim ; prov:hadPrimarySource source:{name} ;
      ent:locator "p. 1" ; skos:prefLabel "What {claim} says"@en ;
      ent:hasModality ent:{manner.split()[0]} ; ent:hasPolarity ent:{manner.split()[1]} .
"""
        for claim, manner in claims.items()
    )
    return f"""source:{name} {{
  source:{name} a ent:Source ; skos:prefLabel "Notes of {name}"@en ; ent:hasSourceType ent:essay .
{about}}}
"""


def alignment(node: str, form: str) -> str:
    return f"id:{node} a ent:Alignment ; ent:hasParticipant id:BOL , id:CHL ; ent:hasForm ent:{form} ; {SINCE}"


OLD_FORM = (
    HEAD
    + source("notes", stated="assessment affirmed", denied="assessment denied")
    + source("press", hoped="hope affirmed", doubted="prediction denied", acted="fact affirmed")
    + f"""# A comment that stays.
claim:stated {{ {alignment("pact", "entente")} }}
claim:denied {{ {alignment("league", "alliance")} }}  # denied
claim:hoped {{
  id:pact a ent:Alignment ; ent:hasParticipant id:BOL , id:CHL ;
      ent:hasForm ent:militaryAlliance ; {SINCE}
}}
claim:doubted {{ {alignment("forecast", "alignment")} }}
claim:acted {{
  id:talks a ent:Consultation ; skos:prefLabel "Talks of 1990"@en ;
      ent:hasParticipant id:BOL , id:CHL ; {SINCE}
}}
"""
)


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Claims in the old form, in which every class was given by rdf:type."""
    path = tmp_path_factory.mktemp("old") / "old.trig"
    path.write_text(OLD_FORM, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def graph(old: Path) -> entente.Graph:
    return entente.open(old, shipped=False)


@pytest.fixture
def exported(old: Path, kg: Kg) -> Callable[[str, str], Path]:
    """Return what `kg export` writes for the claims, once for each format."""

    def write(form: str, ending: str) -> Path:
        path = old.parent / f"export.{ending}"
        if not path.exists():
            assert kg("export", form, *ALONE, str(old), "-o", str(path)).exit_code == 0
        return path

    return write


def forms(rows: object) -> list[str]:
    return sorted(str(row["form"]) for row in rows)  # type: ignore[attr-defined]


def test_neither_denied_nor_hoped_for_is_an_answer(graph: entente.Graph, old: Path, kg: Kg) -> None:
    assert forms(graph.query(FORMS)) == ["ent:entente"]
    path = old.parent / "forms.rq"
    path.write_text(FORMS, encoding="utf-8")
    done = kg("query", str(path), *ALONE, str(old), "--format", "csv")
    assert done.exit_code == 0 and done.stdout.split() == ["form", terms.ENT + "entente"]


def test_the_endpoint_answers_alike(graph: entente.Graph) -> None:
    for text in (FORMS, ACTS):
        found = respond(graph.recorded.store, SparqlRequest(text), "text/csv", 1000)
        assert found.status == 200
        assert len(found.body.decode().splitlines()) == len(graph.query(text)) + 1


@pytest.mark.parametrize(
    ("form", "ending"), [("nquads", "nq"), ("trig", "trig"), ("turtle", "ttl"), ("ntriples", "nt")]
)
def test_exports_have_it_as_their_default_graph(
    graph: entente.Graph, exported: Callable[[str, str], Path], form: str, ending: str
) -> None:
    store = filled(parse(path=str(exported(form, ending))))
    for text in (FORMS, ACTS):
        assert len(list(store.query(text))) == len(graph.query(text)) > 0


@pytest.mark.parametrize(
    ("form", "ending"),
    [
        pytest.param("trig", "trig", marks=pytest.mark.slow),
        pytest.param("nquads", "nq", marks=pytest.mark.slow),
        pytest.param("jsonld", "jsonld", marks=pytest.mark.slow),
    ],
)
def test_an_export_can_be_read_back(
    exported: Callable[[str, str], Path], form: str, ending: str, kg: Kg
) -> None:
    path = exported(form, ending)
    assert kg("validate", str(path), "--no-shipped").exit_code == 0
    back = entente.open(path, shipped=False)
    assert forms(back.query(FORMS)) == ["ent:entente"]
    assert not back.without("stated").query(FORMS)


def filled(quads: Iterable[Quad]) -> Store:
    store = Store()
    store.extend(quads)
    return store


def test_what_a_claim_says_is_found_by_its_name(graph: entente.Graph) -> None:
    said = "SELECT ?form { GRAPH <https://w3id.org/entente/claim/%s> { ?s %s ?c ; ent:hasForm ?form } }"
    for claim, typed, form in (
        ("stated", "a", "ent:entente"),
        ("denied", "ent:deniedType", "ent:alliance"),
        ("hoped", "ent:supposedType", "ent:militaryAlliance"),
        ("doubted", "ent:supposedType", "ent:alignment"),
    ):
        assert forms(graph.query(ENT + said % (claim, typed))) == [form]


def test_there_is_one_entailment(graph: entente.Graph) -> None:
    acts = graph.inference.facts.ever().instances(terms.ent("CooperativeAct"))
    assert {row["act"] for row in graph.query(ACTS)} == {terms.shorten(n.value) for n in acts}
    assert terms.ID + "talks" in {node.value for node in acts}
    wider = "SELECT ?part { ?part ent:isWithin id:asia-pacific }"
    assert {row["part"] for row in graph.query(ENT + wider)} > {"id:asia-pacific"}
    role = "ASK { ?x ent:isLedBy ?y . FILTER NOT EXISTS { ?x ent:hasParticipant ?y } }"
    assert not graph.sparql(ENT + role).found


def test_a_day_and_a_viewpoint_restrict_it(old: Path, kg: Kg) -> None:
    path = old.parent / "forms.rq"
    path.write_text(FORMS, encoding="utf-8")

    def rows(*options: str) -> int:
        done = kg("query", str(path), *ALONE, str(old), "--format", "csv", *options)
        assert done.exit_code == 0, done.output
        return len(done.stdout.splitlines()) - 1

    assert rows("--as-of", "1989") == 0 and rows("--as-of", "1991") == 1
    assert rows("--viewpoint", "press") == 0 and rows("--viewpoint", "notes") == 1


def test_the_files_themselves_hold_it_in_any_store() -> None:
    """In the union of all named graphs of graph/, no alignment appears that is only denied."""
    files = list((ROOT / "graph").rglob("*.trig"))
    store = filled(quad for path in files for quad in read_quads(path))
    text = (
        ENT
        + "SELECT ?form { ?s a ent:Alignment ; ent:hasParticipant id:CHN , id:RUS ; ent:hasForm ?form }"
    )
    found = {row["form"].value for row in store.query(text, use_default_graph_as_union=True)}
    assert found == {terms.ENT + "deFactoNonAggression", terms.ENT + "alignment"}


def test_a_pattern_without_a_class_asks_whether_its_subject_has_one() -> None:
    """It then matches in the files only what claims affirm and vouch for."""
    quads = [q for path in (ROOT / "graph").rglob("*.trig") for q in read_quads(path)]
    claims = read_claims(Dataset([*ontology_quads(), *quads]))
    text = "SELECT ?a ?p ?b { ?a ?p ?b FILTER EXISTS { ?a a ?class } }"
    rows = filled(quads).query(text, use_default_graph_as_union=True)
    found = {Triple(*row) for row in rows}
    held: set[Triple] = set()
    other: set[Triple] = set()
    for quad in quads:
        claim = claims.get(quad.graph_name.value)
        if claim is not None:
            holds = claim.committing and not claim.denied
            (held if holds else other).add(quad.triple)
    assert len(held) > 500 and len(other - held) > 50
    assert held <= found and not (other - held) & found


def test_validation_refuses_the_old_form_and_convert_mends_it(old: Path, kg: Kg) -> None:
    done = kg("validate", "--no-shipped", str(old))
    assert done.exit_code == 1 and "kg convert" in done.stdout
    assert done.stdout.count("[claim-sets-apart]") == 3
    new = old.parent / "new.trig"
    assert kg("convert", str(old), "-o", str(new)).exit_code == 0
    text = new.read_text(encoding="utf-8")
    assert "# A comment that stays." in text and "# denied" in text
    assert kg("validate", "--no-shipped", str(new)).exit_code == 0
    assert kg("convert", str(new)).stdout == text
    for command in (("brief", "BOL", "CHL"), ("timeline", "BOL", "CHL"), ("export", "nquads")):
        before, after = (kg(*command, *ALONE, str(path)) for path in (old, new))
        assert before.exit_code == after.exit_code == 0 and before.stdout == after.stdout


def test_folders_are_converted_in_place(tmp_path: Path, kg: Kg) -> None:
    """Claims may be described in a separate file; lines of N-Quads are rewritten."""
    claims, about = OLD_FORM.split("# A comment that stays.\n")[::-1]
    (tmp_path / "claims.trig").write_text(HEAD + claims, encoding="utf-8")
    (tmp_path / "source.trig").write_text(about, encoding="utf-8")
    assert kg("convert", str(tmp_path)).exit_code == 2
    done = kg("convert", str(tmp_path), "--in-place")
    assert done.exit_code == 0 and done.stdout == f"{tmp_path / 'claims.trig'}\n"
    assert kg("validate", str(tmp_path)).exit_code == 0
    lines = tmp_path / "old.nq"
    quads = sorted(map(str, parse(OLD_FORM, format=RdfFormat.TRIG)))
    lines.write_text("".join(f"{quad} .\n" for quad in quads), encoding="utf-8")
    assert kg("convert", str(lines), "-o", str(lines)).exit_code == 0
    assert kg("validate", str(lines)).exit_code == 0


def test_a_form_that_says_too_little_is_refused_too(tmp_path: Path, kg: Kg) -> None:
    """A node that was denied and is now affirmed cannot keep its denied type."""
    new = tmp_path / "claims.trig"
    new.write_text(
        HEAD
        + source("notes", stated="fact affirmed")
        + f"claim:stated {{ {alignment('pact', 'entente').replace(' a ', ' ent:deniedType ')} }}\n",
        encoding="utf-8",
    )
    done = kg("validate", "--no-shipped", str(new))
    assert done.exit_code == 1 and "[claim-sets-apart]" in done.stdout


def named(name: str) -> NamedNode:
    return NamedNode(f"https://w3id.org/entente/{name}")


def said(name: str) -> set[Quad]:
    quads = [*ontology_quads(), *parse(OLD_FORM, format=RdfFormat.TRIG)]
    return set(Dataset(quads).store.quads_for_pattern(None, None, None, named(f"claim/{name}")))


def test_a_node_that_others_describe_is_stood_for() -> None:
    hoped, own = said("hoped"), named("claim/hoped#pact")
    assert {quad.subject for quad in hoped} == {own}
    assert Quad(own, STANDS_FOR, named("id/pact"), named("claim/hoped")) in hoped
    assert Quad(own, SUPPOSED_TYPE, terms.ent("Alignment"), named("claim/hoped")) in hoped
    denied = said("denied")
    assert {quad.predicate for quad in denied} >= {DENIED_TYPE}
    assert not {quad.predicate for quad in denied} & {STANDS_FOR, terms.TYPE}


def test_who_speaks_of_what_is_only_foreseen_speaks_of_the_claims_node() -> None:
    graph, other = named("claim/stated"), named("id/outcome")
    quads = [*ontology_quads(), *parse(OLD_FORM, format=RdfFormat.TRIG)]
    about = Quad(other, terms.ent("isOutcomeOf"), named("id/forecast"), graph)
    found = Dataset([*quads, about]).nodes(other, terms.ent("isOutcomeOf"))
    assert found == [named("claim/doubted#forecast")]


def test_two_nodes_of_one_name_stay_two() -> None:
    claim = named("claim/denied")
    more = Quad(NamedNode("http://example.org/league"), terms.TYPE, terms.ent("Group"), claim)
    quads = [*ontology_quads(), *parse(OLD_FORM, format=RdfFormat.TRIG), more]
    found = Dataset(quads).store.quads_for_pattern(None, DENIED_TYPE, None, claim)
    assert len({quad.subject for quad in found}) == 2


def test_rdflib_sees_it_as_the_default_graph(graph: entente.Graph) -> None:
    dataset = graph.to_rdflib()
    assert isinstance(dataset, rdflib.Dataset) and len(list(dataset.query(FORMS))) == 1


def test_a_predicted_agreement_is_no_edge(kg: Kg) -> None:
    edges = entente.open().network("state").edges
    assert edges and not [
        edge for edge in edges if "claim:sino-russian-alignment-2019-p05-4" in str(edge)
    ]
    standing = {n.more["standing"] for n in entente.open().network("entity").nodes}
    assert standing == {"holds", "denied", "supposed"}
