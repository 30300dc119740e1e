"""Small invented graphs: a case file has the contents of claims, and this module adds the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from pyoxigraph import Literal, NamedNode, Quad

from kg.model import terms
from kg.store.dataset import Dataset
from kg.store.files import read_quads
from kg.store.open import ontology_quads

TESTS = Path(__file__).parent
SOURCE = NamedNode(terms.SOURCE + "case")


@dataclass(frozen=True)
class Case:
    """A case file: its header and its statements, each graph of which is one claim.

    A claim is denied if the name of its graph ends in ``-denied``, and a prediction if it ends in
    ``-predicted``; all others are affirmed as assessments.
    """

    path: Path
    header: dict[str, str]

    @property
    def id(self) -> str:
        return f"{self.path.parent.name}-{self.path.stem}"

    @property
    def day(self) -> date:
        return self.header["day"]  # type: ignore[return-value]

    def claims(self) -> list[str]:
        return sorted({q.graph_name.value for q in read_quads(self.path)})

    def dataset(self) -> Dataset:
        return _world().with_more([*read_quads(self.path), *as_claims(self.claims())])


@cache
def _world() -> Dataset:
    return Dataset(invented())


@cache
def invented() -> tuple[Quad, ...]:
    """Return the ontology and the invented states that all cases use."""
    return (*ontology_quads(), *read_quads(TESTS / "invented.trig"))


def read_case(path: Path) -> Case:
    lines = path.read_text(encoding="utf-8").splitlines()
    header = "\n".join(line[2:] for line in lines if line.startswith("#+"))
    return Case(path, yaml.safe_load(header))


def as_claims(graphs: list[str]) -> list[Quad]:
    def say(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> Quad:
        return Quad(subject, predicate, value, SOURCE)

    said = [
        say(SOURCE, terms.TYPE, terms.ent("Source")),
        say(SOURCE, terms.LABEL, Literal("The case")),
        say(SOURCE, terms.ent("hasSourceType"), terms.ent("essay")),
    ]
    for name in graphs:
        claim = NamedNode(name)
        modality = "prediction" if name.endswith("-predicted") else "assessment"
        polarity = "denied" if name.endswith("-denied") else "affirmed"
        said += [
            say(claim, terms.TYPE, terms.ent("Claim")),
            say(claim, terms.PRIMARY_SOURCE, SOURCE),
            say(claim, terms.ent("locator"), Literal("here")),
            say(claim, terms.LABEL, Literal(name.rsplit("/", 1)[-1])),
            say(claim, terms.ent("hasModality"), terms.ent(modality)),
            say(claim, terms.ent("hasPolarity"), terms.ent(polarity)),
        ]
    return said
