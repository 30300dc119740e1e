"""Coverage-guided fuzzing: ``python tests/benchmarks/coverage.py -max_total_time=60``.

Requires atheris (a wheel for Linux; ``pip install atheris``) and accepts the options of libFuzzer;
an hour is ``-max_total_time=3600``. The first byte of an input selects the reader: RDF in six
syntaxes, a query or a rule. It must read the input or refuse it in one line; anything else ends
the run.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import atheris

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))
with atheris.instrument_imports(
    include=["kg.store", "kg.rules", "kg.web"], enable_loader_override=False
):
    from pyoxigraph import Store

    from kg.errors import KgError
    from kg.rules.rule import make_rule
    from kg.store.files import read_quads
    from kg.store.query_file import parse
    from kg.web.sparql import SparqlRequest, respond

ENDINGS = ("trig", "ttl", "nt", "nq", "rdf", "jsonld")
FOLDER = Path(tempfile.mkdtemp())
STORE = Store()


def read(data: bytes) -> None:
    """Read one input with the reader that its first byte selects."""
    kind, data = (data[0] if data else 0) % (len(ENDINGS) + 2), data[1:]
    try:
        if kind < len(ENDINGS):
            file = FOLDER / f"fuzzed.{ENDINGS[kind]}"
            file.write_bytes(data)
            read_quads(file)
            return
        text = data.decode("utf-8", "replace")
        if kind == len(ENDINGS):
            assert respond(STORE, SparqlRequest(text), "", 10).status in (200, 400, 403, 406)
        else:
            make_rule(parse("fuzzed", "fuzzed.rq", text))
    except KgError as error:
        assert "\n" not in str(error), error


def main() -> None:
    """Start fuzzing from the files of the tests and the project's rules."""
    seeds = FOLDER / "seeds"
    seeds.mkdir()
    rules = sorted((ROOT / "queries" / "rules").rglob("*.rq"))[::10]
    valid = (ROOT / "tests" / "shapes" / "valid.trig").read_bytes()
    for number, ending in enumerate(ENDINGS):
        (seeds / ending).write_bytes(bytes([number]) + valid[:3000])
    for number, rule in enumerate(rules):
        for kind in (len(ENDINGS), len(ENDINGS) + 1):
            (seeds / f"rule-{number}-{kind}").write_bytes(bytes([kind]) + rule.read_bytes())
    os.chdir(FOLDER)  # where libFuzzer writes its findings
    atheris.Setup([*sys.argv, str(seeds), "-rss_limit_mb=4000", "-timeout=30"], read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
