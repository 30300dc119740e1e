"""Small invented graphs: a case file has the contents of claims, and this module adds the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from pyoxigraph import Literal, NamedNode, Quad

from kg.model import terms
from kg.store.dataset import Dataset
from kg.store.files import read_quads
from kg.store.open import ontology_quads

if TYPE_CHECKING:
    from collections.abc import Collection

    from kg.store.columns.terms_table import Term

TESTS = Path(__file__).parent
SOURCE = NamedNode(terms.SOURCE + "case")
STRING = NamedNode("http://www.w3.org/2001/XMLSchema#string")


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
    return Dataset([*schema(), *invented_quads()])


@cache
def invented() -> tuple[Quad, ...]:
    """Return the ontology and the invented states that all cases use."""
    return (*ontology_quads(), *invented_quads())


@cache
def schema() -> tuple[Quad, ...]:
    """Return the ontology without its texts in English, a third of it, which no rule reads."""
    return tuple(
        quad
        for quad in ontology_quads()
        if not (isinstance(quad.object, Literal) and quad.object.language)
    )


@cache
def invented_quads() -> tuple[Quad, ...]:
    """Return the states, regions and issues that cases use."""
    return tuple(read_quads(TESTS / "invented.trig"))


class Worlds:
    """Cases that do not meet in one graph: each has states, regions and claims of its own.

    The names and words of a case end in its number between tildes. Hundreds of cases derived at
    once take little more time than one. A case that speaks of every state has a graph of its own.
    """

    def __init__(self, cases: Collection[tuple[Case, str]]) -> None:
        """Take cases, each with the name of a claim to leave out; it may be empty."""
        self.marks = {(case.id, gone): f"~{n}~" for n, (case, gone) in enumerate(cases)}
        self.graphs = [[*schema()]]
        for case, gone in cases:
            mark = self.marks[case.id, gone]
            claims = [claim for claim in case.claims() if claim != gone]
            stated = [q for q in read_quads(case.path) if str(q.graph_name)[1:-1] in claims]
            own = (*invented_quads(), *stated, *as_claims(claims))
            marked = [Quad(*(_marked(term, mark) for term in quad)) for quad in own]  # type: ignore[arg-type]
            if any(quad.predicate == terms.ent("coversEveryState") for quad in stated):
                self.graphs.append([*schema(), *marked])
            else:
                self.graphs[0] += marked

    @staticmethod
    def mark(name: str) -> str | None:
        """Return the mark of a name's case; it is empty in shared names, None in those of two."""
        marks = set(re.findall(r"~\d+~", name))
        return None if len(marks) > 1 else "".join(marks)


def _marked(term: Term, mark: str) -> Term:
    if isinstance(term, NamedNode) and term.value.startswith(terms.BASE):
        return term if term.value.startswith(terms.ENT) else NamedNode(term.value + mark)
    if isinstance(term, Literal) and term.datatype == STRING and term.language is None:
        return Literal(term.value + mark)
    return term


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
