"""Any number of made-up claims, for benchmarks and for tests of large files."""

from __future__ import annotations

from pathlib import Path

ENT = "https://w3id.org/entente/ontology#"


def write_graph(file: Path, triples: int) -> None:
    """Write valid claims of one source about exercises of invented states."""
    base = "https://w3id.org/entente/"
    xsd = "http://www.w3.org/2001/XMLSchema#"
    skos, rdf = (
        "http://www.w3.org/2004/02/skos/core#",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    )
    source = f"<{base}source/made>"
    with file.open("w", encoding="utf-8") as out:
        for predicate, value in (
            (f"{rdf}type", f"<{ENT}Source>"),
            (f"{skos}prefLabel", '"Made"@en'),
            ("http://purl.org/dc/terms/bibliographicCitation", '"Made"@en'),
            (f"{ENT}hasSourceType", f"<{ENT}dataSet>"),
            (f"{ENT}coversFrom", f'"1900-01-01"^^<{xsd}date>'),
            (f"{ENT}coversUntil", f'"1999-12-31"^^<{xsd}date>'),
        ):
            out.write(f"{source} <{predicate}> {value} {source} .\n")
        for number in range(triples // 12):
            claim, thing = f"<{base}claim/made-{number}>", f"<{base}id/made-{number}>"
            for predicate, value in (
                (f"{rdf}type", f"<{ENT}Claim>"),
                ("http://www.w3.org/ns/prov#hadPrimarySource", source),
                (f"{ENT}locator", f'"row {number}"'),
                (f"{ENT}hasModality", f"<{ENT}fact>"),
                (f"{ENT}hasPolarity", f"<{ENT}affirmed>"),
                (f"{skos}prefLabel", f'"Exercise {number}"@en'),
            ):
                out.write(f"{claim} <{predicate}> {value} {source} .\n")
            for predicate, value in (
                (f"{rdf}type", f"<{ENT}Rivalry>"),
                (f"{ENT}hasParticipant", f"<{base}id/CHN>"),
                (f"{ENT}hasParticipant", f"<{base}id/IND>"),
                (f"{skos}prefLabel", f'"Rivalry {number}"@en'),
                (f"{ENT}start", f'"{1900 + number % 100}-01-01"^^<{xsd}date>'),
                (f"{ENT}startPrecision", f"<{ENT}year>"),
            ):
                out.write(f"{thing} <{predicate}> {value} {claim} .\n")
