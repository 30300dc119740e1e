"""Small graphs of sources on a pair, as files for commands to read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ALONE = ("--no-shipped", "--graph")
"""Options before a file that is to be read without the shipped sources."""
HEAD = """@prefix claim: <https://w3id.org/entente/claim/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ent: <https://w3id.org/entente/ontology#> .
@prefix id: <https://w3id.org/entente/id/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix source: <https://w3id.org/entente/source/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DENIAL = "denied"


@dataclass(frozen=True)
class Notes:
    """A source and its claims.

    Attributes:
        name: name of the source.
        first, last: first and last day of writing.
        says: content of each claim that it affirms, in Turtle without the dates.
        denies: content of each claim that it denies.
        kind: its source type.
        explicitness: the explicitness of all its claims.
    """

    name: str
    first: str
    last: str
    says: tuple[str, ...] = ()
    denies: tuple[str, ...] = ()
    kind: str = "essay"
    explicitness: str = "explicit"
    until: str = ""

    def trig(self) -> str:
        told = [(text, "affirmed", "a") for text in self.says]
        told += [(text, DENIAL, "ent:deniedType") for text in self.denies]
        about, graphs = "", ""
        for number, (text, polarity, typed) in enumerate(told):
            claim = f"claim:{self.name}-{number}"
            reading = (
                ' ent:isReadBy "the tests" ; skos:note "Read in."@en ;'
                if self.explicitness == "codersReading"
                else ""
            )
            about += (
                f"  {claim} a ent:Claim ; prov:hadPrimarySource source:{self.name} ;\n"
                f'    ent:locator "p. {number}" ; ent:hasModality ent:assessment ;\n'
                f"    ent:hasPolarity ent:{polarity} ; ent:hasExplicitness ent:{self.explicitness} ;\n"
                f'   {reading} skos:prefLabel "What {self.name} says, {number}"@en .\n'
            )
            node = f"<https://w3id.org/entente/claim/{self.name}-{number}#it>"
            kind, rest = text.split(" ; ", 1)
            dates = f'ent:start "{self.first}"^^xsd:date ; ent:startPrecision ent:day'
            if self.until:
                dates += f' ; ent:end "{self.until}"^^xsd:date ; ent:endPrecision ent:day'
            graphs += f"{claim} {{ {node} {typed} ent:{kind} ; {rest} ; {dates} . }}\n"
        return (
            f"source:{self.name} {{\n  source:{self.name} a ent:Source ;\n"
            f'    skos:prefLabel "Notes of {self.name}"@en ; ent:hasSourceType ent:{self.kind} ;\n'
            f'    dcterms:bibliographicCitation "Notes of {self.name}."@en ;\n'
            f'    ent:writtenFrom "{self.first}"^^xsd:date ; ent:writtenUntil "{self.last}"^^xsd:date .\n'
            f"{about}}}\n{graphs}"
        )


def posture(state: str, region: str, orientation: str) -> str:
    return f"Posture ; ent:isHeldBy id:{state} ; ent:isTowards id:{region} ; ent:hasOrientation ent:{orientation}"


def interest(state: str, region: str, level: str) -> str:
    return (
        f"Interest ; ent:isHeldBy id:{state} ; ent:isTowards id:{region} ; ent:hasLevel ent:{level}"
    )


def write(path: Path, *notes: Notes) -> Path:
    """Write a file of these sources."""
    path.write_text(HEAD + "\n".join(note.trig() for note in notes), encoding="utf-8")
    return path
