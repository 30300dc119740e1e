"""A claim and the source that makes it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """What one source says at one place; ``denied`` is its polarity.

    The ranks are those of its modality and of its word of estimate, 0 where it has none.
    """

    iri: str
    label: str
    source: str
    locator: str
    modality: str
    denied: bool
    confidence: str
    committing: bool
    modality_rank: int = 0
    confidence_rank: int = 0


@dataclass(frozen=True)
class Source:
    """A document or data set; the days are those between which it was written."""

    iri: str
    label: str
    citation: str
    written_from: str
    written_until: str
