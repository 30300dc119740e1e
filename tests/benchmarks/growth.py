"""Growth of the cost of deriving: four kinds of graphs at several sizes, with a limit.

Usage: python growth.py [--quick] [--large] [--peers] [--kind NAME]

Each kind grows in one direction at constant density, so that conclusions grow with the graph. The
cost is the CPU seconds of one derivation in a separate process; the exponent relates the cost to
the number of statements read and written, between two sizes. ``--quick`` runs 10,000 and 100,000
statements and fails if an exponent exceeds 1.3; ``--large`` adds ten million. ``--kept`` stores
each graph (``kg build``), adds ten claims to it and queries it about one pair. ``--peers`` runs the
same rules in Oxigraph, in Apache Jena and as SQL on DuckDB (``peers.py``), over what holds on one
day and without proofs; each must construct what was derived for that day. A peer is stopped after
ten minutes.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import resource
import subprocess
import sys
import tempfile
import time
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kept import one_pair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kg.rules.columns.compile import CompiledRule

    Lines = Iterator[str]

ENT = "https://w3id.org/entente/ontology#"
BASE = "https://w3id.org/entente/"
A = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
IDENTIFIER = "http://purl.org/dc/terms/identifier"
DATE = "http://www.w3.org/2001/XMLSchema#date"
SOURCE = f"{BASE}source/made"
REFERENCE = f"{BASE}reference/made"
LIMIT = 1.3
PATIENCE = 600  # time limit of a peer, in seconds
PEERS = ("oxigraph", "duckdb", "jena")
SIZES = (10_000, 100_000, 1_000_000)


def _line(subject: str, predicate: str, value: str, graph: str) -> str:
    value = value if value.startswith('"') else f"<{value}>"
    return f"<{subject}> <{predicate}> {value} <{graph}> .\n"


def _world(states: int, regions: int) -> Lines:
    """Yield reference data on invented states and regions, and the source of all claims."""
    yield _line(REFERENCE, A, f"{ENT}ReferenceGraph", REFERENCE)
    for number in range(states):
        yield _line(_state(number), A, f"{ENT}State", REFERENCE)
        yield _line(_state(number), IDENTIFIER, f'"Q{number:05d}"', REFERENCE)
    for number in range(regions):
        yield _line(_region(number), A, f"{ENT}Region", REFERENCE)
        yield _line(_region(number), A, f"{ENT}ObjectOfInterest", REFERENCE)
        yield _line(_region(number), IDENTIFIER, f'"R{number:05d}"', REFERENCE)
    yield _line(SOURCE, A, f"{ENT}Source", SOURCE)


def _state(number: int) -> str:
    return f"{BASE}id/Q{number:05d}"


def _region(number: int) -> str:
    return f"{BASE}id/R{number:05d}"


def _claim(number: int, kind: str, parts: list[tuple[str, str]], first: int, last: int) -> Lines:
    """Yield a claim about one thing from one year to another, with its statements."""
    claim, thing = f"{BASE}claim/made-{number}", f"{BASE}id/made-{number}"
    for predicate, value in (
        (A, f"{ENT}Claim"),
        ("http://www.w3.org/ns/prov#hadPrimarySource", SOURCE),
        (f"{ENT}hasModality", f"{ENT}fact"),
        (f"{ENT}hasPolarity", f"{ENT}affirmed"),
    ):
        yield _line(claim, predicate, value, SOURCE)
    yield _line(thing, A, f"{ENT}{kind}", claim)
    for name, value in parts:
        yield _line(thing, f"{ENT}{name}", value, claim)
    yield _line(thing, f"{ENT}start", f'"{first:04d}-01-01"^^<{DATE}>', claim)
    yield _line(thing, f"{ENT}end", f'"{last:04d}-12-31"^^<{DATE}>', claim)


def postures(size: int) -> Lines:
    """Yield postures and interests: ten states for each region, with four of each in turn."""
    rng, claims = random.Random(1), size // 10
    regions = max(claims // 20, 2)
    states = max(regions, 10)
    yield from _world(states, regions)
    for number in range(claims):
        region = number % regions
        holder = (region + rng.randrange(10)) % states
        parts = [("isHeldBy", _state(holder)), ("isTowards", _region(region))]
        first = rng.randint(1900, 2010)
        if number // regions % 2:
            orientation = rng.choice(("revisionist", "statusQuo"))
            parts.append(("hasOrientation", f"{ENT}{orientation}"))
            yield from _claim(number, "Posture", parts, first, first + 5)
        else:
            parts.append(("hasLevel", f"{ENT}{rng.choice(('core', 'important'))}"))
            yield from _claim(number, "Interest", parts, first, first + 5)


def exercises(size: int) -> Lines:
    """Yield exercises: eight for each pair, each state with eight partners."""
    yield from _dyadic("Exercise", size, 8)


def dyad_years(size: int) -> Lines:
    """Yield disputes and rivalries: two for each pair, each state with eight partners."""
    yield from _dyadic("Dispute", size, 2)


def histories(size: int) -> Lines:
    """Yield long histories: sixteen pairs per 10,000 statements, with a dispute in every year."""
    yield from _dyadic("ArmedClash", size, 64)


def _dyadic(kind: str, size: int, each: int) -> Lines:
    rng, claims = random.Random(1), size // 9
    pairs = max(claims // each, 4)
    states = max(pairs // 8 + 9, 10)
    yield from _world(states, 0)
    for number in range(claims):
        pair = number % pairs
        one = pair // 8
        parts = [("hasParticipant", _state(s)) for s in (one, one + 1 + pair % 8)]
        first = rng.randint(1500 if each > 8 else 1900, 2010)
        yield from _claim(number, kind, parts, first, first + rng.randint(0, 2))


KINDS: dict[str, Callable[[int], Lines]] = {
    "postures": postures,
    "exercises": exercises,
    "dyad-years": dyad_years,
    "histories": histories,
}


def write(kind: str, size: int, file: Path) -> None:
    """Write a graph of about ``size`` statements as N-Quads."""
    with file.open("w", encoding="utf-8") as out:
        out.writelines(KINDS[kind](size))


def derived(file: str) -> None:
    """Derive from a file; print the cost as JSON: seconds, megabytes, rows, and work by rule."""
    from kg.rules.columns import engine as set_engine
    from kg.rules.columns.fire import fire, fire_parts
    from kg.rules.evaluate import derive
    from kg.rules.rule import read_rules
    from kg.store.facts import Facts
    from kg.store.open import open_dataset

    by_rule: dict[str, float] = {}

    def timed(work: Callable[..., object]) -> Callable[..., object]:
        def measured(rule: CompiledRule, *others: object) -> object:
            began = time.process_time()
            found = work(rule, *others)
            name = rule.rule.name
            by_rule[name] = by_rule.get(name, 0.0) + time.process_time() - began
            return found

        return measured

    vars(set_engine).update(fire=timed(fire), fire_parts=timed(fire_parts))
    facts = Facts(open_dataset([Path(file)], shipped=False))
    stated, rules = len(facts.columns), read_rules()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    began = time.process_time()
    found = derive(facts, rules)
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    rows = len(found.facts.derived) + sum(map(len, found.proofs.matches.values()))
    told = {"stated": stated, "rows": rows, "seconds": seconds, "before": before, "peak": peak}
    print(json.dumps({**told, "by_rule": by_rule}))


def derivation(file: Path) -> dict[str, Any]:
    """Return what ``derived`` prints for a file in a separate process."""
    command = [sys.executable, __file__, "--derive", str(file)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def exponent(small: float, large: float, one: float, other: float) -> float:
    """Return the exponent of the cost between two sizes."""
    return math.log(max(large, 1e-9) / max(small, 1e-9)) / math.log(other / one)


def beside(name: str, file: Path) -> str:
    """Describe the cost of a peer in words."""
    command = [sys.executable, str(Path(__file__).with_name("peers.py")), name, str(file)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return f"{name} was stopped after {PATIENCE} s"
    if done.returncode:
        return f"{name} failed: {done.stderr.splitlines()[-1]}"
    told = json.loads(done.stdout)
    return (
        f"{name}, one day, {told['seconds']:.2f} s, {told['megabytes']:,} MB, "
        f"the same {told['statements']:,} statements"
    )


def ten(kind: str, file: Path) -> None:
    """Write ten claims about the first two states of a graph."""
    parts = {
        "postures": [
            ("isHeldBy", _state(0)),
            ("isTowards", _region(0)),
            ("hasOrientation", f"{ENT}statusQuo"),
        ]
    }
    acts = [("hasParticipant", _state(0)), ("hasParticipant", _state(1))]
    names = {"postures": "Posture", "exercises": "Exercise", "dyad-years": "Dispute"}
    with file.open("w", encoding="utf-8") as out:
        for number in range(10):
            named = names.get(kind, "ArmedClash")
            about = parts.get(kind, acts)
            out.writelines(_claim(10**9 + number, named, about, 1990, 2000 + number))


def main() -> int:
    """Print a line for each kind and size; return 1 if the limit is exceeded."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--kind", choices=KINDS, action="append")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--kept", action="store_true", help="also keep each graph and ask it")
    parser.add_argument("--derive", metavar="FILE", help="derive from one file and stop")
    chosen = parser.parse_args()
    if chosen.derive:
        derived(chosen.derive)
        return 0
    sizes = SIZES[:2] if chosen.quick else (*SIZES, *([10_000_000] if chosen.large else []))
    failed = False
    for kind in chosen.kind or KINDS:
        told = []
        with tempfile.TemporaryDirectory() as folder:
            for size in sizes:
                file = Path(folder) / f"{kind}.nq"
                write(kind, size, file)
                one = derivation(file)
                told.append(one)
                slowest = sorted(one["by_rule"].items(), key=lambda pair: -pair[1])[:3]
                print(
                    f"{kind}, {size:,}: {one['seconds']:.2f} s, {one['peak']:,} MB "
                    f"({one['before']:,} before), {one['stated']:,} statements, "
                    f"{one['rows']:,} rows made; "
                    + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in slowest),
                    flush=True,
                )
                for name in PEERS if chosen.peers else ():
                    print(f"{kind}, {size:,}: {beside(name, file)}", flush=True)
                if chosen.kept:
                    with tempfile.TemporaryDirectory() as apart:
                        moved = file.rename(Path(apart) / file.name)
                        pair = ("Q00000", "Q00001")
                        for name, seconds, peak in one_pair(
                            moved, pair, "made-0", partial(ten, kind)
                        ):
                            told_of = f"{name}: {seconds:.2f} s, {peak:,} MB"
                            print(f"{kind}, {size:,} kept: {told_of}", flush=True)
        for small, large in pairwise(told):
            sizes_of = [one["stated"] + one["rows"] for one in (small, large)]
            found = exponent(small["seconds"], large["seconds"], *sizes_of)
            print(f"{kind}: exponent {found:.2f} (rows grew {sizes_of[1] / sizes_of[0]:.1f} times)")
            failed |= found > LIMIT
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
