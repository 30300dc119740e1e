"""GEXF for Gephi: valid XML for any label, with all kinds and times and the right counts."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analysis.network import Edge, Network, Node, merged, read_network
from kg.errors import InputError
from kg.model.text import sanitize_line
from kg.render.gexf import NAMESPACE, write_gexf
from kg.rules.inference import Inference
from kg.store.dataset import Dataset

G = f"{{{NAMESPACE}}}"


def written(network: Network) -> ElementTree.Element:
    file = io.BytesIO()
    write_gexf(network, file)
    return ElementTree.fromstring(file.getvalue())


@pytest.fixture(scope="module")
def network(derived: Inference) -> Network:
    return read_network(derived.facts.dataset, "entity")


def test_shipped_graph_is_a_network(network: Network) -> None:
    labels = {node.label: node.kind for node in network.nodes}
    assert labels["China"] == "state"
    assert labels["Vostok-2018"] == "exercise"
    assert labels["Asia-Pacific"] == "region"
    assert labels["Vladimir Putin"] == "person"
    ids = {node.id for node in network.nodes}
    assert len(ids) == len(network.nodes)
    assert all({edge.source, edge.target} <= ids for edge in network.edges)


def test_every_node_and_edge_is_written(network: Network) -> None:
    root = written(network)
    assert root.get("version") == "1.3"
    nodes, edges = root.findall(f".//{G}node"), root.findall(f".//{G}edge")
    assert len(nodes) == len(network.nodes) and len(edges) == len(network.edges)
    assert all(node.get("label") for node in nodes)
    assert all(edge.get("kind") and edge.get("label") and edge.get("weight") for edge in edges)


def test_times_are_days_and_open_ends_stay_open(network: Network) -> None:
    root = written(network)
    graph = root.find(f"{G}graph")
    assert graph is not None
    assert graph.get("mode") == "dynamic" and graph.get("timeformat") == "date"
    by_label = {node.get("label"): node for node in root.iter(f"{G}node")}
    assert by_label["Vostok-2018"].get("start") == "2018-01-01"
    assert by_label["Vostok-2018"].get("end") == "2018-12-31"
    assert by_label["Alignment of China and Russia"].get("end") is None


def test_parallel_edges_are_merged_by_what_they_do() -> None:
    nodes = (Node("a", "A", "state"), Node("b", "B", "state"))
    derived = {"sign": 1, "conclusion": "x"}
    edges = (
        Edge("a", "b", "treaty", "treaty", start="1950-01-01", end="1980-01-01", more={"sign": 1}),
        Edge("b", "a", "alignment", "derived: form", start="1960-01-01", more=derived),
        Edge("a", "b", "overlap: there", "derived: overlap", start="1955-01-01", more=derived),
        Edge("a", "b", "dispute", "dispute", more={"sign": -1}),
    )
    parts, binds = merged(Network("two", nodes, edges)).edges
    assert (parts.label, parts.kind, parts.weight) == ("dispute", "opposition", 1)
    assert (binds.label, binds.kind, binds.weight) == ("alignment +2", "cooperation", 3)
    assert (binds.start, binds.end) == ("1950-01-01", None)
    assert binds.more["relations"] == ("alignment", "overlap: there", "treaty")
    read = written(merged(Network("two", nodes, edges)))
    assert [edge.get("label") for edge in read.iter(f"{G}edge")] == ["dispute", "alignment +2"]
    assert len({node.get("label") for node in read.iter(f"{G}node")}) == 2


def test_parallel_edges_of_different_kinds_are_kept_apart() -> None:
    nodes = (Node("a", "A", "state"), Node("b", "B", "state"))
    edges = (Edge("a", "b", "x", "ally"), Edge("a", "b", "y", "rival"))
    root = written(Network("two", nodes, edges))
    assert [edge.get("kind") for edge in root.iter(f"{G}edge")] == ["ally", "rival"]
    graph = root.find(f"{G}graph")
    assert graph is not None and graph.get("mode") == "static"


@given(
    st.text(),
    st.text(),
    st.dictionaries(st.text(min_size=1), st.text() | st.booleans() | st.integers(), max_size=3),
)
def test_any_text_gives_valid_xml(label: str, kind: str, more: dict[str, str | bool | int]) -> None:
    node = Node("n", label or "x", kind or "thing", more=dict(more))
    root = written(Network(label, (node,), ()))
    found = root.find(f".//{G}node")
    assert found is not None and found.get("label") == sanitize_line(label or "x")


def test_unknown_view(derived: Inference) -> None:
    with pytest.raises(InputError, match="entity"):
        read_network(derived.facts.dataset, "nothing")


def test_every_view_has_nodes_and_edges_with_a_summary(shipped: Dataset) -> None:
    from kg.analysis.network import view_folders

    for view in view_folders():
        network = read_network(shipped, view)
        assert network.title and network.nodes
