"""Ten thousand invented claims: time to derive, explain and doubt, and how it grows.

Explaining is compared with the naive way to find what a conclusion turns on, which leaves out each
claim behind it in turn and derives everything again.
"""

from __future__ import annotations

import math
import random
import sys
import time

from pyoxigraph import Literal, NamedNode, Quad

from kg.analysis.changes import what_if
from kg.analysis.explanation import explain_kind
from kg.model import terms
from kg.model.result import Dyad
from kg.model.terms import ent
from kg.rules.evaluate import derive
from kg.rules.inference import Inference
from kg.rules.rule import read_rules
from kg.store.dataset import Dataset
from kg.store.facts import Facts
from kg.store.open import open_dataset

SOURCE = NamedNode(terms.SOURCE + "invented")


def invented(count: int, seed: int = 1) -> list[Quad]:
    """Return claims on postures, interests, exercises, rivalries and disputes, with real codes."""
    rng = random.Random(seed)
    world = open_dataset(shipped=False)
    states = sorted(world.subjects(terms.TYPE, ent("State")), key=str)[: max(12, count // 60)]
    regions = sorted(world.subjects(terms.TYPE, ent("Region")), key=str)
    quads = [
        Quad(SOURCE, terms.TYPE, ent("Source"), SOURCE),
        Quad(SOURCE, terms.LABEL, Literal("Invented"), SOURCE),
    ]
    for number in range(count):
        claim = NamedNode(f"{terms.CLAIM}invented-{number}")
        node = NamedNode(f"{terms.ID}invented-{number}")
        kind = rng.choice(("Posture", "Interest", "Exercise", "Rivalry", "Dispute"))
        start = f"{rng.randint(1990, 2015)}-01-01"
        said = [(terms.TYPE, ent(kind)), (ent("start"), Literal(start, datatype=terms.DATE))]
        if kind in ("Posture", "Interest"):
            said += [(ent("isHeldBy"), rng.choice(states)), (ent("isTowards"), rng.choice(regions))]
            value = ("revisionist", "statusQuo") if kind == "Posture" else ("core", "important")
            which = "hasOrientation" if kind == "Posture" else "hasLevel"
            said.append((ent(which), ent(rng.choice(value))))
        else:
            said += [(ent("hasParticipant"), state) for state in rng.sample(states, 2)]
        quads += [Quad(node, predicate, value, claim) for predicate, value in said]
        quads += [
            Quad(claim, terms.TYPE, ent("Claim"), SOURCE),
            Quad(claim, terms.PRIMARY_SOURCE, SOURCE, SOURCE),
            Quad(claim, ent("locator"), Literal(str(number)), SOURCE),
            Quad(claim, ent("hasModality"), ent("assessment"), SOURCE),
            Quad(claim, ent("hasPolarity"), ent("affirmed"), SOURCE),
            Quad(claim, terms.LABEL, Literal(f"Invented claim {number}"), SOURCE),
        ]
    return quads


def derived_from(count: int) -> tuple[Inference, float]:
    """Return the conclusions from a number of invented claims, and the seconds taken."""
    dataset = Dataset([*open_dataset(shipped=False).quads(), *invented(count)])
    facts, rules = Facts(dataset), read_rules()
    began = time.perf_counter()
    derived = derive(facts, rules)
    return derived, time.perf_counter() - began


def busiest(derived: Inference, kind: str) -> Dyad:
    """Return the pair with the most derivations of a kind in 2016."""
    from datetime import date

    facts, day = derived.facts, date(2016, 1, 1)
    nodes = facts.at(day).subjects(ent("hasKind"), ent(kind))
    node = max(nodes, key=lambda n: (len(derived.proofs.of_node(n, day)), str(n)))
    pair = facts.ever().objects(node, ent("concerns"))[0]
    members = facts.ever().members(pair)
    first, second = sorted(members, key=facts.dataset.slug)
    codes = facts.dataset.slug(first), facts.dataset.slug(second)
    return Dyad(codes, (first, second), day)


def main() -> None:
    """Print the figures."""
    sizes = [1000, 3000, 10000] if len(sys.argv) == 1 else [int(a) for a in sys.argv[1:]]
    times = []
    for size in sizes:
        derived, seconds = derived_from(size)
        times.append(seconds)
        print(
            f"{size} claims: derived {len(derived.facts.derived)} statements, {len(derived.proofs)} proofs in {seconds:.2f} s"
        )
        for kind, slug in (("mirroredPostures", "mirrored-postures"), ("conflict", "conflict")):
            dyad = busiest(derived, kind)
            began = time.perf_counter()
            found = explain_kind(derived, dyad, slug)
            explained = time.perf_counter() - began
            claims = sorted({claim for one in found for claim in one.claims})
            began = time.perf_counter()
            what_if(derived, derived.facts.dataset, claims[:1])
            doubted = time.perf_counter() - began
            naive = len(claims) * seconds
            print(
                f"  {slug} of {'-'.join(dyad.codes)}: {len(found)} explained in {explained:.2f} s, "
                f"{len(claims)} claims; leaving each out anew would take {naive:.0f} s, "
                f"{naive / explained:.0f} times as long; one doubted in {doubted:.2f} s"
            )
    for (a, one), (b, other) in zip(
        zip(sizes, times, strict=True), list(zip(sizes, times, strict=True))[1:], strict=False
    ):
        print(
            f"derivation grows with exponent {math.log(other / one) / math.log(b / a):.2f} from {a} to {b}"
        )


if __name__ == "__main__":
    main()
