"""Which syntax an answer is written in (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from pyoxigraph import QueryResultsFormat, RdfFormat

SOLUTIONS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
TRIPLES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "text/plain": RdfFormat.N_TRIPLES,
}


def chosen(accept: str, offered: list[str]) -> str | None:
    """The offered type that is accepted best, the first of equals; None where none is.

    Args:
        accept: the header; empty accepts all.
        offered: media types in order of preference.
    """
    best: tuple[float, str] | None = None
    for kind in offered:
        quality = _quality(accept or "*/*", kind)
        if quality > 0 and (best is None or quality > best[0]):
            best = quality, kind
    return best[1] if best else None


def _quality(accept: str, kind: str) -> float:
    """How much a type is wanted: the value of the most specific range that has it."""
    found: tuple[int, float] = (-1, 0.0)
    for part in accept.split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        rank = {kind: 2, f"{kind.partition('/')[0]}/*": 1, "*/*": 0}.get(media, -1)
        weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            value = float(weight)
        except ValueError:
            value = 0.0
        if rank > found[0]:
            found = rank, value
    return found[1]
