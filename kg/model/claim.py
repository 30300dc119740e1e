"""A claim and the source that makes it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """What one source says at one place; ``denied`` is its polarity.

    The ranks are those of its modality, its expression of likelihood and its explicitness, 0 where
    it has none. ``explicitness`` is the label of how it stands in its source: said in so many
    words, implied, or read into it, and then ``read_by`` says by whom; ``note`` is what the person
    who wrote the claim down adds; ``speaker`` is the label of who says so, where it is not the
    author of the source, and of those for whom they speak.
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
    explicitness: str = ""
    explicitness_rank: int = 0
    note: str = ""
    read_by: str = ""
    speaker: str = ""


@dataclass(frozen=True)
class Source:
    """A document or data set; the days are those between which it was written."""

    iri: str
    label: str
    citation: str
    written_from: str
    written_until: str
