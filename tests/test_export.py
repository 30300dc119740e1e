"""The same network in every format: each file reads back to the same content."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import networkx
import pytest
from conftest import ROOT, sparse
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, RdfFormat, parse
from said import ALONE, HEAD, Notes
from test_brief import Kg

from kg.analysis.network import Edge, Network, Node, ego_graph, on_day, read_network
from kg.render.layout import layout_of
from kg.render.network import edge_rows, node_rows, to_networkx, write_csv
from kg.rules.inference import Inference
from kg.rules.prov import prov_quads
from kg.store.dataset import Dataset
from kg.store.holds import WhatHolds

G = "{http://gexf.net/1.3}"
V = "{http://gexf.net/1.3/viz}"


@pytest.fixture(scope="module")
def recorded(derived: Inference) -> Dataset:
    return WhatHolds(derived.facts, prov_quads(derived))


@pytest.fixture(scope="module")
def states(recorded: Dataset) -> Network:
    return read_network(recorded, "state", with_derived=True)


def counted(network: Network) -> tuple[int, int, Counter[str]]:
    return len(network.nodes), len(network.edges), Counter(e.kind for e in network.edges)


def test_states_and_their_relations(states: Network) -> None:
    assert {node.kind for node in states.nodes} == {"state"}
    pairs = {(e.source, e.target, e.kind) for e in states.edges}
    assert ("id:CHN", "id:RUS", "strategic exercise") in pairs or any(
        k == "exercise" and {a, b} == {"id:CHN", "id:RUS"} for a, b, k in pairs
    )
    derived = {e.kind for e in states.edges if e.kind.startswith("derived: ")}
    assert len(derived) > 5
    weights = {e.weight for e in states.edges if not e.kind.startswith("derived: ")}
    assert weights > {1.0}
    for edge in states.edges:
        if "claimList" in edge.more:
            assert isinstance(edge.more["claimList"], tuple)
            assert len(edge.more["claimList"]) == edge.weight


def test_claims_alone_have_no_derived_edges(recorded: Dataset) -> None:
    network = read_network(recorded, "state")
    assert not any(edge.kind.startswith("derived") for edge in network.edges)


def test_a_day_and_a_neighbourhood(states: Network) -> None:
    early = on_day(states, "1905-06-01")
    assert {node.id for node in early.nodes} >= {"id:FRA", "id:GBR"}
    assert not any(e.start and e.start > "1905-06-01" for e in early.edges)
    near = ego_graph(states, "id:ISR")
    assert "id:ISR" in {n.id for n in near.nodes} and len(near.nodes) < len(states.nodes)
    assert all({e.source, e.target} <= {n.id for n in near.nodes} for e in near.edges)


@pytest.mark.parametrize("form", sparse(["gexf", "graphml", "cytoscape"], 3))
def test_files_hold_the_whole_network(kg: Kg, states: Network, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"x.{form}"
    done = kg("export", form, "--as", "state", "--with-derived", "-o", file)
    assert done.exit_code == 0, done.output
    nodes, edges, kinds = counted(states)
    if form == "gexf":
        from xml.etree import ElementTree

        root = ElementTree.parse(file).getroot()
        found = [e.get("kind") for e in root.iter(f"{G}edge")]
        assert len(list(root.iter(f"{G}node"))) == nodes
        spells = sum(1 for e in root.iter(f"{G}edge") if e.get("start"))
        assert spells == sum(1 for e in states.edges if e.start)
    elif form == "graphml":
        graph = networkx.read_graphml(file, force_multigraph=True)
        assert graph.number_of_nodes() == nodes
        found = [data["kind"] for _, _, data in graph.edges(data=True)]
    else:
        data = json.loads(file.read_text(encoding="utf-8"))
        assert len(data["elements"]["nodes"]) == nodes
        found = [element["data"]["kind"] for element in data["elements"]["edges"]]
        ids = {element["data"]["id"] for element in data["elements"]["edges"]}
        assert len(ids) == edges
    assert Counter(found) == kinds


@pytest.mark.parametrize("form", sparse(["csv", "neo4j", "parquet"], 3))
def test_folders_hold_the_whole_network(kg: Kg, states: Network, tmp_path: Path, form: str) -> None:
    done = kg("export", form, "--as", "state", "--with-derived", "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    nodes, _, kinds = counted(states)
    if form == "parquet":
        import pyarrow.parquet as pq

        found = pq.read_table(tmp_path / "out" / "edges.parquet").to_pylist()
        assert pq.read_table(tmp_path / "out" / "nodes.parquet").num_rows == nodes
        assert Counter(row["kind"] for row in found) == kinds
        return
    read = {}
    for name in ("nodes", "edges"):
        with (tmp_path / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            read[name] = list(csv.DictReader(file))
    assert len(read["nodes"]) == nodes
    kind = ":TYPE" if form == "neo4j" else "kind"
    assert Counter(row[kind] for row in read["edges"]) == kinds
    if form == "neo4j":
        ids = {row[":ID"] for row in read["nodes"]}
        assert all({row[":START_ID"], row[":END_ID"]} <= ids for row in read["edges"])


def test_two_files_need_a_folder(kg: Kg) -> None:
    assert kg("export", "csv").exit_code == 2
    assert kg("export", "gexf", "--as", "ego").exit_code == 2


@pytest.mark.slow
def test_rdf_without_graphs_has_what_holds(kg: Kg, tmp_path: Path) -> None:
    quads = parse(kg("export", "nquads").stdout, format=RdfFormat.N_QUADS)
    whole = {q.triple for q in quads if q.graph_name == DefaultGraph()}
    for form, syntax in (("turtle", RdfFormat.TURTLE), ("rdfxml", RdfFormat.RDF_XML)):
        text = kg("export", form).stdout
        assert {quad.triple for quad in parse(text, format=syntax)} == whole


def test_description_counts_what_is_there(kg: Kg, shipped: Dataset) -> None:
    text = kg("export", "void").stdout
    rows = {
        q.predicate.value.replace("#", "/").rsplit("/", 1)[-1]: q.object
        for q in parse(text, format=RdfFormat.TURTLE)
    }
    assert int(rows["triples"].value) >= len(shipped)
    assert rows["license"].value.endswith("/by/4.0/")


def test_look_is_stable_and_told(states: Network) -> None:
    one, other = layout_of(states), layout_of(states)
    assert one == other and len(set(one.places.values())) == len(one.places)
    assert all(colour in one.legend for colour in one.colours.values())


def test_colours_sizes_and_places_are_written(kg: Kg, tmp_path: Path) -> None:
    from xml.etree import ElementTree

    root = ElementTree.fromstring(kg("export", "gexf", "--as", "state").stdout.encode())
    for node in root.iter(f"{G}node"):
        assert node.find(f"{V}color") is not None and node.find(f"{V}position") is not None
    types = {a.get("title"): a.get("type") for a in root.iter(f"{G}attribute")}
    assert types["claimList"] == "liststring" and types["sign"] == "integer"
    description = root.find(f"{G}meta/{G}description")
    assert description is not None and "Legend: colour: " in (description.text or "")


text = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(text, min_size=1, max_size=5))
def test_no_cell_is_a_formula(labels: list[str]) -> None:
    import io

    nodes = tuple(Node(f"n{n}", label, "k") for n, label in enumerate(labels))
    file = io.BytesIO()
    write_csv(node_rows(Network("t", nodes, ())), file)
    rows = list(csv.reader(io.StringIO(file.getvalue().decode(), newline="")))
    assert len(rows) == len(labels) + 1
    assert not any(
        cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row
    )


def test_parallel_edges_stay_apart_in_networkx() -> None:
    nodes = (Node("a", "A", "state"), Node("b", "B", "state"))
    edges = (Edge("a", "b", "x", "ally"), Edge("a", "b", "y", "rival"))
    graph = to_networkx(Network("two", nodes, edges))
    assert graph.number_of_edges("a", "b") == 2
    assert [row["kind"] for row in edge_rows(Network("two", nodes, edges))] == ["ally", "rival"]


def test_adding_a_view_takes_no_python() -> None:
    for folder in (ROOT / "queries" / "views").iterdir():
        assert {p.suffix for p in folder.iterdir()} == {".rq"}


def test_an_act_without_an_end_is_over_in_its_time(kg: Kg, tmp_path: Path) -> None:
    both = "ent:hasParticipant id:KEN , id:ETH"
    going = f"Exercise ; ent:ongoing true ; {both}"
    said = (f"Exercise ; {both}", going, f"Treaty ; {both}")
    notes = Notes("notes", "2019-03-01", "2019-05-01", said)
    file = tmp_path / "notes.trig"
    file.write_text(HEAD + notes.trig(), encoding="utf-8")
    for view in ("state", "entity"):
        done = kg("export", "csv", "--as", view, *ALONE, str(file), "-o", str(tmp_path / view))
        assert done.exit_code == 0, done.stderr
        with (tmp_path / view / "edges.csv").open(encoding="utf-8", newline="") as lines:
            rows = [row for row in csv.DictReader(lines) if row["start"] == "2019-03-01"]
        over = {row.get("claimList") or row["claim"]: row["end"] for row in rows}
        assert over == {
            "claim:notes-0": "2019-03-01",
            "claim:notes-1": "",
            "claim:notes-2": "",
        }
