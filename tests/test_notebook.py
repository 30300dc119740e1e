"""The Python interface agrees with the commands, and the tutorial runs."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import nbformat
import pytest
import rdflib
from conftest import ROOT, TESTS
from hypothesis import given
from hypothesis import strategies as st
from nbclient import NotebookClient
from test_brief import Kg

import kg
from kg.errors import NonConforming, QueryError, UnknownName
from kg.render import fenced
from kg.store.query import Rows

CLAIM = "sino-russian-alignment-2019-p06-4a"


@pytest.fixture(scope="module")
def g() -> kg.graph.Graph:
    return kg.open()


def test_a_brief_is_that_of_the_command(g, kg: Kg) -> None:
    brief = g.brief("RUS", "China", as_of="2019")
    arguments = ("brief", "RUS", "CHN", "--as-of", "2019")
    assert str(brief) == repr(brief) == kg(*arguments).stdout
    assert brief._repr_markdown_() == kg(*arguments, "--format", "md").stdout
    assert brief.data == json.loads(kg(*arguments, "--format", "json").stdout)


def test_an_explanation_is_that_of_the_command(g, kg: Kg) -> None:
    names = ("CHN", "RUS", "mirrored-postures")
    explained = g.explain(*names)
    assert explained.text == kg("explain", *names).stdout
    assert explained.data == json.loads(kg("explain", *names, "--format", "json").stdout)
    iri = explained.data[0]["conclusion"]
    assert g.explain(iri).text == explained.text
    with pytest.raises(TypeError):
        g.explain("CHN", "RUS")


def test_doubt_changes_what_the_command_says(g, kg: Kg) -> None:
    doubted = g.what_if(retract=[CLAIM])
    assert doubted.text == kg("what-if", "--retract", CLAIM).stdout
    assert doubted.data["changed"]
    added = g.what_if(add=[TESTS / "invented.trig"])
    assert added.data == {"changed": []}
    with pytest.raises(UnknownName):
        g.what_if(retract=["no-such-claim"])


def test_rows_keep_their_types(g) -> None:
    rows = g.query("agreements", first="CHN", second="RUS")
    assert len(rows) == len(list(rows)) > 3
    first = next(iter(rows))
    assert isinstance(first["start"], date) and first["claim"].startswith("claim:")
    for frame in (rows.to_pandas(), rows.to_polars()):
        assert list(frame.columns) == list(rows.columns) and len(frame) == len(rows)
    assert rows.to_pandas()["start"].dtype.kind == "M"  # a date, not an object
    assert rows.to_arrow().to_pylist() == list(rows)
    assert str(rows).splitlines()[0].split()[0] == "kind"


def test_a_query_of_ones_own(g) -> None:
    rows = g.query('SELECT (1 + 1 AS ?two) ("<b>" AS ?text) (?none AS ?nothing) {}')
    assert rows.values == ((2, "<b>", None),)
    assert "&lt;b&gt;" in rows._repr_html_() and "<b>" not in rows._repr_html_()
    with pytest.raises(QueryError):
        g.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    with pytest.raises(UnknownName):
        g.query("no-such-question")
    assert g.questions().keys() >= {"agreements"}


def test_a_column_of_several_types_is_text() -> None:
    rows = Rows(("a",), ((1,), ("x",), (None,)))
    assert rows.to_arrow().to_pylist() == [{"a": "1"}, {"a": "x"}, {"a": None}]


@given(st.text())
def test_a_block_of_code_ends_where_it_should(text: str) -> None:
    lines = fenced(text).splitlines()
    fence = lines[0].removesuffix("text")
    assert fence == lines[-1] and fence not in "\n".join(lines[1:-1])


def test_networks_and_statements_leave_whole(g) -> None:
    network = g.to_networkx("state", ego="RUS", as_of="2019-12-31")
    assert "id:RUS" in network and all(d["kind"] for _, _, d in network.edges(data=True))
    more = g.to_networkx("state", with_derived=True)
    assert more.number_of_edges() > g.to_networkx("state").number_of_edges()
    count = len(list(g.dataset.quads()))
    plain, derived = g.to_rdflib(), g.to_rdflib(with_derived=True)
    assert in_named_graphs(plain) == count < in_named_graphs(derived)
    for dataset, holding in ((plain, g.stated), (derived, g.recorded)):
        assert len(dataset.default_graph) == len(list(holding.default())) > 0


def in_named_graphs(dataset: rdflib.Dataset) -> int:
    """Return the number of statements in named graphs."""
    return sum(len(graph) for graph in dataset.graphs() if graph != dataset.default_graph)


def test_what_is_no_text_is_not_read_to_be_shown(g) -> None:
    answer = g.sparql("agreements", first="CHN", second="RUS")
    for found in (answer, g.statements(), g.figure("matrix", "CHN", "RUS")):
        assert str(found) == repr(found) == f"<kg.{type(found).__name__}>"
        assert found._repr_markdown_() is None
    assert len(answer.rows()) == len(g.query("agreements", first="CHN", second="RUS"))


def test_a_figure_shows_itself(g, tmp_path: Path) -> None:
    figure = g.figure("matrix", "CHN", "RUS")
    assert figure.chart.to_dict()["layer"]
    assert figure._repr_svg_().startswith("<svg")
    figure.save(tmp_path / "matrix.png")
    assert (tmp_path / "matrix.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(UnknownName):
        g.figure("pie", "CHN", "RUS")


def test_own_claims_are_checked(tmp_path: Path) -> None:
    own = kg.open(TESTS / "invented.trig", TESTS / "shapes" / "valid.trig", shipped=False)
    assert own.brief("XAA", "XBB").data["dyad"]
    wrong = tmp_path / "wrong.trig"
    wrong.write_text("<urn:g> { <urn:a> <urn:b> <urn:c> }", encoding="utf-8")
    with pytest.raises(NonConforming):
        kg.open(wrong)


def test_one_viewpoint() -> None:
    one = kg.open(viewpoints=["lo-2017"])
    assert one.inference.facts.claims.keys() < kg.open().inference.facts.claims.keys()


@pytest.mark.slow
def test_the_tutorial_runs(tmp_path: Path) -> None:
    notebook = nbformat.read(ROOT / "docs" / "tutorial.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") for cell in notebook.cells)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [o.get("data", {}) for cell in notebook.cells for o in cell.get("outputs", ())]
    assert any("rising towards entente" in d.get("text/markdown", "") for d in shown)
    assert any("text/html" in d for d in shown)
    assert any("image/svg+xml" in d for d in shown)
