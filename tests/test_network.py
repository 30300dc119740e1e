"""Network measures, checked by hand on small networks and against their definitions."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_brief import Kg

from kg.analysis.centrality import measures, triads
from kg.analysis.network import Edge, Network, Node
from kg.store.claims import read_sources
from kg.store.dataset import Dataset


def network(*edges: tuple[str, str, int]) -> Network:
    names = sorted({end for one, other, _ in edges for end in (one, other)})
    made = tuple(Edge(one, other, "x", "x", 1.0, more={"sign": sign}) for one, other, sign in edges)
    return Network("t", tuple(Node(name, name.upper(), "state") for name in names), made)


def test_star_and_parallel_edges() -> None:
    found = {m.node: m for m in measures(network(("a", "b", 1), ("a", "c", 1), ("a", "c", 1)))}
    assert (found["a"].degree, found["a"].strength, found["a"].betweenness) == (2, 3.0, 1.0)
    assert (found["c"].degree, found["c"].strength, found["c"].betweenness) == (1, 2.0, 0.0)


def test_two_groups_are_two_communities() -> None:
    groups = [
        ("a", "b", 1),
        ("b", "c", 1),
        ("a", "c", 1),
        ("x", "y", 1),
        ("y", "z", 1),
        ("x", "z", 1),
    ]
    found = {m.node: m.community for m in measures(network(*groups))}
    assert found["a"] == found["b"] == found["c"] != found["x"] == found["y"] == found["z"]


def test_the_enemy_of_an_enemy_is_a_friend() -> None:
    (balanced,) = triads(network(("a", "b", 1), ("a", "c", -1), ("b", "c", -1)))
    (strained,) = triads(network(("a", "b", -1), ("a", "c", -1), ("b", "c", -1)))
    assert balanced.balanced and not strained.balanced
    assert triads(network(("a", "b", 1), ("a", "b", -1), ("a", "c", 1), ("b", "c", 1))) == []


pairs = st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"), st.sampled_from([-1, 1]))


@given(st.lists(pairs.filter(lambda p: p[0] < p[1]), max_size=12, unique_by=lambda p: p[:2]))
def test_triads_are_all_closed_threes(edges: list[tuple[str, str, int]]) -> None:
    signs = {(one, other): sign for one, other, sign in edges}
    wanted = {
        (a, b, c): signs[a, b] * signs[a, c] * signs[b, c] > 0
        for a in "abcdef"
        for b in "abcdef"
        for c in "abcdef"
        if {(a, b), (a, c), (b, c)} <= signs.keys()
    }
    assert {t.nodes: t.balanced for t in triads(network(*edges))} == wanted


def test_command_gives_a_series(kg: Kg) -> None:
    rows = json.loads(kg("network", "--from", "1950", "--to", "1951", "--format", "json").stdout)
    assert {row["day"] for row in rows} == {"1950-12-31", "1951-12-31"}
    assert all(row["degree"] >= 1 for row in rows)
    triads_told = kg("network", "--triads", "--format", "csv").stdout
    assert "balanced" in triads_told
    assert kg("network", "--from", "1950").exit_code == 2


def test_bibliography_names_every_source(kg: Kg, shipped: Dataset) -> None:
    sources = read_sources(shipped)
    text = kg("export", "bibtex").stdout
    assert len(re.findall(r"^@misc\{", text, re.MULTILINE)) == len(sources)
    assert text.count("{") == text.count("}")
    items = json.loads(kg("export", "csl").stdout)
    assert {item["title"] for item in items} == {source.label for source in sources.values()}
    essay = next(item for item in items if item["id"] == "sino-russian-alignment-2019")
    assert essay["issued"]["date-parts"][0] == [2019]


BACKEND = """
import sys
import networkx


class Backend:
    @staticmethod
    def betweenness_centrality(graph, *more, **options):
        print("the backend ran", file=sys.stderr)
        return dict.fromkeys(graph, 0.25)

    @staticmethod
    def convert_from_nx(graph, **options):
        made = networkx.Graph(graph)
        made.__networkx_backend__ = "made"
        return made

    @staticmethod
    def convert_to_nx(result, **options):
        return result


backend = Backend()
"""
SCRIPT = """
from kg.analysis.centrality import measures
from kg.analysis.network import Edge, Network, Node
names = [f"n{i}" for i in range(SIZE)]
network = Network("", tuple(Node(n, n, "state") for n in names),
    tuple(Edge(a, b, "", "") for a, b in zip(names, names[1:])))
print({m.betweenness for m in measures(network)} == {0.25})
"""


@pytest.mark.parametrize(("size", "used"), [(501, True), (20, False)])
def test_backends_that_load_are_used_for_large_networks(
    tmp_path: Path, size: int, used: bool
) -> None:
    (tmp_path / "made_backend.py").write_text(BACKEND, encoding="utf-8")
    info = tmp_path / "made_backend-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: made-backend\nVersion: 1\n")
    entries = "[networkx.backends]\nmade = made_backend:backend\nbroken = no_such_module:x\n"
    (info / "entry_points.txt").write_text(entries)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.replace("SIZE", str(size))],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(used)
    assert ("the backend ran" in done.stderr) == used
