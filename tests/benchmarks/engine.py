"""Loading, validating and deriving, compared with the usual way to do the same work.

The usual way is an rdflib graph, the same rules run by rdflib's SPARQL, and pySHACL. It derives for
one day and keeps no proofs, while Entente derives for all time and keeps them. Both must derive
the same for that day.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import date

from measure import measure

LIMIT = 20  # time limit of one rule in the usual way, in seconds
DAY = date(2019, 12, 31)


def cold_brief() -> str:
    """Run `kg brief CHN RUS` as a user does."""
    done = subprocess.run(
        [sys.executable, "-m", "kg", "brief", "CHN", "RUS"], capture_output=True, check=True
    )
    return done.stdout.decode()


def ours_load() -> int:
    from kg.store.open import open_dataset

    return len(open_dataset())


def usual_load() -> int:
    import rdflib

    from kg.store.open import graph_paths, ontology_files

    dataset = rdflib.Dataset()
    for path in [*ontology_files(), *graph_paths()]:
        dataset.parse(path)
    return len(dataset)


def ours_validate() -> bool:
    from kg.store.open import open_dataset
    from kg.validation.shacl import validate

    return validate(open_dataset().quads()).conforms()


def usual_validate() -> bool:
    """Run pySHACL on rdflib's own parse of everything, with the links that the shapes need."""
    import pyshacl
    import rdflib

    from kg.store.open import graph_paths, ontology_files, shape_files
    from kg.validation.shacl import STATES_ABOUT, USES_PROPERTY

    states_about, uses_property = (rdflib.URIRef(p.value) for p in (STATES_ABOUT, USES_PROPERTY))
    data, flat, shapes = rdflib.Dataset(), rdflib.Graph(), rdflib.Graph()
    for path in graph_paths():
        data.parse(path)
    for subject, predicate, value, context in data.quads():
        flat.add((subject, predicate, value))
        flat.add((context, states_about, subject))
        flat.add((context, uses_property, predicate))
    for path in ontology_files():
        flat.parse(path)
    for path in shape_files():
        shapes.parse(path)
    return bool(pyshacl.validate(flat, shacl_graph=shapes)[0])


def ours_derive() -> tuple[float, int]:
    from kg.rules.evaluate import derive
    from kg.rules.rule import read_rules
    from kg.store.facts import Facts
    from kg.store.open import open_dataset

    facts, rules = Facts(open_dataset()), read_rules()
    began = time.perf_counter()
    derived = derive(facts, rules).facts.derived
    seconds = time.perf_counter() - began
    return seconds, len(derived)


def usual_derive() -> tuple[float, list[str]]:
    """Run every rule once over the closed graph of one day, each for at most LIMIT seconds.

    A fixpoint takes several passes, so this is a lower bound for the usual way.
    """
    import rdflib

    from kg.rules.evaluate import derive
    from kg.rules.rule import read_rules
    from kg.store.facts import Facts
    from kg.store.open import open_dataset

    rules = read_rules()
    derived = derive(Facts(open_dataset()), rules)
    held = {t for t, period in derived.facts.derived.items() if DAY in period}
    graph = rdflib.Graph()
    lines = [f"{t} ." for t in [*derived.facts.snapshot(DAY), *held]]
    graph.parse(data="\n".join(lines), format="nt")
    stopped, seconds = [], 0.0
    signal.signal(signal.SIGALRM, _stop)
    for rule in rules:
        if rule.states_time:
            continue
        began = time.perf_counter()
        signal.alarm(LIMIT)
        try:
            for triple in graph.query(rule.text):
                assert triple in graph, (rule.name, triple)
        except Stopped:
            stopped.append(rule.name)
        signal.alarm(0)
        seconds += time.perf_counter() - began
    return seconds, stopped


class Stopped(Exception):
    """The time limit has passed."""


def _stop(*_: object) -> None:
    raise Stopped


def main() -> None:
    """Print the figures."""
    brief = measure(cold_brief, 5)
    print(f"kg brief CHN RUS, cold: {brief.seconds:.2f} s (with the interpreter's start)")
    for name, ours, usual in (
        ("load", ours_load, usual_load),
        ("load and validate", ours_validate, usual_validate),
    ):
        one, other = measure(ours), measure(usual)
        assert one.result == other.result or name == "load", name
        print(
            f"{name}: {one.seconds:.2f} s and {one.peak_mb:.0f} MB, usual way {other.seconds:.2f} s "
            f"and {other.peak_mb:.0f} MB, {other.seconds / one.seconds:.1f} times as long"
        )
    one, other = measure(ours_derive), measure(usual_derive, 1)
    (seconds, _), (usual, stopped) = one.result, other.result  # type: ignore[misc]
    print(
        f"derive: {seconds:.2f} s for all time with proofs; usual way {usual:.1f} s for one pass over "
        f"one day without, {usual / seconds:.0f} times as long"
        + (f" and more ({', '.join(stopped)} stopped after {LIMIT} s)" if stopped else "")
    )


if __name__ == "__main__":
    main()
