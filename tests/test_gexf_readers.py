"""GEXF conforms to its schema, and other programs read what was written."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import networkx
import pytest
from conftest import TESTS
from test_brief import Kg

from kg.analysis.network import Edge, Network, Node
from kg.render.gexf import NAMESPACE, VIZ, write_gexf

HERE, LOOK = f"{{{NAMESPACE}}}", f"{{{VIZ}}}"
CHILDREN = {  # from GEXF 1.3: specs/1.3/gexf.xsd, data.xsd, dynamics.xsd and viz.xsd
    "gexf": ["meta", "graph"],
    "meta": ["creator", "keywords", "description"],
    "graph": ["attributes", "nodes", "edges"],
    "attributes": ["attribute"],
    "attribute": ["default", "options"],
    "nodes": ["node"],
    "edges": ["edge"],
    "node": ["attvalues", "spells", "color", "position", "size", "shape"],
    "edge": ["attvalues", "spells", "color", "thickness", "shape"],
    "attvalues": ["attvalue"],
}
ATTRIBUTES = {
    "gexf": {"version"},
    "graph": {"defaultedgetype", "mode", "timeformat", "timerepresentation"},
    "attributes": {"class", "mode"},
    "attribute": {"id", "title", "type"},
    "nodes": {"count"},
    "edges": {"count"},
    "node": {"id", "label", "start", "end"},
    "edge": {"id", "source", "target", "label", "kind", "weight", "type", "start", "end"},
    "attvalue": {"for", "value"},
    "color": {"r", "g", "b", "a"},
    "position": {"x", "y", "z"},
    "size": {"value"},
    "thickness": {"value"},
}
TYPES = {"integer", "long", "double", "float", "boolean", "string", "liststring", "anyURI"}
VIEWS = [("--as", "entity"), ("--as", "state", "--with-derived", "--with-measures")]


@pytest.fixture(scope="module", params=VIEWS, ids=["entity", "state"])
def file(request: pytest.FixtureRequest, cli: Kg, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("gexf") / "x.gexf"
    done = cli("export", "gexf", *request.param, "-o", target)
    assert done.exit_code == 0, done.output
    return target


def test_file_keeps_to_the_schema(file: Path) -> None:
    root = ElementTree.parse(file).getroot()
    for element in root.iter():
        name = element.tag.removeprefix(HERE).removeprefix(LOOK)
        inner = [child.tag.removeprefix(HERE).removeprefix(LOOK) for child in element]
        allowed = CHILDREN.get(name, [])
        assert set(inner) <= set(allowed), name
        if name in ("gexf", "graph"):
            assert sorted(inner, key=allowed.index) == inner
        assert set(element.attrib) <= ATTRIBUTES.get(name, set()), name
        assert None not in element.attrib.values() and "None" not in element.attrib.values()
    declared = {}
    for group in root.iter(f"{HERE}attributes"):
        kinds = {a.get("id"): a.get("type") for a in group}
        assert set(kinds.values()) <= TYPES
        declared[group.get("class")] = kinds
    for kind in ("node", "edge"):
        for element in root.iter(f"{HERE}{kind}"):
            assert element.get("label", "").strip()
            for bound in ("start", "end"):
                if element.get(bound):
                    date.fromisoformat(str(element.get(bound)))
            for value in element.iter(f"{HERE}attvalue"):
                text, of = value.get("value", ""), declared[kind][value.get("for")]
                if of in ("integer", "double"):
                    float(text)
                assert of != "boolean" or text in ("true", "false")
    for channel in root.iter(f"{LOOK}color"):
        assert all(0 <= int(channel.get(c, "-1")) <= 255 for c in "rgb")


def spells(root: ElementTree.Element, kind: str) -> Counter[tuple[str | None, str | None]]:
    return Counter((e.get("start"), e.get("end")) for e in root.iter(f"{HERE}{kind}"))


def test_networkx_reads_what_was_written(file: Path) -> None:
    root = ElementTree.parse(file).getroot()
    graph = networkx.read_gexf(file, version="1.3")
    assert graph.number_of_nodes() == len(list(root.iter(f"{HERE}node")))
    assert graph.number_of_edges() == len(list(root.iter(f"{HERE}edge")))
    read = Counter((d.get("start"), d.get("end")) for _, _, d in graph.edges(data=True))
    assert read == spells(root, "edge")
    assert all(data["label"] and data["kind"] for _, data in graph.nodes(data=True))


@pytest.fixture(scope="session")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which Node.js finds graphology and its GEXF reader."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("node and npm are not installed")
    folder = tmp_path_factory.mktemp("node")
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)]
    packages = ["graphology@0.26", "graphology-gexf@0.13.2"]
    with subprocess.Popen([*command, *packages], stdout=subprocess.DEVNULL) as installing:
        try:
            failed = installing.wait(90)
        except subprocess.TimeoutExpired:
            installing.kill()
            failed = True
    if failed:
        pytest.skip("npm cannot install graphology-gexf here")
    return folder


def test_the_reader_of_gephi_lite_reads_what_was_written(file: Path, modules: Path) -> None:
    script = modules / "gexf.cjs"
    script.write_text((TESTS / "gexf.cjs").read_text(encoding="utf-8"), encoding="utf-8")
    done = subprocess.run(
        ["node", str(script), str(file)], capture_output=True, text=True, check=True
    )
    read = json.loads(done.stdout)
    root = ElementTree.parse(file).getroot()
    nodes, edges = (list(root.iter(f"{HERE}{kind}")) for kind in ("node", "edge"))
    assert [n["key"] for n in read["nodes"]] == [n.get("id") for n in nodes]
    assert len(read["edges"]) == len(edges)
    kinds = Counter(edge["attributes"]["kind"] for edge in read["edges"])
    assert kinds == Counter(edge.get("kind") for edge in edges)
    assert {n["attributes"]["label"] for n in read["nodes"]} == {n.get("label") for n in nodes}
    for one, element in zip(read["nodes"], nodes, strict=True):
        colour = element.find(f"{LOOK}color")
        assert colour is not None
        shown = ",".join(colour.get(channel, "") for channel in "rgba")
        assert one["attributes"]["color"] == f"rgba({shown})"
        assert {"x", "y", "size"} <= one["attributes"].keys()
    for edge, element in zip(read["edges"], edges, strict=True):
        colour = element.find(f"{LOOK}color")
        assert colour is not None
        shown = ",".join(colour.get(channel, "") for channel in "rgba")
        told = edge["attributes"]
        assert told["color"] == f"rgba({shown})" and told["label"] == element.get("label")
        assert float(told["weight"]) == float(element.get("weight", "0"))


def test_wild_labels_survive_the_reader_of_gephi_lite(modules: Path, tmp_path: Path) -> None:
    labels = ['"quoted" & <b>', "עברית العربية", "🛰️ emoji", "tab\tand\x07bell"]
    nodes = tuple(Node(f"n{i}", label, "thing") for i, label in enumerate(labels))
    network = Network("wild", nodes, (Edge("n0", "n1", "<&>", 'a"b'),))
    target = tmp_path / "wild.gexf"
    with target.open("wb") as out:
        write_gexf(network, out)
    script = modules / "gexf.cjs"
    script.write_text((TESTS / "gexf.cjs").read_text(encoding="utf-8"), encoding="utf-8")
    done = subprocess.run(
        ["node", str(script), str(target)], capture_output=True, text=True, check=True
    )
    read = [node["attributes"]["label"] for node in json.loads(done.stdout)["nodes"]]
    assert read[:3] == labels[:3] and "\x07" not in read[3]


def test_measures_are_attributes_of_nodes(kg: Kg, tmp_path: Path) -> None:
    target = tmp_path / "x.gexf"
    done = kg("export", "gexf", "--as", "state", "--with-measures", "-o", target)
    assert done.exit_code == 0, done.output
    graph = networkx.read_gexf(target, version="1.3")
    rows = json.loads(kg("network", "--format", "json").stdout)
    by_label = {data["label"]: data for _, data in graph.nodes(data=True)}
    for row in rows:
        data = by_label[row["state"]]
        assert (data["degree"], data["community"]) == (row["degree"], row["community"])
        assert data["betweenness"] == pytest.approx(row["betweenness"])
